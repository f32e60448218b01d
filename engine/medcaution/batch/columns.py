"""Which column of a file is which: by convention, or as the user says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from medcaution.errors import InputError
from medcaution.words import did_you_mean

#: For each canonical column, the names that files give it. The first one is ours.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "person": ("person", "person_id", "id", "patient", "patient_id", "subject_id", "pid"),
    "as_written": ("as_written", "medication", "medicine", "drug", "drug_name", "medication_name"),
    "name": ("name", "condition", "diagnosis", "condition_name"),
    "route": ("route",),
    "use": ("use",),
    "status": ("status",),
    "dose": ("dose",),
    "since": ("since", "start", "start_date"),
    "last_taken": ("last_taken", "end", "end_date", "stop_date"),
    "codes": ("codes",),
    "age": ("age",),
    "pregnant": ("pregnant",),
    "as_of": ("as_of",),
    "medications": ("medications", "medicines", "drugs"),
    "conditions": ("conditions", "diagnoses"),
}
_SHOWN = 20


def find_columns(
    present: Iterable[str],
    wanted: Iterable[str],
    needed: Iterable[str],
    named: Mapping[str, str],
    source: str,
) -> dict[str, str]:
    """For each wanted column that the file has, its name there.

    Args:
        present: the columns of the file.
        wanted: canonical names.
        needed: those without which the file cannot be read.
        named: what the user said, canonical name to name in the file.
        source: what to call the file in an error.

    Raises:
        InputError: if a column is missing, or two could be meant.
    """
    present = list(present)
    folded: dict[str, list[str]] = {}
    for name in present:
        folded.setdefault(name.strip().lower(), []).append(name)
    found: dict[str, str] = {}
    for column in wanted:
        if column in named:
            if named[column] not in present:
                hint = did_you_mean(named[column], present)
                raise InputError(f"has no column '{named[column]}'.{hint}", source)
            found[column] = named[column]
            continue
        fits = [name for known in KNOWN[column] for name in folded.get(known, ())]
        if len(fits) > 1 and fits[0] != column:
            raise InputError(
                f"{' and '.join(fits)} could both be the {column}; say --column {column}=NAME",
                source,
            )
        if fits:
            found[column] = fits[0]
    missing = [column for column in needed if column not in found]
    if missing:
        sought = " and ".join(f"the {each} ({', '.join(KNOWN[each])})" for each in missing)
        said = " ".join(f"--column {each}=NAME" for each in missing)
        raise InputError(
            f"has no column for {sought}; say {said}. Its columns: {_listed(present)}", source
        )
    return found


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
