"""独角数卡 dujiaoka (assimon/dujiaoka) and its fork hiouttime/dujiaoka, in any theme and language.

A Laravel shop for card keys. `/` lists everything, `/buy/ID` is a product; there is no pagination and no category
page. The themes unicorn, hyper and morpho print cards, each twice (tab "all" and its own group's tab); luna prints
none but carries the whole shop as inline JSON (`goodsMsg`), descriptions and sold counts included, so that its
product pages are not needed. Sold-out cards of hyper and morpho lose their link and with it the id.

Labels are never looked at: a locale without a language file prints raw keys (`goods.fields.in_stock：12`).
The software has no currency setting; its default is the yuan, so CNY is set unless the page shows another sign.
Contacts stand in the notice, the footer and the descriptions. A shop that hides from chat browsers answers those
with a page of its own; ours is not one.
"""

from __future__ import annotations

import re

from crawler.families.addresses import at_root, canonical
from crawler.families.dujiaoka.index import read_cards
from crawler.families.dujiaoka.luna import MARK, read_goods
from crawler.families.dujiaoka.product import read_product
from crawler.families.family import Family, PageChangedError
from crawler.families.markup import line, parsed
from market.model import Link, LinkRole, Page, PageIssue, PageReading, SiteKind

_SIGNS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"/assets/(?:unicorn|luna|hyper)/|/assets/common/images/default\.jpg"), 0.5),
    (re.compile(r"dujiaoka|独角数卡", re.IGNORECASE), 0.4),
    (re.compile(r"/order-search\b|/order/search\b"), 0.3),
    (re.compile(r"""(?:create-order|order/create)["']"""), 0.3),
    (re.compile(r"""href=["']#group-"""), 0.3),
    (re.compile(r"""name=["']gid["']"""), 0.2),
    (re.compile(r"goodsMsg\s*="), 0.4),
    (re.compile(r"""["'/]buy/\d+["']"""), 0.3),
    (re.compile(r"heroSlider|class=[\"']ci-"), 0.1),
)


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the shop's front page, from whichever of its pages *start_url* is."""
    front = re.sub(r"/(?:buy/\d+|order-search|order/search|bill/\w+|article(?:/[^/?]*)?)/?(?:\?.*)?$", "/", start_url)
    return (Link(url=canonical(front) or at_root(start_url, "/"), role=LinkRole.INDEX),)


def read(page: Page) -> PageReading:
    """Return the listings of a front page, or the one of a product page.

    Raises:
        PageChangedError: the page is neither.
    """
    if "goodsMsg" in page.text and MARK.search(page.text):
        return read_goods(page)
    tree = parsed(page.text)
    if tree.css_first('input[name="gid"]') is not None:
        return read_product(page, tree)
    if tree.css_first('[id^="group-"], a[href^="#group-"]') is not None:
        return read_cards(page, tree)
    refusal = line(tree.css_first(".err-message, .err_content, .text-error + h1"))
    if refusal:
        return PageReading(issues=(PageIssue(code="refused", detail=refusal[:200], breaks=True),))
    raise PageChangedError(f"{page.url} is no page of dujiaoka that we know: look at it in a browser")


def recognise(page: Page) -> float:
    """Return how sure *page* is of dujiaoka: routes, forms and asset paths, the footer is often deleted."""
    return min(1.0, sum(weight for sign, weight in _SIGNS if sign.search(page.text)))


FAMILY = Family(
    id="dujiaoka",
    title="独角数卡 dujiaoka",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
)
