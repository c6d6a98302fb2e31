"""Whose data: a value of a type, the forms in which pages write it, and what is put in its place. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import re2

from market.errors import MarketError


class SubjectType(StrEnum):
    """What kind of value tells a person."""

    PHONE = "phone"
    ID = "id"
    CARD = "card"
    EMAIL = "email"
    NAME = "name"
    TEXT = "text"


class SubjectError(MarketError):
    """What should be erased is not stated so that it can be found."""


_NUMBERS = frozenset({SubjectType.PHONE, SubjectType.ID, SubjectType.CARD})
_SHORTEST = {SubjectType.NAME: 2, SubjectType.EMAIL: 5, SubjectType.TEXT: 4}
_SHORTEST_NUMBER = 6
_COUNTRY_CODES = re.compile(r"\+(1|7|86|8[0-9]{2}|[2-9][0-9]{1,2})")
_BETWEEN = rb"(?:[ \t.()_-]|\xc2\xa0|&nbsp;|\xa1\xa1|\xe3\x80\x80){0,3}"
_BREAK = rb"(?:[ \t\r\n.,_-]|\xc2\xa0|&nbsp;|\xe3\x80\x80|\xc2\xb7){0,3}"
_EDGE_BEFORE, _EDGE_AFTER = rb"(?:^|[^0-9])", rb"(?:[^0-9]|$)"
_TOKEN = re.compile(
    rb"\\u[0-9a-fA-F]{4}|&#[0-9]{1,7};|&#[xX][0-9a-fA-F]{1,6};|%[eE][0-9a-fA-F]%[0-9a-fA-F]{2}%[0-9a-fA-F]{2}"
    rb"|%[0-9a-fA-F]{2}|&nbsp;|[\xe0-\xef][\x80-\xbf]{2}|[\xc2-\xdf][\x80-\xbf]|[\x81-\xfe][\x40-\xfe]|[\x00-\xff]",
    re.DOTALL,
)
_PUNCTUATION = frozenset(
    [bytes([code]) for code in range(128) if not chr(code).isalnum()]
    + [b"&nbsp;", b"\xc2\xa0", b"\xe3\x80\x80", b"\xc2\xb7", b"\xa1\xa1"]
)


@dataclass(frozen=True)
class Subject:
    """One value of one person; build it with `parse_subject`."""

    type: SubjectType
    value: str
    """In normal form."""

    def keyed(self, key: bytes) -> str:
        """Return what stands for the value in records: nobody without *key* can tell what it was."""
        return hmac.new(key, f"{self.type}:{self.value}".encode(), hashlib.sha256).hexdigest()

    def is_in(self, data: bytes) -> bool:
        """Return whether *data* holds the value in any of its forms."""
        return self._pattern.search(data) is not None

    def starred(self, data: bytes) -> bytes:
        """Return *data* with a star for each letter and digit of the value, wherever it stands."""
        while True:
            match = self._pattern.search(data)
            if match is None:
                return data
            start, end = match.span(1)
            pieces, place = [data[:start]], start
            while match is not None:
                start, end = match.span(1)
                pieces += (data[place:start], _stars(data[start:end]))
                place = end
                match = self._pattern.search(data, place)
            data = b"".join((*pieces, data[place:]))

    def starred_text(self, text: str) -> str:
        """Return *text* with a star for each letter and digit of the value, at the same length."""
        return self.starred(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    @cached_property
    def _pattern(self) -> Any:  # noqa: ANN401 - google-re2 ships no types
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.log_errors = False
        return re2.compile(self._written(), options=options)

    def _written(self) -> bytes:
        if self.type is SubjectType.PHONE:
            found = _COUNTRY_CODES.match(self.value)
            national = self.value[found.end() :] if found else self.value
            code = _joined(found[1], _BETWEEN) if found else b""
            before = rb"(?:(?:%s|00)?%s%s)?" % (_char("+"), code, _BETWEEN) if code else b""
            return _EDGE_BEFORE + b"(" + before + _joined(national, _BETWEEN) + b")" + _EDGE_AFTER
        if self.type in _NUMBERS:
            return _EDGE_BEFORE + b"(" + _joined(self.value, _BETWEEN) + b")" + _EDGE_AFTER
        if self.type is SubjectType.NAME:
            words = self.value.split()
            return b"(" + _BREAK.join(_joined(word, b"") for word in words) + b")"
        return b"(" + _joined(self.value, b"") + b")"


def parse_subject(said: str) -> Subject:
    """Return the subject that `TYPE:VALUE` names.

    Raises:
        SubjectError: no such type, or a value so short that it would hit others.
    """
    kind, _, value = said.partition(":")
    try:
        found = SubjectType(kind.strip().lower())
    except ValueError:
        types = "|".join(SubjectType)
        raise SubjectError(f"a subject is TYPE:VALUE with TYPE {types}") from None
    value = " ".join(value.split())
    if found in _NUMBERS:
        value = ("+" if value.startswith("+") else "") + "".join(mark for mark in value if mark.isalnum()).upper()
        if sum(mark.isdigit() for mark in value) < _SHORTEST_NUMBER or not value.isascii():
            raise SubjectError(f"{found}: needs at least {_SHORTEST_NUMBER} digits")
    elif len(value) < _SHORTEST[found]:
        raise SubjectError(f"{found}: needs at least {_SHORTEST[found]} characters, a shorter one would hit others")
    if found is SubjectType.EMAIL:
        value = value.lower()
    return Subject(type=found, value=value)


def _joined(value: str, between: bytes) -> bytes:
    return between.join(_char(mark) for mark in value)


def _char(mark: str) -> bytes:
    """Return a pattern of the ways in which a page may write one character."""
    marks = dict.fromkeys((mark, mark.lower(), mark.upper()))
    if "0" <= mark <= "9":
        marks[chr(ord(mark) + 0xFEE0)] = None
    forms: dict[bytes, None] = {}
    for one in marks:
        for encoding in ("utf-8", "gb18030", "big5"):
            try:
                forms[re.escape(one.encode(encoding))] = None
            except UnicodeEncodeError:
                continue
        code = ord(one)
        if code <= 0xFFFF:  # noqa: PLR2004 - what four hex digits spell
            forms[b"\\\\u(?i:%04x)" % code] = None
        forms[b"&#0{0,4}%d;" % code] = None
        forms[b"&#(?i:x0{0,4}%x);" % code] = None
        forms[b"".join(b"%%(?i:%02x)" % byte for byte in one.encode())] = None
    if mark.isascii():
        forms[re.escape(mark.encode()) + b"\\x00"] = None
    return b"(?:" + b"|".join(forms) + b")"


def _stars(segment: bytes) -> bytes:
    return b"".join(token if token in _PUNCTUATION else b"*" for token in _TOKEN.findall(segment))
