"""The front page of the themes that print cards: unicorn, hyper, morpho and what was made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families.addresses import on_host
from crawler.families.amounts import currency_in, numbers, stated
from crawler.families.dujiaoka.shop import CURRENCY, CURRENCY_FACT, shop_contacts, shop_name
from crawler.families.markup import attribute, line
from crawler.families.pictures import pictures_in
from crawler.families.stock_words import stock_after_label
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, Stock

EVERYTHING = "group-all"
CARDS = "a.home-card, .card"
TITLES = "p.name, .card-title, h6, .name"
PRICES = ".price, .btn-outline-success strong, .btn-outline-success, .text-primary"
STOCKS = "h6 small, small.text-muted"
SOLD_OUT_MARKS = ".ribbon-two span, .badge.bg-danger"
SOLD_COUNTS = ".text-muted.small"
_PRODUCT = re.compile(r"/buy/(\d+)(?:[/?#]|$)")


def read_cards(page: Page, tree: LexborHTMLParser) -> PageReading:
    """Return the cards of a front page, each product once, under the category of its own tab."""
    names = {
        attribute(tab, "href")[1:]: line(tab.css_first(".tab-title")) or line(tab)
        for tab in tree.css('a[href^="#group-"]')
    }
    panes = sorted(tree.css('[id^="group-"]'), key=lambda pane: attribute(pane, "id") == EVERYTHING)
    listings: dict[str, Listing] = {}
    issues: list[PageIssue] = []
    own_titles: set[str] = set()
    for pane in panes:
        is_all = attribute(pane, "id") == EVERYTHING
        category = None if is_all else names.get(attribute(pane, "id")) or None
        for listing in _read_pane(page, pane, category, issues):
            if listing.key in listings or (is_all and listing.keyless and listing.title in own_titles):
                continue
            own_titles.add(listing.title)
            listings[listing.key] = listing
    return PageReading(
        listings=tuple(listings.values()),
        links=tuple(Link(url=it.url, role=LinkRole.PRODUCT) for it in listings.values() if not it.keyless),
        contacts=shop_contacts(tree),
        seller_name=shop_name(tree),
        facts=_currency_fact(listings.values()),
        empty=bool(panes) and not listings and not issues,
        issues=tuple(issues),
    )


def _currency_fact(listings: Iterable[Listing]) -> dict[str, str]:
    """Return the currency that the cards print; morpho's product pages show a dollar sign whatever it is."""
    printed = (currency_in(it.price.text) for it in listings if it.price)
    currency = next((name for name in printed if name), None)
    return {CURRENCY_FACT: currency} if currency else {}


def _read_pane(page: Page, pane: LexborNode, category: str | None, issues: list[PageIssue]) -> Iterator[Listing]:
    nameless: dict[str, int] = {}
    for card in pane.css(CARDS):
        title = line(card.css_first(TITLES))
        if not title:
            issues.append(PageIssue(code="no_title", detail="a card of the front page shows no name"))
            continue
        address = _address(page, card)
        if address is None:
            nameless[title] = nameless.get(title, 0) + 1
        yield _read_card(page, card, title, category, address, nameless.get(title, 0))


def _read_card(
    page: Page, card: LexborNode, title: str, category: str | None, address: tuple[str, str] | None, ordinal: int
) -> Listing:
    price_text = line(card.css_first(PRICES))
    url, key = address or (page.url, f"title:{title}" + (f"#{ordinal}" if ordinal > 1 else ""))
    return Listing(
        url=url,
        key=key,
        keyless=address is None,
        title=title,
        category=category,
        price=stated(price_text, currency=CURRENCY) if price_text else None,
        stock=_stock(card, lost=address is None),
        sold=_sold(card),
        images=pictures_in(page.url, card),
        detail=Detail.SUMMARY,
    )


def _address(page: Page, card: LexborNode) -> tuple[str, str] | None:
    """Return address and id of the product behind *card*, None where a sold-out card lost its link."""
    links = [card] if card.tag == "a" else card.css("a[href]")
    for link in links:
        href = attribute(link, "href")
        found = _PRODUCT.search(href)
        url = on_host(page.url, href) if found else None
        if found and url:
            return url, found[1]
    return None


def _stock(card: LexborNode, *, lost: bool) -> Stock:
    if lost:
        return Stock(label=line(card.css_first(SOLD_OUT_MARKS)) or None, count=0, available=False)
    text = line(card.css_first(STOCKS))
    return stock_after_label(text) if text else Stock()


def _sold(card: LexborNode) -> int | None:
    """Return the sold count that morpho's cards print beside a flame."""
    found = numbers(line(card.css_first(SOLD_COUNTS))) if card.css_first(".fa-fire") is not None else []
    return int(found[-1]) if found else None
