"""Which figures of a line are asking prices, and what each is for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from market.lexicon import Hit
from market.model import Unit
from market.prices import words_data as words
from market.prices.figures import Figure, Role
from market.reading.document import Line
from market.reading.tables import Row, figure_in

_LABEL_REACH: Final = 4
_SHORT_LINE: Final = 40
_MAX_LIST_LINE: Final = 120
_MAX_BARE: Final = Decimal(200_000)
_NO_PRICE_CUES: Final = frozenset({"not_price", "sold", "stock", "minimum", "maximum"})

_NOT_PRICE_AFTER: Final = re.compile(
    r" ?\(?(?:limit|balance|bal\b|left\b|spend|spent|in balance|face|store credit|credit|deposit|bonus|off\b|threshold|discount|"
    r"on balance|worth|per message|cashback|refund|bounty|reward|prize|daily|/ ?day (?:limit|spend)|лимит|баланс|порог|номинал|"
    r"скидк|депозит|на баланс|бонус|штраф|面值|面额|额度|余额|限额|押金|保证金|运费|邮费|话费|月租|红包|优惠|以内|补贴|返现|低消|保号|"
    r"门槛|首充|de saldo|de limite)"
)
_SURCHARGE: Final = re.compile(
    r"(?:(?<!\d)\+|(?<![更参增])加|save|saves|you save|экономия|省|立减|另加|补|补差|再加|外加|减|extra|另收|加收|多|贵|便宜|доплата|скидка|minus|少)[ :]?$"
)
_BONUS: Final = re.compile(r"[满充存][^\n]{0,10}?[送减返赠][^\n]{0,6}?\d+[元块u个]?")
_PER: Final = re.compile(
    r" ?(?:(?:/|per |al |la |a |an |every |each |每|за |por |par |pro |je |cada |/ |one |с |в |на |the |一(?=[个只张条套枚份号位码天日周月年次单部台组]))|(?=[百千]条))"
    r"(?P<n>\d{1,6}(?![\d.])(?: ?[kк])?|百|千|万|hundred|thousand|сотню|сотни|тысячу|тыс|1k|k(?![a-z])|к(?![а-я]))?"
    r" ?(?P<word>[a-zа-яё.]{1,12}|[个只张条套枚份号位码天日周月年次单部台组季](?!性?买断|性)|小时)?"
)
_PERIOD_BEHIND: Final = re.compile(
    r" (?P<word>месяц|неделя|неделю|сутки|день|год|мес|нед|month|week|day|year|hour|час)(?![a-zа-я])"
)
_PER_NUMBER: Final = {
    "百": 100, "千": 1000, "万": 10_000, "hundred": 100, "thousand": 1000, "сотню": 100, "сотни": 100, "тысячу": 1000,
    "тыс": 1000, "k": 1000, "к": 1000,
}  # fmt: skip
_TERMS: Final = {
    "term_hour": (Unit.HOUR, None),
    "term_day": (Unit.DAY, None),
    "term_week": (Unit.WEEK, None),
    "term_season": (Unit.MONTH, 3),
    "term_half": (Unit.MONTH, 6),
    "term_month": (Unit.MONTH, None),
    "term_year": (Unit.YEAR, None),
    "term_once": (Unit.EACH, None),
}
"""Cues for licence and rental terms (月卡, 季卡, lifetime)."""
_CODE_WORDS: Final = frozenset({"码", "次", "code", "codes", "sms", "otp", "activation", "смс", "код", "активацию", "активация", "verification", "call", "条"})  # fmt: skip
_CONTAINER_WORDS: Final = frozenset(
    {"pack", "packs", "box", "boxes", "carton", "lot", "коробка", "коробку", "упаковка", "箱", "盒", "板", "组"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One asking price in a line."""

    low: Decimal
    high: Decimal
    currency: str | None
    unit: Unit | None
    """None where the line says nothing: each, or code for sms_code."""
    pack_size: int | None
    start: int
    end: int
    """With the words for its unit."""
    figure: Figure
    heading: str = ""
    """Heading of the table column that it stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the whole text says of how its prices are written."""

    has_marked: bool = False
    """Some price names its currency: numbers without one are prices only where their place says so."""
    marked: Mapping[int, list[Figure]] = field(default_factory=dict)
    """Sums with a currency that are asked, by line number."""
    has_unstruck: bool = False
    """Some price is not called a former one: those that are, are none."""
    lenient: bool = False
    """No price was found: a number that ends a phrase is one even where its line names no goods."""
    is_buyback: bool = False
    """Cards are bought for a share of their face value: shares stand where prices would."""
    pack: int | None = None
    """Pieces of the box or pack that the text defines ("1 carton = 2000 pcs")."""


