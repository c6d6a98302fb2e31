"""The quantity a price is for: a tier from so many on, a pack of so many, or one piece."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from market.lexicon import Hit
from market.prices.counting import BARE, COUNT, PIECES
from market.prices.figures import Figure
from market.quick import quick_dataclass
from market.reading.clauses import Clause
from market.reading.document import Line
from market.reading.labels import label_before
from market.reading.pricing import Asked

_LOWER_BEFORE: Final = re.compile(
    r"(?:over|from|above|more than|>=?|≥|от|满|超过|свыше|больше|более|при заказе|ab|desde|dari|từ|拿|买|"
    r"a partir de)[ :]?$"
)
_LOWER_AFTER: Final = re.compile(
    r" ?(?:\+|up\b|and up|以上|以内|以下|往上|起|or more|и более|及以上|and more|>|이상|個以上)"
)
_BESIDE_BEFORE: Final = re.compile(
    r"(?:x|х|装|个装)?(?:[ :=→|~\-—…(]|\.(?=[. ])){0,40}(?:for|за|по|por|per|für|pour|ile|untuk|harga|cuma|"
    r"только|at|is|售|卖|共|包|只要|价|一组|一套|セット|a pack|pack|"
    r"each)?[ :=¥$-]{0,3}"
)
_BESIDE_AFTER: Final = re.compile(
    r"[ ,/(]{0,2}(?:for|за|/|per|x|×|=|a pack of|pack of|the|打包|共|if you take)[ ]?(?:a |the )?"
)
PER_PACK: Final = re.compile(r" ?(?:/|一|每)(?:包|份|组|箱|盒|批|捆|套|打|扎|袋|提|板|pack|box|lot|упак|пак)")
_LEAD: Final = re.compile(r"\W{0,5}(?:only |buy )?0{0,2}$")
_LEADING_WORDS: Final = re.compile(r" [a-zа-я]")
_CONTAINERS: Final = frozenset({"组", "套", "箱", "盒", "板"})
_NO_PIECES: Final = frozenset({"号", "位", "线"})
_SINGLE_WORDS: Final = frozenset({"шт", "pcs", "个", "张"})
_COUNTABLE: Final = frozenset({PIECES, BARE})
_MOST_PIECES: Final = 10_000_000


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """What a price is for."""

    tier: int | None = None
    """Lower bound of the quantity."""
    sure: bool = True
    """False where a bare "640+" may as well be a score."""
    pack: int | None = None
    whole_lot: bool = False
    """True where the price is for everything there is."""
    boxed: bool = False
    """True for boxes, and for entries of a choice of packs: a thousand pieces are a pack of so many."""
    figure: Figure | None = None


ONE_PIECE: Final = Quantity()
"""What a price without any quantity beside it is for."""


def read_quantity(clause: Clause, pack_size: int | None) -> Quantity:
    """Return what a clause's price is for; *pack_size* is the text's own box or pack."""
    price = clause.asked
    if price is None:
        return ONE_PIECE
    found = _quantity(clause, price)
    if pack_size and "box" in clause.cues:
        if found.figure is not None and (
            found.pack == pack_size
            or PER_PACK.match(clause.line.text, found.figure.end - clause.line.start)
            or _DEFINED.search(_text_before(found.figure, clause))
        ):
            return found
        single = found.figure is not None and found.figure.word in _SINGLE_WORDS
        boxes = found.pack if found.pack and found.pack > 1 and not single else 1
        return Quantity(pack=boxes * pack_size, boxed=True, figure=found.figure)
    return found


def _quantity(clause: Clause, price: Asked) -> Quantity:
    if price.unit is None and (leading := _leading_count(clause)) is not None:
        return Quantity(pack=int(leading.low), boxed=True, figure=leading)
    for figure in nearest(clause.figures, price):
        if not _counts_pieces(figure) or _is_labelled(figure, clause) or _is_segment(figure, clause):
            continue
        per_pack = figure.role is PIECES and PER_PACK.match(clause.line.text, figure.end - clause.line.start)
        if not per_pack and _is_lower_bound(figure, clause):
            before = _precedes(figure, price, clause)
            if before or _follows_bracketed(figure, price, clause):
                sure = before and (figure.role is PIECES or figure.is_range)
                return Quantity(tier=int(figure.low), sure=sure, figure=figure)
        elif not per_pack and _UPPER_BEFORE.search(_text_before(figure, clause)) and _precedes(figure, price, clause):
            return Quantity(tier=1, figure=figure)
        elif per_pack or is_beside(figure, price, clause, spaced=_is_named_count(figure, clause)):
            return Quantity(pack=int(figure.low), figure=figure)
    return _whole_lot(clause) if "whole_lot" in clause.cues else ONE_PIECE


_DEFINED: Final = re.compile(
    r"(?:carton|pack|box|brick|crate|sleeve|tray|bag|sack|reel|коробк[аеи]|упаковк[аеи]|лоток|мешок|пачк[аеи]|сумк[аеи])"
    r"(?: of| из| по)? ?[:=(]? ?$"
)
"""Before the number of pieces in a box of its own (a brick of 250)."""


def _whole_lot(clause: Clause) -> Quantity:
    own = next((figure for figure in clause.figures if figure.role is PIECES and _counts_several(figure)), None)
    return Quantity(pack=int(own.low) if own else None, whole_lot=True, figure=own)


_UPPER_BEFORE: Final = re.compile(r"(?:до|up to|under|less than|fewer than|меньше|менее|<|不足|少于) ?$")
"""Before the first of several tiers (до 10 шт 38)."""
_LOT_OF: Final = re.compile(
    r"(?:(?:lot|pack|set|bundle|batch|box) of|комплект(?: из)?|пачка(?: по| из)?|набор(?: из)?) $"
)


def _text_before(figure: Figure, clause: Clause) -> str:
    start = figure.start - clause.line.start
    return clause.line.text[max(0, start - 16) : start]


def _is_named_count(figure: Figure, clause: Clause) -> bool:
    """Whether words make a number a count of pieces, so that a blank leads from it to its price."""
    counts = figure.role is PIECES or figure.written == "spelt"
    return counts or bool(_LOT_OF.search(_text_before(figure, clause)))


_SEGMENT_BEFORE: Final = re.compile(r"(?:移动|联通|电信|广电|虚商|国内|号段)[ :]{0,2}$")


def _is_segment(figure: Figure, clause: Clause) -> bool:
    """Whether a bare number is the first three digits of an operator's mobile numbers (广电 192)."""
    if figure.role is not BARE or figure.end - figure.start != 3 or not clause.line.has_han:  # noqa: PLR2004
        return False
    return _SEGMENT_BEFORE.search(_text_before(figure, clause)) is not None


