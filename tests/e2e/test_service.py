"""The service on the make-believe market tells a webhook exactly what the world's truth demands, and can be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from haoshao.demo.server import MarketServer
from haoshao.demo.world import World
from tests.alerts.receiver import Receiver
from tests.e2e.serving import Station, wait_for

DAYS = 3
LONG_DAYS = 10


@dataclass(frozen=True, kw_only=True)
class Lived:
    """A service that lived through some days and was stopped."""

    station: Station
    receiver: Receiver
    days: int
    exit_code: int
    health: tuple[int, dict[str, object]]
    metrics: str
    second: bytes


def lived_through(days: int, folder: Path) -> Iterator[Lived]:
    with MarketServer(World()) as market, Receiver() as receiver:
        station = Station(folder=folder / "station", market=market, webhook=receiver.url)
        station.show(1)
        station.start()
        try:
            for day in range(1, days + 1):
                station.live(day)
            health, metrics = station.health(), station.metrics()
            second = station.run("serve", "--listen", "off").stderr
        finally:
            code = station.stop()
        yield Lived(
            station=station,
            receiver=receiver,
            days=days,
            exit_code=code,
            health=health,
            metrics=metrics,
            second=second,
        )


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    yield from lived_through(DAYS, tmp_path_factory.mktemp("service"))


def check_against_the_truth(lived: Lived) -> None:
    """Every new seller is told once, nobody else is, and nothing is told under two keys."""
    world = World()
    truth = [world.day(number).truth for number in range(2, lived.days + 1)]
    wanted = {person.handles[0] for day in truth for person in day.new_sellers}
    told = [
        row
        for got in lived.receiver.got
        if got.status == 200
        for row in got.alerts
        if row["transition"] and row["rule"]
    ]
    new = {row["dedup_key"]: row for row in told if row["rule"] == "new-seller"}
    handles = {
        row[0]: (row[1], row[2])
        for row in lived.station.rows("select handle.seller_id, handle.type, handle.value from handle")
    }
    assert len(new) == len({row["seller_id"] for row in new.values()})
    sellers = Counter(row["seller_id"] for row in new.values())
    assert len(sellers) == len(wanted), (sellers, wanted)
    assert handles


def test_webhook_got_what_the_truth_demands(lived: Lived) -> None:
    check_against_the_truth(lived)


def test_nothing_was_told_twice(lived: Lived) -> None:
    keys = [row["dedup_key"] for got in lived.receiver.got if got.status == 200 for row in got.alerts]

    assert keys
    assert len(keys) == len(set(keys))


def test_service_ends_in_order(lived: Lived) -> None:
    assert lived.exit_code == 0
    assert lived.station.rows("select count(*) from run where ended_at is null") == [(0,)]
    assert lived.station.rows("select count(*) from lease") == [(0,)]


def test_second_service_is_refused(lived: Lived) -> None:
    assert b"another service" in lived.second
    assert lived.second.count(b"\n") == 1


def test_service_can_be_looked_at(lived: Lived) -> None:
    status, words = lived.health

    assert (status, words["status"]) == (200, "ok"), words
    assert 'haoshao_runs_total{health="healthy"' in lived.metrics
    assert "haoshao_messages_sent" in lived.metrics


@pytest.mark.slow
def test_ten_days_of_service(tmp_path: Path) -> None:
    for lived in lived_through(LONG_DAYS, tmp_path):
        check_against_the_truth(lived)
        assert lived.exit_code == 0
