"""The inference engine, durable_rules, inside the narrow subset in which it is sound.

The numbers in the comments are the guards of docs/durable-rules.md: each answers a measured fault
of the library (lost matches, facts shared between people, hangs, crashes). A check that a guard
cannot prove whole raises `EngineError`; it never returns fewer activations.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import durable_rules_engine as engine  # (1) the C module itself: no Host, so no timer threads
from pydantic_core import from_json, to_json

from medcaution.errors import EngineError
from medcaution.matching.facts import Fact
from medcaution.matching.productions import Activation, FlaggedFact, Production, clash

# (7) Below the measured limits: 255 patterns on a literal; 64 tests reached by one fact, beyond
# which the facts of the most medicated person are refused (error 303); 511 tests in a ruleset.
MOST_READERS_OF_A_FLAG = 200
MOST_FLAGS_OF_A_FACT = 60
MOST_FLAGS_OF_A_RULESET = 400
MOST_REBUILDS = 100
# Sessions cost by the patterns of their ruleset, so many small rulesets beat a few large ones.
PRODUCTIONS_OF_A_RULESET = 16

_CAPTURES = "abcdefgh"
_SENTINEL = "s"
_SENTINEL_MATCH = '{"s":'
# The library's action lease is 10 s of wall-clock time; matches are lost beyond it.
LONGEST_SESSION = 5.0
_CODES = {
    1: "a fact was not handled by any rule",
    2: "a fact was seen before",
    108: "too many patterns on one literal",
    204: "a number the parser refuses",
    302: "too many properties in a fact",
    303: "too many branches reached by one fact",
    304: "too many facts in a production",
    314: "a fact too large",
}

# Ruleset names and session ids are told apart by the library through 32-bit hashes: a counter
# keeps them short, fresh in this process, and never two alive in one ruleset.
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Shard:
    """The productions of one ruleset, and the flags without which none of them can fire."""

    productions: tuple[Production, ...]
    keys: frozenset[int]

    @cached_property
    def flags(self) -> frozenset[int]:
        """Every flag the ruleset reads."""
        return frozenset(slot.flag for each in self.productions for slot in each.slots)

    def definition(self) -> str:
        """(2) Positive conjunctions of constant flags, and (4) the sentinel."""
        rules: dict[str, object] = {_SENTINEL: {"all": [{"m": {_SENTINEL: 1}}]}}
        for number, production in enumerate(self.productions):
            captures = "m" if len(production.slots) == 1 else _CAPTURES
            rules[f"r{number}"] = {
                "all": [
                    {capture: {f"p{slot.flag}": 1}}
                    for capture, slot in zip(captures, production.slots, strict=False)
                ]
            }
        return to_json(rules).decode()


def cut_shards(
    productions: Sequence[Production], carriers: Sequence[Collection[str]]
) -> list[Shard]:
    """Productions cut into rulesets so that no limit of the library can be reached, by anybody.

    Args:
        productions: what to cut.
        carriers: for each flag, the substances or conditions that can carry it.

    Raises:
        EngineError: if one production alone would break a limit.
    """

    def rarest(production: Production) -> tuple[int, int]:
        return min((len(carriers[slot.flag]), slot.flag) for slot in production.slots)

    cut: list[_Cut] = [_Cut(carriers)]
    keyed = [(rarest(each), each.name, each) for each in productions]
    for (_, key), _, production in sorted(keyed, key=lambda each: each[:2]):
        if len(production.slots) > len(_CAPTURES):
            raise EngineError(f"{production.name}: too many patterns for one ruleset")
        if not cut[-1].has_room_for(production):
            cut.append(_Cut(carriers))
        cut[-1].add(production, key)
    return [
        Shard(tuple(each.productions), frozenset(each.keys)) for each in cut if each.productions
    ]


class _Cut:
    """A shard in the making, with what it would ask of the library."""

    def __init__(self, carriers: Sequence[Collection[str]]) -> None:
        self.productions: list[Production] = []
        self.keys: set[int] = set()
        self._carriers = carriers
        self._readers: Counter[int] = Counter()
        self._on_one: Counter[str] = Counter()

    def has_room_for(self, production: Production) -> bool:
        readers = Counter(slot.flag for slot in production.slots)
        new = [flag for flag in readers if flag not in self._readers]
        on_one = Counter(carrier for flag in new for carrier in self._carriers[flag])
        return not self.productions or (
            len(self.productions) < PRODUCTIONS_OF_A_RULESET
            and len(self._readers) + len(new) <= MOST_FLAGS_OF_A_RULESET
            and all(
                self._readers[flag] + readers[flag] <= MOST_READERS_OF_A_FLAG for flag in readers
            )
            and all(self._on_one[each] + on_one[each] <= MOST_FLAGS_OF_A_FACT for each in on_one)
        )

    def add(self, production: Production, key: int) -> None:
        for slot in production.slots:
            if slot.flag not in self._readers:
                self._on_one.update(self._carriers[slot.flag])
            self._readers[slot.flag] += 1
        self.productions.append(production)
        self.keys.add(key)


class Ruleset:
    """One compiled shard. Used by one thread at a time, for one person at a time."""

    def __init__(self, shard: Shard) -> None:
        self._shard = shard
        self._handle: int | None = None
        self._created = 0

    def activations(self, facts: Iterable[FlaggedFact]) -> list[Activation]:
        """Every activation of the shard's productions on the facts of one person.

        Raises:
            EngineError: if anything leaves room for a lost match.
        """
        known: dict[str, Fact] = {}
        messages: list[dict[str, object]] = []
        sid = str(next(_numbers))  # (5) fresh
        flags = self._shard.flags
        for flagged in facts:
            read = [flag for flag in flagged.flags if flag in flags]  # (6) nothing unread
            if len(read) > MOST_FLAGS_OF_A_FACT:
                raise EngineError("a fact carries more flags than the engine can hold")
            if read:
                known[flagged.id] = flagged.fact
                message: dict[str, object] = {"id": flagged.id, "sid": sid}
                message.update((f"p{flag}", 1) for flag in read)
                messages.append(message)
        if not messages:
            return []
        messages.append({"id": _SENTINEL, "sid": sid, _SENTINEL: 1})
        refuse_colliding_ids([str(message["id"]) for message in messages])
        return self._read(self._session(sid, to_json(messages).decode()), known)

    def _session(self, sid: str, messages: str) -> list[str]:
        """One session from assertion to deletion; after any error the handle is thrown away."""
        started, started_wall = time.monotonic(), time.time()
        # (5) The handle is put back only by a session that ends well. Deleting a session whose
        # matches were not all drained corrupts memory, so a broken one is left behind with its
        # handle, also when the process is interrupted in the middle.
        handle, self._handle = self._handle, None
        try:
            if handle is None:
                handle = self._create()
            matches = self._drain(handle, messages)
            engine.delete_state(handle, sid)
        except EngineError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever the C module raises)
            raise EngineError(f"the engine failed: {error}") from None
        self._handle = handle
        elapsed = time.monotonic() - started
        drift = abs(time.time() - started_wall - elapsed)
        if elapsed > LONGEST_SESSION or drift > 1.0:
            raise EngineError("the process slept or the clock moved during a check; check again")
        return matches

    def _create(self) -> int:
        if self._created > MOST_REBUILDS:  # every handle left behind costs about 2 MB
            raise EngineError("the engine failed too often in this process; restart it")
        self._created += 1
        name = f"medcaution{next(_numbers)}"
        handle: int = engine.create_ruleset(name, self._shard.definition())
        return handle

    def _drain(self, handle: int, messages: str) -> list[str]:
        code, state = engine.assert_facts(handle, messages)  # (5) all facts in one batch
        if code != 0:  # (6)
            raise EngineError(f"the engine refused the facts: {_CODES.get(code, f'code {code}')}")
        matches: list[str] = []
        started = engine.start_action_for_state(handle, state)
        match = started[1] if started else None
        while match:
            matches.append(match)
            match = engine.complete_and_start_action(handle, state)
        if not any(match.startswith(_SENTINEL_MATCH) for match in matches):  # (4)
            raise EngineError("the engine did not evaluate the session: no sentinel")
        return matches

    def _read(self, matches: list[str], known: dict[str, Fact]) -> list[Activation]:
        found: list[Activation] = []
        for match in matches:
            ((name, bound),) = from_json(match).items()
            if name == _SENTINEL:
                continue
            production = self._shard.productions[int(name[1:])]
            captures = "m" if len(production.slots) == 1 else _CAPTURES[: len(production.slots)]
            facts = tuple(known[bound[capture]["id"]] for capture in captures)
            if not clash(facts):  # (3) in plain sight: one substance or one product never pairs
                found.append(Activation(production, facts))
        return found


def refuse_colliding_ids(identifiers: list[str]) -> None:
    """(3) The library tells facts apart by a 32-bit FNV-1a hash of their id.

    Raises:
        EngineError: if two ids share a hash: the second fact would be dropped.
    """
    if len({_fnv1a(identifier) for identifier in identifiers}) != len(identifiers):
        raise EngineError("two facts of one person collide in the engine")


def _fnv1a(text: str) -> int:
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


class Rete:
    """All shards, ready to be used from any number of threads.

    (8) The extension never releases the interpreter lock, so one set of handles behind a lock
    costs nothing; more speed takes more processes.
    """

    def __init__(
        self, productions: Sequence[Production], carriers: Sequence[Collection[str]]
    ) -> None:
        self.shards = cut_shards(productions, carriers)
        self._rulesets = [(shard.keys, Ruleset(shard)) for shard in self.shards]
        self._lock = threading.Lock()

    def activations(self, facts: Sequence[FlaggedFact]) -> list[Activation]:
        """Every activation on the facts of one person. Only rulesets that could fire are asked."""
        present = {flag for flagged in facts for flag in flagged.flags}
        found: list[Activation] = []
        with self._lock:
            for keys, ruleset in self._rulesets:
                if not keys.isdisjoint(present):
                    found.extend(ruleset.activations(facts))
        return found

    def close(self) -> None:
        """Nothing to end: the handles are this process's own."""
