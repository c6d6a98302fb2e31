"""Shopify shops.

`/products.json?limit=250&page=N` lists products with variants and prices as strings until an empty list; it names
neither currency nor a count of pieces, only `available`. The currency is in the front page's script
(`Shopify.currency`), read first as a fact. Where the list is closed, `/collections/all` links the products and
`/products/HANDLE.json` or the JSON in their pages (prices in cents there) says the same. A shop behind a password
redirects to `/password`. `compare_at_price` is the struck-out one. A lone "Default Title" is no variant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.families.addresses import absolute, at_root, canonical, on_host, query_value, same_host
from crawler.families.amounts import amount, stated, whole
from crawler.families.contact_lines import contacts_in
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import Fields, fields, items, json_at, json_value, when, word
from crawler.families.markup import attribute, lines_of_html, meta, own_text, parsed
from crawler.families.pictures import pictures_of
from market.model import (
    Detail,
    Link,
    LinkRole,
    Listing,
    Page,
    PageIssue,
    PageReading,
    SiteKind,
    StatedPrice,
    Stock,
    Variant,
)

PAGE_SIZE = 250
CURRENCY_FACT = "shopify:currency"
CENTS = Decimal("0.01")
DEFAULT_VARIANT = "Default Title"
_CURRENCY = re.compile(r"""Shopify\.currency\s*=\s*\{[^}]*?["']active["']\s*:\s*["']([A-Z]{3})["']""")
_OTHER_CURRENCY = re.compile(r'"(?:priceCurrency|shop_currency|currencyCode|currency)"\s*:\s*"([A-Z]{3})"')
_HANDLE = re.compile(r"/products/([^/?#]+)")
_META = re.compile(r"\bvar\s+meta\s*=\s*(?=\{)")
_SIGNS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"cdn\.shopify\.com|/cdn/shop/"), 0.5),
    (re.compile(r"Shopify\.(?:shop|theme|currency)\b|ShopifyAnalytics"), 0.5),
    (re.compile(r"myshopify\.com|shopify-section|shopify-digital-wallet"), 0.3),
    (re.compile(r'"compare_at_price"\s*:'), 0.4),
    (re.compile(r'"requires_shipping"\s*:|"body_html"\s*:'), 0.3),
)


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the front page for currency and contacts, and the list of products, or the collection of all."""
    collection = Link(url=at_root(start_url, "/collections/all"), role=LinkRole.INDEX)
    listed = at_root(start_url, f"/products.json?limit={PAGE_SIZE}&page=1")
    return (
        Link(url=at_root(start_url, "/"), role=LinkRole.FACTS, optional=True),
        Link(url=listed, role=LinkRole.INDEX, fallback=(collection,)),
    )


def read(page: Page) -> PageReading:
    """Return what a list, a product's JSON or an HTML page of the shop says.

    Raises:
        PageChangedError: the page is none of them.
    """
    if urlsplit(page.url).path.rstrip("/") == "/password":
        return PageReading(issues=(PageIssue(code="password", detail="the shop is behind a password", breaks=True),))
    if not page.text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _read_html(page)
    answer = fields(json_value(page.text))
    if isinstance(answer.get("products"), list):
        return _read_list(page, [fields(row) for row in items(answer["products"])])
    listing = _listing(page, fields(answer.get("product")), Detail.FULL)
    if listing is None:
        raise PageChangedError(f"{page.url} has neither products nor a product: look at the shop in a browser")
    return PageReading(listings=(listing,))


def _read_list(page: Page, rows: list[Fields]) -> PageReading:
    issues: list[PageIssue] = []
    listings: dict[str, Listing] = {}
    for row in rows:
        listing = _listing(page, row, Detail.FULL)
        if listing is None:
            issues.append(
                PageIssue(code="no_title", detail=f"product {word(row.get('id')) or 'without id'} of the list")
            )
        else:
            listings.setdefault(listing.key, listing)
    size, number = whole(query_value(page.url, "limit")) or 30, whole(query_value(page.url, "page")) or 1
    following = at_root(page.url, f"{urlsplit(page.url).path}?limit={size}&page={number + 1}")
    links = (Link(url=following, role=LinkRole.INDEX),) if len(rows) >= size else ()
    empty = not rows and number == 1
    return PageReading(listings=tuple(listings.values()), links=links, empty=empty, issues=tuple(issues))


def _listing(page: Page, row: Fields, detail: Detail) -> Listing | None:
    key, title = word(row.get("id")), lines_of_html(word(row.get("title"))).replace("\n", " ")
    handle = word(row.get("handle"))
    url = absolute(page.url, f"/products/{handle}") if handle else canonical(page.url)
    if not key or not title or url is None:
        return None
    variants = [fields(variant) for variant in items(row.get("variants"))[:200]]
    currency = page.facts.get(CURRENCY_FACT)
    named = tuple(_variants(variants, currency))
    return Listing(
        url=url,
        key=key,
        title=title,
        text=lines_of_html(word(row.get("body_html")) or word(row.get("description"))),
        category=word(row.get("product_type")) or None,
        price=_span(variants, currency),
        stock=_stock(variants),
        variants=named if len(named) > 1 else (),
        posted_at=when(row.get("published_at")),
        images=pictures_of(page.url, row.get("images"), row.get("image"), html=word(row.get("body_html"))),
        detail=detail,
    )


def _money(variant: Fields) -> Decimal | None:
    """Return the price of a variant: a string in units, or an integer of cents where a page's script carries it."""
    value = variant.get("price")
    number = amount(value)
    is_cents = isinstance(value, int) and not isinstance(value, bool)
    return number * CENTS if number is not None and is_cents else number


