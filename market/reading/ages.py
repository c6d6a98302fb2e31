"""The age that a text states of an account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from market.prices.counting import PERIOD, YEAR
from market.prices.figures import Figure
from market.quick import quick_dataclass

MONTH_DAYS: Final = 30
_MAX_MONTHS: Final = 360
_LONG_PERIODS: Final = {"day": (1, MONTH_DAYS), "week": (7, MONTH_DAYS), "month": (1, 1), "year": (12, 1)}
"""Months of a period, as a fraction."""

_NOT_AGE_AFTER: Final = re.compile(
    r" ?[-,]?(?:[上中下]旬|弯路|初|底|末|会员|质保|包|售后|有效|期|卡|套餐|订阅|内|后|报价|价目|价格|日报|起租|租|"
    r"保号|流量|更新|授权|"
    r"的?vip|svip|plus|premium|nitro|大会员|年费|"
    r"warranty|guarantee|replacement|subscription|premium|membership|plan|validity|valid|refund|of (?:premium|"
    r"nitro|plus)|"
    r"гарант|подписк|премиум|замен|на замену|аренд|garantia|garansi|bảo hành|bao hanh|garanti|lock|ban|"
    r"unlimited|access|inside|hold\b|strike|suspension|trial|cooldown|window|wait|"
    r"prepaid|rental|rented|remaining|left|free|support|updates|limit|бан|доступ|на провер)"
)
_BEFORE: Final = (
    r"质保|保|(?<!众)包|会员|有效期|售后|更新|代养|养号|养|养了|托管|租|续费|期限|近|使用|保修|每|在网|"
    r"warranty|guarantee|replacement|within|valid|every|for the first|premium|subscription|rent|rented|lock|"
    r"гарантия|замена|в течение|каждые|на|прогрев|фарм|premium|nitro|plus|garantia|farm|farmed|warmed|warm-up|"
    r"after|runs out in|runs? for|expires in|lapsing in|lasting|через|сгорит через|истекает через|"
    r"heated|past the|included|rented|kept|stays|lasts|works|access|active|yours|paid|available|"
    r"\bpro|\bgold|\bmax|\bultra|\bteam|\bvip|\bplan|boosted|boost|membership|subscription|private profile|"
    r"到期|有效至|剩余|还剩|剩|蓝v|大会员|订阅|月费|独享|共享|套餐|限时|封禁|永封|冻结|голд|фулл|нитро"
)
_NOT_AGE_BEFORE: Final = re.compile(rf"(?:{_BEFORE})[ :(\-,]{{0,2}}(?:满|for )?$")
_NOT_AGE_ENDS: Final = frozenset(word[-1] for word in _BEFORE.split("|")) | {"满", "r", "\n"}
"""Last characters of what it finds, blanks and signs aside."""


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """What is stated: months, or old without a number (days, a year, a range)."""

    months: int | None
    start: int
    end: int


def read_ages(text: str, figures: Sequence[Figure], offset: int = 0) -> list[Age]:
    """Return the ages that the figures of a text state; *offset* is where *text* starts in the figures' text.

    A registration year and a range of ages give an age without months; less than a month is none.
    """
    ages = []
    for figure in figures:
        start, end = figure.start - offset, figure.end - offset
        if figure.role is YEAR:
            if _is_registration(figure, text, start, end):
                ages.append(Age(months=None, start=figure.start, end=figure.end))
        elif figure.role is PERIOD and not _speaks_of_terms(text, start, end):
            months = _months(figure)
            if months is not None and months > 0:
                stated = None if figure.is_range or figure.word in {"day", "week"} else months
                ages.append(Age(months=stated, start=figure.start, end=figure.end))
    return ages


def _speaks_of_terms(text: str, start: int, end: int) -> bool:
    """Whether a period is a warranty, a membership or another term rather than an age."""
    if _NOT_AGE_AFTER.match(text, end):
        return True
    before = text[max(0, start - 16) : start]
    return before.rstrip(" :(,-")[-1:] in _NOT_AGE_ENDS and _NOT_AGE_BEFORE.search(before) is not None


def _months(figure: Figure) -> int | None:
    """Return the period in whole months; 0 where it is shorter than one."""
    value = figure.low
    if figure.word == "year" and figure.written == "digits" and 5 <= value <= 26 and figure.high == value:  # noqa: PLR2004
        return _short_year(figure)
    if figure.word not in _LONG_PERIODS:
        return None
    times, by = _LONG_PERIODS[figure.word]
    months = value * times / by
    return None if months > _MAX_MONTHS else int(months)


def _short_year(figure: Figure) -> int | None:
    """Return the months of a number of years."""
    return int(figure.low) * 12


_REGISTERED: Final = re.compile(r"(?:年|reg|注册|老|created|registered|г\b|год|age|aged|-)")


_SINCE: Final = re.compile(
    r"(?:since|founded in|established in|seit|depuis|desde|成立于|成立|自|spring of|summer of|©|copyright|"
    r"updated|edited) ?$"
)


_COUNTED: Final = re.compile(
    r"(?:现货|库存|存货|保证金|押金|余额|剩余|面值|可售|现有|"
    r"stock|limit|balance|deposit|left|лимит|остаток)[ :约]{0,2}$"
)


def _is_registration(figure: Figure, text: str, start: int, end: int) -> bool:
    """Whether a year is when accounts were made, rather than part of a date or the year of the offer."""
    if re.match(r"[-./]\d", text[end : end + 2]) or re.search(r"\d[-./]$", text[max(0, start - 2) : start]):
        return False
    if _SINCE.search(text[max(0, start - 12) : start]) or _NOT_AGE_AFTER.match(text, end):
        return False
    if _COUNTED.search(text[max(0, start - 10) : start]):
        return False
    recent = figure.high >= 2026 and not figure.is_range  # noqa: PLR2004 - the year of the advert itself
    return not recent
