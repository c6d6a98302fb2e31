"""Numbers without a currency: which of them can only be prices."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from market.lexicon import Hit
from market.prices.counting import BARE, COUNT, MONEY, PIECES, YEAR
from market.prices.figures import Figure
from market.reading.at_goods import ends_phrase, follows_goods
from market.reading.document import Line
from market.reading.labels import figure_before, follows_tier, hits_before, is_something_else, label_before

_MAX_LIST_LINE: Final = 120
_MAX_BARE: Final = Decimal(200_000)
_BOUNDS: Final = frozenset({"minimum", "maximum"})
_NO_PRICE_CUES: Final = frozenset({"not_price", "sold", "stock", "minimum", "maximum"})


def is_told_price(figure: Figure, line: Line) -> bool:
    """Whether the words right at a number make it a price: a label, "each", a quantity tier before it."""
    cue = label_before(line, figure)
    if cue is not None and (cue.term.cue == "price" or (cue.term.cue == "introductory" and line.has_money)):
        return True
    before = figure_before(figure, line)
    ends = figure.written == "digits" and ends_phrase(figure, line)
    return (
        (ends and (_follows_pieces(figure, before, line) or _follows_term(figure, line)))
        or _is_per_piece(figure, line)
        or follows_tier(figure, before, line)
        or (ends and follows_goods(figure, line))
        or (line.has_han and _FLAT.match(line.text, figure.end - line.start) is not None)
    )


_FLAT: Final = re.compile(r" ?一[口手]价")


def _follows_pieces(figure: Figure, before: Figure | None, line: Line) -> bool:
    """Whether a count of several pieces, *before*, stands right before a number (拆 1000 个 45)."""
    if before is None or before.low <= 1 or before.is_open:
        return False
    if before.role is not PIECES and not (before.written == "spelt" and before.role is BARE and line.has_money):
        return False
    return figure.start - before.end == 1


_TERM_BEFORE: Final = re.compile(
    r"(?:^|[ ,;/|(])(?:(?:hour|day|week|month|year) ?[:=-] ?|(?:час|сутки|день|недел[яю]|месяц|год)[ :=-]{1,3})$|"
    r"(?:^|[ /,|])(?:天|日|周|月|季|年|永久|买断|终身)[ :]{1,2}$|"
    r"(?:周卡|月卡|季卡|年卡|天卡|日卡|月付|季付|年付|包月|包年|包周|包天)[ :=-]{0,3}$"
)
_TERM_ENDS: Final = frozenset("rykhсиьюяцд天日周月季年久断终身卡付")
"""Last characters of what `_TERM_BEFORE` finds, blanks and signs aside."""


def _follows_term(figure: Figure, line: Line) -> bool:
    """Whether a rental or licence term stands right before a number (сутки 150, 月卡 88)."""
    before = line.text[max(0, figure.start - line.start - 10) : figure.start - line.start]
    return before.rstrip(" :=-")[-1:] in _TERM_ENDS and _TERM_BEFORE.search(before) is not None


def is_loose_price(figure: Figure, line: Line, *, lenient: bool) -> bool:
    """Whether a number can only be a price: it ends a phrase that names something."""
    before = figure_before(figure, line)
    priced_pack = (
        before is not None
        and before.role is PIECES
        and _TO_PRICE.fullmatch(line.text, before.end - line.start, figure.start - line.start) is not None
    )
    if lenient and line.number and _is_alone(figure, line):
        return True
    return (line.names_goods or lenient or priced_pack) and ends_phrase(figure, line) and _follows_words(figure, line)


_TO_PRICE: Final = re.compile(r"(?:[/一每][包份组箱盒批捆套板袋])?[ :=]{0,2}")
_MOST_ALONE: Final = 7
_BARGAIN: Final = re.compile(
    r" ?(?:不刀|可刀|小刀|不议价?|可议|包邮|左右|出|[ \t](?:余|库存|剩|现货|可售)[ :]?\d+\+?个?)$"
)


def _is_alone(figure: Figure, line: Line) -> bool:
    """Whether a number is all that its line holds, as a price is below the name of its goods."""
    text = line.text.strip()
    said = line.text[figure.start - line.start : figure.end - line.start].strip()
    return len(said) <= _MOST_ALONE and text.startswith(said) and _BARGAIN.sub("", text) == said


def may_be_price(figure: Figure, line: Line) -> bool:
    """Whether a number without currency is no count, label or limit, so that it may be a price."""
    if figure.role is not BARE or (line.number == 0 and not line.is_all):
        return False
    known = line.bare_prices.get(figure.start)
    if known is None:
        known = line.bare_prices[figure.start] = _is_no_count(figure, line)
    return known


def _is_no_count(figure: Figure, line: Line) -> bool:
    if figure.written == "spelt" or not 0 < figure.low <= _MAX_BARE:
        return False
    start, end = figure.start - line.start, figure.end - line.start
    if [1 for hit in line.hits if hit.start <= figure.start and figure.end < hit.end and hit.term.attributes]:
        return False  # part of a word (62 数据)
    if (
        line.text.startswith("】", end)
        or (line.text.startswith(")", end) and "(" not in line.text[:start])
        or _IN_STOCK.match(line.text, end)
        or _heads_count(figure, line)
    ):
        return False
    if figure.is_open and not _is_lowest_price(figure, line):
        return False
    if not line.cues.isdisjoint(_COUNTING) and any(
        0 <= hit.start - figure.end <= 1 and hit.term.cue in _COUNTING for hit in line.hits
    ):
        return False
    return not (
        _is_labelled_count(figure, line)
        or (line.text[start - 1 : start] in _KEY_SIGNS and _KEYED.search(line.text[max(0, start - 12) : start]))
        or (is_something_else(line, start, end) and not _is_labelled_price(figure, line))
        or (line.has_han and _LEAST_SEGMENT <= figure.low < _PAST_SEGMENT and _is_segment(figure, line))
    )


_KEY_SIGNS: Final = frozenset("=:")
_KEYED: Final = re.compile(
    r"(?:^|[^a-z])(?:[psu]?id|code|page|type|num|limit|status|ver|version|key|port|size|offset|service)\"? ?[=:]$"
)
"""Before a value in an example of a program's interface (pid=1)."""
_LEAST_SEGMENT, _PAST_SEGMENT = 130, 200
_AT_HEAD: Final = re.compile(
    r"(?:^\W*|[\t,;] ?|(?:国内|移动|联通|电信|广电|虚商|号段|靓号)[ :|]{0,2}|(?<!\d)1[3-9]\d[ /、])$"
)
_OF_NUMBERS: Final = re.compile(r" ?(?:开头|打头|号段|号头|那个|这个)")
_BEFORE_GOODS: Final = re.compile(r" ?[\u3400-\u9fff]|/\d| 1[3-9]\d(?!\d)")


