"""Goods as the shop's API and its inline data state them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.families.addresses import absolute, at_root, query_value
from crawler.families.amounts import amount, stated, whole
from crawler.families.contact_lines import contact_link
from crawler.families.json_fields import Fields, fields, items, word
from crawler.families.markup import lines_of_html
from crawler.families.pictures import pictures_of
from crawler.families.stock_words import stock_of, unknown_label
from market.model import (
    Contact,
    Detail,
    HandleType,
    Link,
    LinkRole,
    Listing,
    Page,
    PageIssue,
    PageReading,
    Scope,
    StatedPrice,
    Stock,
    Tier,
    Variant,
)

CURRENCY = "CNY"
STATE_SOLD_OUT = 0
STOCKS = ("stock", "card_count", "card")
"""The field that carries the stock, in today's versions and in older ones."""
_SECTION = re.compile(r"^\s*\[(\w+)\]\s*$")


def read_list(page: Page, answer: Fields) -> PageReading:
    """Return the goods of one list answer and where their details and the next page are."""
    issues: list[PageIssue] = []
    listings: dict[str, Listing] = {}
    for row in map(fields, items(answer.get("data"))):
        listing = _summary(page, row, issues)
        if listing:
            listings.setdefault(listing.key, listing)
    links = [_detail_link(page, listing) for listing in listings.values()]
    return PageReading(
        listings=tuple(listings.values()),
        links=(*links, *_next_page(page, answer, len(listings))),
        empty=not listings and not issues and query_value(page.url, "page") in {"", "1"},
        issues=tuple(issues),
    )


def _next_page(page: Page, answer: Fields, found: int) -> tuple[Link, ...]:
    """Return the next page of a paged list; past the last one the shop answers with an empty list."""
    limit, number = whole(query_value(page.url, "limit")), whole(query_value(page.url, "page"))
    total = whole(answer.get("total"))
    if not limit or not number or not total or not found or number * limit >= total:
        return ()
    category = query_value(page.url, "categoryId") or "0"
    path = f"/user/api/index/commodity?limit={limit}&page={number + 1}&categoryId={category}"
    return (Link(url=at_root(page.url, path), role=LinkRole.INDEX),)


def _detail_link(page: Page, listing: Listing) -> Link:
    detail = at_root(page.url, f"/user/api/index/commodityDetail?commodityId={listing.key}")
    return Link(url=detail, role=LinkRole.PRODUCT, fallback=(Link(url=listing.url, role=LinkRole.PRODUCT),))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Identity:
    key: str
    title: str
    url: str


def _identity(page: Page, row: Fields) -> _Identity | None:
    key, title = word(row.get("id")), lines_of_html(word(row.get("name"))).replace("\n", " ")
    url = absolute(page.url, f"/item/{key}") if key else None
    return _Identity(key=key, title=title, url=url) if title and url else None


def _summary(page: Page, row: Fields, issues: list[PageIssue]) -> Listing | None:
    known = _identity(page, row)
    if known is None:
        issues.append(PageIssue(code="no_title", detail=f"goods {word(row.get('id')) or 'without id'} of the list"))
        return None
    stock = _stock(row)
    issues.extend(issue for issue in (unknown_label(stock),) if issue)
    price = stated(row.get("price"), currency=CURRENCY)  # 0 where only the variants of the detail have prices
    owner = fields(row.get("owner"))
    return Listing(
        url=known.url,
        key=known.key,
        title=known.title,
        category=word(fields(row.get("category")).get("name")) or None,
        price=price if price and price.min else None,
        stock=stock,
        sold=whole(row.get("order_sold")),
        seller_name=word(owner.get("username")) or None,
        seller_key=word(owner.get("id")) or None,
        images=pictures_of(page.url, row.get("cover")),
        detail=Detail.SUMMARY,
    )


