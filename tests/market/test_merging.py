"""One listing out of a card and its own page."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from market.merging import merged
from market.model import Contact, Detail, Known, Listing, StatedPrice, Stock, Tier, Variant


def price(amount: str) -> StatedPrice:
    return StatedPrice(text=amount, min=Decimal(amount), max=Decimal(amount))


FULL = Listing(
    url="https://shop.example/1",
    key="1",
    title="微信老号 半年 可换绑",
    text="满月\n直登",
    price=price("65"),
    stock=Stock(count=30, available=True),
    tiers=(Tier(quantity=10, price=Decimal(60)),),
    contacts=(Contact(text="QQ 12345"),),
)
CARD = Listing(
    url="https://shop.example/1",
    key="1",
    title="微信老号 半…",
    category="微信",
    price=price("65"),
    stock=Stock(available=True),
    detail=Detail.SUMMARY,
)


def test_nothing_stored_is_what_was_seen() -> None:
    assert merged(None, CARD) == CARD


def test_own_page_wins_and_the_card_fills() -> None:
    whole = merged(CARD, FULL)

    assert (whole.title, whole.text, whole.category) == (FULL.title, FULL.text, "微信")
    assert (whole.stock, whole.detail) == (FULL.stock, Detail.FULL)


def test_card_after_the_own_page_changes_nothing_stable() -> None:
    whole = merged(CARD, FULL)

    assert merged(whole, CARD) == whole


def test_card_tells_price_and_what_is_left() -> None:
    whole = merged(CARD, FULL)

    now = merged(whole, replace(CARD, price=price("60"), stock=Stock(count=7)))
    assert (now.price, now.stock.count, now.text) == (price("60"), 7, FULL.text)
    out = merged(whole, replace(CARD, stock=Stock(label="已售罄", available=False)))
    assert out.stock == Stock(label="已售罄", available=False)
    assert merged(out, replace(CARD, stock=Stock(count=5, available=True))).stock == Stock(count=5, available=True)


def test_card_says_nothing_of_variants() -> None:
    sorts = (Variant(key="a", name="A", price=price("5")), Variant(key="b", name="B", price=price("9")))
    whole = replace(FULL, variants=sorts, price=None)

    assert merged(whole, replace(CARD, price=price("5"))) == replace(whole, category="微信")


def test_what_is_known_is_filled_field_by_field() -> None:
    known = merged(replace(CARD, known=Known(platform="wechat")), replace(FULL, known=Known(country="CN"))).known

    assert known == Known(platform="wechat", country="CN")