def _is_segment(figure: Figure, line: Line) -> bool:
    """Whether a number is the first three digits of mobile numbers, before what is said of them (165 未实名 16)."""
    start, end = figure.start - line.start, figure.end - line.start
    if end - start != 3 or line.figures[-1] is figure or not _BEFORE_GOODS.match(line.text, end):  # noqa: PLR2004
        return False
    headed = _AT_HEAD.search(line.text[:start][-6:]) or _OF_NUMBERS.match(line.text, end)
    return headed is not None and not _PER_PIECE.match(line.text, end)


def _is_labelled_price(figure: Figure, line: Line) -> bool:
    """Whether the word right before a number calls it a price (转让费6800 保证金可退)."""
    cue = label_before(line, figure)
    return cue is not None and cue.term.cue == "price" and line.has_han


def _is_labelled_count(figure: Figure, line: Line) -> bool:
    """Whether the word before a number makes it a stock, a limit or an order (stock 35; 44 in stock - 35 asks 35)."""
    cue = label_before(line, figure)
    if cue is None or cue.term.cue not in _NO_PRICE_CUES:
        return False
    if cue.term.cue == "maximum" and any(0 <= cue.start - other.end <= 1 for other in line.figures):
        return False  # it speaks of the number before it (100 人上限 55一个)
    return not _is_apart(cue, figure, line)


def _is_lowest_price(figure: Figure, line: Line) -> bool:
    """Whether an open number is a price from which on ("28 起"), rather than a quantity."""
    start, end = figure.start - line.start, figure.end - line.start
    if _LEAST_LOT.search(line.text[max(0, start - 4) : start]):
        return False
    return line.text[:end].endswith("起") and not _has_other_price(figure, line)


def _is_apart(cue: Hit, figure: Figure, line: Line) -> bool:
    """Whether a label before a number speaks of something else: of a number before it, or over a leader."""
    if cue.term.cue in _BOUNDS:
        return False
    if cue.end < figure.start and _PER_PIECE.match(line.text, figure.end - line.start):
        return True
    gap = line.text[cue.end - line.start : figure.start - line.start]
    if "--" in gap:
        return True
    counts = "-" in gap or "=" in gap or line.text.startswith(_LIMITS, cue.start - line.start)
    return counts and any(0 <= cue.start - other.end <= 1 for other in line.figures)


_LIMITS: Final = ("额度", "限额", "余额", "limit", "balance", "лимит", "баланс")
"""Words that speak of the number before them where one stands there (五千额度 260)."""
_IN_STOCK: Final = re.compile(
    r" ?(?:in stock|left|available|remaining|[io]n hand|в наличии|осталось|на складе)(?!:? ?\d)"
)
_COUNTING: Final = frozenset({"followers", "friends"})
_LEAST_LOT: Final = re.compile(r"(?:拿货|单次|一次|每次|首次|至少|批发)[ :]?$")
_BESIDE: Final = re.compile(r" ?[/、,] ?| ")


