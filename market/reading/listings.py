"""What a listing says: the fields of its page win over its prose, its title over its description.

A shop's page states price, stock and variants in fields of their own; there the text only has to say what is
sold. A forum post or a channel's message states everything in prose and is read as text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from market.model import Known, Listing, Offer, Price, Reading, Span, StatedPrice, Stock, Unit, Variant

Products = Callable[[str, str], Sequence[Offer]]
"""Title and text -> the offers they name, whoever is speaking."""

STRUCTURED = "the page states it in fields of its own"
CATEGORY = "its category says what it is"


def read_structured(listing: Listing, products: Products, as_text: Reading) -> Reading:
    """Return the reading of *listing*, of which *as_text* is the reading of its title and text alone."""
    reasons: list[str] = []
    if listing.known.kind:
        offers = [_known_offer(listing, listing.known, products)]
        reasons.append(STRUCTURED)
    elif listing.price or listing.variants:
        offers = _priced_offers(listing, products, as_text, reasons)
    else:
        offers = list(as_text.offers)
        if not offers and listing.category:
            offers = list(_in_category(listing, products, with_text=True)) if as_text.is_offer else []
        offers = [_inherited(offer, listing, products) for offer in offers]
        if len(offers) == 1:
            offers = [_stocked(offers[0], listing.stock)]
    return replace(
        as_text,
        is_offer=bool(offers),
        score=_score(as_text, structured=bool(reasons), offers=offers),
        reasons=(*reasons, *as_text.reasons),
        offers=tuple(offers),
    )


def _score(as_text: Reading, *, structured: bool, offers: Sequence[Offer]) -> Decimal:
    """Return the score: a page that states a price in a field speaks with a seller's voice."""
    if not structured:
        return as_text.score
    return max(as_text.score, Decimal("0.95")) if offers else min(as_text.score, Decimal("0.05"))


def _priced_offers(listing: Listing, products: Products, as_text: Reading, reasons: list[str]) -> list[Offer]:
    product = _product(listing, products, as_text, reasons)
    if product is None:
        return []
    reasons.insert(0, STRUCTURED)
    if listing.variants:
        return [_variant_offer(listing, variant, product, products) for variant in listing.variants]
    assert listing.price is not None  # noqa: S101 - the caller has looked
    price = _price(listing.price, product, listing)
    minimum = listing.min_quantity or (listing.tiers[0].quantity if listing.tiers else None) or product.min_quantity
    return [_stocked(replace(product, price=price, rate=None, min_quantity=minimum), listing.stock)]


def _product(listing: Listing, products: Products, as_text: Reading, reasons: list[str]) -> Offer | None:
    """Return what is sold, price left aside: by the title, else by title and category, else by the text."""
    named = _only(products(listing.title, ""))
    if named is None and listing.category:
        named = _only(_in_category(listing, products, with_text=False))
        if named is not None:
            reasons.append(CATEGORY)
    if named is None:
        told = as_text.offers[0] if as_text.is_offer and as_text.offers else None
        return told if told and (told.platform or told.kind != "account") else None
    named = _inherited(named, listing, products)
    told = next((o for o in as_text.offers if (o.kind, o.platform) == (named.kind, named.platform)), None)
    if told is None:
        return named
    return replace(
        named,
        attributes=named.attributes | told.attributes,
        age_months=named.age_months if named.age_months is not None else told.age_months,
        country=named.country or told.country,
        min_quantity=told.min_quantity,
        stock=told.stock,
        price=named.price or told.price,
        spans={**told.spans, **named.spans},
    )


def _only(offers: Sequence[Offer]) -> Offer | None:
    """Return one offer for all that a title names: the first, of any platform where it names several."""
    if not offers:
        return None
    first = offers[0]
    if len({offer.platform for offer in offers}) > 1 and all(offer.kind == first.kind for offer in offers):
        return replace(first, platform="any")
    return first


def _in_category(listing: Listing, products: Products, *, with_text: bool) -> list[Offer]:
    """Return the offers of the listing read below its category, spans moved back to title and text."""
    prefix = f"{listing.category} "
    found = products(prefix + listing.title, listing.text if with_text else "")
    whole = (0, len(listing.title))
    return [
        replace(
            offer,
            span=_moved(offer.span, len(prefix)) or whole,
            spans={name: moved for name, span in offer.spans.items() if (moved := _moved(span, len(prefix)))},
        )
        for offer in found
    ]


def _moved(span: Span, by: int) -> Span | None:
    """Return *span* without the first *by* characters of the text; None where nothing of it remains."""
    start, end = max(span[0] - by, 0), span[1] - by
    return (start, end) if end > start else None


def _inherited(offer: Offer, listing: Listing, products: Products) -> Offer:
    """Return *offer* with the platform of its category, where neither title nor text names one."""
    if offer.platform is not None or not listing.category:
        return offer
    above = _only(products(listing.category, ""))
    if above is None or above.platform is None or above.kind != offer.kind:
        return offer
    return replace(offer, platform=above.platform)


def _known_offer(listing: Listing, known: Known, products: Products) -> Offer:
    """Return the offer of a row whose kind the page's structure states: a price list of an SMS platform."""
    named = None if known.platform else _only(products(listing.title, ""))
    offer = Offer(
        kind=known.kind or "",
        platform=known.platform or (named.platform if named else None),
        country=known.country or (named.country if named else None),
        span=(0, len(listing.title)),
    )
    price = _price(listing.price, offer, listing) if listing.price else None
    return _stocked(replace(offer, price=price, min_quantity=listing.min_quantity), listing.stock)


def _variant_offer(listing: Listing, variant: Variant, product: Offer, products: Products) -> Offer:
    """Return the offer of one variant: the listing's product, with what the variant's own name adds."""
    named = _only(products(f"{listing.title} {variant.name}", ""))
    if named is not None and named.kind == product.kind:
        product = replace(
            product,
            attributes=product.attributes | named.attributes,
            age_months=named.age_months if named.age_months is not None else product.age_months,
            country=named.country or product.country,
            price=named.price or product.price,
        )
    stated = variant.price or listing.price
    price = _price(stated, product, listing, tiered=False) if stated else None
    offer = replace(product, price=price, rate=None, min_quantity=listing.min_quantity, variant=variant.key)
    return _stocked(offer, listing.stock if variant.stock == Stock() else variant.stock)


def _price(stated: StatedPrice, product: Offer, listing: Listing, *, tiered: bool = True) -> Price:
    """Return the price that the page states, in the unit that page, title or kind gives it."""
    tiers = [tier.price for tier in listing.tiers] if tiered else []
    told = product.price
    if stated.unit:
        unit, pack = stated.unit, None
    elif told is not None and told.unit not in {Unit.EACH, Unit.CODE}:
        unit, pack = told.unit, told.pack_size
    else:
        unit, pack = (Unit.CODE if product.kind == "sms_code" else Unit.EACH), None
    return Price(
        min=min([stated.min, *tiers]),
        max=max([stated.max, *tiers]),
        currency=stated.currency or (told.currency if told else None),
        unit=unit,
        pack_size=pack,
    )


def _stocked(offer: Offer, stock: Stock) -> Offer:
    """Return *offer* with the stock that the page states; what the text says counts only where the page is silent."""
    if stock.count is not None:
        return replace(offer, stock=stock.count)
    if stock.available is False:
        return replace(offer, stock=0)
    return offer if stock.available is None and stock.label is None else replace(offer, stock=None)
