"""The product page `/buy/ID` of every theme."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families.addresses import canonical
from crawler.families.amounts import LARGEST, numbers, stated
from crawler.families.dujiaoka.shop import CURRENCY, CURRENCY_FACT, shop_name
from crawler.families.family import PageChangedError
from crawler.families.markup import attribute, line, lines, meta, own_text
from crawler.families.pictures import pictures_in
from crawler.families.stock_words import stock_after_label, stock_of, unknown_label
from market.model import Listing, Page, PageIssue, PageReading, StatedPrice, Stock, Tier, Variant

TITLES = "h3.card-title, #buy-form h1, #buy-form h3, .goods-name > span"
PRICES = ".price-num, .buy-price, #priceDisplay, .buy-form h6"
STOCKS = ".tips-blue, #currentStock, .card-body > h6 > small.text-muted, .badge-outline-primary, .badge-outline-danger"
TIERS = ".sale .badge, .sale .small-tips, form .alert span, form .badge.bg-dark"
TEXTS = ".intro, .buy-product, .main-container .good-card .card-header + .card-body"
PICTURES = f"{TEXTS}, .goods-img, .buy-grid, .card img.card-img-top, .img-fluid"
PROMPTS = "#staticBackdrop .modal-body, #buy_prompt .modal-body"
_RAW_KEY = re.compile(r"luna\.goods_disc_[123]")
"""Raw language keys that end in a digit and are printed without a space before the next number."""
_COUNTED = re.compile(r"[(（]\s*\d+\s*[)）]|\d+\s*$")


def read_product(page: Page, tree: LexborHTMLParser) -> PageReading:
    """Return the one listing of a product page.

    Raises:
        PageChangedError: the page has no id or no name.
    """
    key = attribute(tree.css_first('input[name="gid"]'), "value")
    title = _title(tree)
    if not key or not title:
        raise PageChangedError(f"{page.url} shows no {'name' if key else 'id'} of its product: look at it in a browser")
    currency = page.facts.get(CURRENCY_FACT)
    price = _price(tree, currency)
    stock = _stock(tree)
    missing = PageIssue(code="no_price", detail=f"product {key[:20]}") if price is None else None
    listing = Listing(
        url=canonical(page.url) or page.url,
        key=key,
        title=title,
        text=_text(tree),
        price=price,
        tiers=_tiers(tree),
        stock=stock,
        variants=_variants(tree, currency),
        images=pictures_in(page.url, *tree.css(PICTURES)),
    )
    issues = tuple(issue for issue in (missing, unknown_label(stock)) if issue)
    return PageReading(listings=(listing,), seller_name=shop_name(tree), issues=issues)


def _title(tree: LexborHTMLParser) -> str:
    heading = tree.css_first(TITLES)
    return own_text(heading) or meta(tree, "og:title")


def _price(tree: LexborHTMLParser, currency: str | None) -> StatedPrice | None:
    prices = (stated(line(node), currency=CURRENCY) for node in tree.css(PRICES)[:10])
    price = next((it for it in prices if it), None)
    return replace(price, currency=currency) if price and currency else price


def _stock(tree: LexborHTMLParser) -> Stock:
    nodes = tree.css(STOCKS)
    for node in nodes:
        text = line(node)
        if attribute(node, "id") == "currentStock" or _COUNTED.search(text):
            return stock_after_label(text)
    worded = [node for node in nodes if "badge" not in attribute(node, "class")]
    return stock_after_label(line(worded[0])) if worded else Stock()


def _tiers(tree: LexborHTMLParser) -> tuple[Tier, ...]:
    """Return the wholesale prices: in any language the first number is the quantity and the last the price."""
    tiers = []
    for node in tree.css(TIERS)[:50]:
        found = numbers(_RAW_KEY.sub(" ", line(node)))
        if len(found) > 1 and found[0] == found[0].to_integral_value() and 0 < found[0] < LARGEST:
            tiers.append(Tier(quantity=int(found[0]), price=found[-1]))
    return tuple(tiers)


def _variants(tree: LexborHTMLParser, currency: str | None) -> tuple[Variant, ...]:
    """Return the specifications that the fork's morpho theme offers, each with its own price and stock."""
    variants = []
    for option in tree.css("label.spec-option[data-sub-id]")[:200]:
        key = attribute(option, "data-sub-id")
        price = stated(line(option.css_first("small.text-muted")) or attribute(option, "data-price"), currency=CURRENCY)
        variants.append(
            Variant(
                key=key,
                name=own_text(option.css_first("span.btn")) or key,
                price=replace(price, currency=currency) if price and currency else price,
                stock=stock_of(attribute(option, "data-stock")),
            )
        )
    return tuple(variants)


def _text(tree: LexborHTMLParser) -> str:
    """Return description and purchase prompt."""
    nodes: list[LexborNode | None] = [*tree.css(TEXTS)[-1:], *tree.css(PROMPTS)[:1]]
    if not tree.css(TEXTS):
        heading = tree.css_first("h4 .ci-file-text")
        section = heading.parent.parent if heading is not None and heading.parent is not None else None
        nodes.insert(0, section.next if section is not None else None)
    return "\n".join(part for part in map(_described, nodes) if part)


def _described(node: LexborNode | None) -> str:
    """Return the lines of *node* without the theme's own heading."""
    if node is None:
        return ""
    heading = line(node.css_first("h5.card-title"))
    text = lines(node)
    return text.removeprefix(heading).lstrip("\n") if heading else text
