"""The matcher on trial: live Rete, reference, table and oracle asked about the same people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from multiprocessing import get_context
from random import Random

from medcaution import Checker, EngineError, Library, Person
from medcaution.batch.ages import Ages
from medcaution.batch.kernel import Kernel
from medcaution.batch.records import Records
from medcaution.batch.verify import differences
from medcaution.matching.facts import Fact, Facts, PersonFact
from medcaution.matching.matcher import Matcher
from medcaution.matching.materialised import Materialised
from medcaution.matching.productions import Activation, FlaggedFact, Productions
from medcaution.matching.reference import Reference
from medcaution.matching.rete import Rete
from medcaution.matching.table import Table
from medcaution.prepared import Prepared
from oracle import activations
from people import random_facts, random_person
from tables import lists_of

Answer = tuple[str, str | None, tuple[Fact, ...]]
PART = 500  # people of one seed; a campaign is so many parts, however many processes share them
WRITTEN = 20  # one person in so many goes the whole way, from written lines to rows and a report
MOST_CELLS = 4_000_000  # a table grows with every person of random facts; then it starts anew
_SLEPT = "the process slept"  # the one refusal that is no fault: a machine was suspended


@dataclass(frozen=True)
class Difference:
    """What one matcher said of a person and the oracle did not, and the other way round."""

    matcher: str
    missing: frozenset[Answer]
    spurious: frozenset[Answer]
    fault: str

    def __str__(self) -> str:
        lines = [f"{self.matcher}: {self.fault}"]
        lines += sorted(f"  missing  {_said(each)}" for each in self.missing)
        lines += sorted(f"  spurious {_said(each)}" for each in self.spurious)
        return "\n".join(lines)


@dataclass
class Outcome:
    """What became of some people: how many differed, the first of them made small."""

    people: int = 0
    written: int = 0
    activations: int = 0
    differences: int = 0
    first: str | None = None
    held: set[tuple[str, str | None]] = field(default_factory=set)

    def add(self, other: Outcome) -> None:
        """Take in the outcome of people who come later."""
        self.people += other.people
        self.written += other.written
        self.activations += other.activations
        self.differences += other.differences
        self.first = self.first or other.first
        self.held |= other.held


class Trial:
    """The matchers of one library and its table, compared with the oracle person by person."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._productions = Productions(library)
        carriers = [test.members for test in self._productions.tests]
        self._rete = Rete(self._productions.all, carriers)
        self._reference = Reference(self._productions.all)
        self._matcher = Matcher(self._productions)
        self._table = self._empty()

    def _empty(self) -> Table:
        return Table(self._productions, self._matcher, self.library.sha256)

    def outcome(self, people: Iterable[Facts]) -> Outcome:
        """Ask about everyone."""
        outcome = Outcome()
        for facts in people:
            true = activations(self.library, facts)
            outcome.people += 1
            outcome.activations += len(true)
            outcome.held.update((rule, clause) for rule, clause, _ in true)
            if found := self.differences(facts, true):
                outcome.differences += 1
                outcome.first = outcome.first or self.told(facts, found)
        return outcome

    def differences(self, facts: Facts, true: set[Answer] | None = None) -> list[Difference]:
        """Every matcher that says otherwise than the oracle."""
        flagged = self._productions.flag(facts)
        true = activations(self.library, facts) if true is None else true
        if len(self._table) > MOST_CELLS:
            self._table = self._empty()
        asked = (
            ("live", self._rete.activations),
            ("reference", self._reference.activations),
            ("table", Materialised(self._table).activations),
        )
        return [each for name, ask in asked for each in _compare(name, ask, flagged, true)]

    def told(self, facts: Facts, found: list[Difference]) -> str:
        """The least of the person that still shows the difference, and the difference.

        One that is not seen a second time, as when the process was suspended, stays as it was found.
        """
        smallest = shrunk(facts, lambda smaller: bool(self.differences(smaller)))
        everything = (*smallest.medications, *smallest.conditions, smallest.person)
        person = "; ".join(map(described, everything))
        return "\n".join([person, *map(str, self.differences(smallest) or found)])


