"""Numbers of a line that are no price though they stand like one: face values before it, stock of each sort."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Final

from market.prices.counting import BARE
from market.prices.figures import Figure
from market.reading.document import Line

_SIGN_AHEAD: Final = re.compile(r"[¥$€£₽]")
_FACE_TO_PRICE: Final = re.compile(r"[^\n,;|\d]{0,24}?(?: ?(?:-+|→|=|:|за|for|->|卖|售|出|只要|现) ?){1,2}")
_CARD_TO_PRICE: Final = re.compile(r"[^\n,;|\d/]{0,4}?(?:卡|券|面值?|面额|点) +")
_LEAST_SHARE, _MOST_SHARE = Decimal("0.6"), Decimal(1)


def price_of_face(marked: list[Figure], line: Line) -> Figure | None:
    """Return the number without currency that a card is sold for at the line's end (Steam 100 TL - 3.05)."""
    last = line.figures[-1]
    if last.role is not BARE or line.text[last.end - line.start :].strip() or len(marked) > 1:
        return None
    gap = line.text[marked[0].end - line.start : last.start - line.start]
    leads = _FACE_TO_PRICE.fullmatch(gap) or (
        line.has_han and (_CARD_TO_PRICE.fullmatch(gap) or (gap.isspace() and _is_below(last, marked[0])))
    )
    return last if marked[0].end <= last.start and leads else None


def _is_below(price: Figure, face: Figure) -> bool:
    """Whether a number is what a card of a face value costs (50元 47.2), rather than pieces of one for a price."""
    return face.currency != "CNY" or _LEAST_SHARE <= price.low / face.low < _MOST_SHARE


def without_face_values(money: list[Figure], line: Line) -> list[Figure]:
    """Return sums without the face value that a card's price follows (500 TL за 1 350р)."""
    if len(money) < 2 or not (line.sells_cards):  # noqa: PLR2004 - a face value and a price
        return money
    kept = list(money)
    for face, price in pairwise(money):
        gap = line.text[face.end - line.start : price.start - line.start]
        apart = gap.isspace() and _SIGN_AHEAD.match(line.text, price.start - line.start)
        if face in kept and (apart or _FACE_TO_PRICE.fullmatch(gap)):
            kept.remove(face)
    return kept


_STOCKED: Final = re.compile(r"\W{0,4}(?:库存|存货|现货|余量|剩余|可售|余货|在售)[ :]{1,2}[^\W\d]{1,12} ?\d+ ?[/、,|]")


def is_stock_line(line: Line) -> bool:
    """Whether a line tells how many there are of each sort (库存 普通 8600 / 老号 51)."""
    return "stock" in line.cues and _STOCKED.match(line.text) is not None
