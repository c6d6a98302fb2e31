"""Rows of an import file to listings in the site's own words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from crawler.families.amounts import amount, numbers
from crawler.families.stock_words import stock_after_label, stock_of, unknown_label
from market.errors import MarketError
from market.model import Detail, Listing, PageIssue, StatedPrice, Stock, Unit
from market.prices.printed import parse_printed_price

FIELDS = frozenset({"url", "title", "text", "price", "stock", "seller", "category", "posted_at", "status"})
_GONE = frozenset({404, 410})
"""What the address of a listing answers that is no more; such a row needs nothing else."""
LONGEST_TEXT = 100_000
_LONGEST_FIELD = 500
_RANGE = 2
_UNIT = re.compile(r"(?:/|每|一|per\s+|за\s+|\d\s*)\s*(小时|个月|[^\W\d_]+)\.?\s*$", re.IGNORECASE)
_UNITS: Mapping[str, Unit] = {
    **dict.fromkeys(("个", "只", "张", "枚", "套", "each", "pc", "pcs", "piece", "шт", "штука", "штуку"), Unit.EACH),
    **dict.fromkeys(("次", "条", "code", "sms", "смс", "код"), Unit.CODE),
    **dict.fromkeys(("小时", "时", "hour", "h", "час"), Unit.HOUR),
    **dict.fromkeys(("天", "日", "day", "день", "сутки"), Unit.DAY),
    **dict.fromkeys(("周", "week", "неделю", "неделя"), Unit.WEEK),
    **dict.fromkeys(("月", "个月", "month", "mo", "мес", "месяц"), Unit.MONTH),
    **dict.fromkeys(("年", "year", "год"), Unit.YEAR),
    **dict.fromkeys(("千", "k", "thousand", "тыс"), Unit.THOUSAND),
}


class BrokenRowError(MarketError):
    """A line of an import file cannot be used; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLine:
    """One line that was left out, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsRead:
    """What a run of lines holds."""

    listings: tuple[Listing, ...]
    broken: tuple[BrokenLine, ...] = ()
    issues: tuple[PageIssue, ...] = ()
    removed: tuple[str, ...] = ()
    """Keys of listings whose own address is gone."""


def read_rows(lines: Sequence[bytes], *, first: int = 1) -> RowsRead:
    """Return the listings of lines of an import file; the first is line number *first*, blank ones count."""
    listings: list[Listing] = []
    broken: list[BrokenLine] = []
    issues: list[PageIssue] = []
    removed: list[str] = []
    for number, line in enumerate(lines, start=first):
        if not line.strip():
            continue
        try:
            said = _parsed(line)
            if said.get("status") in _GONE:
                removed.append(listing_key(_text(said, "url", needed=True)))
                continue
            listing, found = read_row(said)
        except BrokenRowError as error:
            broken.append(BrokenLine(number=number, why=str(error)))
            continue
        listings.append(listing)
        issues.extend(found)
    found_issues = tuple(dict.fromkeys(issues))
    return RowsRead(listings=tuple(listings), broken=tuple(broken), issues=found_issues, removed=tuple(removed))


def _parsed(line: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BrokenRowError(f"is no UTF-8 (byte {error.start})") from None
    except (ValueError, RecursionError) as error:
        raise BrokenRowError(f"is no JSON ({error})") from None
    if not isinstance(said, dict):
        raise BrokenRowError("is no JSON object")
    return said


def read_row(said: Mapping[str, Any]) -> tuple[Listing, tuple[PageIssue, ...]]:
    """Return the listing that one row states, and what in it nobody understood.

    Raises:
        BrokenRowError: a field that must be there is missing, or one is of the wrong type; the text names it.
    """
    url = _text(said, "url", needed=True)
    title, text = _text(said, "title"), _text(said, "text", longest=LONGEST_TEXT)
    if not title and not text:
        raise BrokenRowError("title: is missing, and there is no text either")
    issues = [PageIssue(code="unknown_field", detail=str(name)[:60]) for name in said if name not in FIELDS]
    seller = _text(said, "seller") or None
    stock = _stock(said)
    listing = Listing(
        url=url,
        key=listing_key(url),
        title=" ".join(title.split()),
        text=text,
        category=_text(said, "category") or None,
        price=_price(said, issues),
        stock=stock,
        seller_name=seller,
        seller_key=seller,
        posted_at=_moment(said),
        detail=Detail.FULL,
    )
    if odd := unknown_label(stock):
        issues.append(odd)
    return listing, tuple(issues)


def listing_key(url: str) -> str:
    """Return what tells a listing of a site from others: path and query of its address, so that the host may change.

    Raises:
        BrokenRowError: *url* is no web address.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host:
        raise BrokenRowError(f"url: {url[:80]!r} is no http or https address")
    key = parts.path or "/"
    if parts.query:
        key += "?" + parts.query
    if parts.fragment and (parts.path in {"", "/"} or parts.fragment.startswith(("/", "!"))):
        key += "#" + parts.fragment
    return key


