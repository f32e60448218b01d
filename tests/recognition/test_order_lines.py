"""Lines as people, pharmacies and records write them: everything around the name is stripped."""

from __future__ import annotations

import pytest

STRIPPED = [
    ("fluoxetine", "fluoxetine", "name"),
    ("Prozac 20 mg", "fluoxetine", "brand"),
    ("prozac20mg", "fluoxetine", "brand"),
    ("PROZAC® 20 MG", "fluoxetine", "brand"),
    ("Prozac(R) 20 mg", "fluoxetine", "brand"),
    ("Prozac™", "fluoxetine", "brand"),
    ("  prozac\t20mg.", "fluoxetine", "brand"),
    ("pro\u200bzac", "fluoxetine", "brand"),
    ("Prózac", "fluoxetine", "brand"),
    ("\uff30\uff52\uff4f\uff5a\uff41\uff43", "fluoxetine", "brand"),
    ("- Prozac 20 mg", "fluoxetine", "brand"),
    ("1. Prozac 20 mg", "fluoxetine", "brand"),
    ("Prozac 20", "fluoxetine", "brand"),
    ("my Prozac", "fluoxetine", "brand"),
    ("generic Prozac", "fluoxetine", "brand"),
    ("TraMADOL", "tramadol", "name"),
    ("TraMADOL (Ultram)", "tramadol", "name"),
    ("Ultram (tramadol)", "tramadol", "brand"),
    ("fluoxetine (20 mg)", "fluoxetine", "name"),
    ("fluoxetine (as hydrochloride) 20 mg caps", "fluoxetine", "name"),
    ("fluoxetine hydrochloride 20 mg", "fluoxetine", "salt"),
    ("Fluoxetine 20 MG Oral Capsule [Prozac]", "fluoxetine", "name"),
    ("fluoxetine HCl 20 mg/5 mL oral solution", "fluoxetine", "salt"),
    ("sertraline 50 mg tablet, take 2 tablets by mouth every day", "sertraline", "name"),
    ("Zoloft 50mg 1-0-1", "sertraline", "brand"),
    ("Zoloft 50 mg tab PO BID #60", "sertraline", "brand"),
    ("Zoloft 25 mg x 30", "sertraline", "brand"),
    ("take two Zoloft tablets at bedtime", "sertraline", "brand"),
    ("24 HR Bupropion Hydrochloride 150 MG Extended Release Oral Tablet", "bupropion", "salt"),
    ("Wellbutrin XL 300", "bupropion", "brand"),
    ("12 HR oxycodone 10 MG Extended Release Tablet", "oxycodone", "name"),
    ("Fentanyl 0.025 MG/HR patch", "fentanyl", "name"),
    ("fentanyl 12.5 mcg/hr transdermal patch q72h", "fentanyl", "name"),
    ("1 ML ketamine 50 MG/ML Injection 2 ML VIAL", "ketamine", "name"),
    ("lithium carbonate ER 300 mg", "lithium", "salt"),
    ("timolol 0.5% ophthalmic solution", "timolol", "name"),
    ("hydrocortisone 10,000 units", "hydrocortisone", "name"),
    ("Ery-Tab 250 mg", "erythromycin", "brand"),
    ("EES 400", "erythromycin", "brand"),
    ("D.H.E. 45 injection", "dihydroergotamine", "brand"),
    ("oxycodone 5 mg as needed for pain", "oxycodone", "name"),
    ("St. John\u2019s Wort 300 mg", "st-john-s-wort", "name"),
    ("ST JOHNS WORT", "st-john-s-wort", "name"),
    ("St John wort", "st-john-s-wort", "name"),
    ("\u03b1-PVP", "alpha-pvp", "name"),
    ("MDMA 120mg", "mdma", "name"),
    ("5 HTP 100", "oxitriptan", "abbreviation"),
    ("1,4-BD 2 ml", "1-4-butanediol", "synonym"),
    ("N,N-DMT", "dimethyltryptamine", "synonym"),
    ("(S)-ketamine 25 mg", "esketamine", "synonym"),
    ("S(+)-ketamine", "esketamine", "synonym"),
    ("amphetamine-dextroamphetamine 20 mg", "amphetamine", "ingredients"),
]