def _heads_count(figure: Figure, line: Line) -> bool:
    """Whether further numbers lead from a number to a count that is meant of all (1.1k 2.3k 3k粉)."""
    last = figure
    for other in line.figures:
        if other.start <= last.start:
            continue
        if not _BESIDE.fullmatch(line.text, last.end - line.start, other.start - line.start):
            return False
        if other.role is not BARE:
            return other.role is COUNT and (last is not figure or _is_scaled(figure, line))
        last = other
    return False


def _is_scaled(figure: Figure, line: Line) -> bool:
    """Whether a number is written with a multiplier (2.3k)."""
    return line.text[figure.end - line.start - 1].isalpha()


def _has_other_price(figure: Figure, line: Line) -> bool:
    """Whether the line states a price that leaves "N起" to be a quantity."""
    return any(other.role is MONEY or (other is not figure and _is_per_piece(other, line)) for other in line.figures)


_PER_PIECE: Final = re.compile(
    r" ?(?:/ ?[个只张条套枚份号码次位月天]|一[个只张条套枚份号码次位天月周年晚家店户单]|每[个只张条套枚份号]|"
    r"/ ?(?:pcs?|acc|each|code\b|sms\b|otp\b|number\b|sim\b|token\b|день|сутки|час|мес|"
    r"шт|con|adet|ud|k\b)|"
    r"永久|终身|买断|each|ea\b|per |apiece|a piece|за шт|за 1|поштучно|起(?![售批拿做拍发订购卖])一?[个只张]?)"
)
_PIECE_BEFORE: Final = re.compile(
    r"(?:每[个只张条套枚份号位台]|单[个台张只套件价]|一[个只张条套号]|打包价?|全要|全拿)[ :]?$|"
    r"(?:отдам|продам|все|всё|целиком|оптом) за $|"
    r"(?:all(?: \w{3,8})?|everything|the lot|lot|both|the set|together|the pair|one of both|one of each) for $|"
    r"(?:bundle of both|both together|all together|the two together|one of each together|the pair|вместе|обе|оба) $"
)
_PIECE_BEFORE_ENDS: Final = frozenset("个只张条套枚份号位台件价包要拿аrhеаe")
"""Last characters of what `_PIECE_BEFORE` finds, blanks and colons aside."""


def _is_per_piece(figure: Figure, line: Line) -> bool:
    start, end = figure.start - line.start, figure.end - line.start
    if _PER_PIECE.match(line.text, end):
        return True
    before = line.text[max(0, start - 26) : start]
    if before.rstrip(" :")[-1:] in _PIECE_BEFORE_ENDS and _PIECE_BEFORE.search(before) is not None:
        return True
    return line.has_money and _is_for_several(figure, line)


def _is_for_several(figure: Figure, line: Line) -> bool:
    """Whether a number that ends its phrase is asked for several pieces, beside a price for one ($9.50, ten for 88)."""
    before = figure_before(figure, line)
    if before is None or before.role not in {BARE, PIECES} or before.low < 2:  # noqa: PLR2004 - several
        return False
    gap = line.text[before.end - line.start : figure.start - line.start]
    return gap in {" for ", " за ", " por ", " für "} and ends_phrase(figure, line)


def _is_named(figure: Figure, line: Line) -> bool:
    """Whether a product word stands right before a number that is written with k, or a line of them (zalo 3k)."""
    times = line.text[figure.start - line.start : figure.end - line.start].endswith(("k", "к", "rb", "тыс"))
    return times and any(
        0 <= figure.start - hit.end <= 1 and hit.term.platform for hit in hits_before(figure.start, line)
    )


_SEPARATED: Final = re.compile(r"(?:[:=→|~…▸►»>]|[.·_]{2,}| \.|-{1,3}|—) ?$|\d ?(?:[个只张条]|шт|pcs) ?$|up ?$| · ?$")
_WORDS_BEFORE: Final = re.compile(
    r"(?:[a-zа-я。!,)\]】\u3400-\u9fff\"+][ \t]{0,4}|(?:^|[^a-z])[a-z]{1,4}\d{1,3}[ \t]{1,4})$"
)


def _follows_words(figure: Figure, line: Line) -> bool:
    before = line.text[: figure.start - line.start]
    if not any(map(str.isalpha, before)) and not any(
        other.role is YEAR and other.end <= figure.start for other in line.figures
    ):
        return False
    if _is_named(figure, line):
        return True
    if _SEPARATED.search(before[-12:]):
        return len(line.text) <= _MAX_LIST_LINE or line.has_han or line.text.count("|") > 1
    if not line.has_han:
        return False
    last = figure_before(figure, line)
    counted = last is not None and last.role is COUNT and line.text[last.end - line.start : len(before)].isspace()
    dated = last is not None and last.role is YEAR and bool(_SEPARATED.search(before[-12:]))
    return counted or dated or bool(_WORDS_BEFORE.search(before[-12:]))