def marked_prices(line: Line) -> list[Figure]:
    """Return the sums with a currency that are asked in a line, former prices among them."""
    if not any(figure.role is Role.MONEY for figure in line.figures):
        return []
    bonus = [match.span() for match in _BONUS.finditer(line.text)] if line.has_han else []
    money = [
        figure
        for figure in line.figures
        if figure.role is Role.MONEY
        and not _is_no_price(figure, line)
        and not any(start <= figure.start - line.start < end for start, end in bonus)
    ]
    money = [figure for figure in money if not _is_conversion(figure, money, line)]
    return _without_face_values(money, line)


def read_prices(line: Line, policy: Policy) -> list[Asked]:
    """Return the asking prices of a line from left to right."""
    if not line.figures:
        return []
    money = _without_struck(policy.marked.get(line.number, []), line, elsewhere=policy.has_unstruck)
    sure = [figure for figure in line.figures if _may_be_price(figure, line) and _is_told_price(figure, line)]
    found = sorted((*money, *sure), key=lambda figure: figure.start)
    loose = not policy.has_marked or line.is_leader
    if not found and loose:
        found = [
            figure
            for figure in line.figures
            if _may_be_price(figure, line) and _is_loose_price(figure, line, lenient=policy.lenient)
        ]
    elif found and not money and not policy.has_marked:
        found = [
            figure
            for figure in line.figures
            if figure in found or (_may_be_price(figure, line) and _is_loose_price(figure, line, lenient=False))
        ]
    found = _with_enumerated(found, line)
    return [_asked(figure, line) for figure in found]


def _with_enumerated(found: list[Figure], line: Line) -> list[Figure]:
    """Return prices with the bare numbers listed right behind them (28、24、9)."""
    complete = list(found)
    for figure in line.figures:
        if figure in complete or figure.role is not Role.BARE or not complete:
            continue
        last = max(
            (price for price in complete if price.end <= figure.start), key=lambda price: price.end, default=None
        )
        if (
            last
            and last.role is Role.BARE
            and line.text[last.end - line.start : figure.start - line.start] in {"、", "/", " / "}
        ):
            complete.append(figure)
    return sorted(complete, key=lambda figure: figure.start)


def _is_conversion(figure: Figure, money: list[Figure], line: Line) -> bool:
    """Whether a sum in brackets only restates another one per piece ("$295 ($1.97/ea)")."""
    start, end = figure.start - line.start, figure.end - line.start
    bracketed = line.text[max(0, start - 2) : start].rstrip().endswith("(") and ")" in line.text[end : end + 12]
    return bracketed and any(other.end < figure.start for other in money)


_FACE_TO_PRICE: Final = re.compile(r"[^\n,;|]{0,12}?(?: ?(?:-+|→|=|:|за|for|->|卖|售|出|只要|现) ?){1,2}")
_STORED: Final = "stored_value"


def _without_face_values(money: list[Figure], line: Line) -> list[Figure]:
    """Return sums without the face value that a card's price follows (500 TL за 1 350р)."""
    if len(money) < 2 or not (line.sells_cards):  # noqa: PLR2004 - a face value and a price
        return money
    kept = list(money)
    for face, price in zip(money, money[1:], strict=False):
        gap = line.text[face.end - line.start : price.start - line.start]
        if face in kept and _FACE_TO_PRICE.fullmatch(gap):
            kept.remove(face)
    return kept


def asked_in(line: Line, row: Row) -> Asked | None:
    """Return the price of a table row."""
    figure = figure_in(line, row.price)
    if figure is None or figure.high == 0:
        return None
    asked = _asked(figure, line)
    cell = row.price or (figure.start, figure.end)
    return replace(asked, end=min(asked.end, cell[1]), heading=row.currency)


def is_struck(line: Line, figure: Figure) -> bool:
    """Whether a sum is called a former price."""
    cue = label_before(line, figure)
    return cue is not None and cue.term.cue == "struck"


def label_before(line: Line, figure: Figure) -> Hit | None:
    """Return the cue that stands right before a figure."""
    return cue_before(line.hits, line.text, line.start, figure.start)


def cue_before(hits: Sequence[Hit], text: str, offset: int, start: int) -> Hit | None:
    """Return the last cue that ends right before *start* with only a connector between."""
    for hit in reversed(hits):
        if hit.end > start:
            continue
        if start - hit.end > _LABEL_REACH + 3:
            return None
        if hit.term.cue and _CONNECTOR.fullmatch(text[hit.end - offset : start - offset]):
            return hit
    return None