@pytest.mark.parametrize(("line", "expected", "via"), STRIPPED)
def test_what_stands_around_a_name_is_stripped(recogniser, line, expected, via):
    found = recogniser.medication(line)
    assert found.outcome == "recognised"
    assert found.substances == (expected,)
    assert found.via == via
    assert found.product is None
    assert found.reason is None


def test_what_a_medicine_is_for_is_no_part_of_its_name(recogniser):
    purposes = (
        "pain", "back pain", "sleep", "anxiety", "depression", "nausea", "migraine", "cough", "fever",
        "seizures", "muscle spasms", "high blood pressure", "cholesterol", "heartburn", "itching",
        "seasonal allergies", "shortness of breath", "constipation", "atrial fibrillation", "nightmares",
        "nerve pain", "hot flushes", "travel sickness", "agitation", "panic attacks", "gout",
    )  # fmt: skip
    lines = [f"caffeine {head} {each}" for each in purposes for head in ("for", "prn")]
    read = {line: recogniser.medication(line).substances for line in lines}
    assert read == dict.fromkeys(lines, ("caffeine",))


@pytest.mark.parametrize(
    "taken", ["take 2", "takes 2", "taking 2", "taking two", "q d", "q hs", "3-5 days"]
)
def test_how_much_is_taken_is_no_part_of_a_name(recogniser, taken):
    assert recogniser.medication(f"caffeine {taken}").substances == ("caffeine",)


def test_how_a_sentence_begins_is_no_part_of_a_name(recogniser):
    begun = (
        "I take",
        "I use",
        "I am taking",
        "I am on",
        "I'm taking",
        "I'm on",
        "I've been taking",
    )
    found = {each: recogniser.medication(f"{each} caffeine") for each in begun}
    read = {each: (answer.substances, answer.route) for each, answer in found.items()}
    assert read == dict.fromkeys(begun, (("caffeine",), None)), "I'm is not the route IM"


@pytest.mark.parametrize(
    "around",
    [
        "with food", "with meals", "with water", "with breakfast", "with dinner", "with lunch",
        "after food", "after meals", "before meals", "before food", "before breakfast",
        "on an empty stomach", "on empty stomach", "at bedtime", "every morning", "as directed",
    ],
)  # fmt: skip
def test_when_a_medicine_is_taken_is_no_part_of_its_name(recogniser, around):
    found = recogniser.medication(f"caffeine 100 mg {around}")
    assert (found.outcome, found.substances) == ("recognised", ("caffeine",))


@pytest.mark.parametrize(
    ("route", "words"),
    [
        (
            "oral",
            "tablet tablets tab tabs caplet capsule capsules cap caps softgel gelcap syrup odt",
        ),
        ("oral", "oral orally po"),
        ("topical", "cream lotion shampoo liniment balm"),
        ("inhaled", "inhaler nebuliser nebulizer neb hfa diskus inhaled inhalation smoked vaped"),
        ("rectal", "enema"),
        ("sublingual", "sublingual sublingually sl subl"),
        ("intranasal", "nasal nasally intranasal intranasally snorted snorting insufflated"),
        ("iv", "iv intravenous intravenously ivp ivpb"),
        ("im", "im intramuscular intramuscularly"),
        ("sc", "sc sq subcut subq subcutaneous subcutaneously"),
    ],
)
def test_every_word_that_tells_a_route_is_read(recogniser, route, words):
    read = {word: recogniser.medication(f"caffeine {word}").route for word in words.split()}
    assert read == dict.fromkeys(words.split(), route)


