"""Reading one medication line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

from medcaution.facts import LOCAL_ROUTES, Route
from medcaution.recognition.agreement import agree
from medcaution.recognition.answer import (
    KNOWN,
    Recognition,
    could_not_interpret,
    not_recognised,
)
from medcaution.recognition.apart import form_apart
from medcaution.recognition.brackets import split_brackets
from medcaution.recognition.combination import combine, unless_one, unnamed_beside
from medcaution.recognition.dates import DATED
from medcaution.recognition.finding import (
    Found,
    beside,
    core,
    find,
    holds_name,
    holds_zero,
    in_salt_form,
)
from medcaution.recognition.marks import ABSENT, doubted
from medcaution.recognition.names import Names
from medcaution.recognition.pairs import PAIRED, tells_two
from medcaution.recognition.routes import Told, ends_a_sentence, read, set_off, settled, told_by
from medcaution.recognition.scanning import Piece, scan
from medcaution.recognition.spelling import SEPARATORS, Words, fold, key, tokenise, words_of
from medcaution.recognition.strength import Text, strength_of
from medcaution.recognition.suggestions import Suggestions
from medcaution.recognition.turning import turned
from medcaution.recognition.vocabulary import Kind

_OWN_NAMES = ("brand", "street")
_ARTICLES = ("a", "an")
_NO_NAME = "It holds no name of a medicine or substance."
_UNKNOWN = "It is not a known name of a medicine or substance."
_BRACKET = "What stands in brackets is not known: write the one name that is meant."
_RESIDUE = (
    "Only part of it is a known name, and the rest could make it something else: "
    "write the name alone, or each ingredient that the package lists."
)


#: A number that is told twice, in digits and in words: "2 (two) times daily".
_REPEATED = {
    (word,)
    for word in (
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve",
    )
}  # fmt: skip
#: How the name of a company ends: "(Essential Pharma Ltd)" tells who made it.
_MAKERS = {(word,) for word in ("ltd", "limited", "inc", "plc", "gmbh", "llc")}


class MedicationLines:
    """Reads medication lines by the names of the knowledge."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._suggestions = Suggestions(names)

    def read(self, as_written: str) -> Recognition:
        """What the line names. Never raises, whatever the text."""
        folded = fold(as_written)
        whole = self._bare(tokenise(folded))
        reason = self._turned(whole)
        if reason:
            return not_recognised(reason)
        reason = doubted(as_written)
        if reason:
            return could_not_interpret(reason)
        entry = self._names.entries.get(key(whole.tokens))
        if entry:
            answer = entry.answer
            return unless_one(answer, scan(whole)) if answer.via == "ingredients" else answer
        outside, insides = split_brackets(folded)
        if not insides:
            pieces = scan(whole)
            return self._with_attributes(self._line(pieces), folded, [Text(folded, pieces)])
        return self._bracketed(folded, outside, insides)

    def _bare(self, words: Words) -> Words:
        """A line without its article, which is no letter of a name: "a NSAID" is not Ansaid."""
        first, *rest = words.tokens or ("",)
        if first not in _ARTICLES or not rest or 1 in words.hyphened:
            return words
        entry = self._names.entries.get(key(words.tokens[:2]))
        if entry and words_of(entry.name)[0] == first:  # "a PVP"
            return words
        return Words(tuple(rest), frozenset(at - 1 for at in words.hyphened))

    def knows(self, text: str) -> bool:
        """Does a text that is not under medications name one?"""
        return find(scan(tokenise(fold(text))), self._names) is not None

    def named_in(self, text: str) -> list[Recognition]:
        """What the known names in a text stand for, whatever else it holds."""
        words = core(scan(tokenise(fold(text))))
        return [entry.answer for entry in self._suggestions.apart(words)]

    def _turned(self, words: Words) -> str | None:
        """Why the line does not mean what its name alone would mean."""
        reason = turned(words.tokens)
        return turned(self._names.without_literal(words.tokens)) if reason else None

    def _bracketed(self, folded: str, outside: str, insides: Sequence[str]) -> Recognition:
        """Every text that holds a name must name the same thing."""
        texts = [Text(outside, scan(tokenise(outside)))]
        named = holds_name(texts[0].pieces)
        for inside in insides:
            words = tokenise(inside)
            if self._is_maker(words):
                folded = folded.replace(inside.strip(), "".ljust(len(inside.strip())))
            elif words.tokens not in _REPEATED:
                texts.append(Text(inside, scan(words, named=named)))
        answers = [self._line(text.pieces) for text in texts if holds_name(text.pieces)]
        if not answers:
            return not_recognised(_NO_NAME)
        answer = answers[0]
        for other in answers[1:]:
            if answer.outcome in KNOWN and other.outcome not in KNOWN:
                other = replace(other, reason=_BRACKET)  # noqa: PLW2901
            answer = agree(answer, other, self._names)
        return self._with_attributes(answer, folded, texts)

    def _is_maker(self, words: Words) -> bool:
        """Does a text in brackets tell who made it, and nothing else?"""
        ends = words.tokens[-1:] in _MAKERS
        return ends and SEPARATORS.isdisjoint(words.tokens) and not self._holds_known(words.tokens)

    def _holds_known(self, tokens: Sequence[str]) -> bool:
        return any(
            self._names.find(tokens[start:end])
            for start in range(len(tokens))
            for end in range(start + 1, len(tokens) + 1)
        )

    def _line(self, pieces: Sequence[Piece]) -> Recognition:
        unnamed = unnamed_beside(pieces) or form_apart(pieces, self._names)
        if unnamed:
            return unnamed
        found = find(pieces, self._names)
        if found:
            return unless_one(_salted(found, pieces), pieces)
        if not holds_name(pieces):
            return not_recognised(_NO_NAME)
        combination = combine(pieces, self._names, self._suggestions)
        if combination:
            return combination
        words = core(pieces)
        reason = _RESIDUE if self._suggestions.inside(words) else _UNKNOWN
        return not_recognised(reason, self._suggestions.near(words))

    def _with_attributes(
        self, answer: Recognition, folded: str, texts: Sequence[Text]
    ) -> Recognition:
        """The route and strength that the words around the name tell."""
        if answer.outcome not in KNOWN:
            return answer
        pieces = [piece for text in texts for piece in text.pieces]
        if holds_zero(pieces):
            return could_not_interpret(ABSENT)
        if self._dated(texts):
            return could_not_interpret(DATED)
        words = told_by(pieces)
        if words or answer.told:
            route = _route(answer, words, folded, texts)
            answer = replace(answer, route=route, told=words | answer.told)
        if len(answer.substances) > 1 or answer.product or answer.several:
            return answer  # of which of them an amount is told, nobody can say
        if self._paired(answer, texts):
            return replace(not_recognised(PAIRED), partial=True)
        return replace(answer, strength=strength_of(folded, texts, self._names))

    def _paired(self, answer: Recognition, texts: Iterable[Text]) -> bool:
        """Do two strengths stand beside the name of one substance that is no list of parts itself?"""
        own = answer.via in _OWN_NAMES  # nobody calls a package of several so
        leads = not own and not self._leading.isdisjoint(answer.substances)
        if answer.outcome != "recognised" or not any(
            tells_two(text.pieces, leads=leads) for text in texts
        ):
            return False
        listed = any(answer.name == each.name for each in self._names.listed.values())
        others = (beside(text.pieces, self._names) for text in texts)
        return not listed and any(tells_two(each, leads=leads) for each in others)

    @cached_property
    def _leading(self) -> frozenset[str]:
        """The substances that some product of several ingredients names first."""
        meanings = self._names.meanings
        firsts = {
            str(meanings[each].name).split(" / ")[0] for each in self._names.products.values()
        }
        return frozenset(each for each, meaning in meanings.items() if meaning.name in firsts)

    def _dated(self, texts: Iterable[Text]) -> bool:
        """Does a date stand beside the name?"""
        return any(
            piece.meaning.kind is Kind.DATE
            for text in texts
            if any(each.meaning.kind is Kind.DATE for each in text.pieces)
            for piece in beside(text.pieces, self._names)
        )


def _route(
    answer: Recognition, words: frozenset[Told], folded: str, texts: Sequence[Text]
) -> Route | None:
    """The route that the words tell; None if they tell none, or of none in particular."""
    if answer.several:
        return None
    if answer.route:  # that of a brand that exists for one route only is as good as given
        return settled(answer.route, words)
    outside, *insides = (text.pieces for text in texts)
    apart = ends_a_sentence(folded) or set_off(outside, chain.from_iterable(insides))
    route = read(words | answer.told)
    return None if apart and route in LOCAL_ROUTES else route


def _salted(found: Found, pieces: Sequence[Piece]) -> Recognition:
    answer = found.entry.answer
    if answer.via in ("name", "synonym") and in_salt_form(pieces, found):
        return replace(answer, via="salt")
    return answer