def _is_labelled(figure: Figure, clause: Clause) -> bool:
    """Whether a bare number is a balance, limit ... by the word before it (с балансом 5000 - 2000 ₽)."""
    if figure.role is not BARE or "not_price" not in clause.cues:
        return False
    cue = label_before(clause.line, figure)
    return cue is not None and cue.term.cue == "not_price"


def _counts_several(figure: Figure) -> bool:
    return _counts_pieces(figure) and figure.low > 1 and not figure.is_open and not figure.is_range


_BY_LOT: Final = 2
"""A blank, or an x and a blank, between a count and what it counts (11x roblox)."""


def lot_of(line: Line) -> int | None:
    """Return how many pieces a line says there are (200 discord tokens, 一共30个); None where it does not."""
    for figure in line.figures:
        if not _counts_several(figure):
            continue
        named = figure.role is BARE and any(
            0 <= hit.start - figure.end <= _BY_LOT and _is_goods(hit) for hit in line.hits
        )
        if figure.role is PIECES or named:
            return int(figure.low)
    return None


def _is_goods(hit: Hit) -> bool:
    return bool(hit.term.platform or hit.term.kind or hit.term.attributes)


def _is_lower_bound(figure: Figure, clause: Clause) -> bool:
    start, end = figure.start - clause.line.start, figure.end - clause.line.start
    text = clause.line.text
    before = text[max(0, start - 12) : start]
    return figure.is_open or figure.is_range or bool(_LOWER_BEFORE.search(before) or _LOWER_AFTER.match(text, end))


