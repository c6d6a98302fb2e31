"""When each site was last crawled: the newest run, the kills before it, and none that a clock ahead began."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, update

from storage.database import writing
from storage.models import LeaseRow, RunRow
from storage.queries.last_runs import LastRun, LastRuns, last_runs
from storage.records import RunSource
from tests.storage.shops import START, Shop


def killed_run(shop: Shop) -> None:
    """Let a run begin whose process dies without a word."""
    shop.begin()
    with writing(shop.engine) as connection:
        gone = START - timedelta(days=400)
        connection.execute(update(LeaseRow).values(holder="elsewhere/1/2", expires_at=gone))


def last(engine: Engine, until: datetime | None = None) -> LastRun:
    return last_runs(engine, until=until)["shop-a"]


def test_kills_in_a_row_are_counted_up_to_the_last_verdict(shop: Shop, engine: Engine) -> None:
    killed_run(shop)
    shop.run()
    ended_at = shop.at
    assert (last(engine).killed, last(engine).started_at) == (0, ended_at)

    for _ in range(3):
        killed_run(shop)

    assert last(engine).killed == 3
    assert last(engine).started_at == ended_at + timedelta(hours=3)
    assert not last(engine).is_under_way


def test_run_under_way_is_told_whatever_the_clock_says(shop: Shop, engine: Engine) -> None:
    shop.run()
    shop.begin(hours=24 * 40)

    assert last(engine, until=START + timedelta(days=1)).is_under_way
    shop.end()
    assert last(engine, until=START + timedelta(days=1)).started_at == START + timedelta(hours=1)
    assert last(engine).started_at > START + timedelta(days=39)


def test_look_notices_what_began_and_ended_and_asks_no_more_than_it_must(shop: Shop, engine: Engine) -> None:
    runs = LastRuns(engine)
    assert runs.look(START) == {}
    shop.begin()
    assert runs.look(shop.at)["shop-a"].is_under_way
    shop.end()
    found = runs.look(shop.at)
    assert not found["shop-a"].is_under_way

    assert runs.look(shop.at) is found
    shop.run()
    assert runs.look(shop.at)["shop-a"].started_at == shop.at


def test_imports_are_no_crawls(shop: Shop, engine: Engine) -> None:
    first, second = shop.run(), shop.at
    shop.run()
    with writing(engine) as connection:
        connection.execute(update(RunRow).where(RunRow.started_at > second).values(source=RunSource.IMPORT))

    assert first.health == "healthy"
    assert last(engine).started_at == second
