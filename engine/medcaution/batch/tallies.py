"""What each part counts for the page about the run. No person lies in two parts, so counts add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from medcaution.batch.answers import Answers
from medcaution.batch.numbers import distinct, encode, joined, joint, numbered
from medcaution.report import UNREAD

_APART = ("one", "two", "three", "four")
#: A row of a tally: which figure, what is counted apart (as many texts as the figure has), the count,
#: and a second count where the figure has one.
TALLY = pa.schema(
    [
        ("figure", pa.string()),
        *((name, pa.string()) for name in _APART),
        ("count", pa.int64()),
        ("other", pa.int64()),
    ]
)


def tally(answers: Answers) -> pa.Table:
    """Count what the answers of a part say.

    - `statuses`: status; people, those of them who were not read whole.
    - `lines`: lines, those of them that were not read.
    - `highest`: severity; people whose highest it is.
    - `severities`: severity; cautions and notes.
    - `rules`: code; cautions, people.
    - `pairs`: two substances; cautions about them, notes left out.
    - `unread`: as written, kind, outcome, near names; lines.
    """
    people, cautions, names = answers.people, answers.cautions, answers.names
    spoken = cautions["rules"]
    rules = encode(pc.list_flatten(spoken))
    heard = _first_of_each(
        joint(numbered(cautions["person"])[pc.list_parent_indices(spoken)], numbered(rules))
    )
    paired = pc.and_(
        pc.equal(pc.list_value_length(cautions["substances"]), 2),
        pc.not_equal(cautions["severity"].cast(pa.string()), "note"),
    )
    pairs = cautions["substances"].filter(paired)
    unread = names.filter(pc.is_in(names["outcome"], pa.array(sorted(UNREAD))))
    return pa.concat_tables(
        [
            _counted("statuses", [people["status"]], other=pc.invert(people["complete"])),
            _counted("lines", [], count=people["lines"], other=people["unread"]),
            _counted("highest", [people["highest"].drop_null()]),
            _counted("severities", [cautions["severity"]]),
            _counted("rules", [rules], other=pa.array(heard)),
            _counted("pairs", [pc.list_element(pairs, place) for place in range(2)]),
            _counted(
                "unread",
                [
                    *(unread[name] for name in ("as_written", "kind", "outcome")),
                    pc.binary_join(unread["suggestions"], ", "),
                ],
                count=unread["count"],
            ),
        ]
    )


def added_up(tallies: Iterable[pa.Table]) -> pa.Table:
    """The tally of several parts."""
    keys = ["figure", *_APART]
    whole = pa.concat_tables([TALLY.empty_table(), *tallies])
    found = whole.group_by(keys).aggregate([("count", "sum"), ("other", "sum")])
    return found.rename_columns([*keys, "count", "other"])


def _counted(
    figure: str,
    apart: Sequence[pa.ChunkedArray | pa.Array],
    count: pa.ChunkedArray | pa.Array | None = None,
    other: pa.ChunkedArray | pa.Array | None = None,
) -> pa.Table:
    size = len(next(each for each in (*apart, count) if each is not None))
    texts = [joined(each).cast(pa.string()) for each in apart]
    texts += [pa.array([""]).take(pa.array(np.zeros(size, np.int64)))] * (len(_APART) - len(apart))
    ones, none = pa.array(np.ones(size, np.int64)), pa.array(np.zeros(size, np.int64))
    counts = [ones if count is None else count, none if other is None else other]
    columns = [*texts, *(joined(each).cast(pa.int64()) for each in counts)]
    rows = pa.table(columns, [*_APART, "count", "other"])
    found = rows.group_by(_APART).aggregate([("count", "sum"), ("other", "sum")])
    named = found.rename_columns([*_APART, "count", "other"])
    return named.add_column(0, "figure", pa.array([figure] * len(named), pa.string())).cast(TALLY)


def _first_of_each(codes: np.ndarray) -> np.ndarray:
    """1 where a number stands for the first time, else 0."""
    first = np.zeros(len(codes), np.int64)
    first[distinct(codes)[1]] = 1
    return first
