"""Price lists in the shapes that the protocol and its look-alikes have grown.

getPrices, Extended: {country: {service: {cost, count}}} · V2: {country: {service: {price: count}}} · V3: {country:
{service: {price, count, providers: {id: {price, count}}}}}, or the providers without the level between · Tiger-SMS:
{service: {cost, count}} of the country asked for · Verification: {service: {country: {price, count}}} ·
numbers status: {"tg_0": "150"}, the suffix 1 meaning call forwarding. Values may be numbers or strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from crawler.families.addresses import query_value
from crawler.families.amounts import amount, whole
from crawler.families.countries import country_of_name, country_of_number
from crawler.families.family import PageChangedError
from crawler.families.json_fields import Fields, fields, items
from crawler.families.sms_handler_api.names import COUNTRY, SERVICE, names_by_code
from crawler.families.sms_offers import code_listing, code_price, counted, platform_of_service, service_name
from market.model import Listing, Page, PageIssue, PageReading

PRICE_KEYS = ("cost", "price", "retail_price", "Price", "Cost", "retailPrice")
COUNT_KEYS = ("count", "quant", "cnt", "qty", "Qty", "Count", "quantity", "stock", "total")
_STATUS_KEY = re.compile(r"([a-z0-9]{2,10})_([01])")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_MANY = 200_000
LONGEST_CODE = 3
"""Letters of a service code; longer keys may be names of countries."""


Place: TypeAlias = tuple[str, str | None]
"""Name and ISO code of a country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one country and service of a list states."""

    prices: list[Decimal] = field(default_factory=list)
    count: int | None = None


def read_prices(page: Page, answer: object) -> PageReading:
    """Return a listing for each country and service of the price list *answer*.

    Raises:
        PageChangedError: the list has none of the known shapes.
    """
    if answer in ({}, []):
        return PageReading(empty=True)
    table = _table(answer)
    cells = list(_cells(page, table))
    if not cells:
        raise PageChangedError(f"{page.url}: a price list of a shape that we do not know: save the page and report it")
    countries, services = names_by_code(page.facts, COUNTRY), names_by_code(page.facts, SERVICE)
    platforms: dict[str, str | None] = {}
    places: dict[str, Place] = {}
    listings: dict[str, Listing] = {}
    unread = 0
    for country, code, cell in cells[:_MANY]:
        if cell is None:
            unread += 1
            continue
        name = service_name(code.partition("#")[0], services)
        if country not in places:
            places[country] = _place(country, countries)
        platforms.setdefault(name, None if name == code else platform_of_service(name))
        listing = _listing(page, (country, code), cell, (name, platforms[name]), places)
        listings.setdefault(listing.key, listing)
    issue = PageIssue(code="unreadable_cell", detail=f"{unread} of {len(cells)} cells state neither price nor count")
    return PageReading(listings=tuple(listings.values()), issues=(issue,) if unread else ())


def _place(country: str, names: Mapping[str, str]) -> Place:
    """Return the name that the provider gives the country, and its ISO code."""
    shown = names.get(country, "")
    return shown, (country_of_name(shown) if shown else None) or country_of_number(country) or country_of_name(country)


def _listing(
    page: Page, place: tuple[str, str], cell: Cell, service: tuple[str, str | None], countries: Mapping[str, Place]
) -> Listing:
    (country, code), (name, platform) = place, service
    shown, iso = countries[country]
    forwarded = " (call forwarding)" if code.endswith("#1") else ""
    return code_listing(
        url=page.url,
        key=f"{country}:{code}",
        service=name + forwarded,
        country=shown or country,
        iso=iso,
        price=code_price(cell.prices, None),
        stock=counted(cell.count),
        platform=platform,
    )


def _table(answer: object) -> Fields:
    """Return the list without the wrapping that some clones put around it ({status, data}, [{…}, {…}])."""
    if isinstance(answer, list):
        merged: dict[str, object] = {}
        for row in answer[:_MANY]:
            merged.update(fields(row))
        return merged
    rows = fields(answer)
    for name in ("data", "prices", "result"):
        inner = rows.get(name)
        if isinstance(inner, dict) and ("status" in rows or "success" in rows or len(rows) == 1):
            return inner
    return rows


def _cells(page: Page, table: Fields) -> Iterator[tuple[str, str, Cell | None]]:
    """Yield country, service and cell (None where unreadable) of every entry."""
    asked = query_value(page.url, "country")
    if any(_STATUS_KEY.fullmatch(key) and not isinstance(value, (dict, list)) for key, value in table.items()):
        yield from _status_cells(table, asked)
    elif _is_flat(table):
        for code, value in table.items():
            yield asked, code, _cell(value)
    else:
        rows = [(outer, inner, value) for outer, row in table.items() for inner, value in fields(row).items()]
        swap = _is_swapped(page, rows)
        for outer, inner, value in rows:
            country, code = (inner, outer) if swap else (outer, inner)
            yield country, code, _cell(value)


def _status_cells(table: Fields, asked: str) -> Iterator[tuple[str, str, Cell | None]]:
    for key, value in table.items():
        found = _STATUS_KEY.fullmatch(key)
        if found:
            count = whole(value)
            yield asked, found[1] + ("#1" if found[2] == "1" else ""), None if count is None else Cell(count=count)


def _is_flat(table: Fields) -> bool:
    """Return whether the rows are cells themselves: the list is of one country."""
    rows = [fields(value) for value in list(table.values())[:20]]
    return bool(rows) and all(any(key in row for key in (*PRICE_KEYS, *COUNT_KEYS)) for row in rows)


def _is_swapped(page: Page, rows: list[tuple[str, str, object]]) -> bool:
    """Return whether the list is by service first: then the inner keys are the country numbers."""
    if query_value(page.url, "action") == "getPricesVerification" and not rows:
        return True
    outer = {row[0] for row in rows[:2000]}
    inner = {row[1] for row in rows[:2000]}
    known = set(names_by_code(page.facts, COUNTRY))
    return _countryness(inner, known) > _countryness(outer, known)


def _countryness(keys: set[str], known: set[str]) -> float:
    if not keys:
        return 0.0
    countries = sum(
        key.isdecimal() or key in known or (len(key) > LONGEST_CODE and country_of_name(key) is not None)
        for key in keys
    )
    return countries / len(keys)


def _cell(value: object) -> Cell | None:
    """Return price and count of one entry in any of the shapes, None where it states neither."""
    row = fields(value)
    price = next((price for key in PRICE_KEYS if (price := amount(row.get(key))) is not None), None)
    count = next((count for key in COUNT_KEYS if (count := whole(row.get(key))) is not None), None)
    if price is not None or count is not None:
        inner = fields(row.get("providers"))
        prices = [price] if price is not None else list(_provider_prices(inner))
        return Cell(prices=prices, count=count)
    providers = [fields(one) for one in items(value) if isinstance(one, dict)]
    if providers:
        return _summed(providers)
    tiers = {key: whole(left) for key, left in row.items() if _DECIMAL.fullmatch(key)}
    if not tiers or any(left is None for left in tiers.values()):
        return None
    stocked = [key for key, left in tiers.items() if left] or list(tiers)
    prices = [found for key in stocked if (found := amount(key)) is not None]
    return Cell(prices=prices, count=sum(left or 0 for left in tiers.values()))


def _provider_prices(providers: Fields) -> Iterator[Decimal]:
    for row in map(fields, providers.values()):
        for stated in items(row.get("price")) or (row.get("price"),):
            price = amount(stated)
            if price is not None:
                yield price


def _summed(providers: list[Fields]) -> Cell | None:
    """Return several providers of one service as one cell: the span of those that have numbers left."""
    cells = [cell for cell in map(_cell, providers) if cell]
    if not cells:
        return None
    stocked = [cell for cell in cells if cell.count] or cells
    counts = [cell.count for cell in cells if cell.count is not None]
    return Cell(prices=[price for cell in stocked for price in cell.prices], count=sum(counts) if counts else None)


def looks_like_prices(answer: object) -> bool:
    """Return whether *answer* has the shape of the protocol's price lists: cells below country and service."""
    if not isinstance(answer, dict) or not answer:
        return False
    if all(_STATUS_KEY.fullmatch(key) for key in list(answer)[:20]):
        return True
    shown = [
        (outer, inner, cell) for outer, row in list(answer.items())[:3] for inner, cell in list(fields(row).items())[:3]
    ]
    return bool(shown) and all(
        outer.isdecimal() != inner.isdecimal() and isinstance(cell, dict) and _cell(cell) is not None
        for outer, inner, cell in shown
    )
