"""JSON out of pages: decoding from an offset, and reading values of any type without trusting it."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeAlias

from crawler.families.records.building import read_document
from crawler.families.records.numerals import parse_amount
from crawler.families.records.tree import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | Decimal | bool | None"

MAX_SCRIPT = 4_000_000
MAX_VALUES = 60
"""JSON values tried in one script."""
MAX_DEPTH = 14
MAX_NODES = 60_000
MAX_HTML = 40_000
_DECODER = json.JSONDecoder(strict=False, parse_float=Decimal)
_ASSIGNED = re.compile(r"(?:[\w$.\]'\"]\s*=|[(,:]|\bpush\()\s*(?=[\[{]\s*[\[{\"\]}\d])")
_TAG = re.compile(r"<[a-zA-Z/!]")


def decoded(text: str) -> Json:
    """Return the JSON value that *text* is; None where it is none, however broken or deep."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    if not text or len(text) > MAX_SCRIPT:
        return None
    try:
        value: Json = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return value


def assigned_values(script: str) -> Iterator[Json]:
    """Yield the JSON values that a script assigns or passes, largest part first come; code between them is skipped."""
    if len(script) > MAX_SCRIPT:
        script = script[:MAX_SCRIPT]
    at = tried = 0
    while tried < MAX_VALUES and (match := _ASSIGNED.search(script, at)):
        tried += 1
        try:
            value, at = _DECODER.raw_decode(script, match.end())
        except (ValueError, RecursionError):
            at = match.end() + 1
            continue
        yield value


def amount_of(value: Json) -> Decimal | None:
    """Return a number that a price field holds, whatever its type; None where it holds none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float, Decimal)):
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            return None
        return amount if amount.is_finite() and 0 <= amount < Decimal(10) ** 12 else None
    if isinstance(value, str):
        digits = re.search(r"\d[\d.,\s]*", value[:60])
        return parse_amount(digits[0].strip(" .,")) if digits and "-" not in value[: digits.start()] else None
    return None


def count_of(value: Json) -> int | None:
    """Return a whole number that a field holds."""
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, str) and not re.fullmatch(r"\s*\d[\d\s,]*(?:\.0+)?\s*", value):
        return None
    amount = amount_of(value)
    return int(amount) if amount is not None and amount < Decimal(10) ** 9 else None


def text_of(value: Json) -> str:
    """Return the text a field holds on one line: of a list its first, of a map by language its first."""
    if isinstance(value, list):
        return next((t for t in map(text_of, value[:5]) if t), "")
    if isinstance(value, dict):
        inner = value.get("@value") or value.get("name") or value.get("title") or value.get("label")
        if isinstance(inner, (str, dict)) and inner:
            return text_of(inner) if inner is not value else ""
        return (
            next((t.strip() for t in value.values() if isinstance(t, str) and t.strip()), "")
            if _is_by_language(value)
            else ""
        )
    if isinstance(value, str):
        return " ".join(prose_of(value).split())
    return str(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else ""


def prose_of(value: Json) -> str:
    """Return the visible text of a field that may hold HTML, one line a block."""
    if isinstance(value, dict) and _is_by_language(value):
        value = next((t for t in value.values() if isinstance(t, str) and t.strip()), "")
    if not isinstance(value, str):
        return ""
    value = value[:MAX_HTML]
    if "&" not in value and not _TAG.search(value):
        return value.strip()
    lines = read_lines(read_document(value).body)
    if any(_TAG.search(line) for line in lines):
        lines = read_lines(read_document("\n".join(lines)).body)
    return "\n".join(lines)


def nodes(value: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Yield every map and list inside *value* with the keys that lead to it, breadth first and bounded."""
    queue: list[tuple[tuple[str, ...], Json]] = [((), value)]
    at = 0
    while at < len(queue) and at < MAX_NODES:
        path, node = queue[at]
        at += 1
        if isinstance(node, dict):
            yield path, node
            inner = [(str(k), v) for k, v in node.items()]
        elif isinstance(node, list):
            yield path, node
            inner = [("", v) for v in node]
        else:
            continue
        if len(path) < MAX_DEPTH:
            queue.extend(((*path, key), v) for key, v in inner if isinstance(v, (dict, list)))


def _is_by_language(value: dict[str, Json]) -> bool:
    return bool(value) and all(re.fullmatch(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?", k) for k in value)