_CONNECTOR: Final = re.compile(r"[ \t:=是为约(\"'\-|]{0,4}(?:is |of |на |в |from |от )?")


def _is_no_price(figure: Figure, line: Line) -> bool:
    """Whether money is a limit, a balance, a surcharge ... rather than what is asked."""
    start, end = figure.start - line.start, figure.end - line.start
    if figure.low == 0 and figure.high == 0:
        return True
    if _NOT_PRICE_AFTER.match(line.text, end) or _SURCHARGE.search(line.text[max(0, start - 6) : start]):
        return True
    cue = label_before(line, figure)
    if cue is None or cue.term.cue not in {"not_price", "maximum"}:
        return False
    return "-" not in line.text[cue.end - line.start : start]


def _without_struck(money: list[Figure], line: Line, *, elsewhere: bool) -> list[Figure]:
    """Return prices without the struck-out ones, where another one is left here or *elsewhere* in the text."""
    if not money:
        return []
    struck = [figure for figure in money if is_struck(line, figure)]
    return [figure for figure in money if figure not in struck] if len(struck) < len(money) or elsewhere else money


# --- numbers without a currency


def _is_told_price(figure: Figure, line: Line) -> bool:
    """Whether the words right at a number make it a price: a label, "each", a quantity tier before it."""
    cue = label_before(line, figure)
    if cue is not None and cue.term.cue == "price":
        return True
    return _is_per_piece(figure, line) or _follows_tier(figure, line) or _follows_goods(figure, line)


def _follows_goods(figure: Figure, line: Line) -> bool:
    """Whether a product word stands right before a number that ends its phrase (uber 0.22 | gmx 0.02)."""
    if not _ends_phrase(figure, line) or figure.written != "digits" or line.has_han:
        return False
    named = any(0 < figure.start - hit.end <= 2 and (hit.term.platform or hit.term.attributes) for hit in line.hits)  # noqa: PLR2004
    exact = figure.low != int(figure.low)
    at_end = not line.text[figure.end - line.start :].strip() and len(line.text) <= _SHORT_LINE
    return named and (exact or at_end or any(other.role is Role.MONEY for other in line.figures))


_TIER_GAP: Final = re.compile(
    r"[ :=→,\-(]{0,4}(?:up|and up|起|以上|scans|pcs|шт|accounts|at|по|за|@|штук)?[ :=→\-]{0,3}(?:at |по |за )?"
)
_TIER_LOWER: Final = re.compile(r"(?:over|from|above|>=?|≥|от|满|超过|свыше|more than)[ :]?$")


def _follows_tier(figure: Figure, line: Line) -> bool:
    """Whether a quantity bound stands right before a number (100个起 3.1, over 300 at 1.05)."""
    for before in line.figures:
        if before.role not in {Role.PIECES, Role.BARE} or before.end > figure.start:
            continue
        start, end = before.start - line.start, before.end - line.start
        bound = before.is_open or before.is_range or bool(_TIER_LOWER.search(line.text[max(0, start - 10) : start]))
        gap = line.text[end : figure.start - line.start]
        if (bound or gap.startswith((" up", " and up"))) and gap and _TIER_GAP.fullmatch(gap):
            return before.low > figure.low or before.role is Role.PIECES
    return False


def _is_loose_price(figure: Figure, line: Line, *, lenient: bool) -> bool:
    """Whether a number can only be a price: it ends a phrase that names something."""
    priced_pack = any(0 <= figure.start - other.end <= 1 and other.role is Role.PIECES for other in line.figures)
    return (line.names_goods or lenient or priced_pack) and _ends_phrase(figure, line) and _follows_words(figure, line)


def _may_be_price(figure: Figure, line: Line) -> bool:
    if line.is_title and not line.is_all:
        return False
    if figure.role is not Role.BARE or not 0 < figure.low <= _MAX_BARE or figure.written == "spelt":
        return False
    start, end = figure.start - line.start, figure.end - line.start
    if figure.is_open and not (line.text[:end].endswith("起") and not _has_other_price(figure, line)):
        return False
    cue = label_before(line, figure)
    if cue is not None and cue.term.cue in _NO_PRICE_CUES:
        apart = cue.end < figure.start and bool(_PER_PIECE.match(line.text, end))
        if not apart:
            return False
    return not (_NOT_PRICE_AFTER.match(line.text, end) or _SURCHARGE.search(line.text[max(0, start - 6) : start]))


def _has_other_price(figure: Figure, line: Line) -> bool:
    """Whether the line states a price that leaves "N起" to be a quantity."""
    return any(
        other.role is Role.MONEY or (other is not figure and _is_per_piece(other, line)) for other in line.figures
    )


