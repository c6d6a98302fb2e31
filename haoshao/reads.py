"""`haoshao read`: what a text, an HTML page or a line of JSON says; nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from base.charset import decode_body
from crawler.families.markup import lines_of_html
from market.errors import MarketError
from market.reading import Reader
from market.reading.shape import reading_row

_HTML_MARKS = (b"<!doctype html", b"<html", b"<body", b"<div", b"<table")
_PICTURES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "WebP",
}


class UnreadableInputError(MarketError):
    """A file that `read` was given cannot be read; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One input in the reader's terms."""

    id: str
    title: str
    text: str
    is_from_html: bool = False


def read_words(reader: Reader, words: Words) -> dict[str, Any]:
    """Return the Reading of one input in the contract's shape; an HTML page's visible text comes along as `text`."""
    row = reading_row(words.id, reader.read_text(words.title, words.text))
    return {**row, "text": words.text} if words.is_from_html else row


def read_lines(reader: Reader, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield a Reading for each line of JSON; a line that cannot be read gives `{"id", "error"}` and the rest go on."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        identity: object = None
        try:
            said = json.loads(line)
            identity = said.get("id") if isinstance(said, dict) else None
            yield {**read_words(reader, words_of_row(said)), "id": identity}
        except json.JSONDecodeError as error:
            yield {"id": None, "error": f"line {number}: is no JSON ({error.msg} at character {error.pos})"}
        except UnreadableInputError as error:
            yield {"id": identity, "error": f"line {number}: {error}"}


def words_of_row(said: object) -> Words:
    """Return the words of one parsed input line.

    Raises:
        UnreadableInputError: a field is missing or of another type; the text names it.
    """
    if not isinstance(said, dict):
        raise UnreadableInputError("is no JSON object")
    if not isinstance(said.get("id"), str | int):
        raise UnreadableInputError("id: must be a text or a number")
    for field in ("title", "text", "html"):
        if not isinstance(said.get(field) or "", str):
            raise UnreadableInputError(f"{field}: must be a text")
    html = said.get("html")
    if html:
        return Words(id=str(said["id"]), title=said.get("title") or "", text=lines_of_html(html), is_from_html=True)
    if "text" not in said and "title" not in said:
        raise UnreadableInputError("text: is missing")
    return Words(id=str(said["id"]), title=said.get("title") or "", text=said.get("text") or "")


def words_of_file(path: Path) -> Words:
    """Return the words of a text or HTML file.

    Raises:
        UnreadableInputError: it cannot be opened, or is a picture.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UnreadableInputError(f"{path}: cannot be read ({error.strerror})") from error
    return words_of_body(str(path), body)


def words_of_body(name: str, body: bytes) -> Words:
    """Return the words of raw bytes: HTML by its marks, else plain text in whatever charset.

    Raises:
        UnreadableInputError: the bytes are a picture.
    """
    for magic, kind in _PICTURES.items():
        if body.startswith(magic):
            raise UnreadableInputError(f"{name}: a {kind} picture; this version reads text and HTML only")
    text = decode_body(body)
    if any(mark in body[:4096].lower() for mark in _HTML_MARKS):
        return Words(id=name, title="", text=lines_of_html(text), is_from_html=True)
    return Words(id=name, title="", text=text)