def read_detail(page: Page, row: Fields) -> PageReading:
    """Return the one listing of a detail answer, or of the inline data of its page."""
    known = _identity(page, row)
    if known is None:
        broken = PageIssue(code="no_title", detail="the detail of a product has no name", breaks=True)
        return PageReading(issues=(broken,))
    stock, owner = _stock(row), fields(row.get("owner"))
    config = _config(row.get("config"))
    variants = _variants(row, config)
    contacts = _service(row, Scope.LISTING if owner else Scope.SITE)
    listing = Listing(
        url=known.url,
        key=known.key,
        title=known.title,
        text=lines_of_html(word(row.get("description"))),
        price=_price(row, variants),
        tiers=_tiers(config.get("wholesale")),
        stock=stock,
        min_quantity=whole(row.get("minimum")) or None,
        sold=whole(row.get("order_sold")),
        variants=variants,
        seller_name=word(owner.get("username")) or None,
        seller_key=word(owner.get("id")) or None,
        contacts=contacts if owner else (),
        images=pictures_of(page.url, row.get("cover"), html=word(row.get("description"))),
    )
    issues = tuple(issue for issue in (unknown_label(stock),) if issue)
    return PageReading(listings=(listing,), contacts=() if owner else contacts, issues=issues)


def _stock(row: Fields) -> Stock:
    """Return the stock; a word nobody knows (a shop in a fourth language) is helped by the state number beside it."""
    shown = next((row[name] for name in STOCKS if row.get(name) is not None), None)
    stock = stock_of(shown)
    state = whole(row.get("stock_state"))
    if stock.available is None and state is not None:
        return Stock(label=stock.label, count=stock.count, available=state > STATE_SOLD_OUT)
    return stock


def _price(row: Fields, variants: tuple[Variant, ...]) -> StatedPrice | None:
    """Return the guest price; goods with variants often state 0 and mean the variants' prices."""
    price = stated(row.get("price"), currency=CURRENCY)
    prices = [variant.price for variant in variants if variant.price]
    if prices and (price is None or not price.min):
        low, high = min(it.min for it in prices), max(it.max for it in prices)
        return StatedPrice(text=f"{low}-{high}" if low != high else f"{low}", min=low, max=high, currency=CURRENCY)
    return price


def _config(value: object) -> Fields:
    """Return the product's configuration: an object, or the INI text it is kept as in older versions."""
    if not isinstance(value, str):
        return fields(value)
    sections: dict[str, dict[str, object]] = {}
    current: dict[str, object] = {}
    for entry in value.splitlines()[:500]:
        heading = _SECTION.match(entry)
        if heading:
            current = sections.setdefault(heading[1], {})
        elif "=" in entry:
            name, _, stated_value = entry.partition("=")
            current[name.strip()] = stated_value.strip()
    return sections


def _variants(row: Fields, config: Fields) -> tuple[Variant, ...]:
    """Return the races (种类) with their own prices, or the options of a lone SKU group, which add to the price."""
    races = fields(config.get("category"))
    if races:
        return tuple(_variant(name, stated(price, currency=CURRENCY)) for name, price in list(races.items())[:200])
    groups = [fields(group) for group in fields(config.get("sku")).values()]
    base = amount(row.get("price"))
    if len(groups) != 1 or base is None:
        return ()
    options = ((name, amount(extra)) for name, extra in list(groups[0].items())[:200])
    return tuple(_variant(name, stated(base + (extra or 0), currency=CURRENCY)) for name, extra in options)


def _variant(name: str, price: StatedPrice | None) -> Variant:
    return Variant(key=name, name=name, price=price)


def _tiers(value: object) -> tuple[Tier, ...]:
    rows = ((whole(quantity), amount(price)) for quantity, price in list(fields(value).items())[:50])
    return tuple(Tier(quantity=number, price=price) for number, price in rows if number and price is not None)


def _service(row: Fields, scope: Scope) -> tuple[Contact, ...]:
    """Return QQ and link of the service desk: the shop's own, or the merchant's where the goods have an owner."""
    number, link = word(row.get("service_qq")), word(row.get("service_url"))
    desk = contact_link(link, scope) or (Contact(text=link[:500], scope=scope) if link else None)
    qq = Contact(text=number[:100], type=HandleType.QQ, scope=scope) if number else None
    return tuple(contact for contact in (qq, desk) if contact)
