"""New words: what many listings say, ordinary texts do not, and the lexicon does not know.

Plain n-gram statistics. Chinese is cut into runs of two to six characters,
other scripts into one to three words. A candidate must hold together (its
parts rarely meet by chance), stand free (different neighbours on both sides)
and be far more common in listings than in the background that ships.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from market.handles import find_handles
from market.lexicon import Lexicon
from market.model import Span
from market.text.folding import Folded, fold

LEAST_LISTINGS: Final = 3
_SIZES: Final = range(2, 7)
_MOST_WORDS: Final = 3
_LONGEST_WORD: Final = 24
_MOST_CHARS: Final = 4000
"""Of one listing: a novel pasted into a description is no more telling than its beginning."""
_COHESION: Final = 1.5
_FREEDOM: Final = 0.6
_EXAMPLES: Final = 3
_AROUND: Final = 18
_HAN_RUN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_WORD: Final = re.compile(r"[a-z\u00c0-\u052f][a-z\u00c0-\u052f'-]{1,}")
_GAP: Final = re.compile(r"[ -]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """How often n-grams occur in ordinary texts: document counts, and of how many texts."""

    texts: int
    grams: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A word that the lexicon may lack."""

    term: str
    listings: int
    """How many distinct texts hold it."""
    score: float
    """Log-likelihood ratio against the background, in nats."""
    examples: tuple[str, ...]


def suggest_terms(
    texts: Iterable[str], lexicon: Lexicon, background: Background, *, most: int = 50, least: int = LEAST_LISTINGS
) -> list[Suggestion]:
    """Return unknown terms of *texts*, the most telling first; repeated texts count once."""
    counts = _Counts()
    for text in dict.fromkeys(texts):
        counts.add(fold(text[:_MOST_CHARS]), lexicon)
    ranked = sorted(counts.candidates(background, least), key=lambda entry: (-entry[0], entry[1]))
    chosen: list[tuple[float, str]] = []
    for score, gram in ranked:
        if not any(_overlap(gram, other) for _, other in chosen):
            chosen.append((score, gram))
        if len(chosen) == most:
            break
    return [
        Suggestion(
            term=gram, listings=counts.listings[gram], score=round(score, 1), examples=tuple(counts.examples[gram])
        )
        for score, gram in chosen
    ]


def background_of(texts: Iterable[str], *, least: int = 2) -> Background:
    """Return the document counts of the n-grams of ordinary *texts*; those in fewer than *least* are left out."""
    grams: Counter[str] = Counter()
    number = 0
    for text in texts:
        number += 1
        grams.update({gram for gram, _, _ in _grams(fold(text).text)})
    return Background(texts=number, grams={gram: count for gram, count in sorted(grams.items()) if count >= least})


class _Counts:
    """Document counts of n-grams, what stands beside them, and where they were seen."""

    def __init__(self) -> None:
        self.texts = 0
        self.listings: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}
        self._all: Counter[str] = Counter()
        self._total = 0
        self._beside: dict[str, tuple[set[str], set[str]]] = {}

    def add(self, folded: Folded, lexicon: Lexicon) -> None:
        """Count the n-grams of one text that no known term, handle or link covers."""
        known = _known(folded, lexicon)
        seen: set[str] = set()
        self.texts += 1
        for gram, start, end in _grams(folded.text):
            self._all[gram] += 1
            self._total += 1
            if any(low < end and start < high for low, high in known):
                continue
            left, right = self._beside.setdefault(gram, (set(), set()))
            left.add(self._neighbour(folded.text[start - 1 : start] if start else ""))
            right.add(self._neighbour(folded.text[end : end + 1]))
            if gram not in seen:
                seen.add(gram)
                self._see(gram, folded, start, end)

    def _neighbour(self, char: str) -> str:
        """Return a letter beside a word, or something new for a border: a blank says that the word ends."""
        return char if char.isalpha() else f"border {self.texts}"

    def _see(self, gram: str, folded: Folded, start: int, end: int) -> None:
        self.listings[gram] += 1
        shown = self.examples.setdefault(gram, [])
        if len(shown) < _EXAMPLES:
            low, high = folded.span(max(0, start - _AROUND), min(len(folded.text), end + _AROUND))
            shown.append(" ".join(folded.raw[low:high].split()))

    def candidates(self, background: Background, least: int) -> Iterator[tuple[float, str]]:
        """Yield score and n-gram of what holds together, stands free and is rare elsewhere."""
        for gram, listings in self.listings.items():
            if listings < least or self._freedom(gram, listings) < _FREEDOM or self._cohesion(gram) < _COHESION:
                continue
            score = _ratio(listings, self.texts, background.grams.get(gram, 0), background.texts)
            if score > 0:
                yield score, gram

    def _freedom(self, gram: str, listings: int) -> float:
        """Return how many different neighbours the poorer side has, for each listing, at most 1."""
        left, right = self._beside[gram]
        return min(1.0, min(len(left), len(right)) / min(listings, 4))

    def _cohesion(self, gram: str) -> float:
        """Return the smallest pointwise mutual information over all cuts of *gram*; one word holds together."""
        parts = list(_cuts(gram))
        if not parts:
            return math.inf
        together = self._all[gram] / self._total
        return min(
            math.log(together * self._total**2 / (max(1, self._all[one]) * max(1, self._all[other])))
            if self._all[one] and self._all[other]
            else math.inf
            for one, other in parts
        )


def _known(folded: Folded, lexicon: Lexicon) -> Sequence[Span]:
    scan = find_handles(folded)
    hits = [(hit.start, hit.end) for hit in lexicon.hits(folded)]
    return (*hits, *scan.occupied, *scan.labels)


def _grams(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the n-grams of a folded text with their places."""
    for run in _HAN_RUN.finditer(text):
        for size in _SIZES:
            for start in range(run.start(), run.end() - size + 1):
                yield text[start : start + size], start, start + size
    words = [(match.start(), match.end()) for match in _WORD.finditer(text) if len(match.group()) <= _LONGEST_WORD]
    for first, (start, _) in enumerate(words):
        for last in range(first, min(first + _MOST_WORDS, len(words))):
            end = words[last][1]
            if last > first and not _GAP.fullmatch(text, words[last - 1][1], words[last][0]):
                break
            yield text[start:end], start, end


def _cuts(gram: str) -> Iterator[tuple[str, str]]:
    """Yield the ways of cutting *gram* in two; single Han characters and single words have none to judge."""
    if " " in gram:
        words = gram.split(" ")
        for place in range(1, len(words)):
            yield " ".join(words[:place]), " ".join(words[place:])
    elif "\u3400" <= gram[0] <= "\u9fff":
        for place in range(2, len(gram) - 1):
            yield gram[:place], gram[place:]


def _ratio(here: int, texts: int, there: int, others: int) -> float:
    """Return Dunning's log-likelihood ratio; negative where the n-gram is rarer here."""
    share, other = here / texts, (there + 0.5) / (others + 1)
    joint = (here + there) / (texts + others)
    score = here * math.log(share / joint) + (there * math.log(other / joint) if there else 0.0)
    return score if share > other else -score


def _overlap(one: str, other: str) -> bool:
    """Return whether two candidates are pieces of one another."""
    return one in other or other in one
