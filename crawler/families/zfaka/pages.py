"""The HTML of a ZFAKA shop: the shelf, with tables in the shadan theme, and product pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families.addresses import canonical, on_host
from crawler.families.amounts import amount, stated, whole
from crawler.families.contact_lines import contacts_in
from crawler.families.family import PageChangedError
from crawler.families.json_fields import fields, items, json_at
from crawler.families.markup import attribute, line, lines, own_text
from crawler.families.pictures import pictures_in
from crawler.families.stock_words import stock_after_label, stock_of, unknown_label
from crawler.families.zfaka.rows import CURRENCY, UNLIMITED
from market.model import (
    Contact,
    Detail,
    Link,
    LinkRole,
    Listing,
    Page,
    PageIssue,
    PageReading,
    StatedPrice,
    Stock,
    Tier,
)

CENT = Decimal("0.01")
COLUMNS = 5
"""name, mode, stock, sold, price, and the link."""
_PRODUCT = re.compile(r"/product/(\d+)\.html")
_DISCOUNTS = re.compile(r"var\s+PIFA\s*=\s*(?=\[)")


def read_tables(page: Page, tree: LexborHTMLParser) -> PageReading:
    """Return name and notice of the shop, and the products of a theme that prints them."""
    issues: list[PageIssue] = []
    listings: dict[str, Listing] = {}
    for card in tree.css(".layui-card"):
        category = line(card.css_first(".layui-card-header")) or None
        for row in card.css("tbody tr"):
            for listing in _read_row(page, row, category, issues):
                listings.setdefault(listing.key, listing)
    locked = {it.url for it in listings.values()} if page.role is LinkRole.INDEX else set()
    return PageReading(
        listings=tuple(listings.values()),
        links=tuple(Link(url=url, role=LinkRole.PRODUCT) for url in sorted(locked)),
        contacts=shop_contacts(tree),
        seller_name=shop_name(tree),
        issues=tuple(issues),
    )


def _read_row(page: Page, row: LexborNode, category: str | None, issues: list[PageIssue]) -> Iterator[Listing]:
    """Yield the product of a desktop row; rows of the mobile block repeat them in fewer columns."""
    cells = [line(cell) for cell in row.css("td")]
    link = next((attribute(a, "href") for a in row.css("a[href]") if _PRODUCT.search(attribute(a, "href"))), "")
    found, url = _PRODUCT.search(link), on_host(page.url, link) if link else None
    if len(cells) < COLUMNS:
        return
    if not found or url is None or not cells[0]:
        issues.append(PageIssue(code="no_title", detail="a row of the shelf shows no name or no link"))
        return
    stock = stock_of(cells[2])
    issues.extend(issue for issue in (unknown_label(stock),) if issue)
    yield Listing(
        url=url,
        key=found[1],
        title=cells[0],
        category=category,
        price=stated(cells[4], currency=CURRENCY),
        stock=stock,
        sold=whole(cells[3]),
        detail=Detail.SUMMARY,
    )


def read_product(page: Page, tree: LexborHTMLParser) -> PageReading:
    """Return the listing of a product page.

    Raises:
        PageChangedError: the page has no id or no name.
    """
    title, key = line(tree.css_first(".trade-goodname")), attribute(tree.css_first("#pid"), "value")
    found = _PRODUCT.search(page.url)
    key = key or (found[1] if found else "")
    if not title or not key:
        raise PageChangedError(f"{page.url} shows no name or id of its product: it may be behind a password")
    price = stated(line(tree.css_first(".trade-price")), currency=CURRENCY)
    price = price or stated(attribute(tree.css_first("#price"), "value"), currency=CURRENCY)
    listing = Listing(
        url=canonical(page.url) or page.url,
        key=key,
        title=title,
        text=lines(tree.css_first(".layui-tab-item")),
        price=price,
        tiers=_tiers(page, price),
        stock=_stock(tree),
        images=pictures_in(page.url, tree.css_first(".layui-tab-item"), tree.css_first(".trade-goodimg")),
    )
    issues = () if price else (PageIssue(code="no_price", detail=f"product {key[:20]}"),)
    return PageReading(listings=(listing,), contacts=shop_contacts(tree), seller_name=shop_name(tree), issues=issues)


def _stock(tree: LexborHTMLParser) -> Stock:
    """Return the stock of the form's hidden fields, which say more than the label; else what is printed."""
    if attribute(tree.css_first("#stockcontrol"), "value") == "0":
        return Stock(label=UNLIMITED, available=True)
    hidden = attribute(tree.css_first("#qty"), "value")
    if hidden:
        return stock_of(hidden)
    printed = line(tree.css_first(".trade-goodqty, .layui-form-mid"))
    return stock_after_label(printed) if printed else Stock()


def _tiers(page: Page, price: StatedPrice | None) -> tuple[Tier, ...]:
    """Return the wholesale prices: the page states a share of the price for each quantity."""
    mark = _DISCOUNTS.search(page.text)
    if mark is None or price is None:
        return ()
    rows = [fields(row) for row in items(json_at(page.text, mark.end()))[:50]]
    stated_rows = ((whole(row.get("qty")), amount(row.get("discount"))) for row in rows)
    return tuple(
        Tier(quantity=number, price=(price.min * share).quantize(CENT))
        for number, share in stated_rows
        if number and share
    )


def shop_contacts(tree: LexborHTMLParser) -> tuple[Contact, ...]:
    """Return the contacts of notice and footer."""
    return contacts_in((*tree.css(".layui-elem-quote"), *tree.css(".fly-footer")))


def shop_name(tree: LexborHTMLParser) -> str | None:
    """Return the shop's name: what the title has after the last underscore."""
    return own_text(tree.css_first("title")).rpartition("_")[2].strip() or None
