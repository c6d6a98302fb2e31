"""What a number without currency counts, by the word behind it or the label before it."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from market.prices import words_data as words
from market.prices.wordtable import WordTable

_FIRST_YEAR, _LAST_YEAR = 1996, 2035
_YEAR_DIGITS: Final = 4
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

    __hash__ = str.__hash__  # the enumeration's own runs in Python, at every look into a set


MONEY: Final = Role.MONEY
PIECES: Final = Role.PIECES
PERIOD: Final = Role.PERIOD
COUNT: Final = Role.COUNT
MEASURE: Final = Role.MEASURE
SHARE: Final = Role.SHARE
YEAR: Final = Role.YEAR
DIAL: Final = Role.DIAL
BARE: Final = Role.BARE
OTHER: Final = Role.OTHER


Counted: TypeAlias = tuple[Role, int, int, str, bool]
"""A role, start and end of number and word, the word, and whether the number is open upwards."""


_NOT_BEHIND: Final = {
    "个": "人月性体案",
    "只": "收接能限有要可需是用支",
    "支": "付",
    "条": "件",
    "年": "费租",
    "号": "段卡码商源",
    "次": "元",
    "位": "置",
    "部": "分落署",
    "份": "额",
    "台": "湾区服式",
    "套": "餐",
    "码": "率商段",
    "组": "合队",
    "星": "巴座",
    "网": "易飞购",
    "人": "人脸工保",
    "面": "单试交",
    "区": "块",
    "群": "控发",
    "心": "悦",
    "点": "卡券数",
    "日": "本区服租结付",
    "天": "猫卡",
    "月": "租卡抛结付",
    "周": "卡租结付",
    "折": "算合叠扣旧腾",
}
_TABLE: Final[WordTable[tuple[Role, str]]] = WordTable(
    (
        *(("%", (SHARE, "%")), ("percent", (SHARE, "%")), ("процентов", (SHARE, "%"))),
        *(("процент", (SHARE, "%")), ("折", (SHARE, "折"))),
        *((word, (COUNT, word)) for word in words.COUNTED),
        *((word, (MEASURE, word)) for word in words.MEASURES),
        *((word, (PERIOD, unit)) for word, unit in words.PERIODS.items()),
        *((f"个{word}", (PERIOD, unit)) for word, unit in words.PERIODS.items() if word in {"月", "星期"}),
        *((word, (PIECES, word)) for word in words.PIECES),
    ),
    _NOT_BEHIND,
)
_OPEN: Final = re.compile(r"\+| \+(?! ?[^\W\d]{2})| ?(?:以上|多个|往上|起(?!售|批|拿|做|拍|发|订|购|卖))")
_JOINING_SIGNS: Final = frozenset("-+")
_OPEN_SIGNS: Final = frozenset("+以多起往")
_LEADING_ON: Final = _OPEN_SIGNS | _JOINING_SIGNS
"""Signs between a number and the word behind it."""
_IN_STOCK: Final = re.compile(r" ?(?:in stock|left|available|в наличии|есть|现货)")
_HAN_LABELS: Final = (
    "好友", "人脉", "关注者", "关注", "订阅者", "盐值", "芝麻分", "芝麻", "信用分", "等级", "级", "尾号", "区号",
    "编号", "型号", "第", "安卓", "订阅",
    "评分", "体验分", "口碑分", "服务分", "质量分", "健康分", "带货分", "店铺分", "信誉", "积分", "经验", "经验值",
    "成长值", "淘气值", "鱼力值", "活跃值", "贡献值", "战力", "胜率", "好评率", "魅力值", "京享值", "星级",
)  # fmt: skip
_LABELS: Final = (
    "followers", "follower", "subscribers", "subs", "friends", "karma", "lv.", "lv", "lvl", "lvl.", "level", "друзей",
    "area code",
    "no.", "id", "step", "шаг", "version", "v", "top", "карма", "уровень", "windows", "win", "android", "ios", "iphone",
)  # fmt: skip
_COUNT_LABEL: Final = re.compile(
    rf"(?:(?<![千万百])粉丝?|{'|'.join(_HAN_LABELS)}|"
    rf"(?<![a-zа-я\u3400-\u9fff])(?:{'|'.join(map(re.escape, _LABELS))}|подписчик[а-я]*)|#)[ :]{{0,2}}$"
)
_LEADS: Final = re.compile(r" ¥?\d")
_TERMS: Final = frozenset("时天日周月季年")
_HAN_NUMERALS: Final = frozenset("一二三四五六七八九十百千")
_RANKS: Final = frozenset({"皇冠", "太阳", "月亮", "星", "钻", "心"})
_NEXT_PRICE: Final = re.compile(r" ?\d")
"""Behind a rank: the rank begins the next entry of a list (三太阳 88 皇冠 128)."""
_TIMES: Final = frozenset("千万kwк")
_LEAST_FOLLOWERS: Final = 50
_BREAKS: Final = frozenset(",、;。")
_SHOWN: Final = ("视频", "作品", "动态", "笔记", "帖子", "文章", "好评", "评价", "挂件")
"""What a profile shows: a number of these is no number of pieces for sale (带视频 5 条以上)."""
_SHOWN_BY: Final = frozenset("条个篇")
_LABEL_WORDS: Final = (*_HAN_LABELS, *_LABELS, "粉", "粉丝", "#")
"""What stands before such a number, subscribers in Russian aside, whose word goes on."""


def stock_or_pieces(text: str, place: int) -> bool:
    """Whether the word behind a number at *place* counts pieces or stock."""
    found = _TABLE.match(text, place + 1 if text.startswith(" ", place) else place)
    return bool(found and found[1][0] is PIECES) or bool(_IN_STOCK.match(text, place))


def counted(text: str, start: int, end: int, low: Decimal, high: Decimal, *, digits: bool, is_range: bool) -> Counted:
    """Return the role of the number at [start, end) of a folded text; bare where nothing tells."""
    if digits and start and (text[start - 1] == "+" or text.startswith("00", start - 2)):
        return DIAL, start - 1, end, "", False
    is_open, at = False, end
    place, sign = end, text[end : end + 1]
    if sign == " ":
        place, sign = end + 1, text[end + 1 : end + 2]
    if sign in _LEADING_ON:
        is_open, at = _opened(text, end)
        place = _word_place(text, at)
    found = _TABLE.match(text, place) if text[place : place + 1] in _TABLE.first_characters else None
    labelled = _has_count_label(text, start, end, low, is_open=is_open)
    year = digits and end - start >= _YEAR_DIGITS and _is_year(text[start:end], low, high)
    year = year and (found is None or _leaves_year(*found[1]))
    if labelled and (is_open or not year):
        return COUNT, start, at, "", is_open
    if year:
        return YEAR, start, at, "", False
    if found is not None and not (digits and low != int(low) and not is_range and _is_han_piece(*found[1])):
        return _named(text, start, end, found, is_open=is_open)
    if digits and end - start > _MAX_DIGITS and not is_range:
        return OTHER, start, end, "", False
    return BARE, start, at if is_open else end, "", is_open


def _named(text: str, start: int, end: int, found: tuple[str, tuple[Role, str], int], *, is_open: bool) -> Counted:
    """Return what the word behind the number at [start, end) makes of it."""
    (role, word), behind = found[1], found[2]
    if (
        role is PERIOD
        and text.startswith(" ", end)
        and text[max(0, start - 2) : start].strip() in _TERMS
        and _LEADS.match(text, behind)
    ):
        return BARE, start, end, "", False  # the word leads to the next price (周 30 月 88)
    if word in _RANKS and text.startswith(" ", end) and _NEXT_PRICE.match(text, behind):
        return BARE, start, end, "", False
    if role is PIECES and word in _SHOWN_BY and text[max(0, start - 4) : start].rstrip(" :").endswith(_SHOWN):
        role = COUNT
    opened, behind = _opened(text, behind)
    return role, start, behind, word, is_open or opened


def _opened(text: str, end: int) -> tuple[bool, int]:
    """Return whether a number is open upwards (100+, 50以上) and where that ends."""
    sign = text[end : end + 1]
    if sign == " ":
        sign = text[end + 1 : end + 2]
    if sign in _OPEN_SIGNS and (opened := _OPEN.match(text, end)):
        return True, opened.end()
    return False, end


def _word_place(text: str, end: int) -> int:
    """Return where the word behind a number may begin: after a blank or a hyphen, not after a dash between blanks."""
    place = end + 1 if text[end : end + 1] == " " else end
    if text[place : place + 1] not in _JOINING_SIGNS:
        return place
    spaced = text.startswith(" ", place + 1)
    if spaced and place > end:
        return end
    return place + 2 if spaced else place + 1


_MADE_IN: Final = frozenset({"号", "token", "tokens", "session", "sessions", "account", "accounts", "accs", "acc"})
"""Words for goods that stand behind the year they were made in (2018 token), rather than behind their number."""


def _leaves_year(role: Role, word: str) -> bool:
    """Whether the word behind a year leaves it one: 2019年, 2019号 (2000h are hours)."""
    return (role is PERIOD and word != "hour") or (role is PIECES and word in _MADE_IN) or role is SHARE


def _is_han_piece(role: Role, word: str) -> bool:
    """Whether a Chinese word counts pieces, of which there are no halves (1.5 支付宝 3)."""
    return role is PIECES and word[0] > "\u3400"


def _has_count_label(text: str, start: int, end: int, low: Decimal, *, is_open: bool) -> bool:
    """Whether a label before the number makes it a count (粉300+, karma: 2000)."""
    before = text[max(0, start - 14) : start]
    if before.endswith("尾"):
        return True
    if not before.removesuffix("\n").rstrip(" :").endswith(_LABEL_WORDS) and "подписчик" not in before:
        return False
    if low != int(low):
        return False
    label = _COUNT_LABEL.search(before)
    if label is None:
        return False
    place = start - len(label[0])
    last = text[max(0, place - 2) : place].rstrip(" ")[-1:]
    if last.isdigit() or last in _HAN_NUMERALS:
        return False
    return (
        is_open
        or not label[0].endswith(" ")
        or not label[0].startswith("粉")
        or (label[0] == "粉丝 " and low >= _LEAST_FOLLOWERS and text[end : end + 1] in _BREAKS)
        or label[0].isascii()
        or text[end - 1] in _TIMES
    )


def _is_year(written: str, low: Decimal, high: Decimal) -> bool:
    return (
        _FIRST_YEAR <= low <= high <= _LAST_YEAR
        and low == int(low)
        and high == int(high)
        and written[-1].isdigit()
        and "." not in written
        and " " not in written
        and "," not in written
    )
