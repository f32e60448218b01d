"""One check by every contender: proven alike on the same people, then timed in turns."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from pathlib import Path

from alone import Alone, GoneError, installed, start
from opened import Opened
from ours import expected, plain_facts, prepared_in
from work import Work

from medcaution import Person

#: Microseconds for all people after which one turn, that of the comparison, is enough.
LONG = 4_000_000


@dataclass
class Measured:
    """What one contender did: microseconds a check, or why there are none."""

    microseconds: float | None = None
    milliseconds_to_first: float | None = None
    peak_megabytes: float | None = None
    people_otherwise: int = 0
    lost: int = 0
    added: int = 0
    refused: int = 0
    gone: str = ""
    times: list[float] = field(default_factory=list)
    once: bool = False

    def told(self) -> dict[str, object]:
        """For the JSON."""
        return {name: value for name, value in vars(self).items() if name not in ("times", "once")}


class Turns:
    """The people of one measurement, with what the reference matcher says of them.

    Args:
        folder: where the work is kept for the processes, and the prepared knowledge too.
        people: who is checked.
        extra: a folder of knowledge added, if any.
    """

    def __init__(self, folder: Path, people: list[Person], extra: Path | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        checker = Opened(prepared=prepared_in(folder.parent, extra))
        productions = checker.productions
        facts = [productions.condense(checker.reader.read(each).facts) for each in people]
        flagged = [productions.flag(each) for each in facts]
        self.expected = [expected(checker, each) for each in flagged]
        self.rules, self.productions = len(checker.library.rules), len(productions.all)
        self.people = len(people)
        self._file = folder / "work.json"
        Work(
            [tuple(slot.flag for slot in each.slots) for each in productions.all],
            [plain_facts(each) for each in flagged],
            [each.model_dump(mode="json", exclude_defaults=True) for each in people],
            str(extra or ""),
        ).write(self._file)

    def told(self) -> dict[str, object]:
        """What the work was."""
        found = sum(map(len, self.expected)) / self.people
        return {
            "rules": self.rules,
            "productions": self.productions,
            "people": self.people,
            "activations_a_person": round(found, 1),
        }

    def measure(
        self, rounds: int, starts: int = 1, names: list[str] | None = None
    ) -> dict[str, Measured]:
        """Every contender of this machine, or those named."""
        found = {name: Measured() for name in names or installed()}
        running = {name: self._start(name, measured) for name, measured in found.items()}
        for name, process in running.items():
            self._use(process, found[name], self._compare)
        for _ in range(rounds):
            for name, process in running.items():
                self._use(process, found[name], self._time)
        for process in filter(None, running.values()):
            process.close()
        self._start_again(found, starts - 1)
        for measured in found.values():
            if measured.times:
                measured.microseconds = round(statistics.median(measured.times), 1)
        return found

    def _start(self, name: str, measured: Measured) -> Alone | None:
        try:
            process = start(name, self._file)
        except GoneError as error:
            measured.gone = str(error)
            return None
        measured.milliseconds_to_first = process.first["milliseconds"]
        return process

    def _start_again(self, found: dict[str, Measured], times: int) -> None:
        """More first answers, in turns: the median of all is told."""
        firsts = {
            name: [each.milliseconds_to_first]
            for name, each in found.items()
            if each.milliseconds_to_first and not each.gone
        }
        for _ in range(times):
            for name, seen in firsts.items():
                process = self._start(name, found[name])
                if process is not None:
                    seen.append(found[name].milliseconds_to_first)
                    process.close()
        for name, seen in firsts.items():
            found[name].milliseconds_to_first = round(statistics.median(seen), 1)

    def _use(self, process: Alone | None, measured: Measured, what) -> None:  # noqa: ANN001
        if process is None or measured.gone:
            return
        try:
            what(process, measured)
        except GoneError as error:
            measured.gone = str(error)

    def _compare(self, process: Alone, measured: Measured) -> None:
        told = process.ask("answers")
        measured.refused, measured.peak_megabytes = told["refused"], told["peak_megabytes"]
        if told["microseconds"] * self.people > LONG:
            measured.times, measured.once = [told["microseconds"]], True
        for answer, whole in zip(told["answers"], self.expected, strict=True):
            said = {(number, tuple(places)) for number, places in answer}
            measured.lost += len(set(whole) - said)
            measured.added += len(answer) - len(said & set(whole))
            measured.people_otherwise += len(answer) != len(whole) or said != set(whole)

    def _time(self, process: Alone, measured: Measured) -> None:
        if measured.once:
            return
        told = process.ask("round")
        measured.times.append(told["microseconds"])
        measured.peak_megabytes = told["peak_megabytes"]
