"""A service that is killed again and again ends in the same rows as one that nobody disturbed, and tells the same."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
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

SHOPS = [SHOP[name] for name in ("haobazaar", "smsdock")]
DAYS = 2
KILLS = 6
LATER = timedelta(hours=3)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (2, 8, 30, 90))
"""A crawl that was killed waits before it is taken up again, longer each time."""
MANY_DAYS = 15
MANY_KILLS = 60
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


def calm(market: MarketServer, folder: Path, days: int) -> tuple[dict[str, Counter[str]], int]:
    """Return what a service leaves that nobody disturbs, and how many alerts it told."""
    with Receiver() as receiver:
        station = Station(folder=folder, market=market, webhook=receiver.url, shops=SHOPS, at_once=1)
        station.show(1)
        station.start()
        try:
            for day in range(1, days + 1):
                station.live(day)
        finally:
            assert station.stop() == 0
        return rows(station), len(told(receiver))


def disturbed(
    market: MarketServer, folder: Path, days: int, kills: int, seed: int
) -> tuple[dict[str, Counter[str]], Receiver, int]:
    """Return what a service leaves that is killed with all its crawls so often, at random moments of every day."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    done = 0
    with Receiver() as receiver:
        station = Station(folder=folder, market=market, webhook=receiver.url, shops=SHOPS, at_once=1)
        for day in range(1, days + 1):
            station.show(day)
            for wait in WAITS[: kills // days]:
                station.start()
                time.sleep(chance.uniform(2.0, 9.0))
                station.kill()
                done += 1
                station.set_clock(date_of(day) + wait)
            station.set_clock(date_of(day) + LATER)
            station.start()
            try:
                wait_for(lambda at=day: station.has_crawled(at), f"day {day}: crawled")
                wait_for(station.has_delivered, f"day {day}: delivered")
            finally:
                assert station.stop() == 0
        return rows(station), receiver, done


@pytest.mark.slow
@pytest.mark.parametrize(("days", "kills"), [(DAYS, KILLS), (MANY_DAYS, MANY_KILLS)])
def test_service_killed_with_its_crawls_ends_in_the_same_rows(
    days: int, kills: int, market: MarketServer, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    wanted, alerts = calm(market, tmp_path / "calm", days)

    found, receiver, done = disturbed(market, tmp_path / "disturbed", days, kills, seed=days)

    assert done == kills
    differ = {
        table: sum(((found[table] - wanted[table]) + (wanted[table] - found[table])).values()) for table in COMPARED
    }
    # what came twice came under the key it had the first time, so that the receiver can tell
    shown = {got.key: sorted(row["dedup_key"] for row in got.alerts) for got in receiver.got if got.status == 200}
    repeated = len(receiver.accepted) - len(shown)
    record_property("counts", f"{done} services killed, {len(told(receiver))} alerts, {repeated} repeated, {differ=}")
    assert not any(differ.values()), differ
    assert len(told(receiver)) == sum(len(keys) for keys in shown.values()) == alerts
