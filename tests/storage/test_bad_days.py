"""Days on which everything around a run goes wrong: nothing doubled, nothing lost, one clear line."""

from __future__ import annotations

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage.database import open_database
from storage.queries.export import listing_rows, run_rows
from storage.queries.filters import Filters
from tests.storage.shops import Shop, item, rows

COUNTS = """SELECT (SELECT count(*) FROM listing), (SELECT count(*) FROM offer), (SELECT count(*) FROM observation),
    (SELECT count(*) FROM transition WHERE kind = 1), (SELECT count(*) FROM presence), (SELECT count(*) FROM seller)"""


def alike(shop: Shop, most: int) -> None:
    """Record a run of so many listings that differ in nothing but their address."""
    goods = [item(str(number), "微信老号 满月", "65", text="带好友\nQQ: 12345678") for number in range(most)]
    shop.run(*(shop.page(f"/{at}", goods[at : at + 50]) for at in range(0, most, 50)))


def test_many_alike_offers_are_each_their_own_and_one_seller(shop: Shop, engine: Engine) -> None:
    alike(shop, 600)
    first = rows(engine, COUNTS)
    alike(shop, 600)

    assert first == rows(engine, COUNTS) == [(600, 600, 600, 600, 600, 1)]


@pytest.mark.slow
def test_fifty_thousand_alike_offers(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'market.db'}")
    shop = Shop(engine)
    alike(shop, 50_000)
    alike(shop, 50_000)

    assert rows(engine, COUNTS) == [(50_000, 50_000, 50_000, 50_000, 50_000, 1)]
    engine.dispose()


def test_one_listing_of_many_alike_lines(shop: Shop, engine: Engine) -> None:
    text = "\n".join(f"微信老号 满月 {number % 3}元" for number in range(900))
    for _ in range(2):
        shop.run(shop.page("/", [item("1", "批发", text=text)]))

    assert rows(engine, COUNTS)[0][:4] == (1, 900, 900, 900)


def test_clock_that_jumps_back_doubles_nothing(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号", "65"), item("2", "QQ号", "5")]))
    seen = rows(engine, "SELECT last_seen_at FROM presence ORDER BY listing_id")
    shop.at -= timedelta(days=3)
    shop.run(shop.page("/", [item("1", "微信老号", "60"), item("2", "QQ号", "5")]))
    shop.run(shop.page("/", [item("1", "微信老号", "60")]))
    shop.run(shop.page("/", [item("1", "微信老号", "60"), item("2", "QQ号", "5")]))

    assert rows(engine, "SELECT last_seen_at FROM presence ORDER BY listing_id") == seen
    assert rows(engine, "SELECT kind FROM transition WHERE kind < 8 ORDER BY id") == [(1,), (1,), (2,)]
    assert [row["price_min"] for row in listing_rows(engine, Filters())] == ["60", "5"]
    told = [issue for run in run_rows(engine, Filters()) for issue in run["issues"]]
    assert len(told) == 3
    assert all(issue.startswith("clock_back: dated 2026-02-26") for issue in told)


def _hold(path: str, held: threading.Event, seconds: float) -> None:
    """Hold the write lock of a database for a while."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    held.set()
    threading.Event().wait(seconds)
    other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize("seconds", [1.5, pytest.param(30.0, marks=pytest.mark.slow)])
def test_database_locked_for_a_while_is_waited_for(tmp_path: Path, seconds: float) -> None:
    path = str(tmp_path / "market.db")
    engine = open_database(f"sqlite:///{path}")
    shop, held = Shop(engine), threading.Event()
    recorder = shop.begin()
    recorder.record(shop.page("/", [item("1", "微信老号", "65")]))
    holder = threading.Thread(target=_hold, args=(path, held, seconds))
    holder.start()
    assert held.wait(60)

    done = shop.end()

    holder.join()
    assert (done.health, done.listings, done.offers) == ("healthy", 1, 1)
    assert rows(engine, COUNTS) == [(1, 1, 1, 1, 1, 1)]
    engine.dispose()
