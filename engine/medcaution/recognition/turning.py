"""Words that turn the meaning of a line. They are never dropped, so such a line is not taken."""

from __future__ import annotations

from collections.abc import Sequence

_ABSENT = "It says that something is not taken or not there: leave the line out."
_REACTION = "It speaks of an allergy or a bad reaction, not of something taken: leave the line out."
_SOMEONE = "It speaks of another person: list only what this person takes and lives with."
_STOPPED = (
    'It speaks of something stopped or past: write the name alone and set status to "stopped".'
)
_PLANNED = 'It speaks of something planned: write the name alone and set status to "planned".'
_UNSURE = "It names alternatives or a doubt: write the one name that is certain."
_PAST_CONDITION = 'It speaks of the past: write the name alone and set status to "history".'
_FAMILY_CONDITION = (
    'It speaks of a relative: write the name alone and set status to "family-history".'
)

_RELATIVES = (
    "mother mothers father fathers mom moms mum mums dad dads family brother brothers sister "
    "sisters sibling siblings parent parents grandmother grandfather grandma grandpa aunt uncle "
    "cousin son daughter maternal paternal"
)
_TURNING = {
    _ABSENT: (
        "no not never none nil deny denies denied denying without avoid avoids avoiding "
        "avoided contraindicated negative refused refuses refusing declined declines isnt arent "
        "dont doesnt didnt wont cant cannot hasnt havent nothing free"
    ),
    _REACTION: (
        "allergic allergy allergies intolerant intolerance hypersensitive hypersensitivity "
        "anaphylaxis adverse reaction reactions nkda nka"
    ),
    _SOMEONE: (
        f"{_RELATIVES} wife wifes husband husbands spouse partner partners child kid kids friend "
        "friends roommate dog dogs cats pet his her hers their theirs"
    ),
    _STOPPED: (
        "stopped stopping stop quit quitting discontinued discontinue discontinuing dc dcd former "
        "formerly ex was were previous previously past ago used held hold holding withheld paused "
        "ceased last until off instead weaned finished completed"
    ),
    _PLANNED: "planned planning plan plans will starting tomorrow next considering upcoming",
    _UNSURE: "or vs versus either maybe perhaps possibly unsure might may if",
}
REASONS = {word: reason for reason, words in _TURNING.items() for word in words.split()}
CONDITION_REASONS = REASONS | {
    word: reason
    for reason, words in (
        (_PAST_CONDITION, _TURNING[_STOPPED] + " resolved cured remission recovered"),
        (_FAMILY_CONDITION, _RELATIVES),
    )
    for word in words.split()
}
#: Every reason given for a turned line.
TURNED = frozenset(CONDITION_REASONS.values()) | frozenset(REASONS.values())
# "for allergies" tells what a medicine is taken for; "sugar free" how it is made.
HARMLESS_AFTER = {
    "allergies": ("for", "prn", "seasonal"),
    "allergy": ("for", "prn"),
    "free": ("sugar", "dye", "preservative", "gluten", "cfc"),
}
HARMLESS_BEFORE = {"if": ("needed",), "no": ("refill", "refills")}


def turned(tokens: Sequence[str]) -> str | None:
    """Why a medication line does not mean what its name alone would mean."""
    return _reason(tokens, REASONS)


def turned_condition(tokens: Sequence[str]) -> str | None:
    """Why a condition line does not mean what its name alone would mean."""
    return _reason(tokens, CONDITION_REASONS)


def _reason(tokens: Sequence[str], reasons: dict[str, str]) -> str | None:
    if reasons.keys().isdisjoint(tokens):
        return None
    for at, token in enumerate(tokens):
        if token not in reasons:
            continue
        before = tokens[at - 1] if at else ""
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        harmless = before in HARMLESS_AFTER.get(token, ())
        if not harmless and after not in HARMLESS_BEFORE.get(token, ()):
            return reasons[token]
    return None
