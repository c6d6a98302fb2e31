"""dujiao-next (dujiao-next/user and its Go API): a Vue application around `GET /api/v1/public/...`.

The page itself is nearly empty; `/products` lists, `/products/SLUG` details, `/config` names currency, shop and
contacts and is read first as facts. Titles and texts are maps by language. `price_amount` is a decimal string; where
`promotion_price_amount` is lower, that is what a guest pays and the other is struck out; `member_prices` are not for
guests. SKUs are variants. Stock may be a status word only. Without a currency in `/config` the application itself
falls back to CNY.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.families.addresses import absolute, at_root, query_value
from crawler.families.amounts import amount, stated, whole
from crawler.families.contact_lines import contact_link
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import Fields, fields, items, json_value, when, word
from crawler.families.markup import lines_of_html
from crawler.families.pictures import pictures_of
from crawler.families.stock_words import availability
from market.model import (
    Contact,
    Detail,
    Link,
    LinkRole,
    Listing,
    Page,
    PageIssue,
    PageReading,
    SiteKind,
    StatedPrice,
    Stock,
    Tier,
    Variant,
)

API = "/api/v1/public"
PAGE_SIZE = 20
CURRENCY, CURRENCY_FACT = "CNY", "dujiao-next:currency"
LANGUAGES = ("zh-CN", "zh-TW", "en-US", "en")
_APP = re.compile(r"""<div id=["']app["']>\s*</div>""")
_MODULE = re.compile(r"""<script[^>]+type=["']module["'][^>]*data-cfasync=["']false["']""")


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the shop's configuration and the first page of its products."""
    return (
        Link(url=at_root(start_url, f"{API}/config"), role=LinkRole.FACTS, optional=True),
        Link(url=at_root(start_url, f"{API}/products?page=1&page_size={PAGE_SIZE}"), role=LinkRole.INDEX),
    )


def read(page: Page) -> PageReading:
    """Return what the configuration, a page of products or one product says.

    Raises:
        PageChangedError: the answer is none of them.
    """
    if _APP.search(page.text[:20_000]):
        return PageReading()
    answer = fields(json_value(page.text))
    if "data" not in answer and "status_code" not in answer:
        raise PageChangedError(f"{page.url} is no answer of dujiao-next: its API may live on another host")
    if word(answer.get("status_code")) not in {"", "0", "200"}:
        refusal = word(answer.get("msg")) or word(answer.get("status_code"))
        return PageReading(issues=(PageIssue(code="refused", detail=refusal[:200], breaks=True),))
    data = answer.get("data")
    if page.url.rstrip("/").endswith("/config"):
        return _read_config(fields(data))
    if isinstance(data, list):
        return _read_list(page, data, fields(answer.get("pagination")))
    listing = _listing(page, fields(data))
    if listing is None:
        raise PageChangedError(f"{page.url} has no product in its data: look at the shop in a browser")
    return PageReading(listings=(listing,))


def _read_config(config: Fields) -> PageReading:
    """Return currency, name and contacts of the shop."""
    currency = word(config.get("currency")).upper()
    reached = [
        Contact(text=f"{name}: {text}"[:500])
        for name, value in fields(config.get("contact")).items()
        if (text := word(value)) and contact_link(text) is None
    ]
    links = [contact for value in fields(config.get("contact")).values() if (contact := contact_link(word(value)))]
    name = word(fields(config.get("brand")).get("site_name")) or word(config.get("site_name"))
    facts = {CURRENCY_FACT: currency} if re.fullmatch(r"[A-Z]{3,4}", currency) else {}
    return PageReading(facts=facts, contacts=(*reached, *links), seller_name=name or None)


def _read_list(page: Page, rows: list[object], pagination: Fields) -> PageReading:
    issues: list[PageIssue] = []
    listings: dict[str, Listing] = {}
    for row in map(fields, rows):
        listing = _listing(page, row)
        if listing is None:
            issues.append(
                PageIssue(code="no_title", detail=f"product {word(row.get('id')) or 'without id'} of the list")
            )
        else:
            listings.setdefault(listing.key, listing)
    short = (it for it in listings.values() if it.detail is Detail.SUMMARY)
    links = [
        Link(url=at_root(page.url, f"{API}/products/{it.url.rpartition('/')[2]}"), role=LinkRole.PRODUCT)
        for it in short
    ]
    number = whole(pagination.get("page")) or whole(query_value(page.url, "page")) or 1
    last = whole(pagination.get("total_page")) or 1
    if rows and number < last:
        following = f"{API}/products?page={number + 1}&page_size={query_value(page.url, 'page_size') or PAGE_SIZE}"
        links.append(Link(url=at_root(page.url, following), role=LinkRole.INDEX))
    return PageReading(
        listings=tuple(listings.values()),
        links=tuple(links),
        total=whole(pagination.get("total")),
        empty=not rows and not issues and number == 1,
        issues=tuple(issues),
    )


def _said(value: object) -> str:
    """Return a text that is a map by language, or plain."""
    if not isinstance(value, dict):
        return word(value)
    texts = [word(value.get(language)) for language in LANGUAGES] + [word(one) for one in value.values()]
    return next((text for text in texts if text), "")


def _listing(page: Page, row: Fields) -> Listing | None:
    key, slug, title = word(row.get("id")), word(row.get("slug")), lines_of_html(_said(row.get("title")))
    url = absolute(page.url, f"/products/{slug or key}")
    if not (key or slug) or not title or url is None:
        return None
    currency = page.facts.get(CURRENCY_FACT, CURRENCY)
    variants = tuple(_variants(row, currency))
    text = lines_of_html(_said(row.get("content"))) or lines_of_html(_said(row.get("description")))
    return Listing(
        url=url,
        key=key or slug,
        title=title.replace("\n", " "),
        text=text,
        category=_said(fields(row.get("category")).get("name")) or None,
        price=_price(row, currency),
        tiers=tuple(_tiers(row)),
        stock=_stock(row),
        variants=variants,
        posted_at=when(row.get("created_at")),
        images=pictures_of(page.url, row.get("images"), row.get("image"), html=_said(row.get("content"))),
        detail=Detail.FULL if "content" in row else Detail.SUMMARY,
    )


def _price(row: Fields, currency: str) -> StatedPrice | None:
    """Return what a guest pays: the promotion where there is one below the price."""
    price, promotion = amount(row.get("price_amount")), amount(row.get("promotion_price_amount"))
    if price is not None and promotion is not None and promotion < price:
        return stated(row.get("promotion_price_amount"), currency=currency)
    return stated(row.get("price_amount"), currency=currency)


def _stock(row: Fields) -> Stock:
    """Return status word and number; a number of 0 beside a status that says otherwise is a number not shown."""
    status = word(row.get("stock_status")) or None
    if row.get("is_sold_out") is True or status == "out_of_stock":
        return Stock(label=status, count=0, available=False)
    if status == "unlimited":
        return Stock(label=status, available=True)
    manual = word(row.get("fulfillment_type")) == "manual"
    names = ("manual_stock_available", "manual_stock_total") if manual else ("auto_stock_available", "upstream_stock")
    counts = [count for name in names if (count := whole(row.get(name)))]
    return Stock(
        label=status, count=counts[0] if counts else None, available=availability(status or "") or bool(counts) or None
    )


def _variants(row: Fields, currency: str) -> Iterator[Variant]:
    """Yield the SKUs that differ from the product itself."""
    skus = [fields(sku) for sku in items(row.get("skus"))[:200] if fields(sku).get("is_active") is not False]
    if len(skus) < 2:  # noqa: PLR2004 - a lone SKU is the product
        return
    for sku in skus:
        key = word(sku.get("id")) or word(sku.get("sku_code"))
        specs = [_said(value) for value in fields(sku.get("spec_values")).values()]
        stock = {"fulfillment_type": row.get("fulfillment_type"), **sku}
        if key:
            name = " / ".join(spec for spec in specs if spec) or word(sku.get("sku_code")) or key
            yield Variant(key=key, name=name, price=_price(sku, currency), stock=_stock(stock))


def _tiers(row: Fields) -> Iterator[Tier]:
    for tier in map(fields, items(row.get("wholesale_prices"))[:50]):
        quantity, price = whole(tier.get("min_quantity")), amount(tier.get("unit_price"))
        if quantity and price is not None:
            yield Tier(quantity=quantity, price=price)


def recognise(page: Page) -> float:
    """Return how sure *page* is of dujiao-next: its API's answers, or the bare page of its application."""
    text = page.text[:20_000]
    if text.lstrip("\ufeff \r\n").startswith("{"):
        shaped = '"status_code"' in text and '"data"' in text
        return (0.5 if shaped else 0.0) + (0.45 if f"{API}/" in page.url else 0.0)
    if not _APP.search(text):
        return 0.0
    score = 0.2 + (0.4 if _MODULE.search(text) else 0.0)
    return min(1.0, score + (0.4 if "dujiao" in text.lower() else 0.0))


FAMILY = Family(
    id="dujiao-next",
    title="dujiao-next",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
)
