"""What became of every line and every person: nothing is lost, nothing is counted as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from medcaution.batch.answers import CAUTIONS, Answers, Told
from medcaution.batch.lines import Ints, Line
from medcaution.batch.lists import Lists
from medcaution.facts import MOST_CONDITIONS, MOST_MEDICATIONS
from medcaution.library.rules import SEVERITIES, rank

PEOPLE = pa.schema(
    [
        ("person", pa.string()), ("status", pa.string()), ("complete", pa.bool_()),
        ("lines", pa.int32()), ("recognised", pa.int32()), ("unread", pa.int32()),
        ("rejected", pa.int32()),
        *((severity, pa.int32()) for severity in SEVERITIES),
        ("highest", pa.string()),
    ]
)  # fmt: skip
NAMES = pa.schema(
    [
        ("kind", pa.string()), ("as_written", pa.string()), ("outcome", pa.string()),
        ("substances", pa.list_(pa.string())), ("condition", pa.string()),
        ("candidates", pa.list_(pa.string())), ("suggestions", pa.list_(pa.string())),
        ("reason", pa.string()), ("count", pa.int64()),
    ]
)  # fmt: skip
REJECTED = pa.schema(
    [("table", pa.string()), ("row", pa.int64()), ("person", pa.string()), ("reason", pa.string())]
)
FAILED = pa.schema([("person", pa.string()), ("error", pa.string())])
_FAILURE = "the engine could not answer about what this person takes; nothing is said of it"
_TABLES = ("people", "medications", "conditions")


@dataclass
class Count:
    """Lines by person, and the rows that were refused."""

    lines: Ints
    recognised: Ints
    medicines: Ints
    unread: Ints
    faults: Ints
    refused: np.ndarray
    rejected: list[tuple[str, int, int, str]]
    used: list[tuple[str, Ints, Ints]]


@dataclass
class _Kind:
    """The distinct lines of one kind, and what each counts as."""

    lines: list[Line] = field(default_factory=list)

    def column(self, name: str) -> np.ndarray:
        return np.array([getattr(each, name) for each in self.lines], bool)


class Census:
    """Counts. Distinct lines come first, then tables that refer to them by number."""

    def __init__(self) -> None:
        self._kinds = {"medication": _Kind(), "condition": _Kind()}
        self.names: list[str] = []

    def add(self, kind: str, line: Line) -> None:
        """The next distinct line of a kind."""
        self._kinds[kind].lines.append(line)
        if kind == "medication":
            self.names.append(line.name)

    def forget(self) -> None:
        """Drop all lines: their numbers are void."""
        for kind in self._kinds.values():
            kind.lines.clear()
        self.names.clear()

    def take(
        self, lists: Lists, size: int, owners: tuple[Ints, Ints, Ints], lines: Ints, ills: Ints,
        problems: Mapping[int, str],
    ) -> Count:  # fmt: skip
        """Count the lines of some people.

        Args:
            lists: the rows themselves.
            size: how many people there are.
            owners: the person of each row, for people, medications and conditions.
            lines: the line number of each medication row.
            ills: that of each condition row.
            problems: what is wrong with rows of the people table.
        """
        people, medications, conditions = owners
        rejected = [
            ("people", at, int(people[at]), reason) for at, reason in sorted(problems.items())
        ]
        total = np.zeros((5, size), np.int64)
        most = np.zeros(size, bool)
        for name, kind, whose, numbers, limit in (
            ("medications", "medication", medications, lines, MOST_MEDICATIONS),
            ("conditions", "condition", conditions, ills, MOST_CONDITIONS),
        ):
            known = self._kinds[kind]
            faulty = np.array([each.problem is not None for each in known.lines], bool)[numbers]
            rejected += [
                (name, at, int(whose[at]), known.lines[int(numbers[at])].problem or "")
                for at in np.flatnonzero(faulty).tolist()
            ]
            read = known.column("recognised")[numbers]
            counted = np.bincount(whose[~faulty], minlength=size)
            total[0] += counted
            total[1] += np.bincount(whose[read], minlength=size)
            total[2] += np.bincount(whose[read], minlength=size) if kind == "medication" else 0
            total[3] += np.bincount(
                whose[known.column("unread")[numbers] & ~faulty], minlength=size
            )
            crowded = counted > limit
            most |= crowded
            rejected += [
                (name, -1, person, f"{counted[person]} lines; at most {limit} are checked at once")
                for person in np.flatnonzero(crowded).tolist()
            ]
        for _, _, person, _ in rejected:
            total[4, person] += 1
        twice = np.zeros(size, bool)
        if lists.whole:
            second = np.flatnonzero(people[1:] == people[:-1]) + 1
            again = np.union1d(second, second - 1)
            rejected += [
                ("people", at, int(people[at]), "another row has the same person; keep one of them")
                for at in again.tolist()
            ]
            twice[people[again]] = True
        refused = most | twice | (total[4] > 0 if lists.whole else False)
        used = [
            (kind, numbers, whose) for kind, numbers, whose in
            (("medication", lines, medications), ("condition", ills, conditions))
        ]  # fmt: skip
        return Count(
            lines=total[0],
            recognised=total[1],
            medicines=total[2],
            unread=total[3],
            faults=total[4],
            refused=refused,
            rejected=rejected,
            used=used,
        )

    def answers(
        self, lists: Lists, count: Count, names: pa.Array, told: Told, failed: Ints
    ) -> Answers:
        """All tables of these people."""
        out = count.refused.copy()
        out[failed] = True
        kept = np.flatnonzero(~out)
        by_severity = {
            str(severity): np.bincount(
                told.people[told.severities == severity], minlength=len(names)
            )
            for severity in SEVERITIES
        }
        people = self._people(count, names, by_severity, kept)
        cautions = told.table.add_column(0, "person", names.take(pa.array(told.people)))
        return Answers(
            cautions=cautions.cast(CAUTIONS),
            people=people,
            names=self._names(count, out),
            rejected=_rejected(lists, count, names),
            failed=pa.table(
                {"person": names.take(pa.array(failed)), "error": [_FAILURE] * len(failed)},
                schema=FAILED,
            ),
        )

    def _people(
        self, count: Count, names: pa.Array, by_severity: Mapping[str, Ints], kept: Ints
    ) -> pa.Table:
        complete = (count.unread == 0) & (count.faults == 0)
        spoken = sum(by_severity[each] for each in SEVERITIES if rank(each) > 0)
        status = np.where(
            count.medicines == 0,
            "nothing-checked",
            np.where(spoken > 0, "cautions", np.where(complete, "none-found", "incomplete")),
        )
        highest = np.full(len(names), None, object)
        for severity in sorted(SEVERITIES, key=rank):
            highest[by_severity[severity] > 0] = severity
        columns = {
            "status": status, "complete": complete, "lines": count.lines,
            "recognised": count.recognised, "unread": count.unread, "rejected": count.faults,
            **by_severity, "highest": highest,
        }  # fmt: skip
        arrays = {"person": names.take(pa.array(kept))} | {
            name: pa.array(column[kept].tolist() if column.dtype.kind in "UO" else column[kept])
            for name, column in columns.items()
        }
        return pa.table({name: arrays[name].cast(PEOPLE.field(name).type) for name in PEOPLE.names})

    def _names(self, count: Count, out: np.ndarray) -> pa.Table:
        rows = []
        for kind, numbers, whose in count.used:
            seen = np.bincount(numbers[~out[whose]], minlength=1)
            for number in np.flatnonzero(seen).tolist():
                read = self._kinds[kind].lines[number].input
                if read is not None:
                    rows.append(
                        {
                            "kind": kind, "as_written": read.as_written, "outcome": read.outcome,
                            "substances": list(read.substances), "condition": read.condition,
                            "candidates": list(read.candidates),
                            "suggestions": list(read.suggestions), "reason": read.reason,
                            "count": int(seen[number]),
                        }
                    )  # fmt: skip
        return pa.Table.from_pylist(rows, schema=NAMES)


def _rejected(lists: Lists, count: Count, names: pa.Array) -> pa.Table:
    rows = {name: getattr(lists, name)["row"] for name in _TABLES}
    whole = "people" if lists.whole else None
    return pa.Table.from_pylist(
        sorted(
            (
                {
                    "table": whole or name,
                    "row": rows[name][at].as_py() if at >= 0 else None,
                    "person": names[person].as_py(),
                    "reason": reason,
                }
                for name, at, person, reason in count.rejected
            ),
            key=lambda each: (each["person"], each["table"], each["row"] or 0, each["reason"]),
        ),
        schema=REJECTED,
    )
