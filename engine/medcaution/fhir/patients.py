"""Whom a record speaks of: one patient, or it is not one record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias
from urllib.parse import unquote

from medcaution.errors import InputError
from medcaution.fhir.index import Index, Several, plain

_PATIENT = re.compile(r"(?:(?P<home>\S+)/)?Patient/(?P<id>[^\s/?#|]+)")
_OTHER_KIND = re.compile(r"(?:\S+/)?(?!Patient/)[A-Z][A-Za-z]+/[^\s/?#]+")
_SEARCH = re.compile(r"(?:\S+/)?Patient\?identifier=(?P<identifier>[^&\s]+)")

_PATIENT_TYPES = (None, "Patient", "http://hl7.org/fhir/StructureDefinition/Patient")
#: Each Patient is held against each other, and no record of one person comes near this.
_MOST = 200

Told: TypeAlias = Literal["nobody", "person", "words", "unclear"]


@dataclass(frozen=True)
class Subject:
    """Whom a resource says that it is about.

    Args:
        also: another name that it gives the same person, the identifier beside a reference.
        told: nobody; a person by a name that is one person's alone; a person by words that two may
            share; or what cannot be told or is no patient (a group, a relative).
        name: of the person; alike for the same one.
    """

    told: Told
    name: str = ""
    also: str = ""

    def on(self, home: str | None) -> Subject:
        """The same, said on a server: an id alone is one of that server."""
        alone = self.told == "person" and home and re.fullmatch(r"Patient/[^\s/]+", self.name)
        return replace(self, name=f"{home}/{self.name}") if alone else self


_NOBODY, _UNCLEAR = Subject("nobody"), Subject("unclear")


@dataclass(frozen=True)
class Whose:
    """The one person of a record: the names that mean this person, and the id if there is one."""

    id: str | None
    names: frozenset[str]

    def has(self, subject: Subject) -> bool:
        """Is this the person meant? What names nobody belongs to whom the record is about."""
        return subject.told == "nobody" or (
            subject.name in self.names and not self._denies(subject.also)
        )

    def _denies(self, identifier: str) -> bool:
        """Does this person bear another identifier of the same system?"""
        system = identifier.rpartition("|")[0]
        borne = {each for each in self.names if identifier and each.rpartition("|")[0] == system}
        return bool(borne) and identifier not in borne


def subject_of(resource: Mapping[str, Any]) -> Subject:
    """Whom a resource says it is about. Records older than R4 call the subject `patient`."""
    told = [_told(each, resource) for each in (resource.get("subject"), resource.get("patient"))]
    found = [each for each in told if each != _NOBODY]
    if not found:
        return _NOBODY
    return found[0] if len({each.name for each in found}) == 1 else _UNCLEAR


def _told(subject: Any, resource: Mapping[str, Any]) -> Subject:
    if not subject:
        return _NOBODY
    if not isinstance(subject, dict):
        return _UNCLEAR
    reference = subject.get("reference")
    if reference:
        if not isinstance(reference, str) or subject.get("type") not in _PATIENT_TYPES:
            return _UNCLEAR
        found = _referred(reference.strip(), resource)
        return replace(found, also=_identifier(subject.get("identifier")))
    identifier, words = subject.get("identifier"), subject.get("display")
    if identifier:
        name = _identifier(identifier)
        return Subject("person", name) if name else _UNCLEAR
    if words:
        return Subject("words", f"words {words}") if isinstance(words, str) else _UNCLEAR
    return _NOBODY


def names_another(resource: Mapping[str, Any], whose: Whose) -> bool:
    """Does it say, by an id, that it is about another patient than the one meant?"""
    subject = subject_of(resource)
    told = _id(subject.name)
    return whose.id is not None and told not in (None, whose.id) and not whose.has(subject)


def owner(resource: Mapping[str, Any], index: Index) -> str | None:
    """The id of the patient that a resource alone says it is about; None if it tells no id."""
    name = subject_of(resource).name
    try:
        found = index.find(name)
    except Several:
        return None
    if found is not None and found.get("resourceType") == "Patient":
        return identity(found)
    return _id(name)


def server_of(resource: Mapping[str, Any]) -> str | None:
    """The server whose patient a resource says it is about, if it says one."""
    found = _PATIENT.fullmatch(subject_of(resource).name)
    return found["home"] if found else None


class _People:
    """The people of a record, each by every name that means them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._servers: dict[str, set[str]] = {}
        self._people: dict[str, set[str]] = {}
        for name in names:
            found = _PATIENT.fullmatch(name)
            if found and found["home"]:
                self._servers.setdefault(found["id"], set()).add(found["home"])

    def meet(self, names: Iterable[str]) -> None:
        """These names mean one person."""
        together = set(names)
        for name in names:
            together |= self._people.get(self._key(name), set())
        for name in together:
            self._people[self._key(name)] = together

    def of(self, name: str) -> frozenset[str]:
        """Every name of the person of a name."""
        return frozenset(self._people.get(self._key(name), {name}))

    def all(self) -> set[frozenset[str]]:
        """Each person once."""
        return {frozenset(each) for each in self._people.values()}

    def _key(self, name: str) -> str:
        """An id without its server, unless two servers give it."""
        found = _PATIENT.fullmatch(name)
        several = found is None or len(self._servers.get(found["id"], ())) > 1
        return name if found is None or several else f"Patient/{found['id']}"


