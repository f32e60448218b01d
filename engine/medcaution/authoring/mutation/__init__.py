"""Rule-data mutation: would any case notice if the knowledge were wrong?

One fault at a time is put into the loaded rules, and the cases of the rule are heard again. A
mutant that every case still agrees with is a survivor: a case is missing, or the fault makes no
difference and is listed, with the reason, in `rules/equivalent-mutants.toml`.
"""

from medcaution.authoring.mutation.campaign import Campaign, mutate

__all__ = ["Campaign", "mutate"]
