"""Looks that fit a site and looks that do not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from market.expectations import (
    Crossing,
    Expected,
    Glance,
    Standing,
    crossing_of,
    doubted,
    find_misfit,
    glance_at,
    learned,
    shape_of,
)
from market.model import Listing, SiteKind, StatedPrice, Stock

GOODS = [
    Listing(
        url=f"https://shop.example/item/{number}",
        key=f"/item/{number}",
        title="老号",
        text="满月",
        price=StatedPrice(text="9", min=Decimal(9), max=Decimal(9)),
        stock=Stock(count=5, available=True),
    )
    for number in range(10)
]
OUT = Stock(count=0, available=False)
KNOWN = {listing.key: Standing() for listing in GOODS}
USUAL = learned(Expected(), shape_of([glance_at(one) for one in GOODS]))


def looked(seen: list[Listing]) -> list[Glance]:
    return [glance_at(one) for one in seen]


def misfit_of(seen: list[Listing], *, kind: SiteKind = SiteKind.CATALOGUE, whole: bool = True) -> str | None:
    found = find_misfit(USUAL, shape_of(looked(seen)), crossing_of(KNOWN, looked(seen)), kind=kind, whole=whole)
    return f"{found.cause}:{found.field}" if found else None


@pytest.mark.parametrize(
    ("seen", "misfit"),
    [
        (GOODS, None),
        (GOODS[:7], None),
        (GOODS[:6], "fewer:listings"),
        ([], "strange:listings"),
        ([replace(GOODS[0], key="/login", url="https://shop.example/login")], "strange:listings"),
        ([replace(one, stock=OUT) for one in GOODS], "sold_out:stock"),
        ([replace(one, stock=OUT) for one in GOODS[:5]] + GOODS[5:], None),
        ([replace(one, price=None) for one in GOODS], "layout:price"),
        ([replace(one, text="") for one in GOODS], "layout:text"),
    ],
)
def test_a_look_is_held_against_the_last_good_one(seen: list[Listing], misfit: str | None) -> None:
    assert misfit_of(seen) == misfit


def test_absence_says_nothing_in_a_stream_or_in_part_of_a_catalogue() -> None:
    assert misfit_of(GOODS[:2], kind=SiteKind.STREAM) is None
    assert misfit_of(GOODS[:2], whole=False) is None


def test_a_site_never_seen_in_health_fits_anything() -> None:
    crossing = Crossing(known=10, again=0, available=0, now_out=0)

    assert find_misfit(Expected(), shape_of([]), crossing, kind=SiteKind.CATALOGUE, whole=True) is None


def test_a_price_of_zero_is_no_price() -> None:
    free = StatedPrice(text="0", min=Decimal(0), max=Decimal(0))

    assert shape_of([glance_at(replace(GOODS[0], price=free))]).stated["price"] == 0


def test_what_stays_for_three_looks_is_the_new_face() -> None:
    seen = GOODS[:4]
    found = find_misfit(
        USUAL, shape_of(looked(seen)), crossing_of(KNOWN, looked(seen)), kind=SiteKind.CATALOGUE, whole=True
    )
    assert found is not None

    first, taken1 = doubted(USUAL, found)
    second, taken2 = doubted(first, found)
    third, taken3 = doubted(second, found)

    assert (taken1, taken2, taken3) == (False, False, True)
    assert third.pending is None
    assert learned(second, shape_of(looked(GOODS))).times == 0


def test_a_seller_who_leaves_takes_all_listings_along() -> None:
    known = {one.key: Standing(seller="a" if number < 4 else "b") for number, one in enumerate(GOODS)}

    left = crossing_of(known, looked(GOODS[4:]))
    cut = crossing_of(known, looked(GOODS[:6]))

    assert (left.left, cut.left) == (4, 0)
    assert find_misfit(USUAL, shape_of(looked(GOODS[4:])), left, kind=SiteKind.CATALOGUE, whole=True) is None
    assert find_misfit(USUAL, shape_of(looked(GOODS[:6])), cut, kind=SiteKind.CATALOGUE, whole=True) is not None
