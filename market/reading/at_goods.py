"""Numbers without a currency right at the goods that they are asked for (viber 35, tg — 0.4)."""

from __future__ import annotations

import re
from typing import Final

from market.lexicon import Hit
from market.prices.counting import BARE, COUNT, MONEY, PERIOD, PIECES, YEAR
from market.prices.figures import Figure
from market.reading.document import Line
from market.reading.labels import hits_before

_SHORT_LINE: Final = 40
_NEAR: Final = 10
_GRADES: Final = frozenset({PERIOD, YEAR, PIECES, COUNT})


def follows_goods(figure: Figure, line: Line) -> bool:
    """Whether a product word stands right before a number in digits that ends its phrase (uber 0.22 | gmx 0.02)."""
    if not [hit for hit in hits_before(figure.start, line) if _leads_to(hit, figure, line)]:
        return False
    if sum(_is_goods_number(other, line) for other in line.figures) >= _LISTED:
        return True
    exact = figure.low != int(figure.low)
    at_end = bool(_LINE_END.match(line.text, figure.end - line.start)) and len(line.text) <= _SHORT_LINE
    apart = line.has_money and not _WORD_BEHIND.match(line.text, figure.end - line.start)
    return exact or at_end or (apart and not _leads_to_money(figure, line))


def _leads_to(hit: Hit, figure: Figure, line: Line) -> bool:
    """Whether a product word stands right before a number, with only what leads from goods to a price between."""
    if not (0 < figure.start - hit.end <= _NEAR and hit.term.describes):
        return False
    term, start, end = hit.term, hit.end - line.start, figure.start - line.start
    return bool(
        (term.platform or (term.attributes - _COUNTED) or term.country or term.kind)
        and _AT_GOODS.fullmatch(line.text, start, end)
        and not (line.has_han and line.text[start:end].isspace())
        and (term.platform or _IS_TOLD.match(line.text, start))
    )


def _leads_to_money(figure: Figure, line: Line) -> bool:
    """Whether a sum follows in the same phrase, which then is the price (netflix 4k private profile - $3.5)."""
    end = figure.end - line.start
    for other in line.figures:
        if other.start >= figure.end and other.role is MONEY:
            return _PHRASE_BREAK.search(line.text, end, other.start - line.start) is None
    return False


_PHRASE_BREAK: Final = re.compile(r"[,;|/、。\t]|[.!?] ")


_WORD_BEHIND: Final = re.compile(r" ?[^\W\d]{3}")
_LINE_END: Final = re.compile(r"[^\w$€£¥₽]*(?:$|[(\[]| ?(?:in stock|stock|в наличии|остаток|осталось))")
_COUNTED: Final = frozenset({"with_friends", "with_followers"})
"""What a number behind the word counts rather than prices (с друзьями 50-100)."""
_LISTED: Final = 2
_AT_GOODS: Final = re.compile(
    r"[а-яё]{0,3}[\"'\])】»*_]{0,2}(?:[ \t]{1,2}|:? | ?[-—–=@/|•·:,~] ?|"
    r" (?:по|за|for|at|is|costs?|стоит|(?:goes|go|sold) (?:for|at)) )"
)
"""What may stand between goods and the bare number that they cost."""
_IS_TOLD: Final = re.compile(r"[^,]{0,6}[:=>—–-]|[^,]{0,6} (?:по|за|for|at|is|costs?|стоит|go|goes|sold) |[а-яё]{0,3} ")


def _is_goods_number(figure: Figure, line: Line) -> bool:
    """Whether a bare number ends its phrase right behind a platform (тг 38, вк 17, авито 9)."""
    if figure.role is not BARE or not ends_phrase(figure, line):
        return False
    return any(
        0 < figure.start - hit.end <= _NEAR
        and (hit.term.platform or hit.term.country or hit.term.kind)
        and _AT_GOODS.fullmatch(line.text, hit.end - line.start, figure.start - line.start)
        for hit in hits_before(figure.start, line)
    )


_PHRASE_END: Final = re.compile(
    r" ?(?:$|不刀|不议|不讲|不还|可刀|小刀|包邮|收(?=[ ,。;]|$)|出(?:$|[ ,。])|到手|不接受|左右|走|拿走|秒|现货|"
    r"一[口手]价|"
    r"[^\w %:+\-–—/.$€£¥₽₹×=#'°&@<>^\\{}\"]|\"(?=$| )|\.(?!\d)|  |"
    r"(?=[ ][^\d ]))"
)


def ends_phrase(figure: Figure, line: Line) -> bool:
    """Whether a phrase ends behind a number, or the next one begins there with an age or a count."""
    return bool(_PHRASE_END.match(line.text, figure.end - line.start)) or _precedes_grade(figure, line)


def _precedes_grade(figure: Figure, line: Line) -> bool:
    """Whether the next phrase begins right behind a number, with an age or a count (12年的36 15年的28)."""
    if not line.has_han or not line.text.startswith(" ", figure.end - line.start):
        return False
    return any(
        other.start == figure.end + 1 and other.role in _GRADES for other in line.figures if other.start > figure.start
    )
