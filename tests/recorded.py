"""Small rulesets of the engine, and its C module with every call written down."""

from __future__ import annotations

from medcaution.matching import rete
from medcaution.matching.facts import MedicationFact
from medcaution.matching.productions import Production, Slot

SERTRALINE = MedicationFact("sertraline")
PHENELZINE = MedicationFact("phenelzine")


def production(name, *flags, kind="medication"):
    slots = tuple(Slot(f"s{number}", flag, kind) for number, flag in enumerate(flags))
    return Production(name, None, slots)


def ruleset(*productions):
    return rete.Ruleset(rete.cut_shards(productions, [{"x"}] * 2000)[0])


def names(activations):
    return sorted(each.production.name for each in activations)


class Recorder:
    """The C module, with every call written down and any call replaceable."""

    def __init__(self, **replaced):
        self.calls = []
        self._real = rete.engine
        self._replaced = replaced

    def __getattr__(self, name):
        function = self._replaced.get(name) or getattr(self._real, name)

        def call(*arguments):
            self.calls.append((name, arguments))
            return function(*arguments)

        return call

    def named(self, name):
        return [arguments for called, arguments in self.calls if called == name]
