"""Stock, smallest order and share of the face value, as a region states them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from market.lexicon import Hit
from market.prices.counting import BARE, PIECES
from market.prices.figures import Figure
from market.quick import quick_dataclass
from market.reading.labels import cue_before

_STOCK_AFTER: Final = re.compile(
    r"\.? ?(?:left|可用|在售|可售|на полке|на складе|на руках|in stock|available|ready|remaining|items left|"
    r"on hand|в наличии|осталось|现货|库存|有货|disponibles|còn|tersedia|"
    r"adet stok|stokta|pcs left|in hand|for sale|disponible)"
)
_STOCK_BEFORE: Final = re.compile(r"(?:have|есть|осталось|only|stock|剩|still|还有|quedan)[ :]{0,2}$")
_MINIMUM_AFTER: Final = re.compile(
    r" ?(?:起售|起批|起拿|起做|起拍|起发|起订|起购|起卖|起接|起步|起出|起|以上起|min\b|minimum|minimal|moq|"
    r"мин\b|минимум|or more only|为起)"
)
_DISCOUNT: Final = re.compile(
    r"[-–—] ?\d+ ?%|минус|скидк|discount| off\b|优惠|便宜|另算|减|送|打折|折|bonus|minus|cheaper|дешевле|价格另"
)
_WHOLE_MINIMUM: Final = re.compile(
    r"^\W*(?:от|from|min|ab|desde|dari|từ|tu|от по) ?\d[\d ]* ?(?:шт|штук|pcs|pieces|个|accounts|uds|unidades)\W*$"
)
_MINIMUM_FIGURES: Final = frozenset({PIECES, BARE})


@quick_dataclass(frozen=True, slots=True)
class Amounts:
    """What a region says beside the price."""

    stock: int | None = None
    minimum: int | None = None
    stock_figure: Figure | None = None
    minimum_figure: Figure | None = None


NO_AMOUNTS: Final = Amounts()
SOLD_OUT: Final = Amounts(0)


def read_amounts(
    text: str, offset: int, hits: Sequence[Hit], figures: Sequence[Figure], cues: frozenset[str]
) -> Amounts:
    """Return stock and smallest order that a region states; each None where it does not; *cues* are those of *hits*."""
    stock: Figure | None = None
    minimum: Figure | None = None
    counts = [figure for figure in figures if figure.role in _MINIMUM_FIGURES] if figures else []
    ends = [hit.end for hit in hits] if counts else []
    whole = _WHOLE_MINIMUM.match(text) if counts else None
    for figure in counts:
        if figure.low != int(figure.low) and not figure.grouped:
            continue
        cue = cue_before(hits, ends, text, offset, figure.start)
        role = cue.term.cue if cue else None
        start, end = figure.start - offset, figure.end - offset
        if whole or role == "minimum" or _MINIMUM_AFTER.match(text, end) or _says_minimum(text, end, figure):
            if role == "stock" or not _DISCOUNT.search(text[end : end + 24]):
                minimum = minimum or figure
        elif role == "stock" or (
            (_STOCK_AFTER.match(text, end) or _STOCK_BEFORE.search(text[max(0, start - 9) : start]))
            and not _DISCOUNT.search(text[end : end + 24])
        ):
            stock = stock or figure
    sold_out = "sold_out" in cues
    if stock is None and minimum is None:
        return SOLD_OUT if sold_out else NO_AMOUNTS
    count = _count(stock) if stock else 0 if sold_out else None
    return Amounts(count, _count(minimum) if minimum else None, stock, minimum)


def _count(figure: Figure) -> int:
    return int(figure.low * 1000) if figure.grouped else int(figure.low)


def _says_minimum(text: str, end: int, figure: Figure) -> bool:
    """Whether the figure itself ends in 起 (10个起), with no price behind that would make it a tier."""
    return figure.is_open and text[:end].endswith("起")
