"""Ids by type: what an id of each messenger looks like, and when a word is one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from market.handles.labels_data import STOPWORDS
from market.handles.numbers import dialled, e164
from market.model import HandleType

Region = Callable[[], str]
"""Gives the country that numbers without a country code belong to; asked only when one is met."""


class Id(NamedTuple):
    """An id in normal form and where it stands in the folded text."""

    value: str
    start: int
    end: int


AFTER_ID: Final = re.compile(r"$|[\s,，.。;；、/|)）\]】!！?？\"'`”»*(（~…<>\u2600-\u27bf\U0001f000-\U0001faff-]")
_LAST_WORD: Final = re.compile(
    r"[ \t]{0,3}(?:$|[\n,，.。;；、/|)）\]】!！?？\"'`”»*(（~]|[\u2600-\u27bf\U0001f000-\U0001faff]|\s{2})"
)
UNIT: Final = re.compile(
    r"\s?(?:元|块|毛|个|条|张|位|级|年|月|天|人|粉|米|刀|万|千|起|以上|折|只|套|份|次|星|r\b|u\b|usdt|usd"
    r"|\$|€|%|k\b|w\b|pcs|шт|руб|₽|¥|gb?\b|多)"
)
_HAN_DIGITS: Final = {
    **{char: str(n) for n, char in enumerate("零一二三四五六七八九")},
    "〇": "0",
    "幺": "1",
    "壹": "1",
    "贰": "2",
    "叁": "3",
}
_HAN_NUMBER: Final = re.compile(f"[{''.join(_HAN_DIGITS)}]{{6,11}}(?![{''.join(_HAN_DIGITS)}十百千万块元])")
HAN: Final = re.compile(r"[\u4e00-\u9fff]")

ID_BEGINS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+(@~._").union(_HAN_DIGITS)
"""Characters that ids begin with, beside the decimal digits of other scripts."""

_WECHAT: Final = re.compile(
    r"(?:1[3-9]\d[ .·-]?\d{4}[ .·-]?\d{4}|[1-9]\d{5,10}|[a-z][a-z0-9_-]{4,25})(?![a-z0-9_@]|\.[a-z]{2})"
)
_BROKEN_MOBILE: Final = re.compile(r"1[3-9]\d(?:[^\d\n]{1,2}\d{4}){2}(?!\d)")
"""A Chinese mobile number with anything pushed between its groups."""
_QQ: Final = re.compile(r"[1-9](?:(?: - |[ .·•_-]?)\d){4,10}(?!\d|[.,]\d|[x*]|[a-z]{3}|@)")
TELEGRAM: Final = re.compile(r"@?([a-z][a-z0-9_]{3,31})(?![a-z0-9_@]|\.[a-z]{2}|\()")
_LINE: Final = re.compile(r"[@~]?([a-z0-9][a-z0-9._-]{2,19}[a-z0-9])(?![a-z0-9_@])")
_SKYPE: Final = re.compile(r"((?:live:)?[a-z.][a-z0-9._,:-]{3,40}[a-z0-9])(?![a-z0-9_@])")
_DISCORD: Final = re.compile(r"@?([a-z0-9._]{2,32}(?:#\d{4})?)(?![a-z0-9_@#])")


def marked(name: str) -> bool:
    """Return whether *name* carries a digit or underscore, as chosen names do and words do not."""
    return "_" in name or "-" in name or any(map(str.isdecimal, name))


def _word_like(text: str, name: str, start: int, end: int, *, sure: bool) -> bool:
    """Return whether *name* reads as a plain word of the sentence rather than an id."""
    if name in STOPWORDS:
        return True
    if marked(name):
        hyphen_only = "_" not in name and not any(map(str.isdecimal, name))
        behind_han = HAN.search(text[max(0, start - 3) : start]) is not None
        return not sure and ((hyphen_only and not behind_han) or not AFTER_ID.match(text, end))
    if sure and text[start - 1 : start] == "@":
        return False
    return not (sure and _LAST_WORD.match(text, end))


def _read_wechat(text: str, at: int, sure: bool, _: Region) -> Id | None:  # noqa: FBT001 - one signature for all readers
    match = _WECHAT.match(text, at)
    if match is None:
        return _read_han_number(text, at, sure=sure)
    value = match.group()
    if value[0].isdecimal():
        digits = re.sub(r"[ .·-]", "", value)
        mobile = len(digits) == 11 and digits[0] == "1"  # noqa: PLR2004 - a Chinese mobile number
        return Id(digits, at, match.end()) if (sure or mobile) and not UNIT.match(text, match.end()) else None
    if _word_like(text, value, at, match.end(), sure=sure):
        return None
    return Id(value.rstrip("-_") if value.endswith("-") else value, at, match.end())


def read_qq(text: str, at: int, sure: bool, _: Region) -> Id | None:  # noqa: FBT001 - same
    """Return the QQ number, in groups or solid, that begins at *at*."""
    match = _QQ.match(text, at)
    if match is None or UNIT.match(text, match.end()):
        return _read_han_number(text, at, sure=sure) if match is None else None
    digits = re.sub(r"\D", "", match.group())
    grouped = len(digits) != match.end() - at
    if (grouped and not sure and len(digits) < 8) or (not sure and len(digits) < 6):  # noqa: PLR2004 - short numbers need a colon
        return None
    return Id(digits, at, match.end())


def _read_han_number(text: str, at: int, *, sure: bool) -> Id | None:
    match = _HAN_NUMBER.match(text, at) if sure else None
    return Id("".join(_HAN_DIGITS[char] for char in match.group()), at, match.end()) if match else None


def _read_telegram(text: str, at: int, sure: bool, region: Region) -> Id | None:  # noqa: FBT001 - same
    match = TELEGRAM.match(text, at)
    if match is None:
        number = dialled(text, at, region, international=True) if sure and text[at : at + 1] == "+" else None
        return Id(number[0], at, number[1]) if number else None
    name = match.group(1)
    return None if _word_like(text, name, match.start(1), match.end(), sure=sure) else Id(name, at, match.end())


def _read_number(text: str, at: int, _sure: bool, region: Region) -> Id | None:  # noqa: FBT001 - same
    if not text[at : at + 1].isdecimal() and text[at : at + 1] not in {"+", "("}:
        return None
    number = dialled(text, at, region, international=True)
    return Id(number[0], at, number[1]) if number and not UNIT.match(text, number[1]) else None


def _read_phone(text: str, at: int, sure: bool, region: Region) -> Id | None:  # noqa: FBT001 - same
    known = _read_number(text, at, sure, region)
    if known is None and (match := _BROKEN_MOBILE.match(text, at)):
        number = e164("+86" + re.sub(r"\D", "", match.group()), None)
        return Id(number, at, match.end()) if number else None
    return known


def _read_line(text: str, at: int, sure: bool, _: Region) -> Id | None:  # noqa: FBT001 - same
    match = _LINE.match(text, at)
    if match is None or not sure or match.group(1).isdecimal():
        return None
    name = match.group(1)
    return None if _word_like(text, name, match.start(1), match.end(), sure=True) else Id(name, at, match.end())


def _read_skype(text: str, at: int, sure: bool, _: Region) -> Id | None:  # noqa: FBT001 - same
    match = _SKYPE.match(text, at)
    if match is None:
        return None
    name = match.group(1)
    plain = not marked(name) and "." not in name and ":" not in name
    if name in STOPWORDS or (plain and not (sure and _LAST_WORD.match(text, match.end()))):
        return None
    return Id(name, at, match.end())


def _read_discord(text: str, at: int, sure: bool, _: Region) -> Id | None:  # noqa: FBT001 - same
    match = _DISCORD.match(text, at)
    if match is None or match.group(1).replace(".", "").isdecimal():
        return None
    if not sure and not ("_" in match.group(1) and AFTER_ID.match(text, match.end())):
        return None
    name = match.group(1).rstrip(".")
    end = match.start(1) + len(name)
    if "#" not in name and _word_like(text, name, match.start(1), end, sure=True):
        return None
    return Id(name, match.start(1), end)


def read_nothing(_text: str, _at: int, _sure: bool, _region: Region) -> Id | None:  # noqa: FBT001 - same
    """Return None: addresses are read where they stand, whatever label is before them."""
    return None


READERS: Final[dict[HandleType, Callable[[str, int, bool, Region], Id | None]]] = {
    HandleType.WECHAT: _read_wechat,
    HandleType.QQ: read_qq,
    HandleType.QQ_GROUP: read_qq,
    HandleType.TELEGRAM: _read_telegram,
    HandleType.WHATSAPP: _read_number,
    HandleType.PHONE: _read_phone,
    HandleType.LINE: _read_line,
    HandleType.SKYPE: _read_skype,
    HandleType.DISCORD: _read_discord,
    HandleType.JABBER: read_nothing,
    HandleType.EMAIL: read_nothing,
    HandleType.URL: read_nothing,
    HandleType.WALLET: read_nothing,
}
