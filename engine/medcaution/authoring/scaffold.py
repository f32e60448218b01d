"""`medcaution new`: a rule and its cases, with a placeholder wherever the author decides."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from medcaution.authoring.lint.rules import hyphenated, refused_words
from medcaution.authoring.lint.texts import LONGEST_SENTENCE, LONGEST_SUMMARY, LONGEST_TITLE
from medcaution.errors import InputError
from medcaution.judgement.wording import joined
from medcaution.library.documents import Document, read_document
from medcaution.library.folders import knowledge_files
from medcaution.library.rules import Evidence, Likelihood, Seriousness, Severity
from medcaution.words import did_you_mean

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE = re.compile(r"(?P<pack>[A-Z]{2,5})-(?P<number>\d{2})[A-Z]?")
_LAST_NUMBER = 99


def scaffold(
    folder: Path, rule: str, code: str, consequence: str, today: datetime.date
) -> tuple[Path, Path]:
    """Write a rule file and its cases file; the two files.

    Lint names every placeholder in them with what belongs in its place. The knowledge does not
    load before they are filled in, so that no half-written rule is ever asked.

    Raises:
        InputError: if the id, the code or the consequence cannot stand, with what could.
    """
    known = _Known.read(folder)
    if not known.consequences:
        raise InputError(f"{folder} holds no facts/consequences.toml; name a knowledge folder")
    _check_id(rule, known)
    _check_code(code, known)
    if consequence not in known.consequences:
        hint = did_you_mean(consequence, known.consequences)
        raise InputError(
            f"no consequence '{consequence}'.{hint} facts/consequences.toml lists them all",
            "--consequence",
        )
    place = folder / "rules" / consequence
    files = place / f"{rule}.toml", place / f"{rule}.cases.toml"
    for file in files:
        if file.exists():
            raise InputError(f"{file.relative_to(folder)} exists already", "RULE_ID")
    texts = _rule(rule, code, consequence, known, today), _CASES.format(severities=_any(Severity))
    for file, text in zip(files, texts, strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return files


@dataclass(frozen=True)
class _Known:
    """What the folder holds already, finished or not."""

    ids: frozenset[str]
    codes: frozenset[str]
    families: frozenset[str]
    consequences: tuple[str, ...]
    signs: tuple[str, ...]
    brands: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> _Known:
        documents = [read_document(folder, file) for file in knowledge_files(folder)]
        tables = {each.place: each.data for each in documents if isinstance(each, Document)}
        rules = [table for place, table in tables.items() if place.startswith("rules/")]
        substances = {
            name: entry
            for place, table in tables.items()
            if place.startswith("facts/substances/")
            for name, entry in table.items()
        }
        return cls(
            ids=_texts(rules, "id"),
            codes=_texts(rules, "code"),
            families=_texts(rules, "family"),
            consequences=tuple(tables.get("facts/consequences.toml", ())),
            signs=tuple(tables.get("facts/warning-signs.toml", ())),
            brands={
                hyphenated(brand): name
                for name, entry in substances.items()
                for brand in entry.get("brands", ())
            },
        )


def _texts(rules: list[dict[str, Any]], key: str) -> frozenset[str]:
    return frozenset(rule[key] for rule in rules if isinstance(rule.get(key), str))


def _check_id(rule: str, known: _Known) -> None:
    if not _ID.fullmatch(rule):
        raise InputError(
            "not lower-case words joined by hyphens." + _instead(hyphenated(rule), known), "RULE_ID"
        )
    refused = refused_words(rule, known.brands)
    if refused:
        raise InputError(
            f"holds the refused word '{refused[0]}'; an id completes 'this list shows ...' without "
            f"orders, alarms, severities or brands.{_instead(rule, known)}",
            "RULE_ID",
        )
    if rule in known.ids:
        raise InputError("exists already; name what this rule adds to it", "RULE_ID")
    for other in sorted(known.ids):
        if sorted(rule.split("-")) == sorted(other.split("-")):
            raise InputError(f"exists already as '{other}'; name what this rule adds", "RULE_ID")


def _instead(rule: str, known: _Known) -> str:
    """A near id that could stand."""
    for word in refused_words(rule, known.brands):
        rule = re.sub(rf"(^|-){word}(?=-|$)", rf"\1{known.brands.get(word, '')}", rule)
    better = hyphenated(rule)
    if not _ID.fullmatch(better) or better in known.ids:
        return ""
    return f" Did you mean '{better}'?"


def _check_code(code: str, known: _Known) -> None:
    found = _CODE.fullmatch(code)
    if found is None:
        better = code.upper().replace("_", "-")
        hint = f" Did you mean '{better}'?" if _CODE.fullmatch(better) else ""
        raise InputError(
            f"'{code}' is no code; write two to five capitals, a hyphen and two digits.{hint}",
            "--code",
        )
    if code in known.codes:
        free = _free(found["pack"], known)
        hint = f" Did you mean '{free}'?" if free else ""
        raise InputError(f"'{code}' belongs to a rule already.{hint}", "--code")


def _free(pack: str, known: _Known) -> str | None:
    """The first number after the last one taken in a pack."""
    numbers = [int(found["number"]) for found in map(_CODE.fullmatch, known.codes) if found and found["pack"] == pack]  # fmt: skip
    number = max(numbers, default=0) + 1
    return f"{pack}-{number:02}" if number <= _LAST_NUMBER else None


def _any(alias: object) -> str:
    return joined(get_args(alias), "or")


def _rule(rule: str, code: str, consequence: str, known: _Known, today: datetime.date) -> str:
    return _RULE.format(
        rule=rule,
        code=code,
        consequence=consequence,
        families=", ".join(sorted(known.families)),
        severities=_any(Severity),
        seriousness=_any(Seriousness),
        likelihoods=_any(Likelihood),
        evidence=_any(Evidence),
        signs=", ".join(sorted(known.signs)),
        title=LONGEST_TITLE,
        summary=LONGEST_SUMMARY,
        sentence=LONGEST_SENTENCE,
        today=today,
        due=_in_a_year(today),
    )


def _in_a_year(day: datetime.date) -> datetime.date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


_RULE = """\
#:schema ../rule.schema.json
id = "{rule}"
code = "{code}"
title = "TODO: a noun phrase in sentence case, at most {title} characters, no severity word"
consequence = "{consequence}"
family = "TODO: cautions of one family about the same substances are merged; a new word, or one of {families}"
severity = "TODO: what to do about it on bare names: {severities}"
seriousness = "TODO: of the consequence itself: {seriousness}"
likelihood = "TODO: of the consequence: {likelihoods}"
evidence = ["TODO: how it is known, no more than the sources carry: {evidence}"]
contested = "TODO: true if good sources disagree, else false, without quotes"
status = "draft"
checked = {today}
review_due = {due}

