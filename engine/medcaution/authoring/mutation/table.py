"""What became of the mutants, as a table."""

from __future__ import annotations

from medcaution.authoring.mutation.campaign import Campaign

_FATES = ("killed", "golden", "equivalent", "same", "survived")


def mutation_table(campaign: Campaign) -> str:
    """One line a kind of fault, and a line in all."""
    head = f"{'kind of fault':<22}{'mutants':>8}" + "".join(f"{fate:>11}" for fate in _FATES)
    lines = [head]
    totals = dict.fromkeys(_FATES, 0)
    for kind in campaign.kinds:
        counts = [campaign.count(kind, fate) for fate in _FATES]
        for fate, count in zip(_FATES, counts, strict=True):
            totals[fate] += count
        lines.append(_line(kind, counts))
    lines.append(_line("all", [*totals.values()]))
    return "\n".join(lines)


def summary(campaign: Campaign, seconds: float) -> str:
    """The figures in a sentence."""
    real = [each for each in campaign.results if each.fate != "same"]
    explained = len(campaign.equivalent)
    tried = len(real) - explained
    killed = sum(each.fate in ("killed", "golden") for each in real)
    share = 100 * killed / tried if tried else 0.0
    # Rounded down: 100 % is said of all, and of nothing less.
    return (
        f"{len(campaign.results)} mutants, {len(real)} of them real: {killed} of {tried} killed "
        f"({int(share * 10) / 10} %), {explained} equivalent for a stated reason, "
        f"{len(campaign.survivors)} survive; {seconds:.1f} s"
    )


def _line(kind: str, counts: list[int]) -> str:
    return f"{kind:<22}{sum(counts):>8}" + "".join(f"{count or '':>11}" for count in counts)
