"""The make-believe market as it is generated: its size, its days and their truth."""

from __future__ import annotations

from collections import Counter

import pytest

from haoshao.demo.shops import SHOPS
from haoshao.demo.world import Outage, World


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def test_the_first_day_has_about_300_offers_by_about_40_sellers(world: World) -> None:
    day = world.day(1)

    offers = [line for goods in day.goods.values() for good in goods for line in good.lines if line.kind]
    sellers = {good.seller or good.shop for goods in day.goods.values() for good in goods}

    assert 260 <= len(offers) <= 340
    assert 35 <= len(sellers) <= 45
    assert {line.kind for line in offers} >= {"account", "sms_code", "sim_card", "account_service", "tool"}
    assert all(day.goods[shop.name] for shop in SHOPS)


def test_the_same_seed_gives_the_same_days() -> None:
    first, second, other = World(7), World(7), World(8)

    assert [first.day(n) for n in range(1, 5)] == [second.day(n) for n in range(1, 5)]
    assert first.day(3) != other.day(3)


def test_days_can_be_asked_in_any_order() -> None:
    assert World().day(4) == World().day(4)
    world = World()
    assert world.day(3) == World().day(3)
    assert world.day(2) == World().day(2)


def test_a_new_seller_is_new_on_one_day_only(world: World) -> None:
    new = Counter(person.key for n in range(1, 15) for person in world.day(n).truth.new_sellers)

    assert max(new.values()) == 1
    assert all(world.day(n).truth.new_sellers for n in range(2, 15))


def test_no_two_sellers_share_a_handle(world: World) -> None:
    people = [person for n in range(1, 15) for person in world.day(n).truth.new_sellers]
    owners = Counter(handle for person in people for handle in person.handles)

    assert max(owners.values()) == 1


def test_the_days_hold_every_event_of_the_story(world: World) -> None:
    kinds = {change.kind for n in range(2, 5) for change in world.day(n).truth.changes}
    outages = {outage for n in range(2, 5) for outage in world.day(n).truth.outages.values()}

    assert kinds == {"appeared", "price_changed", "renamed", "sold_out", "restocked", "vanished", "relisted"}
    assert outages == {Outage.DOWN, Outage.BROKEN}


def test_a_newcomer_in_a_shop_that_is_down_is_new_when_it_is_back(world: World) -> None:
    hidden = [
        change.good.seller
        for change in world.day(2).truth.changes
        if change.kind == "appeared" and change.good.shop == "accharbor"
    ]

    assert hidden
    assert not set(hidden) & set(world.day(2).truth.new_sellers)
    assert set(hidden) & set(world.day(3).truth.new_sellers)


def test_the_second_dujiaoka_shop_belongs_to_somebody_who_posts_in_the_channel(world: World) -> None:
    goods = world.day(1).goods
    owners = {shop.owner for shop in SHOPS if shop.family == "dujiaoka"}

    assert any(good.seller in owners for good in goods["haobazaar"])
