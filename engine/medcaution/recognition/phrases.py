"""Runs of words around a name that say how it is taken, never what it is."""

from __future__ import annotations

from medcaution.recognition.vocabulary import Kind, Meaning

#: What a medicine is taken for.
_PURPOSES = (
    "pain", "severe pain", "moderate pain", "breakthrough pain", "sleep", "insomnia", "anxiety",
    "depression", "mood", "nausea", "headache", "headaches", "migraine", "migraines", "cough", "fever",
    "adhd", "seizures", "spasms", "muscle spasms", "blood pressure", "high blood pressure",
    "hypertension", "diabetes", "cholesterol", "reflux", "heartburn", "allergy", "allergies",
    "seasonal allergies", "itching", "chest pain", "back pain", "wheezing", "shortness of breath",
    "agitation", "vomiting", "constipation", "af", "atrial fibrillation", "psychosis", "neuropathic pain",
    "nerve pain", "alcohol use disorder", "nightmares", "ptsd", "epilepsy", "angina", "asthma", "infection",
    "gout", "arthritis", "panic attacks", "ocd", "hot flushes", "heart failure", "tremor", "vertigo",
    "dizziness", "travel sickness", "spasm", "nv",
)  # fmt: skip
_PHRASES: dict[Meaning, tuple[str, ...]] = {
    Meaning(Kind.FORM, "oral"): ("by mouth", "per os", "oral tablet", "oral capsule", "oral product"),
    Meaning(Kind.FORM, "sublingual"): ("under the tongue", "under tongue"),
    Meaning(Kind.FORM, "ophthalmic"): (
        "eye drops", "eye drop", "eye ointment", "eye gel", "both eyes", "each eye", "in eyes",
        "in both eyes", "in each eye", "left eye", "right eye", "in left eye", "in right eye",
    ),
    Meaning(Kind.FORM, "otic"): ("ear drops", "ear drop", "both ears", "each ear", "in each ear"),
    Meaning(Kind.FORM, "intranasal"): (
        "nasal spray", "nose spray", "nose drops", "in each nostril", "each nostril", "up the nose",
        "per nostril",
    ),
    Meaning(Kind.FORM, "rectal"): ("per rectum",),
    Meaning(Kind.FORM, "inhaled"): ("in nebu",),
    Meaning(Kind.FORM, "topical"): ("eye cream", "to skin", "to the skin", "to affected area", "on skin", "on the skin"),
    Meaning(Kind.FORM, "transdermal"): ("skin patch", "transdermal system"),
    Meaning(Kind.FORM): (
        "preservative free", "sugar free", "dye free", "gluten free", "single dose", "multi dose",
        "film coated", "auto injector", "pre filled", "ready to use", "extra strength", "maximum strength",
        "max strength", "regular strength", "double strength", "low dose", "high dose", "over the counter",
        "orally disintegrating", "no refills", "no refill", "non drowsy", "cfc free", "gastro resistant",
        "abuse deterrent", "dry powder", "injectable product", "m tab",
    ),
    Meaning(Kind.RELEASE): ("long acting",),
    Meaning(Kind.FREQUENCY): (
        "every day", "each day", "a day", "per day", "per week", "a week", "every other day",
        "every week", "every month", "at night", "at bedtime", "every night", "each night",
        "in the morning", "every morning", "each morning", "in the evening", "every evening", "at noon",
        "in the am", "in the pm", "every am", "every pm", "each am", "each pm",
        "every hour", "as needed", "as required", "when needed", "when required", "if needed", "as directed", "once daily",
        "twice daily", "twice a day", "once a day", "twice per day", "three times daily", "three times a day",
        "four times daily", "four times a day", "two times a day", "two times daily", "once weekly",
        "once a week", "twice weekly", "twice a week", "before bed", "before sleep", "q d", "q hs", "par jour",
        "une fois par jour", "le matin", "le soir", "at onset", "at onset of migraine", "may repeat",
    ),
    Meaning(Kind.FILLER): (
        "change every", "in d5w", "in nacl", "in ns", "in clinic", "reducing regime", "reducing dose", "dose per inr", "as per inr",
        "as per yellow book", "with food", "with meals", "with meal", "with water", "with breakfast", "with dinner",
        "with lunch", "after food", "after meals", "before meals", "before food", "before breakfast",
        "on an empty stomach", "on empty stomach", "i take", "i use", "i am taking", "i am on", "im taking",
        "im on", "ive been taking", *(f"{head} {purpose}" for purpose in _PURPOSES for head in ("for", "prn")),
    ),
}  # fmt: skip


def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], Meaning], ...]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
    for meaning, phrases in _PHRASES.items():
        for phrase in phrases:
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, meaning))
    return {
        first: tuple(sorted(each, key=lambda one: -len(one[0]))) for first, each in found.items()
    }


PHRASES = _phrases()