def with_own_keys(listings: Iterable[Listing]) -> list[Listing]:
    """Return the listings of a file, each once; several under one address are told apart by their titles."""
    unique = list(dict.fromkeys(listings))
    shared = Counter(listing.key for listing in unique)
    keyed: dict[str, Listing] = {}
    for listing in unique:
        key = listing.key
        if shared[key] > 1:
            mark = blake2b(listing.title.casefold().encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
            key = f"{key}#{mark}"
        keyed[key] = replace(listing, key=key)
    return list(keyed.values())


def keyed_parts(parts: Sequence[RowsRead]) -> list[tuple[Listing, ...]]:
    """Return the listings of each part of one file, keyed by what the whole file shows; each stands in one part."""
    keyed = with_own_keys(listing for part in parts for listing in part.listings)
    left = {(listing.url, listing.title, listing.text): listing for listing in keyed}
    found = [[left.pop((one.url, one.title, one.text), None) for one in part.listings] for part in parts]
    return [tuple(listing for listing in some if listing) for some in found]


def _text(said: Mapping[str, Any], name: str, *, needed: bool = False, longest: int = _LONGEST_FIELD) -> str:
    value = said.get(name)
    if value is None or value == "":
        if needed:
            raise BrokenRowError(f"{name}: is missing")
        return ""
    if not isinstance(value, str):
        raise BrokenRowError(f"{name}: must be a text, not {type(value).__name__}")
    if name == "url" and len(value) > longest * 4:
        raise BrokenRowError(f"url: is longer than {longest * 4} characters")
    return value.encode("utf-8", "replace").decode("utf-8").strip()[: longest * (4 if name == "url" else 1)]


def _price(said: Mapping[str, Any], issues: list[PageIssue]) -> StatedPrice | None:
    value = said.get("price")
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BrokenRowError(f"price: must be a text or a number, not {type(value).__name__}")
    printed = str(value).strip()[:100]
    read = parse_printed_price(value) if isinstance(value, str) else None
    if read and read.amount == 0 and not any(map(str.isdigit, printed)):
        return None  # "Free": a word, and no price to follow
    low = high = read.amount if read else amount(value)
    if isinstance(value, str) and re.search(r"\d\s*[^\d\s.,]?\s*[-~–—至到]\s*[^\d\s]?\s*\d", value):
        ends: list[Decimal] = numbers(re.sub(r"[-~–—至到]", " ~ ", value))[:_RANGE]
        if len(ends) == _RANGE:
            low, high = min(ends), max(ends)
    if low is None or high is None:
        issues.append(PageIssue(code="unread_price", detail=printed[:40]))
        return None
    unit = _UNIT.search(printed)
    return StatedPrice(
        text=printed,
        min=low,
        max=high,
        currency=read.currency if read else None,
        unit=_UNITS.get(unit[1].lower()) if unit else None,
    )


def _stock(said: Mapping[str, Any]) -> Stock:
    value = said.get("stock")
    if isinstance(value, bool):
        return Stock(available=value)
    if value is not None and not isinstance(value, str | int | float):
        raise BrokenRowError(f"stock: must be a text or a number, not {type(value).__name__}")
    stock = stock_of(value)
    if isinstance(value, str) and stock.available is None and any(mark.isdigit() for mark in value):
        return stock_after_label(value)
    return stock


def _moment(said: Mapping[str, Any]) -> datetime | None:
    value = said.get("posted_at")
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BrokenRowError(f"posted_at: {value!r:.60} is no ISO 8601 time") from None
    if moment.tzinfo is None:
        raise BrokenRowError(f"posted_at: {value!r:.60} names no zone, add Z or an offset")
    return moment.astimezone(UTC)
