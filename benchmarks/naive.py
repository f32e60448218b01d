"""durable_rules as its own documentation shows it, and therefore as most people use it.

`durable.lang`, one ruleset with all rules, patterns that test a property and refer to an earlier
one (`c.first`), one `assert_fact` a fact, one session (`sid`) a person, deleted at the end:
https://github.com/jruizgit/rules/blob/master/docs/py/reference.md (Facts, Correlated Sequence,
State). None of the guards of docs/durable-rules.md. What it loses is counted, not mended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from work import Activation, Facts, Production, kept_apart


class Naive:
    """One ruleset through `durable.lang`."""

    keeps = False

    def __init__(self, productions: Sequence[Production]) -> None:
        from durable import lang  # noqa: PLC0415

        self._lang, self._sessions = lang, 0
        self._found: list[Activation] = []
        #: What durable_rules refused, and the first reason it gave.
        self.refused, self.reason = 0, ""
        with lang.ruleset("cautions"):
            for number, flags in enumerate(productions):
                lang.when_all(*map(self._pattern, range(len(flags)), flags))(
                    self._action(number, len(flags))
                )

    def _pattern(self, place: int, flag: int) -> object:
        captured = self._lang.c
        asked = getattr(self._lang.m, f"p{flag}") == 1
        for earlier in range(place):
            asked &= self._lang.m.subject != getattr(captured, f"v{earlier}").subject
        return getattr(captured, f"v{place}") << asked

    def _action(self, number: int, width: int) -> Callable[[object], None]:
        def take(c) -> None:  # noqa: ANN001
            places = tuple(int(getattr(c, f"v{place}").subject[1:]) for place in range(width))
            self._found.append((number, places))

        return take

    def activations(self, facts: Facts) -> list[Activation]:
        """Whatever fires on the facts of one person, sorted."""
        self._found.clear()
        self._sessions += 1
        session = str(self._sessions)
        for at, fact in enumerate(facts):
            said = {"subject": f"m{at}", "sid": session} | {f"p{flag}": 1 for flag in fact.flags}
            self._try(self._lang.assert_fact, "cautions", said)
        if not self.keeps:
            self._try(self._lang.delete_state, "cautions", session)
        return kept_apart(facts, self._found)

    def _try(self, call: Callable, *given: object) -> None:
        try:
            call(*given)
        except Exception as error:  # noqa: BLE001  (to be counted)
            self.refused += 1
            self.reason = self.reason or str(error)


class Keeping(Naive):
    """The same with every session kept, as in the examples of facts."""

    keeps = True
