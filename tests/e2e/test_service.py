"""The service on the make-believe market tells a webhook what the world's truth demands, and can be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from haoshao.demo.server import MarketServer
from haoshao.demo.shops import SHOP, SHOPS, Shop
from haoshao.demo.world import World
from haoshao.exports import TABLES
from storage.database import open_database
from storage.queries.filters import Filters
from tests.alerts.receiver import Receiver
from tests.e2e.serving import Station
from tests.e2e.truth import Demanded, demanded_alerts

DAYS = 2
WATCHED = ("qingniao", "yehang", "haobazaar")
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


def lived_through(days: int, folder: Path, shops: Sequence[Shop]) -> Iterator[Lived]:
    with MarketServer(World()) as market, Receiver() as receiver:
        station = Station(folder=folder / "station", market=market, webhook=receiver.url, shops=shops)
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
    yield from lived_through(DAYS, tmp_path_factory.mktemp("service"), [SHOP[name] for name in WATCHED])


def told_by(lived: Lived, rule: str) -> list[dict[str, object]]:
    """Return the alerts of *rule* that the webhook took."""
    return [row for got in lived.receiver.got if got.status == 200 for row in got.alerts if row["rule"] == rule]


def told_as_the_world_would(lived: Lived) -> Counter[Demanded]:
    """Return every alert that the webhook took, with its seller by that handle which the world knows him by."""
    engine = open_database(lived.station.place.database)
    first = {
        row["seller_id"]: {(one["type"], one["value"]) for one in row["handles"]}
        for row in TABLES["sellers"].rows(engine, Filters())
    }
    engine.dispose()
    wanted = {handle for _, handle, _ in demanded_alerts(World(), lived.station.shops, lived.days)}
    found: Counter[Demanded] = Counter()
    for row in (row for got in lived.receiver.got if got.status == 200 for row in got.alerts):
        (handle,) = first[row["seller_id"]] & wanted or {("nobody", row["seller_id"])}
        about = {"new_product": row["dedup_key"].partition("/")[2], "seller_new": ""}.get(row["rule"], row["site"])
        found[row["rule"], handle, about] += 1
    return found


def test_webhook_got_every_alert_that_was_recorded(lived: Lived) -> None:
    recorded = {row[0] for row in lived.station.rows("select dedup_key from alert")}
    told = [row["dedup_key"] for got in lived.receiver.got if got.status == 200 for row in got.alerts]

    assert told_by(lived, "seller_new")
    assert set(told) == recorded
    assert lived.station.rows("select count(*) from outbox where dead_at is not null") == [(0,)]


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


def test_webhook_got_exactly_what_the_world_demands(lived: Lived) -> None:
    wanted = demanded_alerts(World(), lived.station.shops, lived.days)

    assert told_as_the_world_would(lived) == wanted
    assert wanted


@pytest.mark.slow
def test_ten_days_of_service(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    for lived in lived_through(LONG_DAYS, tmp_path, SHOPS):
        wanted, told = demanded_alerts(World(), SHOPS, LONG_DAYS), told_as_the_world_would(lived)
        missing, extra = wanted - told, told - wanted
        record_property("counts", f"{wanted.total()} alerts demanded, {told.total()} told, {missing=}, {extra=}")
        assert (missing, extra) == (Counter(), Counter())
        assert lived.exit_code == 0