@pytest.mark.parametrize(
    ("line", "route"),
    [
        ("timolol eye drops", "ophthalmic"),
        ("timolol drops", None),
        ("hydrocortisone cream", "topical"),
        ("hydrocortisone ointment", None),
        ("hydrocortisone rectal cream", "rectal"),
        ("fentanyl patch", "transdermal"),
        ("IV ketamine infusion", "iv"),
        ("ketamine I.V.", "iv"),
        ("ketamine injection", None),
        ("ketamine IM injection", "im"),
        ("Spravato nasal spray", "intranasal"),
        ("caffeine tablet", "oral"),
        ("caffeine PO", "oral"),
        ("caffeine by mouth", "oral"),
        ("buprenorphine SL tablet", "sublingual"),
        ("ketamine smoked, snorted", None),
        ("fluoxetine (oral) 20 mg", "oral"),
        ("ketamine IV/IM", None),
        ("Ery-Tab", None),
    ],
)
def test_a_route_is_read_only_where_words_settle_it(recogniser, line, route):
    assert recogniser.medication(line).route == route


@pytest.mark.parametrize(
    ("line", "strength"),
    [
        ("Prozac", None),
        ("Prozac 20MG", "20mg"),
        ("Prozac 60 mg/day", "60 mg/day"),
        ("Prozac 60 mg per day", "60 mg per day"),
        ("oxycodone 0.5 mg twice daily", "0.5 mg twice daily"),
        ("oxycodone 5-10 mg prn", "5-10 mg prn"),
        ("Zoloft 50 mg, 1 tablet daily", "50 mg, 1 tablet daily"),
        ("Zoloft 50 mg, 2 tablets daily", "50 mg, 2 tablets daily"),
        ("Zoloft 50 mg, one twice a day", "50 mg, one twice a day"),
        ("Zoloft 50 mg, two twice a day", "50 mg, two twice a day"),
        ("Zoloft 50 mg daily + nocte", "50 mg daily + nocte"),
        ("Zoloft / sertraline 50 mg daily; teva", "50 mg daily,"),
        ("Zoloft 50 mg every 6 hours", "50 mg every 6 hours"),
        ("24 hr Zoloft 50 mg daily with food for anxiety", "50 mg daily"),
        ("Zoloft 50 mg daily with meals", "50 mg daily with meals"),
        ("Zoloft >50 mg daily", ">50 mg daily"),
        ("Zoloft ≥.5 g+ daily", "≥.5 g+ daily"),
        ("Zoloft-50mg daily", "50mg daily"),
        ("oxycodone 50mg #2 daily", "50mg #2 daily"),
        ("Zoloft (sertraline) 50 mg capsule 2 (two) times daily", "( ) 50 mg 2 (two) times daily"),
        ("Zoloft 50 mg prn pain", "50 mg prn pain"),
        ("Zoloft 50 mg 1-0-1", "50 mg 1-0-1"),
        ("Zoloft 50 25 mg daily", "50 25 mg daily"),
        ("fentanyl 0.025 MG/HR", "0.025 mg/hr"),
        ("fentanyl 25 mcg patch every 3 days", "25 mcg every 3 days"),
        ("fentanyl 25 mcg patch q72h", "25 mcg q72h"),
        ("Prozac 20 mg qod", "20 mg qod"),
        ("Prozac 20 mg, 1/2 tablet daily", "20 mg, 1/2 tablet daily"),
        ("½ tab Prozac 20 mg", "1/2 tab 20 mg"),
        ("Prozac 20 mg half a tablet", "20 mg half a tablet"),
        ("Prozac 20 mg q8h", "20 mg q8h"),
        ("MDMA 100 µg", "100 ug"),
        ("Symbyax 6 mg", None),
        ("oxycodone 5 mg / acetaminophen 325 mg", None),
    ],
)
def test_the_strength_is_kept_for_the_dose(recogniser, line, strength):
    assert recogniser.medication(line).strength == strength
