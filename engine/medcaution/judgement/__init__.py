"""From activations to cautions: raise, lower, unless, families, and what would change it."""

from medcaution.judgement.cautions import Judge

__all__ = ["Judge"]
