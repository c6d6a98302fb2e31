"""Folding: a text without its tricks, and the way back to the raw text.

Folding undoes what changes the look of a text but not what a person reads: width, case, style and
script of letters, traditional characters, invisible marks, ornaments and blanks pushed into words.
What a word *means* (薇信 is WeChat) is the lexicon's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import opencc

from market.model import Span
from market.quick import quick_dataclass
from market.text import folding_data as table
from market.text.splits import pushed_in

_DROP = "\x00"
_LATIN_FIRST, _LATIN_LAST = 0xC0, 0x24F
_MAPPED = 0x20000
_VIETNAMESE = range(0x1E00, 0x1F00)

_MIXED_WORD = re.compile(
    r"(?=[a-z0-9_]{0,40}[\u0370-\u052f])(?=[\u0370-\u052f0-9_]{0,40}[a-z0-9])[a-z0-9\u0370-\u052f]+"
)
_SCRIPTS_MEET = re.compile(r"[\u0370-\u052f](?:[a-z0-9]|(?<=[a-z0-9].))")
"""What every word holds that mixes scripts; the search skips to the first Greek or Cyrillic letter."""
_TAGS = re.compile("[\U000e0000-\U000e0fff]")
"""Marks that are dropped and stand behind all that is mapped."""
_TAG = b"\xf3"
_UNTOLD = bytes({*range(0x100)} - {*range(0xCD, 0xD5), *_TAG})
"""All bytes but those that Greek and Cyrillic letters, and tags, begin with in UTF-8."""
_ONLY_CYRILLIC = frozenset("ипгцзь")
"""Letters that pass for a Latin one only among others that cannot be Cyrillic (akkи is акки)."""
_DIGIT_AS_LETTER = re.compile(r"(?<=[а-яa-z])[0346](?=[а-яa-z]{2})|^[03](?=[а-я]{4})")

_CIRCLED = re.compile(r"[\u2460-\u2487\u2776-\u277f\u24f5-\u24fe]")
_BULLET = re.compile(
    r"(?:^|(?<=[\s;；,，。.!！|/、:：]))[\u2460-\u2487\u2776-\u277f\u24f5-\u24fe]"
    r"(?=[ 、.．)）:：]?[a-zA-Z\u0400-\u04ff\u3400-\u9fff])(?! ?[元块塊米毛刀张个條条月年天uUrR](?![a-zA-Z]))",
    re.MULTILINE,
)
"""Circled numbers at the head of a phrase count the entries of a list; elsewhere they are digits (②⑥ 米)."""
_FIRST_BULLETS = frozenset("①❶➀➊⓵⑴")
_HAN_COMMA = re.compile(r"(?<=[0-9])，(?=[0-9])")
"""A Chinese comma divides phrases, never the digits of a number (120，24h)."""


@quick_dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where each of its characters stood in the raw one."""

    raw: str
    text: str
    """Folded: lower case, simplified, one character for all that look alike."""
    offsets: tuple[int, ...] | None = None
    """Raw code point of each folded one; None where they are the same."""

    def span(self, start: int, end: int) -> Span:
        """Return the raw code points [start, end) that the folded [start, end) stands for."""
        if self.offsets is None:
            return start, end
        if not self.offsets:
            return 0, 0
        last = len(self.offsets)
        first = self.offsets[start] if start < last else self.offsets[-1] + 1
        if end <= start:
            return first, first
        return first, self.offsets[min(end, last) - 1] + 1


def fold(text: str) -> Folded:
    """Return *text* folded; any string is accepted and the time is linear in its length."""
    one, ascii_one, several = _maps()
    plain = text.isascii()
    marked = _BULLET.sub("·", text) if not plain and _CIRCLED.search(text) and _counts_entries(text) else text
    if "，" in text:
        marked = _HAN_COMMA.sub("；", marked)
    folded = text.encode().translate(ascii_one).decode() if plain else marked.translate(one)
    told = b"" if plain else folded.encode().translate(None, _UNTOLD)
    if _TAG in told:
        folded = _TAGS.sub(_DROP, folded)
    offsets: list[int] | None = None
    if _DROP in folded:
        folded, offsets = _expanded(folded, several, marked)
        told = folded.encode().translate(None, _UNTOLD)
    foreign = bool(told)
    if foreign and _SCRIPTS_MEET.search(folded):
        folded = _MIXED_WORD.sub(_one_script, folded)
    if cuts := pushed_in(folded, foreign=foreign):
        folded, offsets = _without(folded, offsets, cuts)
    return Folded(text, folded, None if offsets is None else tuple(offsets))


def _counts_entries(text: str) -> bool:
    """Return whether the first circled number at the head of a phrase is a one, as where entries are counted."""
    return (first := _BULLET.search(text)) is not None and first[0] in _FIRST_BULLETS


def _expanded(folded: str, several: dict[str, str], raw: str) -> tuple[str, list[int]]:
    """Return the text without dropped characters and with the ones that stand for several written out."""
    parts: list[str] = []
    offsets: list[int] = []
    first, at = 0, folded.find(_DROP)
    while at >= 0:
        wide = several.get(raw[at], "")
        parts += folded[first:at], wide
        offsets += range(first, at)
        offsets += [at] * len(wide)
        first, at = at + 1, folded.find(_DROP, at + 1)
    parts.append(folded[first:])
    offsets += range(first, len(folded))
    return "".join(parts), offsets


