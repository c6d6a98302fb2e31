"""What a price is for: the words behind it (per piece, a month) and the terms of licences and rentals."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Final

from market.model import Unit
from market.prices import words_data as words
from market.prices.figures import Figure
from market.quick import quick_dataclass
from market.reading.document import Line

_PER: Final = re.compile(
    r" ?(?:(?:/|per |al |la |a |an |every |each |每|за |por |par |pro |je |cada |/ |one |с |в |на |the |"
    r"一(?=[个只张条套枚份号位码天日周月年次单部台组]))|(?=[百千]条))"
    r"(?P<n>\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d{1,6}(?![\d.])(?: ?[kк])?|"
    r"百|千|万|hundred|thousand|dozen|docena|duzia|dutzend|дюжину|десяток|полсотни|сотню|сотни|тысячу|тыс|1k|k(?![a-z])|к(?![а-я]))?"
    r" ?(?P<word>[a-zа-яё.]{1,12}|[个只张条套枚份号位码天日周月年次单部台组季](?!性?买断|性)|小时)?"
)
_PERIOD_BEHIND: Final = re.compile(
    r" (?P<word>месяц|неделя|неделю|сутки|день|год|мес|нед|month|week|day|year|hour|час)(?![a-zа-я])"
)
_PERIOD_BEFORE: Final = re.compile(
    r"(?:每个?(?P<word>天|日|周|月|年|小时)|(?<!满)一(?P<one>天|周|小时)|(?P<paid>[日周])[结租付])[ :]?[¥$]?$"
)
_PERIOD_REACH: Final = 8
_PER_NUMBER: Final = {
    "百": 100, "千": 1000, "万": 10_000, "hundred": 100, "thousand": 1000, "сотню": 100, "сотни": 100, "тысячу": 1000,
    "тыс": 1000, "k": 1000, "к": 1000, "dozen": 12, "docena": 12, "duzia": 12, "dutzend": 12, "дюжину": 12,
    "десяток": 10, "полсотни": 50,
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
_TERM_CUES: Final = frozenset(_TERMS)
_CODE_WORDS: Final = frozenset(
    {
        "码",
        "次",
        "code",
        "codes",
        "sms",
        "otp",
        "activation",
        "смс",
        "код",
        "активацию",
        "активация",
        "verification",
        "call",
        "条",
    }
)
_CONTAINER_WORDS: Final = frozenset(
    {
        "pack",
        "packs",
        "box",
        "boxes",
        "carton",
        "lot",
        "crate",
        "sleeve",
        "tray",
        "brick",
        "bag",
        "sack",
        "reel",
        "лоток",
        "мешок",
        "пачка",
        "пачку",
        "сумка",
        "сумку",
        "коробка",
        "коробку",
        "упаковка",
        "箱",
        "盒",
        "板",
        "组",
    }
)


@quick_dataclass(frozen=True, slots=True)
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


def asked_at(figure: Figure, line: Line) -> Asked:
    """Return a price with the unit that the words right behind or before it name."""
    end = figure.end
    unit: Unit | None = None
    pack: int | None = None
    if plain := _PERIOD_BEHIND.match(line.text, end - line.start):
        unit, end = Unit(words.PERIODS[plain["word"]]), line.start + plain.end("word")
    elif per := _PER.match(line.text, end - line.start):
        said = _unit_of(per["n"], per["word"])
        if said and not _LEADS_ON.match(line.text, per.end()) and not _names_next(per, line.text):
            unit, pack = said
            end = line.start + per.end()
    before = line.text[max(0, figure.start - line.start - _PERIOD_REACH) : figure.start - line.start]
    if unit is None and line.has_han and (stated := _PERIOD_BEFORE.search(before)):
        unit = Unit(words.PERIODS[stated["word"] or stated["one"] or stated["paid"]])
    return Asked(figure.low, figure.high, figure.currency, unit, pack, figure.start, end, figure)


_LEADS_ON: Final = re.compile(r" ?\+|(?<=一[天日周月年])[ :]?[¥$]?\d|(?<=一个)月")
"""Behind a unit that speaks of the next price: 5$ / 10 pcs+ 4$, 一天2 一周9."""


_NUMBER: Final = re.compile(r"(?:[租付卡]金?)?[ :=]{1,2}[¥$€]?\d")


def _names_next(per: re.Match[str], text: str) -> bool:
    """Whether a slash between blanks divides a price from the term of the next one (月 88 / 季 220)."""
    return per[0].startswith(" / ") and per[0][-1] != "." and bool(_NUMBER.match(text, per.end()))


def unit_in_heading(heading: str) -> tuple[Unit, int | None] | None:
    """Return the unit that a column's heading names for its prices (price/sms, 元/月); None where it names none."""
    for sign in _PER_SIGN.finditer(heading):
        per = _PER.match(heading, sign.start())
        if per and (said := _unit_of(per["n"], per["word"])):
            return said
    return None


_PER_SIGN: Final = re.compile(r"/|\bper |за |每")


def _unit_of(number: str | None, word: str | None) -> tuple[Unit, int | None] | None:
    """Return unit and pack size of "per N word"; None where it names neither."""
    count = 1
    if number:
        plain = number.replace(" ", "").replace(",", "")
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


_PER_CODE: Final = re.compile(r"(?:/|per |за ?|每|一) ?(?:码|code|sms|otp|смс|код)")


def is_per_code(asked: Asked, line: Line) -> bool:
    """Whether the words behind a price, or the heading of its column, ask it for each code (0.5$/sms)."""
    if asked.unit is not Unit.CODE:
        return False
    behind = line.text[asked.figure.end - line.start : asked.end - line.start]
    return bool(_PER_CODE.search(behind) or _PER_CODE.search(asked.heading))


def term_of(cues: Collection[str]) -> tuple[Unit, int | None] | None:
    """Return the licence or rental term that cues name (月卡, 季卡, monthly); None where they name none."""
    if not cues or _TERM_CUES.isdisjoint(cues):
        return None
    for cue, term in _TERMS.items():
        if cue in cues:
            return term
    return None
