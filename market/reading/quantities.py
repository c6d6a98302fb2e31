"""Stock, smallest order and share of the face value, as a region states them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from market.lexicon import Hit
from market.model import Rate
from market.prices.figures import Figure, Role
from market.reading.pricing import cue_before

_STOCK_AFTER: Final = re.compile(
    r" ?(?:left|in stock|available|ready|remaining|items left|on hand|в наличии|осталось|现货|库存|有货|disponibles|còn|tersedia|"
    r"adet stok|stokta|pcs left|in hand|for sale|disponible)"
)
_STOCK_BEFORE: Final = re.compile(r"(?:have|есть|осталось|only|stock|剩|still|all|got|还有|quedan)[ :]{0,2}$")
_MINIMUM_AFTER: Final = re.compile(
    r" ?(?:起售|起批|起拿|起做|起拍|起发|起订|起购|起卖|起接|起步|起出|起|以上起|min\b|minimum|minimal|moq|мин\b|минимум|or more only|为起)"
)
_MINIMUM_FIGURES: Final = frozenset({Role.PIECES, Role.BARE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What a region says beside the price."""

    stock: int | None = None
    minimum: int | None = None
    stock_figure: Figure | None = None
    minimum_figure: Figure | None = None


def read_amounts(text: str, offset: int, hits: Sequence[Hit], figures: Sequence[Figure]) -> Amounts:
    """Return stock and smallest order that a region states; each None where it does not."""
    stock: Figure | None = None
    minimum: Figure | None = None
    for figure in figures:
        if figure.role not in _MINIMUM_FIGURES or figure.low != int(figure.low):
            continue
        cue = cue_before(hits, text, offset, figure.start)
        role = cue.term.cue if cue else None
        start, end = figure.start - offset, figure.end - offset
        if role == "minimum" or _MINIMUM_AFTER.match(text, end) or _says_minimum(text, end, figure):
            minimum = minimum or figure
        elif role == "stock" or _STOCK_AFTER.match(text, end) or _STOCK_BEFORE.search(text[max(0, start - 9) : start]):
            stock = stock or figure
    return Amounts(
        stock=int(stock.low) if stock else None,
        minimum=int(minimum.low) if minimum else None,
        stock_figure=stock,
        minimum_figure=minimum,
    )


def _says_minimum(text: str, end: int, figure: Figure) -> bool:
    """Whether the figure itself ends in 起 (10个起), with no price behind that would make it a tier."""
    return figure.is_open and text[:end].endswith("起")


_BUYBACK: Final = re.compile(
    r"(?:100|一百|百)(?:元|块)?(?:面值|面额|的)? ?(?:给|收|:|=|→|换|->) ?(?P<low>\d{2}(?:\.\d)?)(?: ?[-~] ?(?P<high>\d{2}(?:\.\d)?))?"
    r"(?P<more>[^\n]{0,6}?量大[^\d\n]{0,2}(?P<bulk>\d{2}(?:\.\d)?))?"
)
_HAN_FOLD: Final = re.compile(
    r"(?P<tens>[一二三四五六七八九])(?P<ones>[一二三四五六七八九])?(?P<tenth>[一二三四五六七八九])?折"
)
_TEN: Final = 10
_DIGITS: Final = "零一二三四五六七八九"


def read_rate(text: str, offset: int, figures: Sequence[Figure]) -> tuple[Rate, int, int] | None:
    """Return the share of the face value that a region states and its place; None where it states none.

    Source: rule 8 of the contract (九七折, 86折, 82 %, 100面值给86).
    """
    if said := _BUYBACK.search(text):
        low = Decimal(said["low"]) / 100
        high = Decimal(said["bulk"] or said["high"] or said["low"]) / 100
        return Rate(min=min(low, high), max=max(low, high)), said.start() + offset, said.end() + offset
    if said := _HAN_FOLD.search(text):
        share = Decimal("".join(str(_DIGITS.index(char)) for char in said.groups() if char))
        share /= _TEN ** len(str(share))
        return Rate(min=share, max=share), said.start() + offset, said.end() + offset
    for figure in figures:
        if figure.role is Role.SHARE:
            scale = _TEN if figure.word == "折" and figure.high <= _TEN else 100
            low, high = figure.low / scale, figure.high / scale
            if Decimal("0.2") <= low <= Decimal("1.2"):
                return Rate(min=low, max=high), figure.start, figure.end
    return None
