"""Cutting a line into clauses: one asking price (or rate) each, with the words that belong to it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from market.lexicon import Hit
from market.model import Rate
from market.prices.counting import PIECES
from market.prices.figures import Figure
from market.quick import quick_dataclass
from market.reading.document import Line
from market.reading.pricing import Asked, Policy, read_prices
from market.reading.rates import RateSaid, read_rates
from market.reading.units import asked_at

_BREAK: Final = re.compile(
    r"[,;|\t、。;!?\n]|(?<!\d)\.(?= |$)|\.(?= [a-zа-я])| [/+&·—-] |  +|(?<=[^\d])/|·| (?:and|и|y|e|ve|dan|và) "
)
_ASK: Final = "ask"


@quick_dataclass(frozen=True, slots=True)
class Clause:
    """A part of a line with at most one price or rate."""

    line: Line
    start: int
    end: int
    text: str
    """The folded text of the clause."""
    hits: Sequence[Hit]
    cues: frozenset[str]
    """The cues that the terms of the clause play."""
    figures: Sequence[Figure]
    """Without the price."""
    asked: Asked | None = None
    rate: Rate | None = None
    anchor: tuple[int, int] | None = None
    """Folded place of the price or rate."""


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words of a line that speak of its first *clauses* together."""

    clause: Clause
    clauses: int


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A line cut into clauses, and what is said of several of them."""

    clauses: tuple[Clause, ...] = ()
    notes: tuple[Note, ...] = ()


_UNCUT: Final = Cut()


def cut(line: Line, policy: Policy) -> Cut:
    """Return the clauses of a line that hold a price or rate, or ask for one; none where it has neither."""
    if not line.figures and "折" not in line.text:
        return _UNCUT
    anchors: list[Asked | RateSaid] = [*read_prices(line, policy)]
    if policy.is_buyback or policy.of_hundred or line.sells_cards:
        rates = read_rates(line, bare=policy.is_buyback and not policy.has_marked, sure=policy.of_hundred)
        if rates:
            anchors = [asked for asked in anchors if isinstance(asked, Asked) and asked.currency]
            anchors = [asked for asked in anchors if not _FROM.search(line.text, 0, asked.start - line.start)]
        anchors = [asked for asked in anchors if not _is_face_of(asked, rates, line)]
        taken = [(asked.start, asked.end) for asked in anchors]
        anchors.extend(rate for rate in rates if all(rate.end <= low or high <= rate.start for low, high in taken))
        anchors.sort(key=lambda anchor: anchor.start)
    if not anchors:
        return _UNCUT
    borders, notes = _borders(line, anchors)
    clauses = [
        _clause(line, start, end, anchor) for start, end, anchor in zip(borders, borders[1:], anchors, strict=False)
    ]
    if _ASK in line.cues:
        clauses = _with_asking(line, clauses)
    told = [Note(clause=_clause(line, start, end, None), clauses=count) for start, end, count in notes]
    return Cut(clauses=tuple(clauses), notes=tuple(told))


_FROM: Final = re.compile(r"(?:^|[ .(])(?:от|from|min\.?|满) ?$")
"""Before the smallest sum that a buyer of cards takes or pays out."""
_PHRASE: Final = re.compile(r"[^,;|、。\n]*")


def _is_face_of(asked: Asked | RateSaid, rates: Sequence[RateSaid], line: Line) -> bool:
    """Whether a sum is the face value whose share follows in its phrase (Amazon US $100 card - 82%)."""
    end = asked.end - line.start
    phrase = _PHRASE.match(line.text, end)
    reach = phrase.end() + line.start if phrase else asked.end
    return any(asked.end <= rate.start < reach for rate in rates)


def whole(line: Line) -> Clause:
    """Return a line without price as one clause."""
    return _clause(line, line.start, line.end, None)


def part(line: Line, start: int, end: int) -> Clause:
    """Return a part of a line without price."""
    return _clause(line, start, end, None)


def priced(line: Line, number: int) -> Clause:
    """Return a whole line as the clause of one of its figures, its price."""
    return _clause(line, line.start, line.end, asked_at(line.figures[number], line))


def _with_asking(line: Line, clauses: list[Clause]) -> list[Clause]:
    """Return clauses with those added that name a product of their own and ask for a message instead of a price."""
    for hit in line.hits:
        if hit.term.cue != _ASK:
            continue
        for number, clause in enumerate(clauses):
            if clause.anchor and clause.start <= hit.start < clause.anchor[0]:
                border = _phrase_start(line, hit.end, clause.anchor[0])
                parts = _clause(line, clause.start, border, None), _clause(line, border, clause.end, _anchored(clause))
                if border > hit.end and all(map(_has_product, parts)):
                    clauses[number : number + 1] = parts
                break
            if clause.anchor and clause.anchor[1] < hit.start < clause.end:
                start = _phrase_start(line, clause.anchor[1], hit.start)
                added = _clause(line, start, clause.end, None)
                named = any(_names_product(said) for said in added.hits) or (
                    hit.start - start >= _WORDED and (number or _DASH.search(line.text, 0, hit.start - line.start))
                )
                if start > clause.anchor[1] and named:
                    clauses[number] = _clause(line, clause.start, start, _anchored(clause))
                    clauses.insert(number + 1, added)
                break
    return clauses


_DASH: Final = re.compile(r"[-—–:] ?$")
_WORDED: Final = 8
"""Characters of a phrase behind several prices that name a further job without one (hard cases: ask)."""


def _has_product(clause: Clause) -> bool:
    return any(map(_is_product, clause.hits))


def _anchored(clause: Clause) -> Asked | RateSaid | None:
    """Return the price or rate of a clause with its place."""
    if clause.asked or clause.rate is None or clause.anchor is None:
        return clause.asked
    return RateSaid(clause.rate, *clause.anchor)


def _phrase_start(line: Line, low: int, high: int) -> int:
    """Return where the phrase that reaches to *high* begins, after the first break behind *low*."""
    return next(_breaks(line, low, high), low)


def _breaks(line: Line, low: int, high: int) -> Iterator[int]:
    """Yield the ends of the breaks between *low* and *high* that are no signs pushed into a word (支·付·宝)."""
    inside = [hit for hit in line.hits[: bisect_left(line.hit_starts, high)] if hit.end > low]
    for found in _BREAK.finditer(line.text, low - line.start, high - line.start):
        start, end = line.start + found.start(), line.start + found.end()
        if not any(hit.start < end and start < hit.end for hit in inside):
            yield end


def _borders(line: Line, anchors: Sequence[Asked | RateSaid]) -> tuple[list[int], list[tuple[int, int, int]]]:
    """Return where each clause begins with the end of the last, and the notes between and behind them."""
    borders = [line.start]
    notes: list[tuple[int, int, int]] = []
    if _price_comes_first(line, anchors):
        return [line.start, *(anchor.start for anchor in anchors[1:]), line.end], notes
    for count, (before, after) in enumerate(pairwise(anchors), 1):
        first = _phrase_start(line, before.end, after.start)
        if first > before.end and (own := _next_product(line, borders[-1], before, first)) is not None:
            first = own
        border = _product_phrase(line, first, after.start)
        if border > first:
            notes.append((first, border, count))
        borders.append(border)
    end = line.end
    if len(anchors) > 1:
        tail = _tail(line, anchors[-1].end)
        if tail > anchors[-1].end and not any(_is_product(hit) and hit.start >= tail for hit in line.hits):
            notes.append((tail, line.end, len(anchors)))
    borders.append(end)
    return borders, notes


def _next_product(line: Line, start: int, before: Asked | RateSaid, first: int) -> int | None:
    """Return where the product begins that only signs divide from the price before it (a - $3 ✦ b - $4).

    None where none does before *first*, or where the words from *start* name no product of that price.
    """
    named = next((hit for hit in line.hits if _is_product(hit) and hit.start >= before.end), None)
    if named is None or named.start >= first:
        return None
    between = line.text[before.end - line.start : named.start - line.start]
    own = any(_is_product(hit) and start <= hit.start < before.start for hit in line.hits)
    return named.start if own and not any(map(str.isalnum, between)) else None


_SENTENCE: Final = re.compile(r"[^\W\d]{3}[.!?] ?$")
"""The end of a sentence right before the phrase of the next price."""
_OF_ALL: Final = re.compile(r" (?=全部|都|均|全都|all |все |всё )")


def _tail(line: Line, low: int) -> int:
    """Return where the words behind the last price begin that speak of the whole line."""
    found = _OF_ALL.search(line.text, low - line.start) if "all_of" in line.cues else None
    start = _phrase_start(line, low, line.end)
    return min(line.start + found.end(), start if start > low else line.end) if found else start


def _product_phrase(line: Line, start: int, end: int) -> int:
    """Return where the words of the next price begin: at the first phrase that names a product, if a later one does."""
    between = line.hits[bisect_left(line.hit_starts, start) : bisect_left(line.hit_starts, end)]
    products = [hit.start for hit in between if hit.term.platform or hit.term.kind]
    if not products:
        return _pack_phrase(line, start, end)
    border = max(_breaks(line, start, products[0]), default=start)
    if _SENTENCE.search(line.text, start - line.start, border - line.start):
        return border
    says = [hit for hit in between if hit.start < border and (hit.term.attributes or hit.term.cue)]
    return border if says else start


def _pack_phrase(line: Line, start: int, end: int) -> int:
    """Return where a last phrase of a quantity alone begins ("2fa set, bulk 500 pcs 250$"), else *start*."""
    counted = [figure.start for figure in line.figures if figure.role is PIECES and start <= figure.start < end]
    if not counted:
        return start
    border = max(_breaks(line, start, end), default=start)
    named = [hit.start for hit in line.hits if start <= hit.start < end and _names_product(hit)]
    return border if counted[-1] >= border and named and named[-1] < border else start


def _price_comes_first(line: Line, anchors: Sequence[Asked | RateSaid]) -> bool:
    """Whether the words of each price stand behind it ($2 Gmail, $5 Outlook)."""
    head = line.text[: anchors[0].start - line.start]
    if len(anchors) == 1 or any(map(str.isalpha, head)):
        return False
    named = [hit.start for hit in line.hits if _names_product(hit)]
    if not named or named[-1] < anchors[-1].end:
        return False
    return any(anchors[0].end <= start < anchors[1].start for start in named)


def _is_product(hit: Hit) -> bool:
    return bool(hit.term.platform or hit.term.kind)


def _names_product(hit: Hit) -> bool:
    return bool(hit.term.platform or hit.term.kind or hit.term.attributes)


_NO_CUES: Final[frozenset[str]] = frozenset()


def clause_of(
    line: Line,
    start: int,
    end: int,
    hits: Sequence[Hit],
    figures: Sequence[Figure],
    asked: Asked | None = None,
    rate: Rate | None = None,
    anchor: tuple[int, int] | None = None,
) -> Clause:
    """Return the part [start, end) of a line, in which these terms and figures stand, as a clause."""
    text, cues = line.text, line.cues
    if start > line.start or end < line.end:
        text = text[start - line.start : end - line.start]
    if cues and hits is not line.hits:
        cues = frozenset([hit.term.cue for hit in hits if hit.term.cue]) if hits else _NO_CUES
    return Clause(line, start, end, text, hits, cues, figures, asked, rate, anchor)


def _clause(line: Line, start: int, end: int, anchor: Asked | RateSaid | None) -> Clause:
    hits, figures = line.hits, line.figures
    if start > line.start or end < line.end:
        hits = hits[bisect_left(line.hit_starts, start) : bisect_left(line.hit_starts, end)]
        figures = figures[bisect_left(line.figure_starts, start) : bisect_left(line.figure_starts, end)]
    if anchor is None:
        return clause_of(line, start, end, hits, figures)
    low, high = anchor.start, anchor.end
    if figures:
        figures = [figure for figure in figures if figure.end <= low or high <= figure.start]
    asked = anchor if isinstance(anchor, Asked) else None
    rate = anchor.rate if isinstance(anchor, RateSaid) else None
    return clause_of(line, start, end, hits, figures, asked, rate, (low, high))
