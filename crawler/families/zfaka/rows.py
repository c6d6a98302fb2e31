"""Rows of the shop's own table, as its list answers them."""

from __future__ import annotations

import html

from crawler.families.addresses import absolute, at_root, query_value
from crawler.families.amounts import stated, whole
from crawler.families.json_fields import Fields, fields, items, when, word
from crawler.families.markup import lines_of_html
from crawler.families.pictures import pictures_of
from crawler.families.stock_words import stock_of
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, Stock

CURRENCY = "CNY"
GROUP = "zfaka:group:"
UNLIMITED = "不限量"
"""The word the themes print for `stockcontrol` 0."""


def read_groups(page: Page, answer: Fields) -> PageReading:
    """Return `zfaka:group:<id>` -> category name, and the next page of a long list."""
    rows = [fields(row) for row in items(answer.get("data"))]
    names = {f"{GROUP}{word(row.get('id'))}": word(row.get("name")) for row in rows if word(row.get("name"))}
    following = _next_page(page, answer, "/product/get/grouplist", len(rows))
    return PageReading(facts=names, links=tuple(Link(url=url, role=LinkRole.FACTS, optional=True) for url in following))


def read_rows(page: Page, answer: Fields) -> PageReading:
    """Return the products of one page of the list."""
    issues: list[PageIssue] = []
    listings: dict[str, Listing] = {}
    links: list[Link] = []
    rows = [fields(row) for row in items(answer.get("data"))]
    for row in rows:
        listing = _listing(page, row)
        if listing is None:
            issues.append(
                PageIssue(code="no_title", detail=f"product {word(row.get('id')) or 'without id'} of the list")
            )
            continue
        listings.setdefault(listing.key, listing)
        if listing.detail is Detail.SUMMARY or word(row.get("iszhekou")) == "1":
            links.append(Link(url=listing.url, role=LinkRole.PRODUCT, optional=True))
    following = _next_page(page, answer, "/product/get/", len(rows))
    return PageReading(
        listings=tuple(listings.values()),
        links=(*links, *(Link(url=url, role=LinkRole.INDEX) for url in following)),
        total=whole(answer.get("count")),
        empty=not rows and not whole(answer.get("count")),
        issues=tuple(issues),
    )


def _next_page(page: Page, answer: Fields, path: str, found: int) -> tuple[str, ...]:
    count, limit = whole(answer.get("count")), whole(query_value(page.url, "limit")) or 10
    number = whole(query_value(page.url, "page")) or 1
    if not count or not found or number * limit >= count:
        return ()
    return (at_root(page.url, f"{path}?page={number + 1}&limit={limit}"),)


def _listing(page: Page, row: Fields) -> Listing | None:
    key, title = word(row.get("id")), html.unescape(word(row.get("name")))
    url = absolute(page.url, f"/product/{key}.html") if key else None
    if not title or url is None:
        return None
    locked = bool(word(row.get("password")))
    category = page.facts.get(GROUP + word(row.get("typeid")))
    return Listing(
        url=url,
        key=key,
        title=title,
        text="" if locked else lines_of_html(html.unescape(word(row.get("description")))),
        category=category,
        price=stated(row.get("price"), currency=CURRENCY),
        stock=Stock(label=UNLIMITED, available=True)
        if word(row.get("stockcontrol")) == "0"
        else stock_of(row.get("qty")),
        sold=whole(row.get("qty_sell")),
        posted_at=when(row.get("addtime")),
        images=pictures_of(page.url, row.get("imgurl"), html=html.unescape(word(row.get("description")))),
        detail=Detail.FULL if "description" in row or locked else Detail.SUMMARY,
    )
