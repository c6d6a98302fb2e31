"""Rows for other tools, in the shapes of the contract."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from market.errors import MarketError
from market.model import BurnerNumber, PageIssue, PageReading
from storage.queries.export import (
    LISTING_COLUMNS,
    RUN_COLUMNS,
    SELLER_COLUMNS,
    TRANSITION_COLUMNS,
    listing_rows,
    number_rows,
    run_rows,
    seller_rows,
    transition_rows,
)
from storage.queries.filters import Filters
from storage.queries.history import offer_history
from storage.queries.search import search_rows
from tests.storage.shops import Shop, item


def test_every_row_has_the_columns_of_the_contract(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号 QQ: 12345", "65", count=3)]))

    for found, columns in (
        (listing_rows(engine, Filters()), LISTING_COLUMNS),
        (seller_rows(engine, Filters()), SELLER_COLUMNS),
        (run_rows(engine, Filters()), RUN_COLUMNS),
        (transition_rows(engine, Filters()), TRANSITION_COLUMNS),
    ):
        (row,) = found
        assert tuple(row) == columns


def test_listing_row_says_what_is_known(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号 QQ: 12345", "65.50", count=3, category="微信", sold=7)]))

    (row,) = listing_rows(engine, Filters())

    assert (
        row
        | {
            "site": "shop-a",
            "family": "dujiaoka",
            "kind": "account",
            "platform": "wechat",
            "attributes": ["aged"],
            "price_min": "65.5",
            "currency": "CNY",
            "unit": "each",
            "unit_price_cny": "65.5",
            "stock": 3,
            "in_stock": True,
            "sold": 7,
            "state": "active",
            "handles": [{"type": "qq", "value": "12345", "scope": "listing"}],
        }
        == row
    )
    assert row["evidence"]["spans"]["offer"] == [0, 14]
    assert row["seller_id"].startswith("s")


def test_filters_restrict(shop: Shop, open_shop: Callable[[str], Shop], engine: Engine) -> None:
    other = open_shop("shop-b")
    shop.run(shop.page("/", [item("1", "微信老号"), item("2", "QQ号", count=0), item("3", "教程")]))
    other.run(other.page("/", [item("1", "微信老号 TG: one")]))

    def titles(**chosen: object) -> list[str]:
        return [row["title"] for row in listing_rows(engine, Filters(**chosen))]  # type: ignore[arg-type]

    assert titles(site=("shop-a",)) == ["微信老号", "QQ号"]
    assert titles(platform="wechat", site=("shop-b",)) == ["微信老号 TG: one"]
    assert titles(state="sold_out") == ["QQ号"]
    assert titles(seller="telegram:one") == titles(seller="one") == ["微信老号 TG: one"]
    assert titles(since=shop.at) == titles(kind="tool") == []
    everything = [row["kind"] for row in listing_rows(engine, Filters(), with_bare_listings=True)]
    assert everything.count(None) == 1
    with pytest.raises(MarketError, match="no such state"):
        titles(state="sold")


def test_search_finds_two_characters(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号"), item("2", "QQ号", text="100%微 信")]))

    assert [row["title"] for row in search_rows(engine, "老号", Filters())] == ["微信老号"]
    assert [row["title"] for row in search_rows(engine, "微信", Filters())] == ["QQ号", "微信老号"]
    assert [row["title"] for row in search_rows(engine, "100%", Filters())] == ["QQ号"]
    assert [row["title"] for row in search_rows(engine, "1_0", Filters())] == []


def test_history_tells_every_look(shop: Shop, engine: Engine) -> None:
    for price in ("65", "60", "60", "70"):
        shop.run(shop.page("/", [item("1", "微信老号", price)]))
    (row,) = listing_rows(engine, Filters())

    history = offer_history(engine, row["offer_id"])

    assert [one["price_min"] for one in history["observations"]] == ["65", "60", "70"]
    assert [one["kind"] for one in history["transitions"]] == ["appeared", "price_changed", "price_changed"]
    assert len(history["presence"]) == 1
    assert offer_history(engine, "o0")["observations"] == []


def test_numbers_and_issues_are_exported(shop: Shop, engine: Engine) -> None:
    number = BurnerNumber(number="+15550100", country="US", url="https://shop-a.example/n")
    recorder = shop.begin()
    issue = PageIssue(code="unknown_label", detail="特价")
    recorder.record(shop.page("/", reading=PageReading(numbers=(number,)), issues=(issue, issue)))
    done = shop.end()

    (row,) = number_rows(engine, Filters())
    assert (row["number"], row["sites"], row["state"]) == ("+15550100", ["shop-a"], "active")
    (run,) = run_rows(engine, Filters())
    assert run["issues"] == ["unknown_label: 特价 (2 times)"]
    assert done.numbers == 1
