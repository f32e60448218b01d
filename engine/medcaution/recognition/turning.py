"""Words that turn the meaning of a line. They are never dropped, so such a line is not taken."""

from __future__ import annotations

from collections.abc import Sequence

# A word tells that the meaning may be turned, never how: "diazepam without prescription" is taken.
# So each text names both, what is taken and what is not, and bids nobody leave out a whole line.
_ABSENT = (
    'It holds a word such as "no" or "without", so it may mean the opposite. If this person takes '
    "any of it, write that name alone on a line. Leave out only what is not taken."
)
_REACTION = (
    "It speaks of an allergy or a bad effect. If this person takes any of it, write that name "
    "alone on a line. Leave out only what is not taken."
)
_SOMEONE = (
    "Does this person take it, whoever it came from? Then write the name alone. Leave out only "
    "what someone else takes."
)
_STOPPED = (
    "If it is still taken, write the name alone. If it was stopped, write the name with the "
    'status "stopped" and the last day.'
)
_PLANNED = (
    "If it is taken now, write the name alone. If it is only planned, write the name with the "
    'status "planned".'
)
_UNSURE = (
    "It names a choice or a doubt. Write each thing that this person takes, or may take, on a "
    "line of its own."
)
_ABSENT_CONDITION = (
    'It holds a word such as "no" or "without", so it may mean the opposite. If this person has '
    "it, write its name alone on a line. Leave out only what this person does not have."
)
_REACTION_CONDITION = (
    "It speaks of an allergy or a bad effect. If it names an illness that this person has, write "
    "that name alone on a line. Leave out only the rest."
)
_SOMEONE_CONDITION = (
    "It speaks of someone else. If this person has it, write its name alone. Leave out only what "
    "this person does not have."
)
_CHILDHOOD = (
    "It speaks of a child. If this person has it now, write its name alone. If they had it as a "
    'child, write "history of" and the name, or give it the status "history".'
)
_PAST_CONDITION = (
    "It speaks of the past. If this person still has it, write its name alone. If it is over, "
    'write "history of" and the name, or give it the status "history".'
)
_PLANNED_CONDITION = (
    "It speaks of a plan, or of what may come. If this person has it now, write its name alone."
)
_UNSURE_CONDITION = (
    "It names a choice or a doubt. Write each thing that this person has, or may have, on a line "
    "of its own."
)
_FAMILY_CONDITION = (
    "It speaks of a relative. If this person has it, write its name alone. If only a relative "
    'has it, write "family history of" and the name, or give it the status "family-history".'
)

_RELATIVES = (
    "mother mothers father fathers mom moms mum mums dad dads family brother brothers sister "
    "sisters sibling siblings parent parents grandmother grandfather grandma grandpa aunt uncle "
    "cousin son daughter maternal paternal"
)
_CHILDREN = "child kid kids"
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
        f"{_RELATIVES} {_CHILDREN} wife wifes husband husbands spouse partner partners friend "
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
# A later text stands for its words where an earlier one holds them too.
_TURNING_CONDITION = {
    _ABSENT_CONDITION: _TURNING[_ABSENT],
    _REACTION_CONDITION: _TURNING[_REACTION],
    _SOMEONE_CONDITION: _TURNING[_SOMEONE],
    _PLANNED_CONDITION: _TURNING[_PLANNED],
    _UNSURE_CONDITION: _TURNING[_UNSURE],
    _CHILDHOOD: _CHILDREN,
    _PAST_CONDITION: _TURNING[_STOPPED] + " resolved cured remission recovered",
    _FAMILY_CONDITION: _RELATIVES,
}
REASONS = {word: reason for reason, words in _TURNING.items() for word in words.split()}
CONDITION_REASONS = {
    word: reason for reason, words in _TURNING_CONDITION.items() for word in words.split()
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
