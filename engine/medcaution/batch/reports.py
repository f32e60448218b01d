"""The report of each person as a line of JSON: the shape that a single check answers in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from medcaution.batch.ages import Ages
from medcaution.batch.durable import whole_file
from medcaution.batch.lists import Lists
from medcaution.batch.records import Records
from medcaution.checker import Checker
from medcaution.fhir.checking import check_record
from medcaution.library.rules import Profile
from medcaution.matching.materialised import Materialised
from medcaution.matching.table import Table
from medcaution.prepared import Prepared

#: What they are called in the folder of a part.
PACKED = "reports.ndjson.zst"
_PIECE = 1 << 20


class Reports:
    """Writes reports. The matches come out of the table; all else is that of a single check.

    Args:
        prepared: the knowledge, its names gathered and its rules compiled.
        table: of the same knowledge.
        profile: which severity the contested rules of the source document carry.
        as_of: the day of whoever has no day of their own.
    """

    def __init__(
        self, prepared: Prepared, table: Table, profile: Profile, as_of: str | None
    ) -> None:
        self._checker = Checker(profile=profile, prepared=prepared, matcher=Materialised(table))
        self._records = Records(Ages(prepared.productions), as_of)

    def write(self, path: Path, lists: Lists, names: pa.ChunkedArray) -> None:
        """A line for each person of these names, in the same order, packed.

        Raises:
            EngineError: if one of them cannot be answered.
            OSError: if the disk is full or refuses.
        """
        with pa.CompressedOutputStream(str(path), "zstd") as stream:
            for name, record in self._records.of(lists, names):
                report = check_record(self._checker, record)
                whose = report.model_copy(update={"person_id": name})
                stream.write(whose.to_json().encode() + b"\n")


def join_reports(path: Path, packed: Iterable[Path]) -> None:
    """The reports of all parts, one after another.

    Raises:
        OutputError: if the disk is full or refuses.
    """
    with whole_file(path) as aside, aside.open("wb") as stream:
        for each in packed:
            with pa.CompressedInputStream(pa.OSFile(str(each)), "zstd") as source:
                while piece := source.read(_PIECE):
                    stream.write(piece)