def only_patient(
    asked: str | None,
    patients: Sequence[dict[str, Any]],
    subjects: Sequence[Subject],
    index: Index,
    server: str | None = None,
) -> Whose:
    """The one patient of a record: the one asked about, or the only one it names.

    Args:
        asked: the id of the patient who is asked about, or a reference to them.
        patients: the Patients of the record.
        subjects: whom its drugs and conditions say they are about.
        index: of the record.
        server: the FHIR server that the id is of, if that is known.

    Raises:
        InputError: if it names several and nobody said which is meant.
    """
    if len(patients) > _MOST:
        raise InputError(f"holds more than {_MOST} Patients; send one at a time", "record")
    meant = _asked(asked, server)
    patients = _named(patients, index)
    own = [names_of(each, patients, index) for each in patients]
    told = {each.name for each in subjects if each.told == "person"}
    people = _People([*meant, *told, *(name for names in own for name in names)])
    for names in filter(None, (meant, *own)):
        people.meet(names)
    for pair in _identifiers(patients, own, people):
        people.meet(pair)
    for name in told:
        people.meet((name,))
    if meant:
        return Whose(_id(meant[0]), people.of(meant[0]))
    words = {frozenset((each.name,)) for each in subjects if each.told == "words"}
    found = people.all() or words
    if len(found) > 1:
        raise InputError("speaks of more than one patient; send one at a time", "record")
    every = found.pop() if found else frozenset()
    return Whose(next(filter(None, map(_id, sorted(every))), None), every)


def identity(patient: Mapping[str, Any]) -> str | None:
    """The id of a Patient, which real records also write as a number."""
    found = patient.get("id")
    return str(found) if isinstance(found, str | int) else None


def _referred(reference: str, resource: Mapping[str, Any]) -> Subject:
    if reference.startswith("#"):
        inside = resource.get("contained")
        held = (
            [each for each in inside if isinstance(each, dict)] if isinstance(inside, list) else []
        )
        fits = [each for each in held if f"#{each.get('id')}" == reference]
        patient = len(fits) == 1 and fits[0].get("resourceType") == "Patient"
        return Subject("person", _whole(fits[0])) if patient else _UNCLEAR
    search = _SEARCH.fullmatch(reference)
    if search:
        return Subject("person", f"identifier {unquote(search['identifier'])}")
    name = plain(reference)
    return _UNCLEAR if _OTHER_KIND.fullmatch(name) else Subject("person", name)


def _named(patients: Sequence[dict[str, Any]], index: Index) -> Sequence[dict[str, Any]]:
    """The Patients to tell apart: a single one to which nothing can refer is whoever is meant."""
    single = len({_whole(each) for each in patients}) == 1
    known = single and (identity(patients[0]) or any(map(index.address, patients)))
    return [] if single and not known else patients


def names_of(
    patient: dict[str, Any], patients: Sequence[dict[str, Any]], index: Index
) -> tuple[str, ...]:
    """The names that a Patient is referred to by; nobody refers to one without address and id."""
    address, number = index.address(patient), identity(patient)
    home = index.home(patient)
    if number is None:
        return (address or _whole(patient),)
    name = f"{home}/Patient/{number}" if home else f"Patient/{number}"
    alike = [each for each in patients if identity(each) == number and index.home(each) == home]
    addresses = {found for each in alike if (found := index.address(each))}
    if address is None:
        return (name, f"urn:uuid:{number.lower()}")
    return (name, address) if len(addresses) == 1 else (address,)


def _identifiers(
    patients: Sequence[dict[str, Any]], own: Sequence[tuple[str, ...]], people: _People
) -> list[tuple[str, str]]:
    """The identifiers that one patient alone bears, beside a name of that patient."""
    bearers: dict[str, dict[frozenset[str], str]] = {}
    for patient, names in zip(patients, own, strict=True):
        listed = patient.get("identifier")
        for each in listed if isinstance(listed, list) else [listed]:
            identifier = _identifier(each)
            if identifier:
                bearers.setdefault(identifier, {})[people.of(names[0])] = names[0]
    return [
        (next(iter(found.values())), identifier)
        for identifier, found in bearers.items()
        if len(found) == 1
    ]


def _identifier(value: object) -> str:
    if not isinstance(value, dict) or not isinstance(value.get("value"), str | int):
        return ""
    system = value.get("system")
    return f"identifier {system if isinstance(system, str) else ''}|{value['value']}"


def _asked(asked: str | None, server: str | None) -> tuple[str, ...]:
    """The names of who is asked about; a reference without a server is of the one that asks."""
    if asked is None:
        return ()
    name = plain(asked)
    name = name if "Patient/" in name else f"Patient/{name}"
    number = f"Patient/{_id(name)}"
    if name != number:
        return (name,)
    return (number, f"{plain(server)}/{number}") if server else (number,)


def _id(name: str) -> str | None:
    found = _PATIENT.fullmatch(name)
    return found["id"] if found else None


def _whole(patient: Mapping[str, Any]) -> str:
    """All that a Patient tells, where nothing else tells one from another."""
    return f"patient {json.dumps(patient, sort_keys=True)}"