def _one_script(word: re.Match[str]) -> str:
    """Return a word that mixes scripts in the one script that all its letters can pass for."""
    text = word[0]
    foreign = [char for char in text if char >= "\u0370"]
    latin = [char for char in text if "a" <= char <= "z"]
    if not foreign or (not latin and not _digit_inside(text)):
        return text
    if latin and all(char in table.LOOKALIKE_LATIN for char in foreign) and _reads_latin(foreign, latin):
        return "".join(table.LOOKALIKE_LATIN.get(char, char) for char in text)
    if all(char in table.LOOKALIKE_CYRILLIC for char in latin):
        return _as_cyrillic(text)
    return text


def _reads_latin(foreign: list[str], latin: list[str]) -> bool:
    """Whether a word whose foreign letters all pass for Latin is meant as Latin."""
    if any(char not in table.LOOKALIKE_CYRILLIC for char in latin):
        return True
    return len(latin) >= len(foreign) and _ONLY_CYRILLIC.isdisjoint(foreign)


def _digit_inside(text: str) -> bool:
    """Whether a digit stands as a letter: between letters, or first before four of them (В0тсап)."""
    return bool(_DIGIT_AS_LETTER.search(text))


def _as_cyrillic(text: str) -> str:
    swapped = _DIGIT_AS_LETTER.sub(_cyrillic_digit, text)
    return "".join(table.LOOKALIKE_CYRILLIC.get(char, char) if not char.isdigit() else char for char in swapped)


def _cyrillic_digit(digit: re.Match[str]) -> str:
    return table.LOOKALIKE_CYRILLIC[digit[0]]


def _without(text: str, offsets: list[int] | None, cuts: Iterable[Span]) -> tuple[str, list[int]]:
    """Return *text* and its offsets with the *cuts*, in order, taken out."""
    known: list[int] | range = range(len(text)) if offsets is None else offsets
    parts: list[str] = []
    kept: list[int] = []
    at = 0
    for start, end in cuts:
        parts.append(text[at:start])
        kept.extend(known[at:start])
        at = end
    parts.append(text[at:])
    kept.extend(known[at:])
    return "".join(parts), kept


@cache
def _maps() -> tuple[tuple[str | int, ...], bytes, dict[str, str]]:
    """Return the map of single characters, that of ASCII alone, and the text of those that stand for several.

    The map holds all characters up to the last pictures: a tuple is asked in half the time of a dictionary, and one
    that is missing costs `translate` an exception.
    """
    one: dict[int, str] = {code: chr(code).lower() for code in range(0x80)}
    several: dict[str, str] = {}
    for code in range(0x20):
        one[code] = chr(code) if chr(code) in "\n\t" else " "
    _add_compatible(one, several)
    _add_simplified(one)
    _add_signs(one, several)
    for first, last in table.DROPPED:
        one.update(dict.fromkeys(range(first, last + 1), _DROP))
    one.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    one.update(dict.fromkeys(map(ord, table.LINE_ENDS), "\n"))
    one.update(dict.fromkeys(map(ord, table.SPACES), " "))
    one[0x3000] = "\t"  # a wide blank keeps columns apart
    single = [one.get(code, code) for code in range(_MAPPED)]
    return tuple(single), "".join([one.get(code, chr(code)) for code in range(0x80)]).encode().ljust(0x100), several


def _add_compatible(one: dict[int, str], several: dict[str, str]) -> None:
    for first, last in table.COMPATIBLE:
        for code in range(first, last + 1):
            char = chr(code)
            if char in table.KEPT:
                continue
            plain = _plain(char)
            if len(plain) == 1:
                one[code] = plain
            elif plain.strip():
                several[char] = plain
                one[code] = _DROP
            else:
                one[code] = " "


def _plain(char: str) -> str:
    """Return the compatible lower case form of one character, Latin letters without accents."""
    plain = unicodedata.normalize("NFKC", char).lower()
    if len(plain) == 1:
        code = ord(plain)
        if _LATIN_FIRST <= code <= _LATIN_LAST or code in _VIETNAMESE:
            bare = unicodedata.normalize("NFD", plain)[0]
            plain = bare if bare.isascii() else plain
        elif plain.isdigit():
            plain = str(unicodedata.digit(plain, plain))
    elif plain == "i\u0307":
        plain = "i"
    return plain


def _add_simplified(one: dict[int, str]) -> None:
    letters = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    simple = opencc.OpenCC("t2s").convert("\n".join(letters)).split("\n")
    if len(simple) == len(letters):
        one.update({ord(old): new for old, new in zip(letters, simple, strict=True) if len(new) == 1})


def _add_signs(one: dict[int, str], several: dict[str, str]) -> None:
    for plain, alike in table.ALIKE.items():
        one.update(dict.fromkeys(map(ord, alike), plain))
    for odd, plain in table.SMALL_CAPITALS.items():
        one[ord(odd)] = plain
    one[ord("ё")] = one[ord("Ё")] = "е"
    for first in (0x1F150, 0x1F170):
        one.update({first + n: chr(ord("a") + n) for n in range(26)})
    for first in (0x2776, 0x2780, 0x278A):
        one.update({first + n: str(n + 1) for n in range(9)})
        several[chr(first + 9)] = "10"
        one[first + 9] = _DROP
    one[0x24FF] = "0"
    several["🔟"] = "10"
    one[ord("🔟")] = _DROP
