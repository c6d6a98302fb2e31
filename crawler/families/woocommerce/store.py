"""The Store API: products with prices in minor units."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from crawler.families.addresses import on_host, query_value, with_query
from crawler.families.amounts import amount, count_in, whole
from crawler.families.family import PageChangedError
from crawler.families.json_fields import Fields, fields, items, word
from crawler.families.markup import lines_of_html
from crawler.families.pictures import pictures_of
from crawler.families.stock_words import availability, stock_of
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, StatedPrice, Stock, Variant

FIRST_PAGE = "/wp-json/wc/store/v1/products?per_page=20&page=1"
UNCAPPED = 9999
"""`add_to_cart.maximum` of a product without managed stock, or with more than that."""
LARGE_SHOP, LARGEST_PAGE = 200, 100
"""From so many products on, pages of so many are asked for."""


def read_products(page: Page, answer: object) -> PageReading:
    """Return the products of one answer, and the pages that tell more.

    Raises:
        PageChangedError: the answer is no list of products.
    """
    if not isinstance(answer, list):
        refusal = word(fields(answer).get("message")) or word(fields(answer).get("code")) or "another shape"
        raise PageChangedError(f"{page.url} answers {refusal[:120]!r}: the shop's Store API may be closed")
    issues: list[PageIssue] = []
    listings: dict[str, Listing] = {}
    links: dict[str, Link] = {}
    rows = [fields(row) for row in answer]
    counts = any(_manages_stock(row) for row in rows)
    for row in rows:
        listing = _read_product(page, row)
        if listing is None:
            issues.append(PageIssue(code="no_title", detail=f"product {word(row.get('id')) or 'without id'}"))
            continue
        listings.setdefault(listing.key, listing)
        if row.get("variations") or (counts and _hides_stock(row, listing)):
            links[listing.url] = Link(url=listing.url, role=LinkRole.PRODUCT, optional=True)
    return PageReading(
        listings=tuple(listings.values()),
        links=(*links.values(), *_further_pages(page, len(answer))),
        total=whole(page.headers.get("x-wp-total")),
        empty=not answer and query_value(page.url, "page") in {"", "1"},
        issues=tuple(issues),
    )


def _further_pages(page: Page, found: int) -> Iterator[Link]:
    """Yield the next page; its existence is certain only where the header states a number of pages."""
    size, number = whole(query_value(page.url, "per_page")) or 10, whole(query_value(page.url, "page")) or 1
    total, pages = whole(page.headers.get("x-wp-total")), whole(page.headers.get("x-wp-totalpages"))
    if found < size and not (pages and number < pages and found):
        return
    if pages is not None and number >= pages:
        return
    following = with_query(page.url, per_page=str(size), page=str(number + 1))
    if total and total >= LARGE_SHOP and number == 1 and size < LARGEST_PAGE:
        larger = with_query(page.url, per_page=str(LARGEST_PAGE), page="1")
        yield Link(url=larger, role=LinkRole.INDEX, fallback=(Link(url=following, role=LinkRole.INDEX),))
        return
    yield Link(url=following, role=LinkRole.INDEX, optional=pages is None)


def _read_product(page: Page, row: Fields) -> Listing | None:
    key = word(row.get("id"))
    title = lines_of_html(word(row.get("name"))).replace("\n", " ")
    url = on_host(page.url, word(row.get("permalink")))
    if not key or not title or url is None:
        return None
    categories = [lines_of_html(word(fields(it).get("name"))) for it in items(row.get("categories"))]
    description = lines_of_html(word(row.get("description")))
    return Listing(
        url=url,
        key=key,
        title=title,
        text=description or lines_of_html(word(row.get("short_description"))),
        category=next((name for name in reversed(categories) if name), None),
        price=_price(fields(row.get("prices"))),
        stock=_stock(row),
        min_quantity=_minimum(fields(row.get("add_to_cart"))),
        variants=tuple(_variants(row)),
        images=pictures_of(page.url, row.get("images"), html=word(row.get("description"))),
        detail=Detail.SUMMARY if row.get("variations") else Detail.FULL,
    )


def _price(prices: Fields) -> StatedPrice | None:
    """Return the price in units of its currency, over the variations where the product has them."""
    digits = whole(prices.get("currency_minor_unit"))
    currency = word(prices.get("currency_code")).upper() or None
    span = fields(prices.get("price_range"))
    low = amount(span.get("min_amount")) if span else amount(prices.get("price"))
    high = amount(span.get("max_amount")) if span else low
    if low is None or high is None or digits is None or digits > 8:  # noqa: PLR2004 - no currency has more
        return None
    unit = Decimal(10) ** -digits
    low, high = low * unit, high * unit
    text = f"{low}" if low == high else f"{low}-{high}"
    sign = f"{word(prices.get('currency_prefix'))}{text}{word(prices.get('currency_suffix'))}"
    return StatedPrice(text=lines_of_html(sign)[:100], min=low, max=max(low, high), currency=currency)


def _minimum(cart: Fields) -> int | None:
    minimum = whole(cart.get("minimum"))
    return minimum if minimum and minimum > 1 else None


def _stock(row: Fields) -> Stock:
    """Return the stock: newer versions print it, older ones let one order as many as there are."""
    in_stock = row.get("is_in_stock")
    label = word(fields(row.get("stock_availability")).get("text"))
    if in_stock is False:
        return Stock(label=label or None, count=0, available=False)
    printed = count_in(label)
    remaining = whole(row.get("low_stock_remaining"))
    most = whole(fields(row.get("add_to_cart")).get("maximum"))
    if printed is not None:
        count: int | None = printed
    elif remaining is not None:
        count = remaining
    else:
        count = most if most and most < UNCAPPED and not row.get("sold_individually") and not _varies(row) else None
    worded = label if label and printed is None else None
    available = True if in_stock is True else availability(label)
    return Stock(label=worded, count=count, available=available if count is None else stock_of(count).available)


def _varies(row: Fields) -> bool:
    return bool(row.get("variations")) or word(row.get("type")) in {"variable", "grouped", "bundle"}


def _manages_stock(row: Fields) -> bool:
    """Return whether the shop counts this product; where it counts none, product pages say no more than the API."""
    most = whole(fields(row.get("add_to_cart")).get("maximum"))
    return bool(most) and most != UNCAPPED and row.get("is_in_stock") is True and not row.get("sold_individually")


def _hides_stock(row: Fields, listing: Listing) -> bool:
    """Return whether the product may have more than the API counts to, and the API prints no stock either."""
    hidden = listing.stock.available is not False and listing.stock.count is None
    return hidden and not fields(row.get("stock_availability")) and not row.get("sold_individually")


def _variants(row: Fields) -> Iterator[Variant]:
    for variation in map(fields, items(row.get("variations"))[:200]):
        key = word(variation.get("id"))
        named = (lines_of_html(word(fields(it).get("value"))) for it in items(variation.get("attributes")))
        if key:
            yield Variant(key=key, name=" / ".join(name for name in named if name) or key)
