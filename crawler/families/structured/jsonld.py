"""schema.org in JSON-LD: products and their offers in every shape shops print.

Object, list, `@graph`, `@type` as a list, `mainEntity` and `ItemList`; offers as object, list or `AggregateOffer`;
`priceSpecification`; `availability` as an address or a bare word; `inventoryLevel`; `hasVariant` of a group.
Source of the words: schema.org/Product, schema.org/Offer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.families.pictures import pictures_of
from crawler.families.records import addresses, sections
from crawler.families.records.numerals import currency_code
from crawler.families.structured.values import Json, amount_of, count_of, decoded, nodes, prose_of, text_of
from market.model import Detail, Listing, StatedPrice, Stock, Tier, Variant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.families.records.tree import Document

MAX_PRODUCTS = 500
MAX_OFFERS = 60
PRODUCT_TYPES = frozenset({"product", "productgroup", "individualproduct", "productmodel", "someproducts"})
_IN = frozenset(
    {"instock", "limitedavailability", "onlineonly", "instoreonly", "preorder", "presale", "backorder", "madetoorder"}
)
_OUT = frozenset({"outofstock", "soldout", "discontinued"})
_STRUCK_TYPES = ("listprice", "strikethrough", "msrp", "srp", "regularprice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What structured data says of a page: its products and the page's own place in the shop."""

    listings: tuple[Listing, ...] = ()
    category: str | None = None
    seller_name: str | None = None
    errors: int = 0
    """Blocks that are no JSON."""
    fields: dict[str, str] = field(default_factory=dict)


def read_jsonld(document: Document, url: str) -> Stated:
    """Return the products that a page's JSON-LD blocks state."""
    products: list[dict[str, Json]] = []
    category = seller = None
    errors = 0
    for script in document.scripts:
        if "ld+json" not in script.type:
            continue
        value = decoded(script.text)
        errors += value is None and bool(script.text.strip())
        for _, node in nodes(value):
            if isinstance(node, dict):
                kinds = types_of(node)
                if kinds & PRODUCT_TYPES:
                    products.append(node)
                elif "breadcrumblist" in kinds:
                    category = category or _crumb(node)
                elif kinds & {"organization", "store", "onlinestore", "website"}:
                    seller = seller or text_of(node.get("name")) or None
    listings = _listings(products[:MAX_PRODUCTS], url)
    return Stated(listings=listings, category=category, seller_name=seller, errors=errors)


def types_of(node: dict[str, Json]) -> set[str]:
    """Return the lower-case schema.org types of a node, without their address."""
    said = node.get("@type") or node.get("type")
    kinds = said if isinstance(said, list) else [said]
    return {k.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for k in kinds if isinstance(k, str)}


def availability(value: Json) -> Stock:
    """Return the stock that an availability field states."""
    word = text_of(value).rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    low = word.lower().replace(" ", "").replace("_", "")
    if low in _IN:
        return Stock(label=word, available=True)
    if low in _OUT:
        return Stock(label=word, available=False)
    return Stock(label=word[:40]) if word else Stock()


def listing_of(node: dict[str, Json], url: str, *, alone: bool) -> Listing | None:
    """Return the listing that a Product node states; *alone* where the page has no other."""
    title = text_of(node.get("name"))
    if not title:
        return None
    offers = list(_offers(node.get("offers")))
    link = next((u for u in (_address(x.get("url"), url) for x in (node, *offers)) if u), None)
    address = url if alone or link is None else link
    variants = _variants(node, offers, url)
    return Listing(
        url=address,
        key=addresses.key_of(address)
        if alone or link
        else f"{addresses.key_of(url)}#{text_of(node.get('sku')) or title.lower()}",
        title=title[:300],
        text=prose_of(node.get("description")),
        category=_category(node),
        price=_price(node, offers),
        tiers=_tiers(offers),
        stock=_stock(offers),
        variants=variants if len(variants) > 1 else (),
        seller_name=None,
        images=pictures_of(url, node.get("image")),
        detail=Detail.FULL if alone or link is None else Detail.SUMMARY,
        confidence=0.95,
    )


def _listings(products: list[dict[str, Json]], url: str) -> tuple[Listing, ...]:
    inside = {id(v) for p in products for v in _variant_nodes(p)}
    outer = [p for p in products if id(p) not in inside]
    named = [p for p in outer if text_of(p.get("name"))]
    priced = [p for p in named if p.get("offers") or p.get("hasVariant")]
    chosen = priced or named
    own = [p for p in chosen if (a := _address(p.get("url"), url)) and addresses.key_of(a) == addresses.key_of(url)]
    if len(own) == 1 and len(chosen) > 1:
        chosen = own
    found: dict[str, Listing] = {}
    for product in chosen:
        listing = listing_of(product, url, alone=len(chosen) == 1)
        if listing is not None:
            found.setdefault(listing.key, listing)
    return tuple(found.values())


def _offers(value: Json) -> Iterator[dict[str, Json]]:
    for offer in (value if isinstance(value, list) else [value])[:MAX_OFFERS]:
        if isinstance(offer, dict):
            yield offer
            inner = offer.get("offers")
            if isinstance(inner, (list, dict)):
                yield from (
                    o for o in (inner if isinstance(inner, list) else [inner])[:MAX_OFFERS] if isinstance(o, dict)
                )


