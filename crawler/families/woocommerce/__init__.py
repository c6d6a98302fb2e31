"""WooCommerce, the shop plugin of WordPress.

The Store API (`/wp-json/wc/store/v1/products`) needs no login and states prices in minor units with their currency;
it comes first, the HTML catalogue (`/shop/`, then what it links) where the API is closed. Exact stock is in
`add_to_cart.maximum`, which stops at 9999, and in newer versions in `stock_availability.text`; variations have
their own prices and stock on the product page only (`data-product_variations`). So a product page is fetched for
products with variations, for those at 9999 in a shop that counts others, and where only the catalogue was readable.

The theme, the language and the generator tag differ from shop to shop; class names (`li.product`, `p.stock`,
`woocommerce-Price-amount`) and the API do not. The front page is often a blog. `/wc/v3` wants a key and is not asked.
Struck-out prices stand in `<del>`. WordPress dresses up dashes and quotes in texts; they are kept as shown.
"""

from __future__ import annotations

import re

from crawler.families.addresses import at_root, canonical
from crawler.families.family import Family
from crawler.families.json_fields import read_json
from crawler.families.woocommerce.catalogue import read_page
from crawler.families.woocommerce.store import FIRST_PAGE, read_products
from market.model import Link, LinkRole, Page, PageReading, SiteKind

_SIGNS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"/wp-content/plugins/woocommerce[/-]|content=[\"']WooCommerce "), 0.6),
    (re.compile(r"class=[\"'][^\"']*\bwoocommerce(?:-page|-no-js|-js)?\b"), 0.3),
    (re.compile(r"woocommerce-(?:LoopProduct-link|loop-product__title|Price-amount)|product_cat-"), 0.3),
    (re.compile(r"wc_add_to_cart_params|wc-ajax|add-to-cart="), 0.2),
    (re.compile(r'"currency_minor_unit"\s*:\s*\d'), 0.7),
    (re.compile(r"/product-category/|post_type=product"), 0.2),
)


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the Store API's first page (the HTML catalogue where that fails) and the front page for the name."""
    start = canonical(start_url) or at_root(start_url, "/")
    front = at_root(start_url, "/")
    catalogue = start if re.search(r"/(?:shop|store|product-category|products?)(?:/|$)", start) else f"{front}shop/"
    fallback = (Link(url=catalogue, role=LinkRole.INDEX),)
    return (
        Link(url=at_root(start_url, FIRST_PAGE), role=LinkRole.INDEX, fallback=fallback),
        Link(url=front, role=LinkRole.NOTICE, optional=True),
    )


def read(page: Page) -> PageReading:
    """Return what a Store API answer, a catalogue page or a product page says.

    Raises:
        PageChangedError: the page is none of them.
    """
    if page.content_type.endswith("json") or "/wc/store/" in page.url or "rest_route=/wc" in page.url:
        return read_products(page, read_json(page))
    return read_page(page)


def recognise(page: Page) -> float:
    """Return how sure *page* is of WooCommerce; a WordPress page without a trace of it stays below recognition."""
    score = sum(weight for sign, weight in _SIGNS if sign.search(page.text))
    if "api.w.org" in page.text or "api.w.org" in page.headers.get("link", ""):
        score += 0.15
    return min(1.0, score)


FAMILY = Family(
    id="woocommerce",
    title="WooCommerce",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
)
