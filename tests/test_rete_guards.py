"""Each guard of docs/durable-rules.md, with a test that turns red if the guard is taken away."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest

from medcaution.errors import EngineError
from medcaution.matching import rete
from medcaution.matching.facts import ConditionFact, MedicationFact
from medcaution.matching.productions import FlaggedFact
from recorded import PHENELZINE, SERTRALINE, Recorder, names, production, ruleset


@pytest.fixture
def recorder(monkeypatch):
    def install(**replaced):
        made = Recorder(**replaced)
        monkeypatch.setattr(rete, "engine", made)
        return made

    return install


def test_1_no_host_no_timer_threads_no_python_actions():
    script = (
        "import sys, threading\n"
        "from medcaution import Checker, Person\n"
        "Checker().check(Person(medications=['sertraline', 'phenelzine']))\n"
        "assert 'durable' not in sys.modules, 'durable.lang or Host is loaded'\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_2_only_positive_conjunctions_of_constant_flags(checker):
    for shard in checker._matcher.rete.shards:
        for rule in json.loads(shard.definition()).values():
            assert set(rule) == {"all"}
            for pattern in rule["all"]:
                ((_, test),) = pattern.items()
                ((flag, value),) = test.items()
                assert value == 1
                assert flag == "s" or (flag[0] == "p" and flag[1:].isdigit())


def test_2_no_text_of_a_person_reaches_the_engine(recorder, checker_without_cross_check):
    from medcaution import Person

    made = recorder()
    checker_without_cross_check.check(
        Person(id="Jo Bloggs", medications=["Zoloft 50 mg", "Nardil"], conditions=["mania"])
    )
    sent = json.dumps(made.named("assert_facts")).lower()
    assert made.named("assert_facts")
    for text in ("bloggs", "zoloft", "sertraline", "nardil", "mania"):
        assert text not in sent


def test_3_one_condition_fills_two_patterns():
    mania = ConditionFact("mania")
    both = ruleset(production("both", 1, 2, kind="condition"))
    found = both.activations([FlaggedFact("c0p1", (1,), mania), FlaggedFact("c0p2", (2,), mania)])
    assert names(found) == ["both"]


def test_3_one_substance_never_fills_two_patterns():
    pair = ruleset(production("pair", 1, 2))
    alone = [FlaggedFact("m0", (1, 2), SERTRALINE)]
    twice = [*alone, FlaggedFact("m1", (1, 2), MedicationFact("sertraline", use="non-prescribed"))]
    assert pair.activations(alone) == []
    assert pair.activations(twice) == []


def test_3_ingredients_of_one_product_never_pair():
    pair = ruleset(production("pair", 1, 2))
    olanzapine = MedicationFact("olanzapine", product="olanzapine-fluoxetine")
    fluoxetine = MedicationFact("fluoxetine", product="olanzapine-fluoxetine")
    facts = [FlaggedFact("m0", (1,), olanzapine), FlaggedFact("m1", (2,), fluoxetine)]
    assert pair.activations(facts) == []
    apart = [facts[0], FlaggedFact("m1", (2,), MedicationFact("fluoxetine"))]
    assert names(pair.activations(apart)) == ["pair"]


def test_3_lines_of_one_substance_do_not_lend_each_other_attributes(checker):
    from medcaution import Person

    def severity(*uses):
        lines = [{"as_written": "ketamine", "use": use} for use in uses]
        report = checker.check(Person(medications=[*lines, "sertraline"]))
        return next(
            each.severity for each in report.cautions if each.consequence == "serotonin-toxicity"
        )

    assert severity("prescribed-supervised") == "minor"
    assert severity("prescribed-supervised", "non-prescribed") == "moderate"


def test_3_ids_that_collide_in_the_library_are_refused():
    rete.refuse_colliding_ids(["m1", "m2"])
    with pytest.raises(EngineError, match="^two facts of one person collide in the engine$"):
        rete.refuse_colliding_ids(["med-0122789", "med-0339192"])


def test_3_the_collision_guard_answers_a_real_fault():
    """Without the guard the library drops one of two facts whose ids share a hash."""
    pair = ruleset(production("one", 1))
    colliding = [
        FlaggedFact("med-0122789", (1,), SERTRALINE),
        FlaggedFact("med-0339192", (1,), PHENELZINE),
    ]
    with pytest.raises(EngineError, match="collide"):
        pair.activations(colliding)


def test_4_a_session_without_its_sentinel_is_an_error(recorder):
    recorder(start_action_for_state=lambda *_: None)
    with pytest.raises(EngineError, match="sentinel"):
        ruleset(production("one", 1)).activations([FlaggedFact("m0", (1,), SERTRALINE)])


def test_4_the_sentinel_fires_where_no_rule_does(recorder):
    made = recorder()
    facts = [FlaggedFact("m0", (1,), SERTRALINE)]
    assert ruleset(production("pair", 1, 2)).activations(facts) == []
    assert len(made.named("assert_facts")) == 1
    assert len(made.named("delete_state")) == 1


def test_5_one_batch_one_fresh_session_always_deleted(recorder):
    made = recorder()
    one = ruleset(production("one", 1), production("pair", 1, 2))
    facts = [FlaggedFact("m0", (1,), SERTRALINE), FlaggedFact("m1", (2,), PHENELZINE)]
    for _ in range(50):
        assert names(one.activations(facts)) == ["one", "pair"]
    sids = [{fact["sid"] for fact in json.loads(text)} for _, text in made.named("assert_facts")]
    assert all(len(each) == 1 for each in sids)
    assert len(set.union(*sids)) == 50, "a session id was used twice"
    assert [sid for _, sid in made.named("delete_state")] == [min(each) for each in sids]
    assert len(made.named("create_ruleset")) == 1
    assert not made.named("retract_fact")


def test_5_sessions_do_not_share_facts():
    pair = ruleset(production("pair", 1, 2))
    assert pair.activations([FlaggedFact("m0", (1,), SERTRALINE)]) == []
    assert pair.activations([FlaggedFact("m1", (2,), PHENELZINE)]) == []


def test_5_a_failed_session_is_left_behind_and_its_handle_never_asked_again(recorder):
    answers = iter([(303, 0)])
    real = rete.engine.assert_facts
    made = recorder(assert_facts=lambda *given: next(answers, None) or real(*given))
    one = ruleset(production("one", 1))
    facts = [FlaggedFact("m0", (1,), SERTRALINE)]
    with pytest.raises(EngineError):
        one.activations(facts)
    assert not made.named("delete_state"), "deleting a session not drained corrupts memory"
    assert names(one.activations(facts)) == ["one"]
    assert len(made.named("create_ruleset")) == 2


def test_5_an_interrupted_session_leaves_its_handle_behind(recorder):
    interruptions = iter([KeyboardInterrupt])
    real = rete.engine.complete_and_start_action

    def interrupted(*given):
        for interruption in interruptions:
            raise interruption
        return real(*given)

    made = recorder(complete_and_start_action=interrupted)
    one = ruleset(production("one", 1))
    facts = [FlaggedFact("m0", (1,), SERTRALINE)]
    with pytest.raises(KeyboardInterrupt):
        one.activations(facts)
    assert not made.named("delete_state")
    assert names(one.activations(facts)) == ["one"]
    assert len(made.named("create_ruleset")) == 2


def test_5_an_engine_that_keeps_failing_is_not_rebuilt_for_ever(recorder, monkeypatch):
    monkeypatch.setattr(rete, "MOST_REBUILDS", 2)
    made = recorder(assert_facts=lambda *_: (303, 0))
    one = ruleset(production("one", 1))
    for _ in range(6):
        with pytest.raises(EngineError):
            one.activations([FlaggedFact("m0", (1,), SERTRALINE)])
    assert len(made.named("create_ruleset")) == 3


@pytest.mark.parametrize("code", [1, 2, 108, 204, 303, 304, 314, 999])
def test_6_every_code_but_success_is_an_error(recorder, code):
    recorder(assert_facts=lambda *_: (code, 0))
    with pytest.raises(EngineError, match="refused the facts"):
        ruleset(production("one", 1)).activations([FlaggedFact("m0", (1,), SERTRALINE)])


def test_6_flags_nobody_reads_and_facts_without_flags_are_not_asserted(recorder):
    made = recorder()
    facts = [FlaggedFact("m0", (1, 77), SERTRALINE), FlaggedFact("m1", (88,), PHENELZINE)]
    ruleset(production("one", 1)).activations(facts)
    ((_, text),) = made.named("assert_facts")
    assert [set(fact) - {"id", "sid"} for fact in json.loads(text)] == [{"p1"}, {"s"}]


def test_6_an_exception_of_the_module_is_an_engine_error(recorder):
    def fail(*_):
        raise RuntimeError("boom")

    recorder(complete_and_start_action=fail)
    with pytest.raises(EngineError, match="boom"):
        ruleset(production("one", 1)).activations([FlaggedFact("m0", (1,), SERTRALINE)])


def test_6_a_slept_process_or_moved_clock_is_an_error(monkeypatch):
    wall = iter([0.0, 3600.0])
    monkeypatch.setattr(rete.time, "time", lambda: next(wall))
    with pytest.raises(EngineError, match="clock"):
        ruleset(production("one", 1)).activations([FlaggedFact("m0", (1,), SERTRALINE)])


def worst_productions():
    """A thousand productions, five hundred of them reading one flag, a third of them triples."""
    made = [production(f"a{number}", 0, 1 + number) for number in range(500)]
    made += [production(f"b{number}", 600 + number % 7, 700 + number) for number in range(300)]
    return made + [production(f"c{number}", 0, 600, 1000 + number) for number in range(200)]


#: The worst knowledge: every substance can carry every flag.
WORST_CARRIERS = [frozenset({"s0", "s1", "s2"})] * 2000


def test_7_no_shard_comes_near_a_limit():
    shards = rete.cut_shards(worst_productions(), WORST_CARRIERS)
    assert sum(len(shard.productions) for shard in shards) == 1000
    for shard in shards:
        readers = Counter(slot.flag for each in shard.productions for slot in each.slots)
        assert max(readers.values()) <= rete.MOST_READERS_OF_A_FLAG < 255
        assert len(readers) <= rete.MOST_FLAGS_OF_A_RULESET < 511
        assert len(readers) <= rete.MOST_FLAGS_OF_A_FACT < 64


def test_7_a_fact_with_too_many_flags_is_refused(monkeypatch):
    monkeypatch.setattr(rete, "MOST_FLAGS_OF_A_FACT", 1)
    with pytest.raises(EngineError, match="more flags"):
        ruleset(production("pair", 1, 2)).activations([FlaggedFact("m0", (1, 2), SERTRALINE)])


def test_7_a_production_too_wide_is_refused():
    with pytest.raises(EngineError, match="too many patterns"):
        rete.cut_shards([production("wide", *range(9))], [{"x"}] * 9)


def test_7_compiling_ends_in_time():
    """The library can hang in create_ruleset with the interpreter lock held: watch from outside."""
    script = (
        "from test_rete_guards import WORST_CARRIERS, worst_productions\n"
        "from medcaution.matching.facts import MedicationFact\n"
        "from medcaution.matching.productions import FlaggedFact\n"
        "from medcaution.matching.rete import Rete\n"
        "every = tuple(range(1200))\n"
        "facts = [FlaggedFact(f'm{n}', every, MedicationFact(f's{n}')) for n in range(3)]\n"
        "found = Rete(worst_productions(), WORST_CARRIERS).activations(facts)\n"
        "assert len(found) == 6000, len(found)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, cwd="tests")


def test_8_one_thread_at_a_time_in_the_engine(monkeypatch):
    inside, most = 0, 0
    real = rete.Ruleset.activations

    def watched(self, facts):
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.001)
        try:
            return real(self, facts)
        finally:
            inside -= 1

    monkeypatch.setattr(rete.Ruleset, "activations", watched)
    shared = rete.Rete([production("one", 1)], [{"x"}, {"x"}])
    facts = [FlaggedFact("m0", (1,), SERTRALINE)]
    threads = [threading.Thread(target=shared.activations, args=(facts,)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