summary = "TODO: for professionals, what may happen, at most {summary} characters when filled; name {{first}} and {{second}}"
plain = "TODO: for anybody, reading grade 8, sentences of at most {sentence} words, how not to stop a prescribed medicine; name {{first}} and {{second}}"
mechanism = "TODO: why it happens, in our own words"
action = "TODO: what to do, watch or ask; never to stop a prescribed medicine"
warning_signs = "TODO: what to watch for, or drop the line: {signs}"

[when.first]
medication = ["TODO: substances by id, or @class for all its members; name the pattern after them"]

[when.second]
medication = ["TODO: the other side; or condition = [...]; or drop the pattern"]

[[source]]
ref = "TODO: an id of facts/sources.toml, or source-document#C36 for a claim; cite those that disagree too"
stance = "supports"
note = "TODO: what it says, in our own words"
"""

_CASES = """\
#:schema ../cases.schema.json

[[fires]]
why = "TODO: what this list shows, such as: a brand name of each"
medications = ["TODO: a brand name, as people write it", "TODO: the other one"]
severity = "TODO: {severities}"

[[silent]]
why = "TODO: the one thing that differs from the list above"
medications = ["TODO: the same line", "TODO: a near miss that this rule must not speak about"]

[[silent]]
why = "TODO: the one thing that differs on the other side"
medications = ["TODO: a near miss of the first", "TODO: the same other line"]

[[explains]]
medications = ["TODO: an ordinary name", "TODO: the other one"]
text = ""
"""
