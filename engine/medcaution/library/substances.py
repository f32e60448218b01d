"""What is known about substances, classes and conditions: the models of facts/."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from medcaution.facts import Route

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Sentence = Annotated[str, Field(min_length=1)]
Words = tuple[Sentence, ...]


class Entry(BaseModel):
    """One entry of a knowledge file: immutable, and refusing keys nobody reads."""

    # Schemas are built when a file is first validated: prepared knowledge never needs them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Window(Entry):
    """Days after the last dose in which a substance still counts, and why that many."""

    days: Annotated[int, Field(ge=0, le=120)]
    basis: Sentence
    sources: tuple[str, ...] = ()


class Codes(Entry):
    """Codes that may be shipped with the knowledge; licensed systems have files of their own."""

    rxnorm: tuple[str, ...] = ()
    unii: tuple[str, ...] = ()


class Substance(Entry):
    """A substance named by its INN, a product of several, or a mixture sold as one thing.

    `brand_routes` holds the brands that exist for one route only: it is read where the line and
    the record give none, and held against a local one that they give.
    """

    name: Sentence
    kind: Literal["ingredient", "natural", "supplement", "food", "group", "product", "mixture"]
    classes: tuple[Id, ...] = ()
    components: tuple[Id, ...] = ()
    licensed: StrictBool = False
    partial: str | None = None
    usual_use: Literal["non-prescribed"] | None = None
    brands: Words = ()
    brand_routes: dict[str, Route] = Field(default_factory=dict)
    synonyms: Words = ()
    abbreviations: Words = ()
    street: Words = ()
    salts: Words = ()
    codes: Codes = Field(default_factory=Codes)
    washout: Window | None = None
    carry_over: Window | None = None
    acute: StrictBool = False
    sources: tuple[str, ...] = ()
    note: str | None = None


class SubstanceClass(Entry):
    """A class of substances. `root` marks a class too broad to be a pattern.

    `unread` says why no rule reads the class although it is worth keeping.
    """

    label: Sentence
    plural: str | None = None
    parents: tuple[Id, ...] = ()
    root: StrictBool = False
    unread: Sentence | None = None
    definition: str | None = None
    words: Words = ()
    sources: tuple[str, ...] = ()
    note: str | None = None


class KnownCondition(Entry):
    """A condition. `lasting` means that a history of it counts as much as today's.

    `unread` says why no rule reads the condition although it is worth recognising.
    """

    label: Sentence
    plain: Sentence
    groups: tuple[Id, ...] = ()
    lasting: StrictBool = False
    unread: Sentence | None = None
    icd10cm: tuple[str, ...] = ()
    names: Words = ()
    note: str | None = None


class ConditionGroup(Entry):
    """Conditions that a rule reads together. `unread` says why none does."""

    label: Sentence
    plain: Sentence
    unread: Sentence | None = None


class Ambiguity(Entry):
    """Words that could mean several things, or nothing medical at all: a question, not a guess.

    `together`: they mostly mean all of the candidates at once, so that choosing one loses the rest.
    """

    written: Words
    candidates: Annotated[tuple[Id, ...], Field(min_length=1)]
    question: Sentence
    together: bool = False


class Consequence(Entry):
    """What may happen: the closed vocabulary of the rules."""

    label: Sentence
    plain: Sentence
    definition: str | None = None


class WarningSigns(Entry):
    """What to watch for, and when to call for help."""

    title: Sentence
    onset: Sentence
    early: Words
    emergency: Words
    clinician: str | None = None
    sources: tuple[str, ...] = ()


class Source(Entry):
    """A source and, honestly, how much of it was read."""

    title: Sentence
    kind: Sentence
    year: int | None = None
    url: str | None = None
    read: Sentence
    note: str | None = None


class Claim(Entry):
    """One claim of the source document, and what became of it."""

    gist: Sentence
    lines: str
    kind: Literal[
        "pharmacology", "interaction", "modifier", "sign", "evidence", "advice", "provenance"
    ]
    became: Literal["rule", "fact", "field", "unused"]
    where: tuple[str, ...] = ()
    why: str | None = None
    contested: StrictBool = False
    evidence: str | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None