def _price(node: dict[str, Json], offers: list[dict[str, Json]]) -> StatedPrice | None:
    prices = [p for p in (offer_price(o) for o in offers) if p]
    aggregate = next(
        (p for p, o in zip((offer_price(o) for o in offers), offers, strict=True) if p and "lowPrice" in o), None
    )
    if aggregate:
        return aggregate
    if not prices:
        own = offer_price(node)
        if own:
            return own
        variants = [p for v in _variant_nodes(node) for p in (offer_price(o) for o in _offers(v.get("offers"))) if p]
        prices = variants
    if not prices:
        return None
    low, high = min(prices, key=lambda p: p.min), max(prices, key=lambda p: p.max)
    if low.min == high.max:
        return low
    return StatedPrice(text=f"{low.text} – {high.text}", min=low.min, max=high.max, currency=low.currency)


def offer_price(offer: dict[str, Json]) -> StatedPrice | None:
    """Return the price of an Offer, AggregateOffer or priceSpecification, struck-out ones left out."""
    low = amount_of(offer.get("lowPrice"))
    price = amount_of(offer.get("price")) if low is None else low
    currency = text_of(offer.get("priceCurrency"))
    if price is None:
        for spec in _specifications(offer):
            price = amount_of(spec.get("price")) if spec.get("price") is not None else amount_of(spec.get("minPrice"))
            currency = currency or text_of(spec.get("priceCurrency"))
            if price is not None:
                break
    if price is None:
        return None
    high = amount_of(offer.get("highPrice"))
    top = high if high is not None and low is not None and high >= price else price
    currency = currency or next(
        (text_of(s.get("priceCurrency")) for s in _specifications(offer) if s.get("priceCurrency")), ""
    )
    code = currency_code(currency) if currency else None
    return StatedPrice(
        text=f"{price}{'–' + str(top) if top != price else ''} {currency}".strip(), min=price, max=top, currency=code
    )


def _specifications(offer: dict[str, Json]) -> list[dict[str, Json]]:
    said = offer.get("priceSpecification")
    specs = [s for s in (said if isinstance(said, list) else [said])[:MAX_OFFERS] if isinstance(s, dict)]
    return [s for s in specs if not any(w in text_of(s.get("priceType")).lower() for w in _STRUCK_TYPES)]


def _stock(offers: list[dict[str, Json]]) -> Stock:
    counts = [c for c in (count_of(o.get("inventoryLevel")) for o in offers) if c is not None]
    words = [s for s in (availability(o.get("availability")) for o in offers) if s != Stock()]
    best = next((s for s in words if s.available), words[0] if words else Stock())
    if not counts:
        return best
    return Stock(
        label=best.label, count=sum(counts), available=best.available if best.available is not None else sum(counts) > 0
    )


def _tiers(offers: list[dict[str, Json]]) -> tuple[Tier, ...]:
    tiers: dict[int, Tier] = {}
    for offer in offers:
        for spec in (offer, *_specifications(offer)):
            quantity = spec.get("eligibleQuantity")
            least = count_of(quantity.get("minValue")) if isinstance(quantity, dict) else None
            price = amount_of(spec.get("price"))
            if least and least > 1 and price is not None:
                tiers.setdefault(least, Tier(quantity=least, price=price))
    return tuple(tiers[q] for q in sorted(tiers))


def _variant_nodes(node: dict[str, Json]) -> list[dict[str, Json]]:
    said = node.get("hasVariant")
    return [v for v in (said if isinstance(said, list) else [said])[:MAX_OFFERS] if isinstance(v, dict)]


def _variants(node: dict[str, Json], offers: list[dict[str, Json]], url: str) -> tuple[Variant, ...]:
    found: dict[str, Variant] = {}
    for variant in _variant_nodes(node):
        inner = list(_offers(variant.get("offers")))
        name = text_of(variant.get("name"))
        key = text_of(variant.get("sku")) or text_of(variant.get("@id")) or name
        if key and name:
            found.setdefault(key, Variant(key=key, name=name, price=_price(variant, inner), stock=_stock(inner)))
    for offer in offers if not found else ():
        name = text_of(offer.get("name")) or text_of(offer.get("itemOffered"))
        key = text_of(offer.get("sku")) or _address(offer.get("url"), url) or name
        if name and key and "lowPrice" not in offer:
            found.setdefault(key, Variant(key=key, name=name, price=offer_price(offer), stock=_stock([offer])))
    return tuple(found.values())


def _category(node: dict[str, Json]) -> str | None:
    said = text_of(node.get("category"))
    return said.rsplit(">", 1)[-1].rsplit(" / ", 1)[-1].strip()[:80] or None if said and "://" not in said else None


def _crumb(node: dict[str, Json]) -> str | None:
    items = node.get("itemListElement")
    steps = [s for s in (items if isinstance(items, list) else []) if isinstance(s, dict)]
    names = [
        text_of(s.get("name")) or text_of(s.get("item"))
        for s in sorted(steps, key=lambda s: count_of(s.get("position")) or 0)
    ]
    inner = [n for n in names[1:-1] if n and not sections.is_shop_word(n)]
    return inner[-1] if inner else None


def _address(value: Json, url: str) -> str | None:
    said = text_of(value) if isinstance(value, str) else ""
    found = addresses.absolute(said, url) if said else None
    return found if found and addresses.same_site(found, url) else None
