"""What a number without currency counts, by the word behind it or the label before it."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from market.prices import words_data as words
from market.prices.wordtable import WordTable

_FIRST_YEAR, _LAST_YEAR = 1996, 2035
_MAX_DIGITS: Final = 7


class Role(StrEnum):
    """What a figure counts."""

    MONEY = "money"
    PIECES = "pieces"
    PERIOD = "period"
    COUNT = "count"
    MEASURE = "measure"
    SHARE = "share"
    YEAR = "year"
    DIAL = "dial"
    BARE = "bare"
    OTHER = "other"


class Counted(NamedTuple):
    """A role with what gave it."""

    role: Role
    start: int
    end: int
    word: str = ""
    is_open: bool = False


_NOT_BEHIND: Final = {
    "个": "人月性",
    "条": "件",
    "年": "费",
    "号": "段",
    "次": "元",
    "日": "本区服",
    "天": "猫卡",
    "月": "租卡抛",
    "周": "卡",
    "折": "算合叠扣旧腾",
}
_TABLE: Final[WordTable[tuple[Role, str]]] = WordTable(
    (
        *(("%", (Role.SHARE, "%")), ("percent", (Role.SHARE, "%")), ("процентов", (Role.SHARE, "%"))),
        *(("процент", (Role.SHARE, "%")), ("折", (Role.SHARE, "折"))),
        *((word, (Role.COUNT, word)) for word in words.COUNTED),
        *((word, (Role.MEASURE, word)) for word in words.MEASURES),
        *((word, (Role.PERIOD, unit)) for word, unit in words.PERIODS.items()),
        *((f"个{word}", (Role.PERIOD, unit)) for word, unit in words.PERIODS.items() if word in {"月", "星期"}),
        *((word, (Role.PIECES, word)) for word in words.PIECES),
    ),
    _NOT_BEHIND,
)
_OPEN: Final = re.compile(r"\+| \+(?! ?[^\W\d]{2})| ?(?:以上|多个|往上|起(?!售|批|拿|做|拍|发|订|购|卖))")
_OPEN_SIGNS: Final = frozenset("+以多起往")
_IN_STOCK: Final = re.compile(r" ?(?:in stock|left|available|в наличии|есть|现货)")
_HAN_LABELS: Final = (
    "好友", "盐值", "芝麻分", "芝麻", "信用分", "等级", "级", "尾号", "区号", "编号", "型号", "第", "安卓", "订阅",
)  # fmt: skip
_LABELS: Final = (
    "followers", "follower", "subscribers", "subs", "friends", "karma", "lv.", "lv", "lvl", "lvl.", "level", "друзей", "area code",
    "no.", "id", "step", "шаг", "version", "v", "top", "карма", "уровень", "windows", "win", "android", "ios", "iphone",
)  # fmt: skip
_COUNT_LABEL: Final = re.compile(
    rf"(?:(?<![千万百])粉丝?|{'|'.join(_HAN_LABELS)}|"
    rf"(?<![a-zа-я\u3400-\u9fff])(?:{'|'.join(map(re.escape, _LABELS))}|подписчик[а-я]*)|#)[ :]{{0,2}}$"
)
_RANKS: Final = frozenset({"皇冠", "太阳", "月亮", "星", "钻", "心"})
_NEXT_PRICE: Final = re.compile(r" ?\d")
"""Behind a rank: the rank begins the next entry of a list (三太阳 88 皇冠 128)."""
_TIMES: Final = frozenset("千万kwк")
_SHOWN: Final = ("视频", "作品", "动态", "笔记", "帖子", "文章", "好评", "评价", "挂件")
"""What a profile shows: a number of these is no number of pieces for sale (带视频 5 条以上)."""
_LABEL_ENDS: Final = frozenset(label[-1] for label in (*_HAN_LABELS, *_LABELS, *"粉丝#\n"))
"""Last characters of the labels; those that go on (подписчиков) end in any Cyrillic letter."""


def stock_or_pieces(text: str, place: int) -> bool:
    """Whether the word behind a number at *place* counts pieces or stock."""
    found = _TABLE.match(text, place + 1 if text.startswith(" ", place) else place)
    return bool(found and found[1][0] is Role.PIECES) or bool(_IN_STOCK.match(text, place))


def counted(text: str, start: int, end: int, low: Decimal, high: Decimal, *, digits: bool, is_range: bool) -> Counted:
    """Return the role of the number at [start, end) of a folded text; bare where nothing tells."""
    if digits and start and (text[start - 1] == "+" or text[max(0, start - 2) : start] == "00"):
        return Counted(Role.DIAL, start - 1, end)
    is_open, at = _opened(text, end)
    found = _TABLE.match(text, _word_place(text, at))
    if is_open and _has_count_label(text, start, end, is_open=True):
        return Counted(Role.COUNT, start, at, "", is_open=True)
    if digits and _is_year(text[start:end], low, high) and (found is None or _leaves_year(found[1][0], found[1][1])):
        return Counted(Role.YEAR, start, at)
    if _has_count_label(text, start, end, is_open=is_open):
        return Counted(Role.COUNT, start, at, "", is_open)
    if found is not None:
        (role, word), behind = found[1], found[2]
        opened, behind = _opened(text, behind)
        if (
            role is Role.PIECES
            and word in {"条", "个", "篇"}
            and text[max(0, start - 4) : start].rstrip(" :").endswith(_SHOWN)
        ):
            role = Role.COUNT
        if word in _RANKS and text.startswith(" ", end) and _NEXT_PRICE.match(text, found[2]):
            return Counted(Role.BARE, start, end)
        return Counted(role, start, behind, word, is_open or opened)
    if digits and end - start > _MAX_DIGITS and not is_range:
        return Counted(Role.OTHER, start, end)
    return Counted(Role.BARE, start, at if is_open else end, "", is_open)


def _opened(text: str, end: int) -> tuple[bool, int]:
    """Return whether a number is open upwards (100+, 50以上) and where that ends."""
    place = end + 1 if text.startswith(" ", end) else end
    if text[place : place + 1] in _OPEN_SIGNS and (opened := _OPEN.match(text, end)):
        return True, opened.end()
    return False, end


def _word_place(text: str, end: int) -> int:
    """Return where the word behind a number may begin: after a blank or a hyphen, not after a dash between blanks."""
    place = end + 1 if text.startswith(" ", end) else end
    if text[place : place + 1] not in {"-", "+"}:
        return place + 1 if place == end and text.startswith(" ", place) else place
    spaced = text.startswith(" ", place + 1)
    if spaced and place > end:
        return end
    return place + 2 if spaced else place + 1


def _leaves_year(role: Role, word: str) -> bool:
    """Whether the word behind a year leaves it one: 2019年, 2019号 (2000h are hours)."""
    return (role is Role.PERIOD and word != "hour") or (role is Role.PIECES and word == "号") or role is Role.SHARE


def _has_count_label(text: str, start: int, end: int, *, is_open: bool) -> bool:
    """Whether a label before the number makes it a count (粉300+, karma: 2000)."""
    last = text[max(0, start - 3) : start].rstrip(" :")[-1:] if start else ""
    if last not in _LABEL_ENDS and not "а" <= last <= "я":
        return False
    label = _COUNT_LABEL.search(text[max(0, start - 14) : start])
    if label is None:
        return False
    place = start - len(label[0])
    if text[max(0, place - 2) : place].rstrip()[-1:].isdigit():
        return False
    return is_open or not label[0].endswith(" ") or not label[0].startswith("粉") or label[0].isascii() or text[end - 1] in _TIMES


def _is_year(written: str, low: Decimal, high: Decimal) -> bool:
    return (
        _FIRST_YEAR <= low <= high <= _LAST_YEAR
        and low == int(low)
        and high == int(high)
        and written[-1].isdigit()
        and "." not in written
        and "," not in written
    )
