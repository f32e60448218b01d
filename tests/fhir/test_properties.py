"""What holds for any record: nothing dropped, nothing added, nothing that depends on the wrapping."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcaution.fhir import check_record, read_record
from medcaution.fhir.checking import origin
from medcaution.fhir.issues import issues
from medcaution.presentation.cards import cards
from records import AS_OF, KINDS, bundle, checked, drug
from shown import gaps, live_markup

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["ketamine", "Zoloft", "Nardil", "flibber", "", "k\u0000", "an SSRI", "tramadol", "MDMA"]
)
FIELDS = (
    "id", "status", "intent", "doNotPerform", "medicationCodeableConcept", "medicationReference",
    "medication", "contained", "dosageInstruction", "dosage", "effectivePeriod",
    "effectiveDateTime", "modifierExtension", "implicitRules", "subject", "taken", "note",
)  # fmt: skip
ODD = st.builds(
    lambda name, kind, odd: drug(name, kind) | odd,
    NAMES,
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3),
)
CONDITIONS = st.builds(
    lambda odd: {"resourceType": "Condition", "code": {"text": "schizophrenia"}} | odd,
    st.dictionaries(
        st.sampled_from(("code", "clinicalStatus", "id", "recorder")), JSON, max_size=2
    ),
)
DRUGS = st.builds(
    lambda name, kind, status: drug(name, kind) | ({"status": status} if status else {}),
    NAMES,
    st.sampled_from(KINDS),
    st.sampled_from([None, None, "active", "draft", "stopped", "cancelled", "odd"]),
)


def parameters(*held):
    """What an operation answers with."""
    return {"resourceType": "Parameters", "parameter": [*held]}


WRAPPINGS = (
    lambda each: {"resource": each},
    lambda each: {"fullUrl": "urn:uuid:x", "resource": each, "search": {"mode": "match"}},
    lambda each: {"resource": each, "request": {"method": "PUT", "url": "x"}},
    lambda each: each,
    lambda each: {"resource": bundle(each)},
    lambda each: bundle(bundle(each)),
    lambda each: parameters({"name": "return", "resource": bundle(each)}),
    lambda each: {"resource": parameters({"name": "x", "part": [{"name": "y", "resource": each}]})},
)
quietly = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def ids(report):
    return [(each.id, each.severity) for each in report.cautions]


@quietly
@given(st.lists(st.tuples(ODD | CONDITIONS, st.sampled_from(WRAPPINGS)), max_size=6))
def test_every_resource_of_any_bundle_is_interpreted_or_said_not_to_be(checker, wrapped):
    source = {"resourceType": "Bundle", "entry": [wrap(each) for each, wrap in wrapped]}
    record = read_record(source, AS_OF)
    report = check_record(checker, record)
    drugs = [each for each, _ in wrapped if each["resourceType"] != "Condition"]
    aside = [each for each in record.set_aside if each.kind == "medication"]
    assert len(record.person.medications) + len(aside) == len(drugs)
    assert len(record.person.conditions) == sum(
        each.kind == "condition" for each in report.inputs
    ) - sum(each.kind == "condition" for each in record.set_aside)
    assert len(report.inputs) == len(wrapped)
    assert all(each.reason for each in report.inputs if not each.outcome.startswith("recog"))


@quietly
@given(st.lists(DRUGS, max_size=5), st.randoms())
def test_the_order_of_entries_changes_no_caution(checker, resources, rng):
    shuffled = rng.sample(resources, len(resources))
    first, second = (checked(checker, bundle(*each)) for each in (resources, shuffled))
    assert ids(first) == ids(second)


@quietly
@given(st.lists(DRUGS, max_size=4), NAMES, st.sampled_from(KINDS))
def test_what_must_not_be_given_never_adds_a_caution(checker, resources, name, kind):
    for refused in ({"doNotPerform": True}, {"status": "entered-in-error"}, {"status": "not-done"}):
        added = drug(name, kind) | refused
        before, after = (checked(checker, bundle(*x)) for x in (resources, [*resources, added]))
        assert ids(before) == ids(after)
        assert after.inputs[len(resources)].outcome == "ignored"


@quietly
@given(st.lists(NAMES, max_size=5), st.data())
def test_resources_of_the_same_use_say_the_same(checker, names, data):
    def kinds(allowed):
        kind = st.sampled_from(allowed)
        return checked(checker, bundle(*(drug(each, data.draw(kind)) for each in names)))

    prescribed = ("MedicationRequest", "MedicationDispense")
    one, other = kinds(prescribed), kinds(prescribed)
    assert ids(one) == ids(other)
    stated = kinds(("MedicationStatement", "MedicationAdministration"))
    spoken = {(each.family, each.consequence) for each in stated.cautions}
    assert {(each.family, each.consequence) for each in one.cautions} <= spoken


TEXTS = st.text(min_size=1, max_size=80) | st.sampled_from(
    [
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://evil.example/?p=1)",
        "ketamine **b** `c` ~~d~~",
        "&lt;b&gt;",
        "# ketamine\n\n- [ ] x\n\n| a | b |\n|---|---|",
        "ketamine https://evil.example www.evil.example a@evil.example",
        "\u202eenimatek\ufeff",
    ]
)


@quietly
@given(TEXTS, st.sampled_from(("", "ketamine ")))
def test_any_drug_text_stays_text_in_cards_and_issues(checker, text, before):
    source = bundle(drug("Zoloft"), drug("ketamine"), drug(before + text, id="x"))
    record = read_record(source, AS_OF)
    report = check_record(checker, record)
    made = cards(report, frozenset({3}))
    written = issues(report, origin(checker, record, report))
    assert not gaps(made)
    assert not gaps(written)
    for card in made:
        assert 0 < len(card["summary"]) < 140
        assert "<" not in card["summary"] + card["detail"]
    assert not live_markup("\n\n".join(each["detail"] for each in made))
