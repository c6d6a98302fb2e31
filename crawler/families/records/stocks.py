"""Stock, sales and smallest order in the short texts of a page's fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.families.records import words_data as words
from market.model import Stock

MAX_LENGTH = 80
"""Characters of a text that is still looked at: stock stands in labels, not in prose."""
MAX_WORD = 24
_MAX_COUNT = 100_000_000


def _any_of(terms: tuple[str, ...]) -> str:
    def bounded(term: str) -> str:
        escaped = re.escape(term)
        if term[0].isascii() or "Ѐ" <= term[0] <= "ӿ" or "\u00c0" <= term[0] <= "\u1eff":
            return rf"(?<![^\W\d_]){escaped}(?![^\W\d_])"
        return escaped

    return "|".join(bounded(term) for term in sorted(terms, key=len, reverse=True))


_SHORT = 3
"""Letters of labels such as "kho", "qty" and "còn", which stand before numbers only."""
_COUNT = r"(?P<count>\d{1,3}(?:[\s\u00a0,.]\d{3})+|\d+)(?P<kilo>\s?[kк万w](?![^\W\d_]))?(?:\s?\+)?"
_LABELLED = re.compile(rf"(?:{_any_of(words.STOCK_LABELS)})\s*[:：=(（\[【]?\s*{_COUNT}(?![.,]\d)", re.IGNORECASE)
_TRAILING = re.compile(
    rf"(?<![\d.,]){_COUNT}\s*(?:шт\.?|pcs?\.?|pieces?|个|件|units?|uds?\.?|stk\.?|adet|cái|con|acc(?:ounts?)?|items?)?\s*"
    rf"(?:{_any_of(tuple(t for t in words.STOCK_LABELS if len(t) > _SHORT))})",
    re.IGNORECASE,
)
_PIECES = re.compile(
    rf"^\W*{_COUNT}\s*(?:шт\.?|штук|pcs?\.?|pieces|件|adet|uds\.?|stk\.?|szt\.?|buah)\W*$", re.IGNORECASE
)
_NUMBER_ONLY = re.compile(rf"^\W*{_COUNT}\W*$")
_SOLD = re.compile(
    rf"(?:{_any_of(words.SOLD_LABELS)})\s*[:：(（]?\s*{_COUNT}"
    rf"|(?<![\d.,])(?P<count2>\d+)\s*(?:раз\s*)?(?:{_any_of(words.SOLD_LABELS)})",
    re.IGNORECASE,
)
_MINIMUM = re.compile(
    rf"(?:{_any_of(words.MINIMUM_LABELS)})[^\d]{{0,12}}?(?P<count>\d{{1,6}})(?![.,]\d)", re.IGNORECASE
)
_SOLD_OUT = re.compile(_any_of(words.SOLD_OUT), re.IGNORECASE)
_IN_STOCK = re.compile(_any_of(words.IN_STOCK), re.IGNORECASE)
_UNLIMITED = re.compile(_any_of(words.UNLIMITED), re.IGNORECASE)
_LEADING = re.compile(rf"^\W*(?:{_any_of(words.STOCK_LABELS)})\s*[:：]\s*", re.IGNORECASE)
_PARTS = re.compile(r"[|/，,;；·•]")
_MARKS = {"✓": True, "✔": True, "✅": True, "✗": False, "✘": False, "❌": False, "+": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCue:
    """What a short text says about stock and how plainly."""

    stock: Stock
    labelled: bool
    """Whether a word for stock stands with it; a bare number is stock only where its place says so."""


@lru_cache(maxsize=4096)
def parse_stock(text: str) -> StockCue | None:
    """Return what a short text with a stock word says; None where it has none."""
    if not text or len(text) > MAX_LENGTH:
        return None
    counted = _LABELLED.search(text) or _TRAILING.search(text)
    if counted and not _SOLD.search(text[: counted.end()]):
        count = _count_of(counted)
        return StockCue(stock=Stock(count=count, available=count > 0), labelled=True) if count is not None else None
    if len(text) > MAX_WORD * 2:
        return None
    return _word_cue(text)


@lru_cache(maxsize=4096)
def parse_stock_cell(text: str) -> Stock | None:
    """Return what a cell that stands in a place for stock says: a bare number or any word."""
    cue = parse_stock(text)
    if cue:
        return cue.stock
    number = _NUMBER_ONLY.match(text) or _PIECES.match(text)
    if number:
        count = _count_of(number)
        return Stock(count=count, available=count > 0) if count is not None else None
    mark = _MARKS.get(text.strip())
    if mark is not None:
        return Stock(label=text.strip(), available=mark)
    if text.strip() and len(text) <= MAX_WORD and not any(ch.isdigit() for ch in text):
        return Stock(label=text.strip(" :："))
    return None


@lru_cache(maxsize=4096)
def parse_pieces(text: str) -> Stock | None:
    """Return the stock of a text that is a count of pieces and nothing else ("120 шт.")."""
    found = _PIECES.match(text) if len(text) <= MAX_WORD else None
    count = _count_of(found) if found else None
    return Stock(count=count, available=count > 0) if count is not None else None


@lru_cache(maxsize=4096)
def parse_sold(text: str) -> int | None:
    """Return how many a short text says were sold."""
    found = _SOLD.search(text) if text and len(text) <= MAX_LENGTH else None
    if not found:
        return None
    return int(found["count2"]) if found["count2"] else _count_of(found)


@lru_cache(maxsize=4096)
def parse_minimum(text: str) -> int | None:
    """Return the smallest order a short text states."""
    found = _MINIMUM.search(text) if text and len(text) <= MAX_LENGTH else None
    count = int(found["count"]) if found else 0
    return count if count > 0 else None


def without_stock(text: str) -> str:
    """Return a short text without what it says of stock and sales."""
    for pattern in (_LABELLED, _TRAILING, _SOLD, _SOLD_OUT, _PIECES):
        text = pattern.sub(" ", text)
    return text


@lru_cache(maxsize=4096)
def is_sold_out(text: str) -> bool:
    """Whether a short text is a sold-out mark."""
    return len(text) <= MAX_WORD and bool(_SOLD_OUT.search(text))


def _word_cue(text: str) -> StockCue | None:
    text = next((part for part in _PARTS.split(text) if _UNLIMITED.search(part) or _SOLD_OUT.search(part)), text)
    short = _LEADING.sub("", text).strip(" ()（）[]【】:：")
    labelled = short != text.strip(" ()（）[]【】:：")
    if len(short) > MAX_WORD:
        return None
    if _SOLD_OUT.search(short):
        return StockCue(stock=Stock(label=short, available=False), labelled=True)
    if _UNLIMITED.search(short):
        return StockCue(stock=Stock(label=short, available=True), labelled=True)
    if _IN_STOCK.fullmatch(short):
        return StockCue(stock=Stock(label=short, available=True), labelled=labelled)
    return None


def _count_of(match: re.Match[str]) -> int | None:
    digits = re.sub(r"\D", "", match["count"])
    kilo = (match["kilo"] or "").strip().lower()
    count = int(digits[:12]) * ({"万": 10_000, "w": 10_000}.get(kilo, 1000) if kilo else 1)
    return count if count <= _MAX_COUNT else None