_TIER_GAP: Final = re.compile(
    r"(?:[ :=→>|~\-—…(,]|\.(?=[. ])){0,40}(?:up|and up|起|以上|이상|or more|and more|и более|и больше|及以上|scans|"
    r"at|по|за|@|штук|шт|pcs|accounts|each|算|就|按|给|打底)?"
    r"[ :=→\-—,]{0,4}(?:at |по |за |for )?[$¥€£]?"
)


def _precedes(figure: Figure, price: Asked, clause: Clause) -> bool:
    """Whether a quantity bound stands before its price; behind it, it is the smallest order."""
    text, offset = clause.line.text, clause.line.start
    return figure.end <= price.start and bool(_TIER_GAP.fullmatch(text[figure.end - offset : price.start - offset]))


_TIER_BEHIND: Final = re.compile(
    r"(?:/?[a-zа-я\u4e00-\u9fff]{0,3})? ?(?:[(@]|от|from|when|for|при|"
    r"if you (?:take|buy|order)) ?(?:满|买|拿|заказе от)? ?"
)


def _follows_bracketed(figure: Figure, price: Asked, clause: Clause) -> bool:
    """Whether a quantity bound in brackets or behind @ follows its price (0.55 u (500个起), 1.10 @ 10-99)."""
    text, offset = clause.line.text, clause.line.start
    return figure.start >= price.end and bool(_TIER_BEHIND.fullmatch(text[price.end - offset : figure.start - offset]))


def nearest(figures: Sequence[Figure], price: Asked) -> list[Figure]:
    """Return figures by their distance from a price."""
    if len(figures) < 2:  # noqa: PLR2004 - nothing to sort
        return list(figures)
    return sorted(figures, key=lambda figure: max(price.start - figure.end, figure.start - price.end))


def _leading_count(clause: Clause) -> Figure | None:
    """Return the count that a clause of words begins with ("05 Aged Gmail Accounts only $14"); None where none."""
    first = clause.figures[0] if clause.figures else None
    if first is None or first.role not in _COUNTABLE or first.low != int(first.low) or first.is_range or first.is_open:
        return None
    if clause.line.has_han and first.role is BARE:
        return None  # the number of an entry (103 QQ 11.5)
    if clause.start != clause.line.start or clause.asked is None or first.end >= clause.asked.start:
        return None
    text, offset = clause.text, clause.start
    starts = _LEAD.fullmatch(text[: first.start - offset])
    named = any(hit.term.platform or hit.term.kind for hit in clause.hits) or "|" in text
    leads = _LEADING_WORDS.match(text, first.end - offset) is not None
    spelt = first.written == "spelt" and first.low > 1 and (leads or "|" in text)
    worded = leads or first.role is PIECES or spelt
    return first if starts and (named or spelt) and worded else None


def _counts_pieces(figure: Figure) -> bool:
    if figure.role is COUNT and figure.word == "单" and figure.is_open:
        return True
    if figure.role not in _COUNTABLE or figure.low != int(figure.low) or not 0 < figure.low <= _MOST_PIECES:
        return False
    if figure.low == 1 and figure.word in _CONTAINERS:
        return False
    return not (figure.word in _NO_PIECES or (figure.role is BARE and figure.written == "han"))


def is_beside(figure: Figure, price: Asked, clause: Clause, *, spaced: bool = True) -> bool:
    """Whether a figure stands at its price ("5 pcs - $360", "240 for one"); a bare number needs more than a blank."""
    text, offset = clause.line.text, clause.line.start
    if figure.end <= price.start:
        gap = text[figure.end - offset : price.start - offset]
        if gap[:1] in {"】", "]"} and not any(map(str.isalnum, text[clause.start - offset : figure.start - offset])):
            gap = gap[1:]
        if not spaced and not gap.strip():
            return False
        return bool(_BESIDE_BEFORE.fullmatch(gap))
    gap = text[price.end - offset : figure.start - offset]
    return bool(_BESIDE_AFTER.fullmatch(gap)) or (figure.written == "spelt" and gap == " ")
