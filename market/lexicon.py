"""The lexicon: which words mean what, and finding them in a folded text.

A `Term` is one entry of `config/lexicon/`; a `Lexicon` finds all of them at once. It is built from
checked data (base/lexicon.py reads the files), never from files itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

import ahocorasick_rs

from market.spellings import is_han, misspellings, spellings
from market.squeezing import is_one_word, places_squeezed, squeeze
from market.terms import Hit, LexiconError, Term, heads_entry, may_be_meant
from market.text.folding import Folded, fold
from market.wordends import CLASSES, class_of
from market.wordlists import WordLists, WordsFound

__all__ = ["Hit", "Lexicon", "LexiconError", "Term"]

_MIN_LATIN: Final = 6
_MIN_LATIN_NAME: Final = 5
_MIN_HAN: Final = 2
_ACCOUNT: Final = "account"
"""The kind whose everyday words (账号) are looked for written apart, too."""
_Found: TypeAlias = tuple[int, int, Term, int]
"""Start, end with a minus so that the longest of one place come first, the term and the number of its form."""


@dataclass(slots=True)
class _Forms:
    """The forms of an automaton, each with the terms that it may mean."""

    texts: list[str] = field(default_factory=list)
    terms: list[list[tuple[Term, bool]]] = field(default_factory=list)
    """For each text its terms, and whether the word must end there."""
    places: dict[str, int] = field(default_factory=dict)

    def add(self, text: str, term: Term, *, whole: bool) -> None:
        place = self.places.get(text)
        if place is None:
            place = self.places[text] = len(self.texts)
            self.texts.append(text)
            self.terms.append([])
        if all(known is not term for known, _ in self.terms[place]):
            self.terms[place].append((term, whole))


class Lexicon:
    """All terms, in one automaton."""

    def __init__(self, terms: Iterable[Term], homophones: dict[str, tuple[str, ...]] | None = None) -> None:
        self.terms: tuple[Term, ...] = tuple(terms)
        self._forms = _Forms()
        for term in self.terms:
            for form in term.forms:
                self._add(term, form)
        for text, term in _misspelt(self._forms, homophones or {}):
            self._forms.add(text, term, whole=True)
        plain = {term: term.is_plain for term in self.terms}
        self._meanings = [
            _meanings(text, terms, plain) for text, terms in zip(self._forms.texts, self._forms.terms, strict=True)
        ]
        apart = {
            number: squeezed
            for number, text in enumerate(self._forms.texts)
            if (squeezed := self._when_squeezed(number, text))
        }
        self._apart = list(apart)
        self._squeezed = ahocorasick_rs.AhoCorasick(
            list(apart.values()), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    @property
    def forms(self) -> Sequence[str]:
        """The ways of writing all terms, folded."""
        return self._forms.texts

    @cached_property
    def _words(self) -> WordLists:
        return WordLists(self.forms)

    def hits(self, folded: Folded, known: WordsFound | None = None) -> Sequence[Hit]:
        """Return the terms of a text from left to right, the longest where several overlap.

        *known* are those of `forms`, where they were looked for already, first of all lists.
        """
        text = folded.text
        found: list[_Found] = []
        guarded: list[Hit] = []
        needs: dict[Term, bool] = {}
        meanings, classes = self._meanings, CLASSES
        framed = f"\n{text}\n"
        for number, start, end in (known or self._words.find(text)[0])[1]:
            first, last, sole, ending, terms = meanings[number]
            if first and classes[framed[start]] == first:
                continue
            if last and classes[framed[end + 1]] == last:
                continue
            if sole is not None:
                found.append((start, -end, sole, number))
                continue
            runs_on = ending and classes[framed[end + 1]] == ending
            for term, whole, plain in terms:
                if term.cased and not folded.raw[slice(*folded.span(start, end))].isupper():
                    continue
                if not (runs_on and whole) and (plain or may_be_meant(term, text, start, end, needs)):
                    found.append((start, -end, term, number))
                    break
                if term.platform and term.only_before and not runs_on:
                    guarded.append(Hit(term, start, end))
        hits = _without_overlaps(found)
        if guarded:
            hits = _with_enumerated(hits, guarded, text)
        apart = _free(self._written_apart(text, found, needs), hits, len(text))
        return sorted((*hits, *apart), key=lambda hit: hit.start) if apart else hits

    def _add(self, term: Term, form: str) -> None:
        prefix = form.endswith("*")
        for text in spellings(_folded(form.rstrip("*"))):
            if not text:
                raise LexiconError(f"{term.source}: {term.name}: the form {form!r} is empty once folded")
            self._forms.add(text, term, whole=not prefix)

    def _meant(self, number: int, text: str, start: int, end: int, needs: dict[Term, bool]) -> Term | None:
        """Return the first term that a form means here; None where its surroundings forbid all."""
        first, last, _, ending, terms = self._meanings[number]
        if first and start and class_of(text[start - 1]) == first:
            return None
        ending = last or ending
        runs_on = ending and end < len(text) and class_of(text[end]) == ending
        for term, whole, plain in terms:
            if not (runs_on and whole) and (plain or may_be_meant(term, text, start, end, needs)):
                return term
        return None

    def _when_squeezed(self, number: int, text: str) -> str:
        """Return a form without its signs where it is long and telling enough to be recognised with others in it."""
        terms = self._forms.terms[number]
        telling = any(
            (term.platform or term.kind or term.attributes) and (not term.weak or term.kind == _ACCOUNT)
            for term, _ in terms
        )
        if not telling or any(char.isdigit() or (char > "\u2190" and not char.isalnum()) for char in text):
            return ""  # a picture (验证🐎) would be lost, and with it half of the word
        squeezed = squeeze(text)
        named = any(term.platform for term, _ in terms)
        least = _MIN_HAN if is_han(squeezed[:1]) else _MIN_LATIN_NAME if named else _MIN_LATIN
        return squeezed if len(squeezed) >= least else ""

    def _written_apart(self, text: str, known: Iterable[_Found], needs: dict[Term, bool]) -> list[Hit]:
        """Return the terms that show only once signs and blanks inside words are taken out (face-book).

        *known* are those that were found as they are; one written apart shows more often without signs.
        """
        matches = self._squeezed.find_matches_as_indexes(squeeze(text))
        forms = [self._apart[place] for place, _, _ in matches]
        more = dict.fromkeys(forms, 0)  # how much oftener each shows without signs
        for number in forms:
            more[number] += 1
        for _, _, _, number in known:
            if number in more:
                more[number] -= 1
        wanted = [
            (number, first, past) for number, (_, first, past) in zip(forms, matches, strict=True) if more[number] > 0
        ]
        if not wanted:
            return []
        hits: list[Hit] = []
        places = places_squeezed(text)
        for number, first, past in wanted:
            start, end = places[first], places[past - 1] + 1
            if is_one_word(text, start, end):
                term = self._meant(number, text, start, end, needs)
                if term is not None:
                    hits.append(Hit(term, start, end))
        return hits


def _free(hits: Sequence[Hit], taken: Sequence[Hit], length: int) -> list[Hit]:
    """Return the hits that share no character with one of *taken*."""
    if not hits:
        return []
    mask = bytearray(length)
    for hit in taken:
        mask[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
    return [hit for hit in hits if not any(mask[hit.start : hit.end])]


_SIDE_BY_SIDE: Final = re.compile(r" ?[/、,|&+] ?| ")
_LISTED: Final = re.compile(r" ?[/、,|&+] ?")
_ABBREVIATED: Final = 3
"""Names up to so long stand side by side with a blank alone (IG FB TK), longer ones need a sign between."""
_PRICED: Final = re.compile(
    r"[ :=-]{0,3}(?:(?:[$¥€£₽₹]|rp) ?\d|\d[\d.,]{0,8} ?(?:[$€₽₹¢元块]|u(?![a-z])|р(?![а-я])|руб|usd))"
)
"""A price right behind a name."""


def _with_enumerated(hits: list[Hit], guarded: Sequence[Hit], text: str) -> list[Hit]:
    """Return hits with the guarded names of platforms that stand beside other platforms (IG FB TK 成品号).

    Such a name with a price behind it counts where another platform has one, too (WS 38u LINE 6u TG 3.8u).
    """
    free = _free(guarded, hits, len(text))
    if not free:
        return hits
    ends = {hit.end for hit in hits if hit.term.platform}
    starts = {hit.start for hit in hits if hit.term.platform}
    priced = any(_PRICED.match(text, end) for end in ends)
    more: list[Hit] = []
    for hit in free:
        beside = _SIDE_BY_SIDE if hit.end - hit.start <= _ABBREVIATED else _LISTED
        after = any(hit.start - gap in ends and beside.fullmatch(text, hit.start - gap, hit.start) for gap in (1, 2, 3))
        before = any(hit.end + gap in starts and beside.fullmatch(text, hit.end, hit.end + gap) for gap in (1, 2, 3))
        listed = (priced and _PRICED.match(text, hit.end)) or (ends and heads_entry(hit, text))
        if (after or before or listed) and not (more and more[-1].end > hit.start):
            more.append(hit)
            ends.add(hit.end)
    return sorted((*hits, *more), key=lambda hit: hit.start) if more else hits


def _without_overlaps(found: list[_Found]) -> list[Hit]:
    """Return hits from left to right; of overlapping ones the first, of these the longest.

    A product word inside a longer one stays where it adds to it: 实名 in 实名手机卡, steam in steam充值卡.
    """
    found.sort()  # never as far as the terms: a place and a length have one form, and a form one term
    hits: list[Hit] = []
    at = 0
    outer: Term | None = None
    for start, minus_end, term, _ in found:
        if start >= at:
            at, outer = -minus_end, term
            hits.append(Hit(term, start, at))
        elif -minus_end <= at and outer is not None and _adds(term, outer):
            hits.append(Hit(term, start, -minus_end))
    return hits


def _adds(inner: Term, outer: Term) -> bool:
    """Whether a word inside another one says more of the product than the longer word does."""
    if outer.cue or not (outer.kind or outer.attributes or outer.platform):
        return False
    new_platform = inner.platform is not None and outer.platform is None
    new_attributes = not inner.attributes <= outer.attributes and outer.platform is None
    return (new_platform or new_attributes) and not inner.weak


_Meanings: TypeAlias = tuple[int, int, Term | None, int, tuple[tuple[Term, bool, bool], ...]]
"""Class of a form's first character; of its last one where no term lets the word run on; the one term that it means
wherever it stands so, if there is one; class of the last character where some term lets the word run on; and its terms
with whether a word must end and nothing forbids."""


def _meanings(text: str, terms: Sequence[tuple[Term, bool]], plain: Mapping[Term, bool]) -> _Meanings:
    first = terms[0][0]
    sole = first if len(terms) == 1 and plain[first] and not first.cased else None
    ends, last = all(whole for _, whole in terms), class_of(text[-1])
    said = tuple([(term, whole, plain[term]) for term, whole in terms])
    return class_of(text[0]), last if ends else 0, sole, 0 if ends else last, said


def _folded(form: str) -> str:
    """Return a form as folding leaves it; plain words are so already."""
    return form if form.isascii() and form.isalnum() and form == form.lower() else fold(form).text.strip()


def _misspelt(forms: _Forms, homophones: dict[str, tuple[str, ...]]) -> list[tuple[str, Term]]:
    """Return product words with one character replaced by one that sounds alike, where that is no word itself."""
    misspelt: dict[str, list[Term]] = defaultdict(list)
    for text, terms in zip(forms.texts, forms.terms, strict=True):
        if len(text) < _MIN_HAN or not all(map(is_han, text)):
            continue
        product_terms = [term for term, _ in terms if term.platform or term.kind or term.attributes]
        for other in misspellings(text, homophones) if product_terms else ():
            misspelt[other].extend(product_terms)
    return [(text, term) for text, terms in misspelt.items() if text not in forms.places for term in terms]
