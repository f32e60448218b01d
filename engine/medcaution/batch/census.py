"""What became of every line and every person: nothing is lost, nothing is counted as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pyarrow as pa

from medcaution.batch.answers import Answers, Told
from medcaution.batch.lines import Line
from medcaution.batch.lists import AGAIN, Lists
from medcaution.batch.numbers import Grown, Ints, coded
from medcaution.facts import MOST_CONDITIONS, MOST_MEDICATIONS
from medcaution.library.rules import SEVERITIES, rank
from medcaution.report import Status

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
_LISTED = NAMES.remove(NAMES.get_field_index("count"))
FAILED = pa.schema([("person", pa.string()), ("error", pa.string())])
_FAILURE = "the engine could not answer about what this person takes; nothing is said of it"
_TABLES = ("people", "medications", "conditions")
_MOST = {"medications": MOST_MEDICATIONS, "conditions": MOST_CONDITIONS}
_STATUSES: tuple[Status, ...] = get_args(Status)


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


@dataclass(frozen=True)
class _Counted:
    """What the lines of one kind come to, by person; `crowded` has more than are checked at once."""

    lines: Ints
    recognised: Ints
    unread: Ints
    crowded: np.ndarray
    rejected: list[tuple[str, int, int, str]]
    left_out: list[tuple[str, int, int, str]]


class _Kind:
    """The distinct lines of one kind, and what each counts as."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.problems: list[str | None] = []
        self.left_out = Grown(bool)
        self.faulty = Grown(bool)
        self.recognised = Grown(bool)
        self.unread = Grown(bool)
        self._fresh: list[dict[str, object]] = []
        self._names = _LISTED.empty_table()

    def add(self, line: Line) -> None:
        self.problems.append(line.problem or line.left_out)
        self.left_out.append(line.left_out is not None)
        self.faulty.append(line.problem is not None)
        self.recognised.append(line.recognised)
        self.unread.append(line.unread)
        read = line.input
        listed = {} if read is None else read.model_dump(include=set(_LISTED.names))
        self._fresh.append(listed | {"kind": self._kind})

    def count(self, table: str, whose: Ints, numbers: Ints, size: int) -> _Counted:
        """Count rows of a table, given the person and the line of each."""
        faulty = self.faulty.array[numbers]
        lines = np.bincount(whose[~faulty], minlength=size)
        most = _MOST[table]
        crowded = lines > most
        return _Counted(
            lines=lines,
            recognised=np.bincount(whose[self.recognised.array[numbers]], minlength=size),
            unread=np.bincount(whose[self.unread.array[numbers] & ~faulty], minlength=size),
            crowded=crowded,
            left_out=self._told(table, whose, numbers, self.left_out.array[numbers]),
            rejected=[
                *self._told(table, whose, numbers, faulty),
                *(
                    (
                        table,
                        -1,
                        person,
                        f"{lines[person]} lines; at most {most} are checked at once",
                    )
                    for person in np.flatnonzero(crowded).tolist()
                ),
            ],
        )

    def _told(
        self, table: str, whose: Ints, numbers: Ints, which: np.ndarray
    ) -> list[tuple[str, int, int, str]]:
        """Rows with their person and their problem."""
        return [
            (table, at, int(whose[at]), self.problems[numbers[at]] or "")
            for at in np.flatnonzero(which).tolist()
        ]

    def named(self, numbers: Ints) -> pa.Table:
        """What the table of names says of lines, by their number."""
        if self._fresh:
            fresh = pa.Table.from_pylist(self._fresh, schema=_LISTED)
            self._names = pa.concat_tables([self._names, fresh])
            self._fresh.clear()
        return self._names.take(pa.array(numbers))


class Census:
    """Counts. Distinct lines come first, then tables that refer to them by number."""

    def __init__(self) -> None:
        self.forget()

    def add(self, kind: str, line: Line) -> None:
        """The next distinct line of a kind."""
        self._kinds[kind].add(line)

    def forget(self) -> None:
        """Drop all lines: their numbers are void."""
        self._kinds = {kind: _Kind(kind) for kind in ("medication", "condition")}

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
        taken = self._kinds["medication"].count("medications", medications, lines, size)
        lived = self._kinds["condition"].count("conditions", conditions, ills, size)
        rejected = [
            *(("people", at, int(people[at]), reason) for at, reason in sorted(problems.items())),
            *taken.rejected,
            *lived.rejected,
        ]
        faults = np.zeros(size, np.int64)
        for _, _, person, _ in rejected:
            faults[person] += 1
        rejected += [*taken.left_out, *lived.left_out]  # listed, and held against nobody
        refused = taken.crowded | lived.crowded
        if lists.whole:
            second = np.flatnonzero(people[1:] == people[:-1]) + 1
            again = np.union1d(second, second - 1)
            rejected += [("people", at, int(people[at]), AGAIN) for at in again.tolist()]
            refused |= faults > 0
            refused[people[again]] = True
        return Count(
            lines=taken.lines + lived.lines,
            recognised=taken.recognised + lived.recognised,
            medicines=taken.recognised,
            unread=taken.unread + lived.unread,
            faults=faults,
            refused=refused,
            rejected=rejected,
            used=[("medication", lines, medications), ("condition", ills, conditions)],
        )

    def answers(
        self, lists: Lists, count: Count, names: pa.Array, told: Told, failed: Ints
    ) -> Answers:
        """All tables of these people."""
        out = count.refused.copy()
        out[failed] = True
        kept = np.flatnonzero(~out)
        by_severity: dict[str, Ints] = {
            severity: np.bincount(told.people[told.ranks == rank(severity)], minlength=len(names))
            for severity in SEVERITIES
        }
        people = self._people(count, names, by_severity, kept)
        cautions = told.table.add_column(0, "person", names.take(pa.array(told.people)))
        return Answers(
            cautions=cautions,
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
        status = np.select(
            [count.medicines == 0, np.asarray(spoken) > 0, complete],
            [_STATUSES.index(each) for each in ("nothing-checked", "cautions", "none-found")],
            _STATUSES.index("incomplete"),
        )
        highest = np.full(len(names), -1)
        for severity in sorted(SEVERITIES, key=rank):
            highest[by_severity[severity] > 0] = rank(severity)
        columns: dict[str, np.ndarray] = {
            "complete": complete, "lines": count.lines, "recognised": count.recognised,
            "unread": count.unread, "rejected": count.faults, **by_severity,
        }  # fmt: skip
        arrays = {name: pa.array(column[kept]) for name, column in columns.items()}
        arrays |= {
            "person": names.take(pa.array(kept)),
            "status": coded(_STATUSES, status[kept]),
            "highest": coded(SEVERITIES, highest[kept]),
        }
        return pa.table(
            {
                field.name: arrays[field.name]
                if pa.types.is_string(field.type)
                else arrays[field.name].cast(field.type)
                for field in PEOPLE
            }
        )

    def _names(self, count: Count, out: np.ndarray) -> pa.Table:
        tables = []
        for kind, numbers, whose in count.used:
            known = self._kinds[kind]
            seen = np.bincount(numbers[~out[whose]], minlength=len(known.faulty))
            listed = np.flatnonzero((seen > 0) & ~known.faulty.array & ~known.left_out.array)
            tables.append(known.named(listed).append_column("count", pa.array(seen[listed])))
        return pa.concat_tables(tables)


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
