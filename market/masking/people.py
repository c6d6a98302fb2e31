"""Rows of people: names, phones and addresses that stand together in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from market.linear import linear

Piece: TypeAlias = tuple[int, int]
"""Start and end of characters to mask, code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line of a text and where it starts."""

    start: int
    text: str


def _rows(text: str) -> Iterator[_Row]:
    position = 0
    for line in text.split("\n"):
        yield _Row(start=position, text=line)
        position += len(line) + 1


def find_people(text: str) -> Iterator[Piece]:
    """Yield names, phones and addresses that stand together in one line.

    A name with a phone alone is how a seller signs; the address, or another
    such row right before it, makes it a record of somebody else.
    """
    if not _PHONE.search(text):
        return
    named_before: list[Piece] = []
    for row in _rows(text):
        phones = [match.span(1) for match in _PHONE.finditer(row.text)]
        names = list(_names(row.text)) if phones else []
        addresses = list(_addresses(row.text)) if phones else []
        signed = bool(_CONTACT_CUE.search(row.text))
        here = [(row.start + start, row.start + end) for start, end in (*phones, *names, *addresses)]
        if addresses and (names or not signed):
            yield from here
            yield from ((row.start + start, row.start + end) for start, end in _listed_names(row.text))
        elif names and not signed:
            yield from (*named_before, *here) if named_before else ()
            named_before = here
            continue
        named_before = []


def _names(line: str) -> Iterator[Piece]:
    """Yield what may be a person's name right before a phone number."""
    for match in _NAME_THEN_PHONE.finditer(line):
        start, end = match.span(1)
        words = line[start:end].split()
        han = not words[0].isascii() and "\u4e00" <= words[0][0] <= "\u9fff"
        if (han and len(words[0]) <= _LONGEST_HAN_NAME) or (not han and 2 <= len(words) <= 3):  # noqa: PLR2004 - two or three names
            yield start, end


def _listed_names(line: str) -> Iterator[Piece]:
    """Yield two or three capitalised words between separators: a name, once the line has phone and address."""
    for match in _LISTED_NAME.finditer(line):
        yield match.span(1)


def _addresses(line: str) -> Iterator[Piece]:
    """Yield postal addresses: Chinese by their units, Western by number and street, Russian by abbreviations."""
    for match in _HAN_RUN.finditer(line):
        if _HAN_PLACE.search(match.group()) and _HAN_DOOR.search(match.group()):
            yield match.span()
    for pattern in (_STREET, _RUSSIAN_STREET):
        yield from (match.span() for match in pattern.finditer(line))


_LONGEST_HAN_NAME: Final = 4
_PHONE: Final = linear(
    r"(?:^|[^0-9A-Za-z])((?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}"
    r"|\+?[0-9]{1,3}[ -]?\(?[0-9]{2,4}\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}"
    r"|\(?[0-9]{3}\)?[ -][0-9]{3}-[0-9]{4})(?:[^0-9]|$)"
)
_NAME_THEN_PHONE: Final = linear(
    r"(?:^|[\s,，、|;：:\t-])(\p{Han}{2}\p{Han}*|\p{Lu}\p{Ll}+ (?:\p{Lu}\.? )?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)?)"
    r"[\s,，、|;:：-]*(?:[男女][\s,，、|;]*)?(?:(?:电话|手机号?)[:：]?\s*)?\+?\(?[0-9]{3}"
)
_LISTED_NAME: Final = linear(
    r"(?:^|[|,;:\t]\s*)(\p{Lu}\p{Ll}+ (?:\p{Lu}\.? )?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)?)\s*[|,;\t]"
)
_HAN_RUN: Final = linear(r"\p{Han}[\p{Han}0-9A-Za-z#-]{7}[\p{Han}0-9A-Za-z#-]*")
_HAN_PLACE: Final = linear(r"[省市区县镇乡村路街巷]|大道|小区|花园|自治")
_HAN_DOOR: Final = linear(r"[0-9](?:号|弄|栋|幢|单元|室|楼|座)|省\p{Han}+市\p{Han}|市\p{Han}+[区县镇]")
_STREET: Final = linear(
    r"[0-9]+ (?:[NSEW]\.? )?(?:\p{Lu}[\p{L}'.]* )+(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr"
    r"|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Terrace)\b"
    r"(?:[.,]+ ?\p{Lu}[\p{L} .]*)*(?:,? ?[A-Z]{2})?(?: [0-9]{5})?"
)
_RUSSIAN_STREET: Final = linear(
    r"(?:г\.|город|обл\.|ул\.|улица|пр-т|проспект|пер\.) ?\p{Lu}[\p{L}-]+(?:[ ,.]+(?:г\.|ул\.|улица|пр-т"
    r"|д\.|дом|кв\.|к\.|корп\.) ?[\p{L}0-9-]+)+"
)
_CONTACT_CUE: Final = linear(
    r"(?i)联系|客服|咨询|地址|门店|公司|微信|加[vV微薇]|QQ|call|contact|phone|\btel|whats ?app|\bwa\b|пиш"
    r"|связ|\bтел|звон|\bтг\b|telegram|viber|zalo|hotline"
)
