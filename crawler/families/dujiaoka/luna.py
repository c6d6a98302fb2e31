"""The front page of the luna theme: an empty page around inline JSON that holds the whole shop."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.families.addresses import absolute
from crawler.families.amounts import amount, stated, whole
from crawler.families.dujiaoka.shop import CURRENCY, shop_contacts, shop_name
from crawler.families.family import PageChangedError
from crawler.families.json_fields import Fields, fields, items, json_at, when, word
from crawler.families.markup import lines_of_html, parsed
from crawler.families.pictures import pictures_of
from crawler.families.stock_words import stock_of
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, Tier

MARK = re.compile(r"\bgoodsMsg\s*=\s*(?=[\[{])")
_TIER = re.compile(r"(\d+)\s*=\s*(\d+(?:\.\d+)?)")


def read_goods(page: Page) -> PageReading:
    """Return every product of the inline JSON.

    Raises:
        PageChangedError: the JSON is cut or broken.
    """
    mark = MARK.search(page.text)
    groups = json_at(page.text, mark.end()) if mark else None
    if groups is None:
        raise PageChangedError(f"{page.url}: the goods of the luna theme are no readable JSON: the page may be cut")
    tree = parsed(page.text)
    issues: list[PageIssue] = []
    listings: dict[str, Listing] = {}
    for group in map(fields, items(groups)):
        for listing in _read_group(page, group, issues):
            listings.setdefault(listing.key, listing)
    return PageReading(
        listings=tuple(listings.values()),
        links=tuple(Link(url=it.url, role=LinkRole.PRODUCT) for it in listings.values() if it.detail is Detail.SUMMARY),
        contacts=shop_contacts(tree),
        seller_name=shop_name(tree),
        empty=not listings and not issues,
        issues=tuple(issues),
    )


def _read_group(page: Page, group: Fields, issues: list[PageIssue]) -> Iterator[Listing]:
    category = word(group.get("gp_name")) or None
    for goods in map(fields, items(group.get("goods"))):
        key, title = word(goods.get("id")), word(goods.get("gd_name"))
        url = absolute(page.url, f"/buy/{key}") if key else None
        if not title or url is None:
            issues.append(PageIssue(code="no_title", detail=f"goods {key or 'without id'} of the front page"))
            continue
        yield _read_one(goods, url, key, title, category)


def _read_one(goods: Fields, url: str, key: str, title: str, category: str | None) -> Listing:
    described = "description" in goods
    text = lines_of_html(word(goods.get("description"))) or word(goods.get("gd_description"))
    prompt = lines_of_html(word(goods.get("buy_prompt")))
    return Listing(
        url=url,
        key=key,
        title=title,
        text="\n".join(part for part in (text, prompt) if part),
        category=category,
        price=stated(goods.get("actual_price"), currency=CURRENCY),
        tiers=_tiers(goods.get("wholesale_price_cnf")),
        stock=stock_of(goods.get("in_stock")),
        sold=whole(goods.get("sales_volume")),
        posted_at=when(goods.get("created_at")),
        images=pictures_of(url, goods.get("picture"), html=word(goods.get("description"))),
        detail=Detail.FULL if described else Detail.SUMMARY,
    )


def _tiers(value: object) -> tuple[Tier, ...]:
    """Return the wholesale prices of `10=13.5` lines, or of a list of {number, price} where a fork decoded them."""
    if isinstance(value, str):
        return tuple(
            Tier(quantity=int(found[1][:9]), price=price)
            for found in _TIER.finditer(value[:2000])
            if (price := amount(found[2])) is not None
        )
    rows = ((whole(row.get("number")), amount(row.get("price"))) for row in map(fields, items(value)))
    return tuple(Tier(quantity=number, price=price) for number, price in rows if number and price is not None)
