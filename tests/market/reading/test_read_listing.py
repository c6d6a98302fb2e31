"""Listings whose page states price, stock, tiers and variants in fields of their own."""

from __future__ import annotations

from decimal import Decimal

from base.lexicon import load_reader
from market.model import Contact, HandleType, Known, Listing, StatedPrice, Stock, Tier, Unit, Variant
from tests.market.reading.test_rules import CONFIG

READER = load_reader(CONFIG)


def stated(amount: str, currency: str | None = None) -> StatedPrice:
    """Return a price field."""
    return StatedPrice(text=amount, min=Decimal(amount), max=Decimal(amount), currency=currency)


def listing(title: str, text: str = "", **said: object) -> Listing:
    """Return a listing of an invented shop."""
    return Listing(url="https://shop.example/1", key="1", title=title, text=text, **said)  # type: ignore[arg-type]


def test_the_stated_price_wins_over_prose() -> None:
    """Sums in the description are no offers of their own."""
    (offer,) = READER.read_listing(
        listing("满月白号", "封号补偿 5 元，批发另谈", category="微信专区", price=stated("26.5"), stock=Stock(count=33))
    ).offers

    assert (offer.kind, offer.platform, offer.stock) == ("account", "wechat", 33)
    assert offer.price is not None
    assert (offer.price.min, offer.price.currency) == (Decimal("26.5"), "CNY")


def test_tiers_make_a_range() -> None:
    """Wholesale prices are part of one offer."""
    tiers = (Tier(quantity=10, price=Decimal(40)), Tier(quantity=50, price=Decimal(36)))
    (offer,) = READER.read_listing(listing("抖音千粉号", price=stated("42", "CNY"), tiers=tiers)).offers

    assert offer.price is not None
    assert (offer.price.min, offer.price.max) == (Decimal(36), Decimal(42))


def test_each_variant_is_an_offer() -> None:
    """A variant's own words come before those of the listing."""
    variants = (
        Variant(key="a", name="白号", price=stated("9"), stock=Stock(count=5)),
        Variant(key="b", name="满年", price=stated("30")),
    )
    found = READER.read_listing(listing("微信号", price=stated("9"), variants=variants)).offers

    assert [(offer.variant, offer.age_months) for offer in found] == [("a", None), ("b", 12)]
    assert "fresh" in found[0].attributes


def test_what_the_structure_knows_wins() -> None:
    """Kind, platform and country of the page are taken as they are."""
    known = Known(kind="sms_code", platform="whatsapp", country="RU")
    (offer,) = READER.read_listing(listing("WhatsApp", "Russia", price=stated("0.4", "USD"), known=known)).offers

    assert (offer.kind, offer.platform, offer.country) == ("sms_code", "whatsapp", "RU")
    assert offer.price is not None
    assert offer.price.unit is Unit.CODE


def test_goods_outside_the_kinds_are_no_offer() -> None:
    """A tutorial with a price field sells nothing of ours."""
    assert not READER.read_listing(listing("微信解封教程", price=stated("9.9"))).is_offer


def test_contact_fields_become_handles() -> None:
    """A contact in a field of its own is read in normal form."""
    contact = Contact(text="QQ：2011223344", type=HandleType.QQ)
    reading = READER.read_listing(listing("微信号", price=stated("9"), contacts=(contact,)))

    assert [(handle.type, handle.value) for handle in reading.handles] == [(HandleType.QQ, "2011223344")]
