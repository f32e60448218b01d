"""People who come, take more and less, and go: the model of machines that talk about them.

Each has a name that stands in their lines and nowhere else, so that it can be heard of nowhere else.
"""

from __future__ import annotations

import datetime
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule

from medcaution import Library, Medication, Person
from medcaution.facts import Condition
from medcaution.prepared import Prepared
from people import AS_OF, NOT_MEDICINES, random_person

PREPARED = Prepared.of(Library.load())
LIBRARY = PREPARED.library
READ = sorted(PREPARED.productions.covered & LIBRARY.substances.keys())
UNREAD_MEDICINES = sorted(
    each.name
    for name, each in LIBRARY.substances.items()
    if name not in PREPARED.productions.covered and not each.components
)
_NAME = re.compile(r"canary-\d+-")
_MOST_LINES = 40
#: Of every machine: a busy computer is slow, and no fault of what is tried.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
#: Enough for a fault that shows at once, without making it small.
FAULTY = settings(
    PATIENT,
    max_examples=40,
    stateful_step_count=30,
    database=None,
    phases=[Phase.generate],
    derandomize=True,
    report_multiple_bugs=False,
)


@dataclass
class Told:
    """Somebody as the machine remembers them."""

    name: str
    as_of: datetime.date | None = None
    age: int | None = None
    pregnant: bool | None = None
    medications: list[Medication] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)

    def person(self, **changes):
        """What a checker is given."""
        told = {each: getattr(self, each) for each in ("as_of", "age", "pregnant")}
        lists = {"medications": self.medications, "conditions": self.conditions}
        return Person(id=self.name, **told | lists | changes)


def foreign(name, text):
    """The names of others in a text."""
    return {each for each in _NAME.findall(text) if each != name}


def at_once(work, people):
    """The results of a function for some people, each in a thread, all begun together."""
    start = threading.Barrier(len(people))

    def run(person):
        start.wait()
        return work(person)

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(run, people))


statuses = st.sampled_from(["current", "current", "planned", "stopped"])
uses = st.sampled_from(
    ["unknown", "unknown", "prescribed-supervised", "prescribed-unsupervised", "non-prescribed"]
)
names = st.sampled_from(
    [
        name
        for each in READ
        for name in (LIBRARY.substances[each].name, *LIBRARY.substances[each].brands)
    ]
)
written = st.one_of(names, names.map("{} 20 mg".format), st.sampled_from(NOT_MEDICINES))
medicines = st.builds(Medication, as_written=written, use=uses, status=statuses)
conditions = st.builds(
    Condition,
    name=st.sampled_from(
        [name for each in LIBRARY.conditions.values() for name in (each.label, *each.names)]
    ),
    status=st.sampled_from(["active", "history", "suspected"]),
)
refused = st.sampled_from(
    [
        {"medications": ["{}\x00"]},
        {"medications": ["{}"] * 201},
        {"medications": [{"as_written": "{}", "rout": "oral"}]},
        {"conditions": [{"name": "{}", "status": "perhaps"}]},
        {"age": -1, "medications": ["{}"]},
        {"{}": 1},
        {"as_of": "yesterday"},
    ]
)


def filled(value, name):
    """A refused input, with the name of somebody in it."""
    return json.loads(json.dumps(value).replace("{}", name))


class Population(RuleBasedStateMachine):
    """People who come, take more and less, and go. What is asked about them is up to others."""

    people = Bundle("people")

    def __init__(self):
        super().__init__()
        self.known: list[Told] = []

    @initialize(target=people)
    def first(self):
        return self._known(AS_OF)

    @rule(
        target=people,
        as_of=st.sampled_from([AS_OF, None]),
        age=st.sampled_from([None, 12, 34, 70]),
        pregnant=st.sampled_from([None, None, False, True]),
        marked=st.booleans(),
    )
    def come(self, as_of, age, pregnant, marked):
        told = self._known(as_of)
        told.age, told.pregnant = age, pregnant
        if marked:  # a line that nobody can read: nothing is complete then
            told.medications.append(Medication(as_written=f"{told.name} pills"))
        return told

    def _known(self, as_of):
        self.known.append(Told(f"canary-{len(self.known)}-", as_of))
        return self.known[-1]

    @rule(told=people, some=st.lists(medicines, min_size=1, max_size=4))
    def take_more(self, told, some):
        assume(len(told.medications) + len(some) < _MOST_LINES)
        told.medications += some

    @rule(told=people, one=conditions)
    def live_with_more(self, told, one):
        assume(len(told.conditions) < _MOST_LINES)
        told.conditions.append(one)

    @rule(told=people, seed=st.integers(0, 10**6))
    def resemble(self, told, seed):
        """Lines of somebody who stands near what a rule reads."""
        assume(len(told.medications) + len(told.conditions) < _MOST_LINES)
        person = random_person(LIBRARY, Random(seed))
        told.medications += person.medications
        told.conditions += person.conditions

    @rule(told=people, data=st.data())
    def take_less(self, told, data):
        lines = data.draw(st.sampled_from([told.medications, told.conditions]))
        assume(lines)
        del lines[data.draw(st.integers(0, len(lines) - 1))]

    @rule(told=consumes(people))
    def go(self, told):
        self.known.remove(told)
