"""Codes of published systems: exact, or by prefix where the system is a hierarchy."""

from __future__ import annotations

from collections.abc import Iterable

from medcaution.facts import Code
from medcaution.library import Library

_SYSTEMS = {
    "rxnorm": "rxnorm",
    "rxcui": "rxnorm",
    "www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "unii": "unii",
    "fdasis.nlm.nih.gov": "unii",
    "urn:oid:2.16.840.1.113883.4.9": "unii",
    "atc": "atc",
    "www.whocc.no/atc": "atc",
    "urn:oid:2.16.840.1.113883.6.73": "atc",
    "snomed": "snomed",
    "snomedct": "snomed",
    "snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "icd10cm": "icd10cm",
    "hl7.org/fhir/sid/icd-10-cm": "icd10cm",
    "urn:oid:2.16.840.1.113883.6.90": "icd10cm",
}
_BY_PREFIX = frozenset(("icd10cm",))
_SHORTEST_PREFIX = 3


class CodeTable:
    """Whose codes are whose."""

    def __init__(self, library: Library, members: Iterable[str]) -> None:
        known = frozenset(members)
        self._owners: dict[tuple[str, str], set[str]] = {}
        for identifier in known & library.substances.keys():
            codes = library.substances[identifier].codes
            self._add("rxnorm", identifier, codes.rxnorm)
            self._add("unii", identifier, codes.unii)
        for identifier in known & library.conditions.keys():
            self._add("icd10cm", identifier, library.conditions[identifier].icd10cm)
        for system, table in library.codes.items():
            for identifier in known & table.keys():
                self._add(_system(system), identifier, table[identifier])

    def owners(self, codes: Iterable[Code]) -> tuple[str, ...]:
        """The ids that the codes name, sorted; unknown codes and systems name none."""
        return tuple(sorted({owner for code in codes for owner in self._owner(code)}))

    def _owner(self, code: Code) -> Iterable[str]:
        system = _system(code.system)
        value = _value(system, code.code)
        if system not in _BY_PREFIX:
            return self._owners.get((system, value), ())
        for length in range(len(value), _SHORTEST_PREFIX - 1, -1):
            found = self._owners.get((system, value[:length]))
            if found:
                return found
        return ()

    def _add(self, system: str, identifier: str, codes: Iterable[str]) -> None:
        for code in codes:
            self._owners.setdefault((system, _value(system, code)), set()).add(identifier)


def _system(written: str) -> str:
    name = written.strip().lower().rstrip("/")
    for scheme in ("http://", "https://"):
        name = name.removeprefix(scheme)
    return _SYSTEMS.get(name) or _SYSTEMS.get(
        name.replace("-", "").replace("_", "").replace(" ", ""), name
    )


def _value(system: str, code: str) -> str:
    value = code.strip().upper()
    if system == "icd10cm":
        return value.replace(".", "")
    return value.lstrip("0") if system == "rxnorm" else value
