"""The HTML of a WooCommerce shop: catalogue pages, product pages and the pages around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families.addresses import absolute, at_root, canonical, on_host, same_host
from crawler.families.amounts import amount, count_in, currency_in, numbers
from crawler.families.contact_lines import contacts_in
from crawler.families.family import PageChangedError
from crawler.families.json_fields import fields, items, json_value, word
from crawler.families.markup import attribute, line, lines, lines_of_html, meta, own_text, parsed
from crawler.families.pictures import pictures_in
from crawler.families.stock_words import availability
from crawler.families.woocommerce.store import FIRST_PAGE
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, StatedPrice, Stock, Variant

CARDS = (
    "li.product, div.product.type-product, article.product, li.wc-block-grid__product, li.wc-block-product, "
    ".products > .product"
)
PRICES = ".price, .wc-block-grid__product-price, .wc-block-components-product-price"
PICTURES = ".woocommerce-product-gallery, .images, .woocommerce-Tabs-panel--description, #tab-description"
TITLES = ".woocommerce-loop-product__title, .wc-block-grid__product-title, .product-title, h2, h3"
FOOTERS = "footer, .site-footer, #colophon, .entry-content"
NEXT_PAGE = "a.next.page-numbers, link[rel=next]"
_ID = re.compile(r"\bpost-(\d+)\b")
_CURRENCY = re.compile(r'"(?:priceCurrency|currency_code|currency)"\s*:\s*"([A-Z]{3})"')


def read_page(page: Page) -> PageReading:
    """Return what a catalogue page, a product page or another page of the shop says.

    Raises:
        PageChangedError: the page belongs to no WordPress shop.
    """
    tree = parsed(page.text)
    printed = _CURRENCY.search(page.text)
    currency = printed[1] if printed else None
    if tree.css_first("body.single-product, h1.product_title, div.product form.cart") is not None:
        return _read_product(page, tree, currency)
    cards = tree.css(CARDS)
    if cards:
        return _read_catalogue(page, tree, cards, currency)
    if not re.search(r"woocommerce|wp-content|wp-json|api\.w\.org", page.text):
        raise PageChangedError(f"{page.url} is no page of WooCommerce that we know: look at it in a browser")
    vacant = tree.css_first(".woocommerce-no-products-found, .woocommerce-info, .wc-block-grid__products") is not None
    return PageReading(
        contacts=contacts_in(tree.css(FOOTERS)),
        seller_name=_shop_name(tree),
        links=_api_link(page, tree),
        empty=vacant,
    )


def _api_link(page: Page, tree: LexborHTMLParser) -> tuple[Link, ...]:
    """Return the Store API of a shop that does not live at the root of its host; elsewhere it is an entrance."""
    root = absolute(page.url, attribute(tree.css_first('link[rel="https://api.w.org/"]'), "href"))
    if root is None or not same_host(root, page.url) or root == at_root(page.url, "/wp-json/"):
        return ()
    route = FIRST_PAGE.removeprefix("/wp-json/")
    url = f"{root}{route.replace('?', '&')}" if "rest_route=" in root else f"{root.rstrip('/')}/{route}"
    return (Link(url=url, role=LinkRole.INDEX, optional=True),)


def _read_catalogue(page: Page, tree: LexborHTMLParser, cards: list[LexborNode], currency: str | None) -> PageReading:
    issues: list[PageIssue] = []
    listings: dict[str, Listing] = {}
    for card in cards:
        listing = _read_card(page, card, currency)
        if listing is None:
            issues.append(PageIssue(code="no_title", detail="a card of the catalogue shows no name or no link"))
        else:
            listings.setdefault(listing.key, listing)
    following = absolute(page.url, attribute(tree.css_first(NEXT_PAGE), "href"))
    links = [Link(url=listing.url, role=LinkRole.PRODUCT) for listing in listings.values()]
    if following and same_host(following, page.url):
        links.append(Link(url=following, role=LinkRole.INDEX))
    counted = numbers(line(tree.css_first(".woocommerce-result-count")).replace(",", ""))
    return PageReading(
        listings=tuple(listings.values()),
        links=tuple(links),
        contacts=contacts_in(tree.css("footer, .site-footer, #colophon")),
        seller_name=_shop_name(tree),
        total=int(counted[-1]) if counted and page.role is LinkRole.INDEX else None,
        issues=tuple(issues),
    )


def _read_card(page: Page, card: LexborNode, currency: str | None) -> Listing | None:
    link = card.css_first(
        "a.woocommerce-LoopProduct-link, a.woocommerce-loop-product__link, a[href*='/product/'], a[href]"
    )
    url = on_host(page.url, attribute(link, "href"))
    title = line(card.css_first(TITLES)) or attribute(link, "aria-label")
    if url is None or not title:
        return None
    classes = attribute(card, "class")
    found = _ID.search(classes) or re.match(r"(\d+)", attribute(card.css_first("[data-product_id]"), "data-product_id"))
    return Listing(
        url=url,
        key=found[1] if found else url.partition("://")[2].partition("/")[2],
        title=title,
        price=_price(card.css_first(PRICES), currency),
        stock=_stock_by_class(classes),
        images=pictures_in(page.url, card),
        detail=Detail.SUMMARY,
    )


def _price(node: LexborNode | None, currency: str | None) -> StatedPrice | None:
    """Return the price in *node* without the struck-out one; two amounts are the ends of a range."""
    if node is None:
        return None
    amounts = [it for it in node.css("ins .amount") or node.css(".amount") if not _set_aside(it)] or [node]
    texts = [line(it) for it in amounts]
    values = [value for value in map(amount, (text.lstrip("$€£¥￥ ") for text in texts)) if value is not None]
    values = values or [value for text in texts for value in numbers(text)]
    if not values:
        return None
    shown = " – ".join(dict.fromkeys(texts))
    return StatedPrice(text=shown[:100], min=min(values), max=max(values), currency=currency or currency_in(shown))


def _set_aside(node: LexborNode) -> bool:
    """Return whether an amount is struck out, or repeats the price for screen readers or with another tax."""
    above = node.parent
    while above is not None and above.tag not in {"p", "div", "li", "body"}:
        if above.tag == "del" or re.search(r"price-suffix|screen-reader-text", attribute(above, "class")):
            return True
        above = above.parent
    return False


def _stock_by_class(classes: str) -> Stock:
    words = classes.split()
    if "outofstock" in words:
        return Stock(count=0, available=False)
    return Stock(available=True) if "instock" in words or "onbackorder" in words else Stock()


def _read_product(page: Page, tree: LexborHTMLParser, currency: str | None) -> PageReading:
    product = tree.css_first("div.product[id^=product-], div.product.type-product, main .product") or tree.body
    title = line(tree.css_first("h1.product_title, .product_title, .summary h1, h1")) or meta(tree, "og:title")
    if product is None or not title:
        raise PageChangedError(f"{page.url} shows no name of its product: look at it in a browser")
    classes = attribute(product, "class") + " " + attribute(tree.body, "class").replace("postid-", "post-")
    found = _ID.search(classes)
    price = _price(product.css_first(f".summary .price, p.price, {PRICES}"), currency)
    variants = tuple(_variants(product, currency or (price.currency if price else None)))
    categories = [line(link) for link in product.css(".posted_in a")]
    description = product.css_first("#tab-description, .woocommerce-Tabs-panel--description")
    heading = line(description.css_first("h2")) if description is not None else ""
    text = lines(description).removeprefix(heading).lstrip("\n")
    listing = Listing(
        url=canonical(page.url) or page.url,
        key=found[1] if found else page.url.partition("://")[2].partition("/")[2],
        title=title,
        text=text or lines(product.css_first(".woocommerce-product-details__short-description")),
        category=categories[-1] if categories else None,
        price=price,
        stock=_stock(product, variants),
        variants=variants,
        images=pictures_in(page.url, *product.css(PICTURES)),
    )
    issues = () if listing.price else (PageIssue(code="no_price", detail=f"product {listing.key[:20]}"),)
    return PageReading(listings=(listing,), seller_name=_shop_name(tree), issues=issues)


def _stock(product: LexborNode, variants: tuple[Variant, ...]) -> Stock:
    shown = product.css_first(".summary p.stock, p.stock, .stock")
    by_class = _stock_by_class(attribute(product, "class"))
    if shown is None:
        counts = [variant.stock.count for variant in variants if variant.stock.count is not None]
        if counts and by_class.available is not False:
            return Stock(count=max(counts), available=max(counts) > 0)
        return by_class
    return _printed_stock(line(shown), attribute(shown, "class"))


def _printed_stock(text: str, classes: str) -> Stock:
    """Return the stock of a `p.stock` in any language: its class says whether there is any, a number how many."""
    if "out-of-stock" in classes:
        return Stock(label=text or None, count=0, available=False)
    printed = count_in(text)
    available = True if "in-stock" in classes or "on-backorder" in classes else availability(text)
    if printed is not None:
        return Stock(count=printed, available=printed > 0)
    return Stock(label=text or None, available=available)


def _variants(product: LexborNode, currency: str | None) -> Iterator[Variant]:
    """Yield the variations in the form's data attribute; shops with many load them later and show none here."""
    data = attribute(product.css_first("form.variations_form"), "data-product_variations")
    for row in map(fields, items(json_value(data))[:200]):
        key, price = word(row.get("variation_id")), amount(row.get("display_price"))
        named = (word(value) for value in fields(row.get("attributes")).values())
        label = lines_of_html(word(row.get("availability_html")))
        classes = "out-of-stock" if row.get("is_in_stock") is False else "in-stock"
        if key:
            shown = lines_of_html(word(row.get("price_html"))) or str(price)
            yield Variant(
                key=key,
                name=" / ".join(name for name in named if name) or key,
                price=None
                if price is None
                else StatedPrice(text=shown[:100], min=price, max=price, currency=currency or currency_in(shown)),
                stock=_printed_stock(label, classes),
            )


def _shop_name(tree: LexborHTMLParser) -> str | None:
    """Return the shop's name from its header or meta data."""
    shown = line(tree.css_first(".site-title, .wp-block-site-title")) or meta(tree, "og:site_name")
    feed = attribute(tree.css_first('link[type="application/rss+xml"]'), "title").partition(" »")[0].strip()
    return shown or feed or own_text(tree.css_first("title")).rpartition("–")[2].strip() or None
