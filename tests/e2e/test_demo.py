"""The demo against the truth of its world: every new seller once, no old one, the planned outages and only those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from haoshao.demo.run import DemoDay, demo_days, fresh_workspace
from haoshao.demo.shops import SHOPS
from haoshao.demo.story import run_demo
from haoshao.exports import TABLES
from haoshao.workspace import Workspace, WorkspaceError
from market.errors import MarketError
from storage.database import open_database
from storage.queries.digest import NewSeller
from storage.queries.filters import Filters

DAYS = 3
Handles = frozenset[tuple[str, str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return fresh_workspace(tmp_path_factory.mktemp("demo") / "demo")


@pytest.fixture(scope="module")
def lived(place: Workspace) -> list[DemoDay]:
    return list(demo_days(place, DAYS))


def handles_of(seller: NewSeller) -> Handles:
    return frozenset((str(handle.type), handle.value) for handle in seller.handles)


def test_every_new_seller_is_reported_once_and_on_his_day(lived: list[DemoDay]) -> None:
    for crawled in lived[1:]:
        wanted = {person.handles[0] for person in crawled.day.truth.new_sellers}
        reported = [handles_of(seller) for seller in crawled.digest.new_sellers]

        met = Counter(handle for handles in reported for handle in handles & wanted)
        assert met == dict.fromkeys(wanted, 1), f"day {crawled.day.number}"


def test_nobody_is_reported_who_is_not_new(lived: list[DemoDay]) -> None:
    for crawled in lived[1:]:
        wanted = {person.handles[0] for person in crawled.day.truth.new_sellers}
        extra = [seller for seller in crawled.digest.new_sellers if not handles_of(seller) & wanted]

        assert [seller.name for seller in extra] == [], f"day {crawled.day.number}"


def test_the_first_day_is_the_baseline_of_every_shop(lived: list[DemoDay]) -> None:
    assert lived[0].digest.new_sellers == ()
    assert {site.site for site in lived[0].digest.baselines} == {shop.name for shop in SHOPS}
    assert all(not crawled.digest.baselines for crawled in lived[1:])


def test_the_planned_outages_and_only_those_are_seen(lived: list[DemoDay]) -> None:
    assert [crawled.unhealthy for crawled in lived] == [frozenset(crawled.day.truth.outages) for crawled in lived]
    assert all(crawled.went_as_planned for crawled in lived)


def test_a_new_seller_comes_with_what_an_analyst_needs(lived: list[DemoDay]) -> None:
    for seller in (seller for crawled in lived for seller in crawled.digest.new_sellers):
        assert seller.sites
        assert seller.kinds
        assert seller.prices
        assert seller.why
        assert seller.example
        assert seller.example.evidence.snapshot


def listing_rows(place: Workspace) -> Iterator[dict[str, Any]]:
    engine = open_database(place.database)
    yield from map(dict, TABLES["listings"].rows(engine, Filters()))
    engine.dispose()


def test_what_was_read_is_what_the_world_sells(place: Workspace, lived: list[DemoDay]) -> None:
    goods = [(name, good) for name, shelf in lived[0].day.goods.items() for good in shelf]
    wanted = Counter((name, line.kind, line.platform) for name, good in goods for line in good.lines if line.kind)
    first = [
        row for row in listing_rows(place) if row["first_seen_at"] == lived[0].day.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    ]

    read = Counter((row["site"], row["kind"], row["platform"]) for row in first)

    assert (wanted & read).total() >= 0.95 * wanted.total()
    assert (read - wanted).total() <= 0.05 * wanted.total()


def test_prices_are_read_as_they_are_asked(place: Workspace, lived: list[DemoDay]) -> None:
    asked = {
        (name, line.title): line.price
        for name, shelf in lived[0].day.goods.items()
        for good in shelf
        for line in good.lines
        if line.kind and not good.tiers and name != "haobazaar"
    }
    at = lived[0].day.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = [row for row in listing_rows(place) if row["first_seen_at"] == row["last_seen_at"] == at]

    compared = [(asked[key], row["price_max"]) for row in rows if (key := (row["site"], row["title"])) in asked]
    right = sum(row is not None and Decimal(row) == price for price, row in compared)

    assert right >= 0.97 * len(compared)


def test_the_story_ends_well_and_says_what_to_try(tmp_path: Path) -> None:
    with (tmp_path / "story.txt").open("w+", encoding="utf-8") as out:
        code = run_demo(tmp_path / "demo", days=1, out=out)
        out.seek(0)
        story = out.read()

    assert code == 0
    assert "Day 1 of 1" in story
    assert "haoshao digest" in story
    assert str(tmp_path / "demo" / "config") in story


def test_a_folder_that_is_not_a_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")

    with pytest.raises(WorkspaceError, match="not a demo's folder"):
        run_demo(tmp_path, days=1)
    assert (tmp_path / "thesis.txt").exists()


def test_more_days_than_there_are_is_a_stated_failure(tmp_path: Path) -> None:
    with pytest.raises(MarketError, match="--days 0"):
        run_demo(tmp_path / "demo", days=0)
