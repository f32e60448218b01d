"""Which column of a file is which: by convention, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

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
_USUAL = frozenset(each for names in KNOWN.values() for each in names)
#: A second column of the text of a line may hold a second medicine.
_TEXTS = ("as_written", "name")
#: How files name a column of medicines or conditions beside another one, with or without numbers.
_SAID = {
    "as_written": frozenset((
        "medication", "medications", "medicine", "drug", "med", "meds", "generic", "brand", "trade",
    )),
    "name": frozenset(("condition", "conditions", "diagnosis", "diagnoses", "dx")),
}  # fmt: skip
_SAID |= {"medications": _SAID["as_written"] | {"medicines", "drugs"}, "conditions": _SAID["name"]}
_BESIDE = frozenset((
    "name", "names", "text", "other", "second", "third", "additional", "further", "concomitant",
    "product", "nd", "rd", "list",
))  # fmt: skip
_WORD = re.compile("[a-z]+")
_MEDICATIONS, _CONDITIONS = "a table of medications", "a table of conditions (--conditions)"
_PEOPLE, _LISTS = "a table of people (--people)", "the layout persons"
#: Where each column is read from.
_HOMES = dict.fromkeys(KNOWN, _MEDICATIONS) | {
    "name": _CONDITIONS, "age": _PEOPLE, "pregnant": _PEOPLE, "as_of": _PEOPLE,
    "medications": _LISTS, "conditions": _LISTS,
}  # fmt: skip
#: Names that files give to other things as well.
_COMMON = frozenset(("id", "name", "status", "use", "start", "end", "route"))
_SHOWN = 20


def find_columns(
    present: Iterable[str],
    wanted: Iterable[str],
    needed: Iterable[str],
    named: Mapping[str, str],
    source: str,
    ignored: Collection[str] = (),
) -> dict[str, str]:
    """For each wanted column that the file has, its name there.

    Args:
        present: the columns of the file.
        wanted: canonical names.
        needed: those without which the file cannot be read.
        named: what the user said, canonical name to name in the file.
        source: what to call the file in an error.
        ignored: columns of which the user said that they are not to be read.

    Raises:
        InputError: if a column is missing, two could be meant, or one would be passed over that
            tells what is checked.
    """
    wanted, present = list(wanted), [each for each in present if each not in ignored]
    found = {}
    for column in wanted:
        theirs = _find(column, present, named, source)
        if theirs is not None:
            found[column] = theirs
    missing = [column for column in needed if column not in found]
    if missing:
        sought = " and ".join(f"the {each} ({', '.join(KNOWN[each])})" for each in missing)
        said = " ".join(f"--column {each}=NAME" for each in missing)
        raise InputError(
            f"has no column for {sought}; say {said}. Its columns: {_listed(present)}", source
        )
    for name in present:
        if name not in found.values():
            _see_that_nothing_is_lost(name, wanted, found, source)
    return found


def _find(column: str, present: Sequence[str], named: Mapping[str, str], source: str) -> str | None:
    """The name of a column in a file; None if it has none."""
    if column in named:
        if named[column] not in present:
            hint = did_you_mean(named[column], present)
            raise InputError(f"has no column '{named[column]}'.{hint}", source)
        return named[column]
    folded = {name: name.strip().lower() for name in present}
    fits = [name for known in KNOWN[column] for name in present if folded[name] == known]
    if len(fits) > 1 and (fits[0] != column or column in _TEXTS):
        raise InputError(
            f"{' and '.join(fits)} could both be the {column}; say --column {column}=NAME, and "
            "--ignore NAME of what is not to be read",
            source,
        )
    return fits[0] if fits else None


def _see_that_nothing_is_lost(
    name: str, wanted: Sequence[str], found: Mapping[str, str], source: str
) -> None:
    """Refuse a column that seems to tell what is checked, and that this table does not read."""
    folded = name.strip().lower()
    for column, names in KNOWN.items():
        if folded in names and column not in wanted and folded not in _COMMON:
            raise InputError(
                f"has a column '{name}', which is read only from {_HOMES[column]}; move it there, "
                f"or leave it out (--ignore {name})",
                source,
            )
    words = frozenset(_WORD.findall(folded))
    for column in (each for each in _SAID if each in found):
        if words & _SAID[column] and words <= _SAID[column] | _BESIDE:
            raise InputError(
                f"has a column '{name}' beside the {column} ({found[column]}), which may hold more "
                f"of them; give each a row of its own, or leave it out (--ignore {name})",
                source,
            )
    open_ = [each for column in wanted if column not in found for each in KNOWN[column]]
    if folded not in _USUAL and (hint := did_you_mean(folded, open_)):
        raise InputError(
            f"has a column '{name}', which is not read.{hint} Say --column OURS={name}, or "
            f"--ignore {name}",
            source,
        )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
