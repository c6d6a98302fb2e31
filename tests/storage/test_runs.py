"""Runs: leases, verdicts, and what an unhealthy run is worth."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from storage.holders import is_dead, this_process
from storage.queries.digest import site_health
from storage.queries.export import listing_rows
from storage.queries.filters import Filters
from storage.runs import LeaseLostError, SiteBusyError
from tests.storage.shops import Shop, item, rows


def states(engine: Engine) -> list[tuple[str, str, str | None, int | None]]:
    found = listing_rows(engine, Filters())
    return [(row["title"], row["state"], row["price_min"], row["stock"]) for row in found]


def test_second_run_of_a_site_is_refused(shop: Shop, engine: Engine) -> None:
    shop.begin()

    with pytest.raises(SiteBusyError, match="shop-a: run 1 is under way") as refused:
        Shop(engine).begin()

    assert "\n" not in str(refused.value)


def test_run_whose_lease_expired_is_closed_as_killed(shop: Shop, engine: Engine) -> None:
    lost = shop.begin()
    lost.record(shop.page("/", [item("1", "微信老号")]))
    lost.flush()
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    with engine.begin() as connection:
        stored = long_ago if engine.dialect.name == "postgresql" else int(long_ago.timestamp() * 1000)
        connection.execute(text("UPDATE lease SET expires_at = :at"), {"at": stored})

    shop.run(shop.page("/", [item("1", "微信老号")]))

    assert rows(engine, "SELECT health, cause, listings FROM run ORDER BY id") == [(5, "killed", 1), (1, None, 1)]
    assert lost.keep_lease() is False
    lost.record(shop.page("/late", [item("2", "QQ号")]))
    with pytest.raises(LeaseLostError):
        lost.flush()
    assert len(states(engine)) == 1


def test_lease_of_a_dead_process_counts_as_expired(shop: Shop, engine: Engine) -> None:
    shop.begin()
    ended = subprocess.run(
        [sys.executable, "-c", "from storage.holders import this_process; print(this_process())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert is_dead(ended)
    assert not is_dead(this_process())
    assert not is_dead("elsewhere/1/1")
    with engine.begin() as connection:
        connection.execute(text("UPDATE lease SET holder = :holder"), {"holder": ended})

    Shop(engine).begin()

    assert rows(engine, "SELECT cause FROM run ORDER BY id") == [("killed",), (None,)]


@pytest.mark.parametrize("health", ["broken", "blocked", "failed"])
def test_unsound_run_changes_nothing_but_its_health(shop: Shop, engine: Engine, health: str) -> None:
    whole = [item("1", "微信老号", "65", count=3), item("2", "批发", text="QQ号 5元\n抖音号 9元")]
    shop.run(shop.page("/", whole))
    before = states(engine)
    moves = rows(engine, "SELECT count(*) FROM transition")

    shell = [item("1", "微信老号", "0", count=0), item("2", "批发", text="QQ号 1元\n新号 3元")]
    shop.run(shop.page("/", shell), health=health, complete=False)

    assert states(engine) == before
    assert rows(engine, "SELECT count(*) FROM transition") == moves
    assert [one.health for one in site_health(engine)] == [health]

    shop.run(shop.page("/", whole))
    assert states(engine) == before
    assert rows(engine, "SELECT count(*) FROM transition") == moves


def test_change_that_an_unsound_run_saw_first_is_told_by_the_next(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号", "65", count=3)]))
    cheaper = [item("1", "微信老号", "60", count=3)]
    shop.run(shop.page("/", cheaper, body="same"), health="blocked", complete=False)
    assert shop.begin().page_state("https://shop-a.example/") is None
    shop.end("failed", complete=False)

    shop.run(shop.page("/", cheaper, body="same"))

    assert states(engine) == [("微信老号", "active", "60", 3)]
    assert rows(engine, "SELECT kind FROM transition ORDER BY id") == [(1,), (2,)]


def test_first_run_keeps_what_it_read_before_it_was_blocked(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号", "65")]), health="blocked", complete=False)

    assert states(engine) == [("微信老号", "active", "65", None)]


def test_unsound_run_supersedes_nothing(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "批发", text="QQ号 5元\n抖音号 9元")]))
    before = states(engine)

    page = shop.page("/", [item("1", "登录", text="请登录后查看")], reader="shop.2/text.1")
    shop.run(page, health="broken", complete=False)
    assert states(engine) == before

    shop.run(shop.page("/", [item("1", "批发", text="QQ号 5元\n抖音号 9元")], reader="shop.2/text.1"))
    assert states(engine) == before
    assert rows(engine, "SELECT count(*) FROM transition") == [(2,)]
