"""Bytes to text: declared, then strict UTF-8, then GB18030 and Big5 by how common their characters are, then chardet.

Short GBK pages are where general guessers fail, so a declaration is believed only while the
bytes agree with it, and a Chinese reading has to look like Chinese.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

import chardet

from base.charset_data import COMMON

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDER: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""Declarations stand for the wider encoding that browsers use (WHATWG Encoding Standard)."""
_OF_PAGES: Final = (
    "utf-8",
    "utf-16",
    "utf-32",
    "gb18030",
    "hz",
    "big5",
    "cp125",
    "cp866",
    "cp874",
    "cp932",
    "cp949",
    "iso8859",
    "iso2022",
    "koi8",
    "mac-",
    "euc_",
    "tis-620",
    "johab",
)
_CHINESE: Final = ("gb18030", "big5hkscs")
_META: Final = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE
)
_HEAD_BYTES: Final = 4096
_SAMPLE_CHARS: Final = 1500
_SAMPLE_WINDOW: Final = 40_000
_MAX_BROKEN: Final = 0.02
_LOOKS_CHINESE: Final = 0.35
_SURELY_CHINESE: Final = 0.6
_NARROW: Final = re.compile(r"[\x00-\x7f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """A body as text, and how it was read."""

    text: str
    encoding: str
    """Python's name of the encoding used."""
    disagrees: bool = False
    """True where the bytes contradict what header or page declared."""
    broken: int = 0
    """Characters that could not be read and stand as U+FFFD."""


def decode(body: bytes, declared: str | None = None) -> Decoding:
    """Return *body* as text; *declared* is the charset of the Content-Type header, if any. Never fails."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _read(body, name)
    if body.isascii() and not _escapes(declared):
        return Decoding(text=body.decode("ascii"), encoding="utf-8")
    said = _known(declared) or _in_page(body)
    if said and said.startswith(("utf-16", "utf-32")) and b"\0" not in body[:_HEAD_BYTES]:
        said = None  # markup in these has a zero byte in every tag
    if said and said != "cp1252" and (text := _strict(body, said)) is not None and _plausible(text, said):
        return Decoding(text=text, encoding=said)
    if (text := _strict(body, "utf-8")) is not None:
        return Decoding(text=text, encoding="utf-8", disagrees=said not in {None, "utf-8"})
    return _best(body, said)


def charset_of(content_type: str) -> str | None:
    """Return the charset parameter of a Content-Type header; None without one."""
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _escapes(declared: str | None) -> bool:
    """Return whether *declared* writes other scripts in ASCII bytes."""
    return bool(declared) and str(declared).lower().startswith(("iso-2022", "hz", "utf-7", "utf-16", "utf-32"))


def _known(name: str | None) -> str | None:
    """Return Python's name of a charset that pages are written in; None for every other codec."""
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError, UnicodeError):
        return None
    found = _WIDER.get(found, found)
    return found if found.startswith(_OF_PAGES) else None


def _in_page(body: bytes) -> str | None:
    found = _META.search(body[:_HEAD_BYTES])
    name = _known(found[1].decode("ascii")) if found else None
    # a page that a search for ASCII letters could read is not written in UTF-16
    return None if name and name.startswith(("utf-16", "utf-32")) else name


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, ValueError):
        return None


def _plausible(text: str, encoding: str) -> bool:
    """Return whether a strict reading under the declared encoding may stand.

    Bytes of UTF-8 or of the other Chinese encoding often pass as GB18030 or Big5, but make rare characters.
    """
    if encoding not in _CHINESE or _commonness(text) >= _LOOKS_CHINESE:
        return True
    body = text.encode(encoding)
    others = (_strict(body, name) for name in ("utf-8", *_CHINESE) if name != encoding)
    return not any(other is not None and _commonness(other) >= _SURELY_CHINESE for other in others)


def _commonness(text: str) -> float:
    """Return which share of the characters beyond ASCII is everyday Chinese, by the first of them."""
    wide = _NARROW.sub("", text[:_SAMPLE_WINDOW])[:_SAMPLE_CHARS]
    return sum(map(COMMON.__contains__, wide)) / len(wide) if wide else 0.0


def _wide_chars(text: str) -> int:
    return len(text) - sum(map(len, _NARROW.findall(text)))


def _best(body: bytes, said: str | None) -> Decoding:
    """Return the best reading of bytes that are no UTF-8 and no credible form of what was declared."""
    scores = {name: _chinese_score(body, name) for name in _CHINESE}
    best = max(_CHINESE, key=lambda name: scores[name])
    if scores[best] >= (_SURELY_CHINESE if said == "cp1252" else _LOOKS_CHINESE):
        return _read(body, best, said)
    for name in (said, "utf-8"):
        if name and name not in _CHINESE and (reading := _read(body, name, said)).broken <= _allowed(reading.text):
            return reading
    guess = _known(chardet.detect(body[: 64 * 1024]).get("encoding"))
    return _read(body, guess or said or "utf-8", said)


def _allowed(text: str) -> int:
    """Return how many unreadable characters a cut or slightly damaged text may have."""
    return max(1, int(_wide_chars(text) * _MAX_BROKEN))


def _chinese_score(body: bytes, encoding: str) -> float:
    """Return the share of everyday characters, less a heavy toll on broken ones."""
    text = body.decode(encoding, "replace")
    return _commonness(text) - 4 * text.count("\ufffd") / max(1, _wide_chars(text))


def _read(body: bytes, encoding: str, said: str | None = None) -> Decoding:
    text = body.decode(encoding, "replace").removeprefix("\ufeff")
    return Decoding(
        text=text,
        encoding=encoding,
        disagrees=said is not None and said != encoding,
        broken=text.count("\ufffd"),
    )


def decode_body(body: bytes, declared: str | None = None) -> str:
    """Return *body* as text; see `decode`."""
    return decode(body, declared).text
