"""The few parts of FHIR resources that are read, as lenient as real records need.

Unknown elements are passed over; a known element of a shape that cannot be read is an error, so
that the resource is reported as one that could not be interpreted.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue


def _text(value: Any) -> Any:
    """Codes arrive as numbers and padded with blanks."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else value


def _concept(value: Any) -> Any:
    """Older versions write a bare code or text where R4 has a CodeableConcept."""
    return {"text": value} if isinstance(value, str) else value


def _many(value: Any) -> Any:
    """One where a list is due, and null for none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


Loose: TypeAlias = Annotated[str, BeforeValidator(_text)]


class _Shape(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True
    )


class Coding(_Shape):
    """A code of a system."""

    system: Loose | None = None
    code: Loose | None = None
    display: Loose | None = None


class Concept(_Shape):
    """A CodeableConcept: a text, codes, or both."""

    text: Loose | None = None
    coding: Annotated[list[Coding], BeforeValidator(_many)] = Field(default_factory=list)

    @property
    def words(self) -> str:
        """What a person would read: the text, or else a display, or else the first code."""
        codings = self.coding
        displays = (each.display for each in codings if each.display)
        codes = (f"code {each.code}" for each in codings if each.code)
        return self.text or next(displays, None) or next(codes, "")

    @property
    def displays(self) -> tuple[str, ...]:
        """What the codes are said to stand for."""
        return tuple(each.display for each in self.coding if each.display)

    @property
    def code(self) -> str:
        """The code, of a concept that holds one code of a fixed list."""
        codes = (each.code for each in self.coding if each.code)
        return (next(codes, None) or self.text or "").lower()


LooseConcept: TypeAlias = Annotated[Concept, BeforeValidator(_concept)]


class Pointer(_Shape):
    """A reference to another resource."""

    reference: Loose | None = None
    display: Loose | None = None


class Period(_Shape):
    """From a day to a day."""

    start: Loose | None = None
    end: Loose | None = None


class Quantity(_Shape):
    """An amount and its unit; the code is that of the unit."""

    value: float | None = None
    comparator: Loose | None = None
    unit: Loose | None = None
    code: Loose | None = None


class Repeat(_Shape):
    """A rhythm: so many times in a period, and whatever else is told of it."""

    model_config = ConfigDict(extra="allow")

    frequency: int | None = None
    period: float | None = None
    unit: Loose | None = Field(None, alias="periodUnit")
    hours: Annotated[list[Loose], BeforeValidator(_many)] = Field(
        default_factory=list, alias="timeOfDay"
    )
    when: Annotated[list[Loose], BeforeValidator(_many)] = Field(default_factory=list)

    @property
    def more(self) -> bool:
        """Does it tell more than how often, and for how long?"""
        return any(not each.startswith("bounds") for each in self.model_extra or ())

    @property
    def told(self) -> bool:
        """Does it tell a rhythm, and not only for how long?"""
        numbers = (self.frequency, self.period, self.unit)
        return any(each is not None for each in numbers) or bool(self.hours or self.when)


class Timing(_Shape):
    """When it is taken."""

    repeat: Repeat | None = None
    event: JsonValue = None
    code: LooseConcept | None = None

    @property
    def told(self) -> bool:
        """Does it tell how often?"""
        return bool(
            self.event or self.code or (self.repeat and (self.repeat.told or self.repeat.more))
        )


class Rate(_Shape):
    """How much is taken at once; a range, or an amount in a time, is one that nobody knows."""

    model_config = ConfigDict(extra="allow")

    quantity: Annotated[Quantity, Field(alias="doseQuantity")] = Quantity()

    @property
    def amount(self) -> Quantity:
        """The amount; an empty one if it is told in another way, or in two."""
        more = (self.model_extra or {}).keys() - {"id", "extension", "type"}
        return Quantity() if more else self.quantity


class Numbers(_Shape):
    """A dosage as numbers. R4 administrations hold one dose, STU3 holds it beside the text."""

    rates: Annotated[list[Rate], BeforeValidator(_many)] = Field(
        default_factory=list, alias="doseAndRate"
    )
    quantity: Quantity | None = Field(None, alias="doseQuantity")
    administered: Quantity | None = Field(None, alias="dose")
    timing: Timing | None = None

    @property
    def amounts(self) -> list[Quantity]:
        """Every amount that is told."""
        beside = [each for each in (self.quantity, self.administered) if each]
        return [*(each.amount for each in self.rates), *beside]


class Dosage(_Shape):
    """How it is taken; its numbers stay as they are, since no medicine is lost over them."""

    model_config = ConfigDict(extra="allow")

    text: Loose | None = None
    route: LooseConcept | None = None


class Item(_Shape):
    """A concept and a reference under one name, as R5 writes them."""

    concept: LooseConcept | None = None
    pointer: Pointer | None = Field(None, alias="reference")


class Ingredient(_Shape):
    """A part of a medication."""

    item: Item | None = None
    item_concept: LooseConcept | None = Field(None, alias="itemCodeableConcept")
    item_pointer: Pointer | None = Field(None, alias="itemReference")
    active: bool | None = Field(None, alias="isActive")

    @property
    def concept(self) -> Concept | None:
        """What names it."""
        return self.item_concept or (self.item.concept if self.item else None)

    @property
    def pointer(self) -> Pointer | None:
        """What it points to."""
        return self.item_pointer or (self.item.pointer if self.item else None)


class _Resource(_Shape):
    id: Loose | None = None
    modifiers: Annotated[list[JsonValue], BeforeValidator(_many)] = Field(
        default_factory=list, alias="modifierExtension"
    )
    implicit_rules: Loose | None = Field(None, alias="implicitRules")

    @property
    def obscure(self) -> bool:
        """Does it carry rules, unknown to us, that may change what it means?"""
        return bool(self.modifiers or self.implicit_rules)


class MedicationResource(_Resource):
    """A Medication, contained or referenced."""

    code: LooseConcept | None = None
    status: Loose | None = None
    ingredients: Annotated[list[Ingredient], BeforeValidator(_many)] = Field(
        default_factory=list, alias="ingredient"
    )
    contained: Annotated[list[dict[str, JsonValue]], BeforeValidator(_many)] = Field(
        default_factory=list
    )


class Adherence(_Shape):
    """Whether it is taken, as R5 tells it."""

    code: LooseConcept | None = None


class MedicationUse(_Resource):
    """A request, statement, administration or dispense, of R4 or an earlier version."""

    status: Loose | None = None
    intent: Loose | None = None
    forbidden: bool | None = Field(None, alias="doNotPerform")
    taken: Loose | None = None
    was_not_taken: bool | None = Field(None, alias="wasNotTaken")
    not_given: bool | None = Field(None, alias="notGiven")
    was_not_given: bool | None = Field(None, alias="wasNotGiven")
    not_done: bool | None = Field(None, alias="notDone")
    adherence: Adherence | None = None
    concept: LooseConcept | None = Field(None, alias="medicationCodeableConcept")
    pointer: Pointer | None = Field(None, alias="medicationReference")
    contained: Annotated[list[dict[str, JsonValue]], BeforeValidator(_many)] = Field(
        default_factory=list
    )
    dosages: Annotated[list[Dosage], BeforeValidator(_many)] = Field(
        default_factory=list, alias="dosageInstruction"
    )
    dosage: Annotated[list[Dosage], BeforeValidator(_many)] = Field(default_factory=list)
    rendered: Loose | None = Field(None, alias="renderedDosageInstruction")
    period: Period | None = Field(None, alias="effectivePeriod")
    moment: Loose | None = Field(None, alias="effectiveDateTime")

    @property
    def directions(self) -> list[Dosage]:
        """How it is taken. What R5 renders of it is the text of a dosage that has none."""
        told = [*self.dosages, *self.dosage]
        if not self.rendered or len(told) > 1 or any(each.text for each in told):
            return told
        only = told[0] if told else Dosage()
        return [only.model_copy(update={"text": self.rendered})]


class ConditionResource(_Resource):
    """A Condition, or one condition of a FamilyMemberHistory with the status of the whole."""

    status: Loose | None = None
    code: LooseConcept | None = None
    clinical_status: LooseConcept | None = Field(None, alias="clinicalStatus")
    verification_status: LooseConcept | None = Field(None, alias="verificationStatus")


class PatientResource(_Shape):
    """A Patient, of whom only the day of birth is read."""

    birth_date: Loose | None = Field(None, alias="birthDate")
