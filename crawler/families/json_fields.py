"""Fields of JSON answers, each of the type its reader needs or absent; a field of another type is absent."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TypeAlias

import orjson

from crawler.families.family import PageChangedError
from market.model import Page

Fields: TypeAlias = Mapping[str, object]

_DECODER = json.JSONDecoder(strict=False)
_LONE = re.compile(
    r"(?i)\\u0000|\\u(?=d[89ab])(?!d[89ab][0-9a-f]{2}\\ud[c-f])[0-9a-f]{4}|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}"
)
"""Escapes of NUL and of a surrogate without its other half."""
_STRIPPED = str.maketrans({"\x00": None, "\ufeff": None})


def read_json(page: Page) -> object:
    """Return the JSON value that is the whole *page*.

    Raises:
        PageChangedError: the body is not JSON.
    """
    value = json_value(page.text)
    if value is None:
        start = page.text[:40].strip()
        raise PageChangedError(f"{page.url} is no JSON but starts with {start!r}: look at the page in a browser")
    return value


def json_value(text: str) -> object | None:
    """Return the JSON value in *text*, None where it is none (`null` counts as none).

    Raw control characters inside strings, which strict JSON forbids and shops print, are forgiven.
    """
    text = _unbroken(text.translate(_STRIPPED))
    try:
        value: object = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        try:
            return _clean(_DECODER.decode(text))
        except (ValueError, RecursionError):
            return None
    return value


def json_at(text: str, start: int) -> object | None:
    """Return the JSON value that begins at *start* of *text*, whatever follows it; None where none does."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    written = text[start:end]
    return _clean(value) if _LONE.search(written) or "\x00" in written else value


def _unbroken(text: str) -> str:
    """Return *text* without escapes that no text may hold: NUL and halves of a character."""
    return _LONE.sub("", text) if "\\u" in text else text


def _clean(value: object) -> object | None:
    """Return *value* with nothing in its strings that cannot be stored."""
    try:
        written = json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore").decode()
        cleaned: object = orjson.loads(_unbroken(written))
    except (ValueError, RecursionError):
        return None
    return cleaned


def fields(value: object) -> Fields:
    """Return *value* where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Sequence[object]:
    """Return *value* where it is a list, the values of an object (PHP's holed arrays), else nothing."""
    if isinstance(value, list):
        return value
    return list(value.values()) if isinstance(value, dict) else ()


def word(value: object) -> str:
    """Return a string, or a number as a string, stripped; "" for anything else."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return ""


def when(value: object, zone: tzinfo = UTC) -> datetime | None:
    """Return the time in *value*: ISO 8601, `YYYY-MM-DD HH:MM:SS` in *zone*, or unix seconds; None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        if isinstance(value, (int, float)) or (isinstance(value, str) and value.strip().isdecimal()):
            seconds = float(value)
            return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**33 else None
        moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    if moment is None or moment.year < 1990:  # noqa: PLR2004 - an unset date ("0001-01-01", "1970-01-01")
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