_PER_PIECE: Final = re.compile(
    r" ?(?:/ ?[个只张条套枚份号码次位月天]|一[个只张条套枚份号码次位]|每[个只张条套枚份号]|/ ?(?:pcs?|acc|each|шт|con|adet|ud|k\b)|"
    r"each|ea\b|per |apiece|a piece|за шт|за 1|поштучно|起一?[个只张]?)"
)
_PIECE_BEFORE: Final = re.compile(
    r"(?:每[个只张条套枚份号位台]|单[个台张只套件价]|一[个只张条套号])[ :]?$|отдам за $|продам за $"
)


def _is_per_piece(figure: Figure, line: Line) -> bool:
    start, end = figure.start - line.start, figure.end - line.start
    return bool(_PER_PIECE.match(line.text, end) or _PIECE_BEFORE.search(line.text[max(0, start - 4) : start]))


_PHRASE_END: Final = re.compile(
    r" ?(?:$|不刀|不议|不讲|不还|可刀|小刀|包邮|出(?:$|[ ,。])|到手|不接受|左右|走|拿走|秒|现货|[\t,;|、。!？?)(\]】~→…]|\.(?!\d)|  |"
    r"(?=[ ][^\d ]))"
)


def _is_named(figure: Figure, line: Line) -> bool:
    """Whether a product word stands right before a number that is written with k, or a line of them (zalo 3k)."""
    times = line.text[figure.start - line.start : figure.end - line.start].endswith(("k", "к", "rb", "тыс"))
    return times and any(0 <= figure.start - hit.end <= 1 and hit.term.platform for hit in line.hits)


_SEPARATED: Final = re.compile(r"(?:[:=→|~…▸►»>]|\.{2,}|-{1,3}|—) ?$|\d ?(?:[个只张条]|шт|pcs) ?$|up ?$")
_WORDS_BEFORE: Final = re.compile(r"[a-zа-я。!,)\]】\u3400-\u9fff\"+] ?$")


def _ends_phrase(figure: Figure, line: Line) -> bool:
    return bool(_PHRASE_END.match(line.text, figure.end - line.start))


def _follows_words(figure: Figure, line: Line) -> bool:
    before = line.text[: figure.start - line.start]
    if not any(char.isalpha() for char in before):
        return False
    if _is_named(figure, line):
        return True
    if _SEPARATED.search(before[-12:]):
        return len(line.text) <= _MAX_LIST_LINE or line.has_han
    return line.has_han and bool(_WORDS_BEFORE.search(before[-12:]))


# --- units


def _asked(figure: Figure, line: Line) -> Asked:
    """Return a price with the unit that the words right behind or before it name."""
    end = figure.end
    unit: Unit | None = None
    pack: int | None = None
    if plain := _PERIOD_BEHIND.match(line.text, end - line.start):
        unit, end = Unit(words.PERIODS[plain["word"]]), line.start + plain.end("word")
    elif per := _PER.match(line.text, end - line.start):
        said = _unit_of(per["n"], per["word"])
        if said:
            unit, pack = said
            end = line.start + per.end()
    return Asked(
        low=figure.low,
        high=figure.high,
        currency=figure.currency,
        unit=unit,
        pack_size=pack,
        start=figure.start,
        end=end,
        figure=figure,
    )


def _unit_of(number: str | None, word: str | None) -> tuple[Unit, int | None] | None:
    """Return unit and pack size of "per N word"; None where it names neither."""
    count = 1
    if number:
        plain = number.replace(" ", "")
        count = _PER_NUMBER.get(plain) or _number(plain)
    word = (word or "").rstrip(".")
    period = words.PERIODS.get(word)
    if period:
        return Unit(period), count if count > 1 else None
    if word == "季":
        return Unit.MONTH, 3
    if count > 1:
        return (Unit.THOUSAND, None) if count == 1000 else (Unit.PACK, count)  # noqa: PLR2004 - a unit of its own
    if word in _CONTAINER_WORDS:
        return None
    if word in _CODE_WORDS:
        return (Unit.CODE, None) if word != "条" else (Unit.EACH, None)
    return (Unit.EACH, None) if word in words.PIECES or word in {"each", "one"} else None


def _number(plain: str) -> int:
    digits = plain.rstrip("kк")
    return int(digits or 1) * (1000 if digits != plain else 1)


def term_of(cues: Collection[str]) -> tuple[Unit, int | None] | None:
    """Return the licence or rental term that cues name (月卡, 季卡, monthly); None where they name none."""
    for cue, term in _TERMS.items():
        if cue in cues:
            return term
    return None
