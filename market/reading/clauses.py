"""Cutting a line into clauses: one asking price each, with the words that belong to it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from market.lexicon import Hit
from market.prices.figures import Figure
from market.reading.document import Line
from market.reading.pricing import Asked, read_prices

_BREAK: Final = re.compile(
    r"[,;|、。;!?\n]|(?<!\d)\.(?= |$)|\.(?= [a-zа-я])| [/+&·—-] |  +|(?<=[^\d])/|·| (?:and|и|y|e|ve|dan|và) "
)
_ASK: Final = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A part of a line with at most one price."""

    line: Line
    start: int
    end: int
    asked: Asked | None
    hits: Sequence[Hit]
    figures: Sequence[Figure]
    """Without the price."""
    number: int = 0
    """Place among the clauses of its line."""

    @property
    def text(self) -> str:
        """The folded text of the clause."""
        return self.line.text[self.start - self.line.start : self.end - self.line.start]


def split(line: Line) -> list[Clause]:
    """Return the clauses of a line that hold a price or ask for one; none where it has neither."""
    prices = read_prices(line)
    if not prices:
        return []
    borders = _borders(line, prices)
    return [
        _clause(line, start, end, asked, number)
        for number, (start, end, asked) in enumerate(zip(borders, borders[1:], prices, strict=False))
    ]


def whole(line: Line) -> Clause:
    """Return a line without price as one clause."""
    return _clause(line, line.start, line.end, None, 0)


def asking_clauses(line: Line, clauses: Sequence[Clause]) -> list[Clause]:
    """Return clauses with those added that say "price on request" beside priced ones."""
    asks = [hit for hit in line.hits if hit.term.cue == _ASK]
    found = list(clauses)
    for hit in asks:
        for number, clause in enumerate(found):
            if clause.start <= hit.start < clause.end and clause.asked and hit.start > clause.asked.end:
                start = _phrase_start(line, clause.asked.end, hit.start)
                if start > clause.asked.end:
                    found[number] = _clause(line, clause.start, start, clause.asked, clause.number)
                    found.insert(number + 1, _clause(line, start, clause.end, None, clause.number))
                break
    return found


def _phrase_start(line: Line, low: int, high: int) -> int:
    """Return where the phrase that reaches to *high* begins, after the first break behind *low*."""
    found = _BREAK.search(line.text, low - line.start, high - line.start)
    return line.start + found.end() if found else low


def _borders(line: Line, prices: Sequence[Asked]) -> list[int]:
    """Return where each clause begins, and the end of the line."""
    borders = [line.start]
    first = _price_comes_first(line, prices)
    for before, after in itertools.pairwise(prices):
        if first:
            borders.append(after.start)
            continue
        found = _BREAK.search(line.text, before.end - line.start, after.start - line.start)
        borders.append(line.start + found.end() if found else before.end)
    borders.append(line.end)
    return borders


def _price_comes_first(line: Line, prices: Sequence[Asked]) -> bool:
    """Whether the words of each price stand behind it ($2 Gmail, $5 Outlook)."""
    head = line.text[: prices[0].start - line.start]
    if len(prices) == 1 or any(char.isalpha() for char in head):
        return False
    behind = [hit for hit in line.hits if prices[0].end <= hit.start < prices[1].start and _names_product(hit)]
    return bool(behind) and any(_names_product(hit) and hit.start >= prices[-1].end for hit in line.hits)


def _names_product(hit: Hit) -> bool:
    return bool(hit.term.platform or hit.term.kind or hit.term.attributes)


def _clause(line: Line, start: int, end: int, asked: Asked | None, number: int) -> Clause:
    return Clause(
        line=line,
        start=start,
        end=end,
        asked=asked,
        hits=[hit for hit in line.hits if start <= hit.start < end],
        figures=[
            figure
            for figure in line.figures
            if start <= figure.start < end
            and not (asked and asked.figure.start < figure.end and figure.start < asked.end)
        ],
        number=number,
    )
