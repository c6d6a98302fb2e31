"""What two looks amount to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from market.changes import Asked, ChangeKind, Look, OfferState, changes_between, look_at, state_of
from market.model import Listing, Offer, Stock, Unit, Variant
from market.newness import FirstSight, Severity, weigh
from market.unit_price import unit_price


def look(price: str | None = "5", stock: int | None = None, *, available: bool | None = None) -> Look:
    amount = None if price is None else Decimal(price)
    asked = None if amount is None else Asked(min=amount, max=amount, currency="CNY", unit=Unit.EACH, pack_size=None)
    return Look(asked=asked, stock=stock, available=available)


@pytest.mark.parametrize(
    ("before", "state", "after", "found"),
    [
        (look(), OfferState.ACTIVE, look("5.00"), ()),
        (look(), OfferState.ACTIVE, look("6"), ("price_changed",)),
        (look(None), OfferState.ACTIVE, look("6"), ()),
        (look(stock=3), OfferState.ACTIVE, look(stock=2), ("stock_changed",)),
        (look(stock=3), OfferState.ACTIVE, look(), ()),
        (look(stock=3), OfferState.ACTIVE, look(stock=0), ("sold_out",)),
        (look(), OfferState.ACTIVE, look(available=False), ("sold_out",)),
        (look(stock=0), OfferState.SOLD_OUT, look("6", stock=4), ("restocked", "price_changed")),
        (look(stock=3), OfferState.GONE, look(stock=3), ("relisted",)),
        (look(stock=3), OfferState.GONE, look("4", stock=0), ("relisted", "sold_out", "price_changed")),
        (look(stock=0), OfferState.GONE, look(stock=5), ("relisted",)),
        (look(stock=0), OfferState.GONE, look(stock=0), ("relisted",)),
    ],
)
def test_changes_between_looks(before: Look, state: OfferState, after: Look, found: tuple[str, ...]) -> None:
    assert changes_between(before, state, after) == tuple(ChangeKind(one) for one in found)


def test_page_decides_what_is_left() -> None:
    offer = Offer(kind="account", platform=None, span=(0, 1), variant="b")
    sorts = (Variant(key="a", name="A"), Variant(key="b", name="B", stock=Stock(count=0)))
    listing = Listing(url="u", key="k", title="t", stock=Stock(count=9), variants=sorts)

    assert look_at(listing, offer).stock == 0
    assert state_of(look_at(listing, offer)) is OfferState.SOLD_OUT
    assert look_at(Listing(url="u", key="k", title="t", stock=Stock(count=2**70)), offer).stock is None


def test_unit_price_converts_nothing_on_a_guess() -> None:
    five, ten = Decimal(5), Decimal(10)
    assert unit_price(five, ten, "CNY", Unit.EACH, None) == Decimal("7.5")
    assert unit_price(ten, ten, "CNY", Unit.PACK, 4) == Decimal("2.5")
    assert unit_price(ten, ten, "CNY", Unit.THOUSAND, None) == Decimal("0.01")
    assert unit_price(ten, ten, "CNY", Unit.PACK, None) is None
    assert unit_price(ten, ten, "USD", Unit.EACH, None) is None
    assert unit_price(ten, ten, "USD", Unit.EACH, None, {"USD": Decimal(7)}) == 70
    assert unit_price(None, None, "CNY", Unit.EACH, None) is None


def test_first_sight_is_weighed() -> None:
    small = FirstSight(
        site="shop", handles=["qq:1"], products=["wechat/account"], offers=1, stock=3, score=Decimal("0.9")
    )
    large = FirstSight(site="shop", handles=[], products=[], offers=12, stock=None, score=Decimal("0.9"))
    doubtful = FirstSight(site="shop", handles=[], products=[], offers=12, stock=None, score=Decimal("0.3"))

    assert [weigh(one).severity for one in (small, large, doubtful)] == [Severity.MEDIUM, Severity.HIGH, Severity.LOW]
    assert any("qq:1" in reason for reason in weigh(small).reasons)
