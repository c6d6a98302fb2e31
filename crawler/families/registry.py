"""All families by id, and which of them a page of an unknown site belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.families import (
    acg_faka,
    discourse,
    discuz,
    dujiao_next,
    dujiaoka,
    feed,
    fivesim,
    flarum,
    free_numbers,
    generic,
    jsonld,
    kamifaka,
    mybb,
    nodebb,
    onlinesim,
    phpbb,
    records,
    shopify,
    sitemap,
    sms_handler_api,
    smspool,
    telegram,
    woocommerce,
    zfaka,
)
from crawler.families.addresses import at_root
from crawler.families.family import Family
from market.errors import MarketError
from market.model import Link, LinkRole, Page

FAMILIES: Mapping[str, Family] = {
    module.FAMILY.id: module.FAMILY
    for module in (
        acg_faka,
        discourse,
        discuz,
        dujiao_next,
        dujiaoka,
        feed,
        fivesim,
        flarum,
        free_numbers,
        generic,
        jsonld,
        kamifaka,
        mybb,
        nodebb,
        onlinesim,
        phpbb,
        records,
        shopify,
        sitemap,
        sms_handler_api,
        smspool,
        telegram,
        woocommerce,
        zfaka,
    )
}
"""Family id -> its reader. A new family is a module with a `FAMILY` and a line in both lists; order does not matter."""

RECOGNISED = 0.5
"""The score from which a page belongs to a family."""
ANY_SOFTWARE = frozenset(("generic", "records", "jsonld", "feed", "sitemap"))
"""Families that read a shape rather than a software; at the same score the software goes first."""
TELLING_PLACES = ("/product/", "/shop/", "/stubs/handler_api.php?action=getPrices", "/api/v1/public/config")
"""Where software shows itself whose front page tells nothing, is missing, or is a blog: ZFAKA, WooCommerce, price lists
of SMS codes, dujiao-next. Few on purpose: each is a request to a site that may be none of them."""


class UnknownFamilyError(MarketError):
    """A site file or a command names a family that does not exist."""


def family(name: str) -> Family:
    """Return the family of that id.

    Raises:
        UnknownFamilyError: there is none; the text lists those there are.
    """
    try:
        return FAMILIES[name]
    except KeyError:
        known = ", ".join(sorted(FAMILIES))
        raise UnknownFamilyError(f"there is no family {name!r}: choose one of {known}, or auto") from None


def places_to_recognise(start_url: str) -> Link:
    """Return the page to recognise a site by; behind it the telling places, for when it is missing or tells nothing."""
    behind: tuple[Link, ...] = ()
    for place in reversed(TELLING_PLACES):
        behind = (Link(url=at_root(start_url, place), role=LinkRole.INDEX, fallback=behind),)
    return Link(url=start_url, role=LinkRole.INDEX, fallback=behind)


def recognise(page: Page) -> tuple[Family | None, float, tuple[str, ...]]:
    """Return the family that *page* belongs to, how sure that is, and why.

    The reasons name every family with a score, best first. None comes back where no score reaches `RECOGNISED`.
    """
    scores = [(round(one.recognise(page), 2), one.id) for one in FAMILIES.values()]
    scores.sort(key=lambda pair: (-pair[0], pair[1] in ANY_SOFTWARE, pair[1]))
    reasons = tuple(f"{FAMILIES[name].title}: {score:.2f}" for score, name in scores if score > 0)[:5]
    best, name = scores[0]
    return (FAMILIES[name] if best >= RECOGNISED else None), best, reasons
