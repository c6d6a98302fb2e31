"""A service that is killed again and again ends in the same rows as one that nobody disturbed, and tells the same."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from haoshao.demo.server import MarketServer
from haoshao.demo.shops import SHOP
from haoshao.demo.world import World, date_of
from haoshao.exports import TABLES
from storage.database import open_database
from storage.queries.filters import Filters
from tests.alerts.receiver import Receiver
from tests.e2e.conftest import PASSING
from tests.e2e.serving import Station, wait_for

SHOPS = [SHOP[name] for name in ("qingniao", "haobazaar")]
DAYS = 2
KILLS = 4
LATER = timedelta(hours=3)
"""A crawl that was killed waits before it is taken up again."""
MANY_KILLS = 200
COMPARED = ("listings", "sellers", "transitions", "alerts")


def rows(station: Station) -> dict[str, Counter[str]]:
    """Return the exported rows without what differs between any two ways to them; a crawl taken up again is later."""
    engine = open_database(station.place.database)
    found = {}
    for table in COMPARED:
        kept = (
            {k: v for k, v in dict(row).items() if k not in PASSING and k != "at" and not k.endswith("_at")}
            for row in TABLES[table].rows(engine, Filters())
        )
        found[table] = Counter(json.dumps(row, sort_keys=True, default=str, ensure_ascii=False) for row in kept)
    engine.dispose()
    return found


def told(receiver: Receiver) -> set[str]:
    """Return the keys of everything that arrived."""
    return {row["dedup_key"] for got in receiver.got if got.status == 200 for row in got.alerts}


@pytest.fixture(scope="module")
def market() -> Iterator[MarketServer]:
    with MarketServer(World()) as server:
        yield server


@pytest.fixture(scope="module")
def undisturbed(market: MarketServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Counter[str]], int]:
    with Receiver() as receiver:
        station = Station(
            folder=tmp_path_factory.mktemp("calm") / "station",
            market=market,
            webhook=receiver.url,
            shops=SHOPS,
            at_once=1,
        )
        station.show(1)
        station.start()
        try:
            for day in range(1, DAYS + 1):
                station.live(day)
        finally:
            assert station.stop() == 0
        return rows(station), len(told(receiver))


def disturbed(
    market: MarketServer, folder: Path, kills: int, seed: int
) -> tuple[dict[str, Counter[str]], Receiver, int]:
    """Return what a service leaves that was killed so often, at random moments of every day."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    done = 0
    with Receiver() as receiver:
        station = Station(folder=folder / "station", market=market, webhook=receiver.url, shops=SHOPS, at_once=1)
        for day in range(1, DAYS + 1):
            station.show(day)
            for _ in range(kills // DAYS):
                station.start()
                time.sleep(chance.uniform(1.0, 12.0))
                station.kill()
                done += 1
            station.set_clock(date_of(day) + LATER)
            station.start()
            try:
                wait_for(lambda at=day: station.has_crawled(at), f"day {day}: crawled")
                wait_for(station.has_delivered, f"day {day}: delivered")
            finally:
                assert station.stop() == 0
        return rows(station), receiver, done


def check(market: MarketServer, calm: tuple[dict[str, Counter[str]], int], folder: Path, kills: int, seed: int) -> None:
    found, receiver, done = disturbed(market, folder, kills, seed)

    assert done == kills
    for table in COMPARED:
        assert found[table] - calm[0][table] == Counter(), table
        assert calm[0][table] - found[table] == Counter(), table
    assert len(told(receiver)) == calm[1]
    # what came twice came under the key it had the first time, so that the receiver can tell
    by_key = Counter(got.key for got in receiver.got if got.status == 200)
    alerts = {got.key: sorted(row["dedup_key"] for row in got.alerts) for got in receiver.got if got.status == 200}
    assert sum(len(keys) for keys in alerts.values()) == calm[1], by_key


@pytest.mark.slow
def test_killed_service_ends_in_the_same_rows(
    market: MarketServer, undisturbed: tuple[dict[str, Counter[str]], int], tmp_path: Path
) -> None:
    check(market, undisturbed, tmp_path, KILLS, seed=1)


@pytest.mark.slow
def test_service_killed_two_hundred_times(
    market: MarketServer, undisturbed: tuple[dict[str, Counter[str]], int], tmp_path: Path
) -> None:
    check(market, undisturbed, tmp_path, MANY_KILLS, seed=2)