def _span(variants: list[Fields], currency: str | None) -> StatedPrice | None:
    """Return the prices of the variants that can be bought, of all where none can."""
    offered = [variant for variant in variants if variant.get("available") is not False] or variants
    prices = [price for variant in offered if (price := _money(variant)) is not None]
    if not prices:
        return None
    low, high = min(prices), max(prices)
    return StatedPrice(text=f"{low}" if low == high else f"{low}-{high}", min=low, max=high, currency=currency)


def _stock(variants: list[Fields]) -> Stock:
    known = [variant.get("available") for variant in variants if isinstance(variant.get("available"), bool)]
    counts = [count for variant in variants if (count := whole(variant.get("inventory_quantity"))) is not None]
    if known and not any(known):
        return Stock(count=0, available=False)
    return Stock(count=sum(counts) if counts and sum(counts) else None, available=True if known else None)


def _variants(rows: list[Fields], currency: str | None) -> Iterator[Variant]:
    for row in rows:
        key, name, price = word(row.get("id")), word(row.get("title")) or word(row.get("name")), _money(row)
        if key:
            priced = None if price is None else stated(price, currency=currency)
            yield Variant(key=key, name=name or key, price=priced, stock=_stock([row]))


def _read_html(page: Page) -> PageReading:
    """Return currency, name and contacts of any page, its product where it is a product's, its links where it lists."""
    if not any(sign.search(page.text) for sign, _ in _SIGNS):
        raise PageChangedError(f"{page.url} is no page of Shopify that we know: look at it in a browser")
    tree = parsed(page.text)
    found = _CURRENCY.search(page.text) or _OTHER_CURRENCY.search(page.text)
    facts = {CURRENCY_FACT: found[1]} if found else {}
    name = meta(tree, "og:site_name") or own_text(tree.css_first("title")).rpartition("–")[2].strip()
    contacts = contacts_in(tree.css("footer, .footer, .shopify-section-group-footer-group"))
    handle = _HANDLE.search(urlsplit(page.url).path)
    if handle:
        listing = _product_in_page(page, tree, found[1] if found else None)
        broken = PageIssue(code="no_product", detail=f"no data of {handle[1][:60]}", breaks=True)
        return PageReading(
            listings=(listing,) if listing else (),
            facts=facts,
            seller_name=name or None,
            issues=() if listing else (broken,),
        )
    links = _product_links(page, tree) if page.role is LinkRole.INDEX else ()
    return PageReading(links=links, contacts=contacts, facts=facts, seller_name=name or None)


def _product_links(page: Page, tree: LexborHTMLParser) -> tuple[Link, ...]:
    """Return the products a collection links, each by its JSON with its page to fall back on, and the next page."""
    links: dict[str, Link] = {}
    for anchor in tree.css('a[href*="/products/"]')[:2000]:
        handle = _HANDLE.search(attribute(anchor, "href"))
        url = on_host(page.url, f"/products/{handle[1]}") if handle else None
        if url:
            fallback = (Link(url=url, role=LinkRole.PRODUCT),)
            links.setdefault(url, Link(url=f"{url}.json", role=LinkRole.PRODUCT, fallback=fallback))
    following = absolute(
        page.url, attribute(tree.css_first('link[rel=next], a[rel=next], a[href*="page="].next'), "href")
    )
    onward = (
        (Link(url=following, role=LinkRole.INDEX),) if following and same_host(following, page.url) and links else ()
    )
    return (*links.values(), *onward)


def _product_in_page(page: Page, tree: LexborHTMLParser, currency: str | None) -> Listing | None:
    """Return the product in a script of its page: the theme's own JSON, else what the analytics script is told."""
    known = page if currency is None else _with_currency(page, currency)
    for script in tree.css('script[type="application/json"]')[:40]:
        row = fields(json_value(script.text(deep=True)))
        row = fields(row.get("product")) or row
        if "variants" in row and "title" in row:
            return _listing(known, row, Detail.FULL)
    mark = _META.search(page.text)
    told = fields(fields(json_at(page.text, mark.end())).get("product")) if mark else {}
    title = meta(tree, "og:title")
    described = {"body_html": meta(tree, "og:description"), "title": title, **told}
    return _listing(known, described, Detail.FULL) if told else None


def _with_currency(page: Page, currency: str) -> Page:
    facts = {CURRENCY_FACT: currency, **page.facts}
    return Page(url=page.url, text=page.text, content_type=page.content_type, role=page.role, facts=facts)


def recognise(page: Page) -> float:
    """Return how sure *page* is of Shopify: its delivery network, its scripts, the shape of its list."""
    return min(1.0, sum(weight for sign, weight in _SIGNS if sign.search(page.text)))


FAMILY = Family(
    id="shopify",
    title="Shopify",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
    experimental=True,
)
