"""5sim (`/v1/guest/...`), whose guest prices need no key.

`/v1/guest/prices` answers {country: {product: {operator: {cost, count, rate}}}}, country and product as slugs; with
`?product=` alone the two outer levels change places. `/v1/guest/countries` (read first as facts) names countries and
their ISO codes. Only operators with numbers left make the price: the cheapest is often sold out. Counts of virtual
operators are generous. Prices are US dollars by the provider's documentation. Products of the category hosting
("1day") rent a number for any service. Written from documentation and clients, never seen served: experimental.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from crawler.families.addresses import at_root, query_value
from crawler.families.amounts import amount, whole
from crawler.families.countries import country_of_name
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import Fields, fields, json_value, read_json, word
from crawler.families.sms_offers import code_listing, code_price, counted, platform_of_service
from market.model import Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind, Unit

GUEST = "/v1/guest"
CURRENCY = "USD"
ISO, NAME = "5sim:iso:", "5sim:name:"
_RENTAL = re.compile(r"(\d+)(hour|day|week|month)s?")
_UNITS = {"hour": Unit.HOUR, "day": Unit.DAY, "week": Unit.WEEK, "month": Unit.MONTH}
_MANY = 200_000


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the countries and all guest prices."""
    return (
        Link(url=at_root(start_url, f"{GUEST}/countries"), role=LinkRole.FACTS, optional=True),
        Link(url=at_root(start_url, f"{GUEST}/prices"), role=LinkRole.INDEX),
    )


def read(page: Page) -> PageReading:
    """Return the listings of a price list, or the countries as facts.

    Raises:
        PageChangedError: the answer is no JSON object of a known shape.
    """
    answer = fields(read_json(page))
    if "/guest/countries" in page.url:
        return _read_countries(answer)
    if not answer:
        return PageReading(empty=True)
    cells = list(_products(page, answer) if "/guest/products" in page.url else _prices(answer))[:_MANY]
    listings = {listing.key: listing for cell in cells if (listing := _listing(page, *cell))}
    if not listings:
        raise PageChangedError(f"{page.url}: prices of a shape that we do not know: save the page and report it")
    unread = len(cells) - len(listings)
    issue = PageIssue(code="unreadable_cell", detail=f"{unread} of {len(cells)} cells state neither price nor count")
    return PageReading(listings=tuple(listings.values()), issues=(issue,) if unread else ())


def _read_countries(answer: Fields) -> PageReading:
    facts: dict[str, str] = {}
    for slug, row in list(answer.items())[:1000]:
        code = next(iter(fields(fields(row).get("iso"))), "").upper()
        name = word(fields(row).get("text_en"))
        facts |= {f"{ISO}{slug}": code} if re.fullmatch(r"[A-Z]{2}", code) else {}
        facts |= {f"{NAME}{slug}": name} if name else {}
    return PageReading(facts=facts)


def _prices(answer: Fields) -> Iterator[tuple[str, str, list[Fields], bool]]:
    """Yield country, product, operators of every cell, whichever of the two comes first."""
    outer = list(answer)[:50]
    by_country = sum(country_of_name(slug) is not None for slug in outer) * 2 >= len(outer)
    for one, row in answer.items():
        for other, operators in fields(row).items():
            country, product = (one, other) if by_country else (other, one)
            yield country, product, list(map(fields, fields(operators).values())), False


def _products(page: Page, answer: Fields) -> Iterator[tuple[str, str, list[Fields], bool]]:
    """Yield the products of one country; the address names it."""
    country = page.url.partition("/guest/products/")[2].partition("/")[0]
    for product, row in answer.items():
        stated = fields(row)
        cell: Fields = {"cost": stated.get("Price"), "count": stated.get("Qty")}
        yield country, product, [cell], word(stated.get("Category")) == "hosting"


def _listing(page: Page, country: str, product: str, operators: list[Fields], rental: bool) -> Listing | None:  # noqa: FBT001 - a column of the list
    cells = [(amount(operator.get("cost")), whole(operator.get("count"))) for operator in operators]
    stocked = [price for price, count in cells if count and price is not None]
    prices: list[Decimal] = stocked or [price for price, _ in cells if price is not None]
    counts = [count for _, count in cells if count is not None]
    if not country or not product or not (prices or counts):
        return None
    period = _RENTAL.fullmatch(product) if rental or product[:1].isdecimal() else None
    unit = _UNITS[period[2]] if period and period[1] == "1" else Unit.CODE
    return code_listing(
        url=page.url,
        key=f"{country}:{product}",
        service=product,
        country=page.facts.get(f"{NAME}{country}") or country,
        iso=page.facts.get(f"{ISO}{country}") or country_of_name(country),
        price=code_price(prices, CURRENCY, unit),
        stock=counted(sum(counts) if counts else None),
        platform="any" if period else platform_of_service(product),
    )


def recognise(page: Page) -> float:
    """Return how sure *page* is of 5sim: its guest addresses and the shape of its prices, or a page that names them."""
    text = page.text.lstrip("\ufeff \r\n")
    if not text.startswith("{"):
        return 0.6 if "5sim.net" in text and "/v1/guest" in text else 0.0
    score = 0.5 if f"{GUEST}/" in page.url else 0.0
    answer = fields(json_value(page.text))
    first = fields(next(iter(fields(next(iter(answer.values()), None)).values()), None))
    cell = fields(next(iter(first.values()), None))
    return min(
        1.0,
        score + (0.5 if "cost" in cell and "count" in cell else 0.0) + (0.1 if query_value(page.url, "product") else 0),
    )


FAMILY = Family(
    id="5sim",
    title="5sim guest prices",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
    experimental=True,
)