def campaign(
    people: int, seed: int, workers: int, first: int = 0, written: int = WRITTEN
) -> Iterator[Outcome]:
    """Outcomes part by part, in order, of the bundled rules; the same whatever `workers` is.

    Parts before the `first` are left out; one person in `written` goes the whole way.
    """
    parts = (
        (seed, number, min(PART, people - number * PART), written)
        for number in range(first, -(-people // PART))
    )
    # Spawned, not forked: a fork would copy the threads and engine handles of whoever asks.
    with ProcessPoolExecutor(workers, get_context("spawn"), _Worker.start) as pool:
        while some := list(islice(parts, 8 * workers)):  # few at once: a campaign may be long
            yield from pool.map(_Worker.part, some)


class _Worker:
    """One process of a campaign: loads the knowledge once, then tries part after part."""

    trial: Trial
    checker: Checker
    kernel: Kernel
    records: Records

    @classmethod
    def start(cls) -> None:
        prepared = Prepared.of(Library.load())
        cls.trial, cls.checker = Trial(prepared.library), Checker(prepared=prepared)
        cls.kernel = Kernel(prepared)
        cls.records = Records(Ages(prepared.productions), None)

    @classmethod
    def part(cls, part: tuple[int, int, int, int]) -> Outcome:
        seed, number, people, every = part
        rng = Random(f"{seed}/{number}")
        written = people // every
        library = cls.trial.library
        outcome = cls.trial.outcome(random_facts(library, rng) for _ in range(people - written))
        outcome.add(cls.written([random_person(library, rng) for _ in range(written)]))
        return outcome

    @classmethod
    def written(cls, people: list[Person]) -> Outcome:
        """Matches as of anyone, and the rows of a batch against the report of a single check."""
        outcome = cls.trial.outcome(cls.checker._reader.read(each).facts for each in people)
        named = {f"{at:04}": each for at, each in enumerate(people)}
        lists = lists_of([each.model_copy(update={"id": at}) for at, each in named.items()])
        try:
            told = dict(differences(cls.kernel, cls.checker, cls.records, lists))
        except EngineError as error:
            return Outcome(differences=len(people), first=str(error))
        first = next((f"{named[at]!r}: other {table}" for at, table in told.items()), None)
        outcome.add(Outcome(differences=len(told), first=first, written=len(people)))
        return outcome


def _compare(
    matcher: str,
    ask: Callable[[list[FlaggedFact]], list[Activation]],
    flagged: list[FlaggedFact],
    true: set[Answer],
) -> Iterator[Difference]:
    try:
        try:
            said = ask(flagged)
        except EngineError as error:
            if _SLEPT not in str(error):
                raise
            said = ask(flagged)
    except EngineError as error:
        yield Difference(matcher, frozenset(true), frozenset(), str(error))
        return
    answers = {(each.production.rule, each.production.clause, each.facts) for each in said}
    if answers != true or len(answers) != len(said):
        missing, spurious = frozenset(true - answers), frozenset(answers - true)
        yield Difference(matcher, missing, spurious, f"{len(said) - len(answers)} repeated")


def _said(answer: Answer) -> str:
    rule, clause, facts = answer
    return f"{rule}/{clause or 'base'} on {', '.join(map(described, facts))}"


def shrunk(facts: Facts, wrong: Callable[[Facts], bool]) -> Facts:
    """The smallest facts, one step at a time, that are still wrong."""
    while (smaller := next(filter(wrong, _smaller(facts)), None)) is not None:
        facts = smaller
    return facts


def _smaller(facts: Facts) -> Iterator[Facts]:
    for kind in ("medications", "conditions"):
        known = getattr(facts, kind)
        for index, fact in enumerate(known):
            rest = known[:index] + known[index + 1 :]
            yield replace(facts, **{kind: rest})
            for plainer in _plainer(fact):
                if plainer not in rest:  # two facts alike would be one
                    yield replace(facts, **{kind: (*rest, plainer)})
    for plainer in _plainer(facts.person):
        yield replace(facts, person=plainer)


def _plainer(fact: Fact) -> Iterator[Fact]:
    """The fact with one attribute back at its default."""
    for name, default in _unusual(fact):
        yield replace(fact, **{name: default})


def described(fact: Fact) -> str:
    """A fact in one line: its name and whatever is not at its default."""
    name = "person" if isinstance(fact, PersonFact) else getattr(fact, fields(fact)[0].name)
    return f"{name}({', '.join(f'{each}={getattr(fact, each)}' for each, _ in _unusual(fact))})"


def _unusual(fact: Fact) -> list[tuple[str, object]]:
    attributes = fields(fact) if isinstance(fact, PersonFact) else fields(fact)[1:]
    return [
        (each.name, each.default)
        for each in attributes
        if each.compare and getattr(fact, each.name) != each.default
    ]
