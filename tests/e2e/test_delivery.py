"""Days of the make-believe market, crawled in child processes and delivered to a webhook: what arrives is the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from base.clock import iso
from haoshao.delivery import deliver
from haoshao.demo.run import clock_at, demo_days, fresh_workspace
from haoshao.demo.world import Day
from haoshao.exports import TABLES
from haoshao.workspace import Workspace
from storage.database import open_database
from storage.queries.filters import Filters
from tests.alerts.receiver import Receiver

DAYS = 3
CHANNELS = """
channels:
  desk: {kind: webhook, address: DESK_URL, network: {allow: [127.0.0.0/8]}}
"""
BROKEN = [500, "drop", 200, 503]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What the days came to."""

    days: list[Day]
    arrived: list[list[dict[str, Any]]]
    """Alert rows that the receiver took, by day."""
    keys: list[str]
    recorded: list[dict[str, Any]]
    sellers: dict[str, frozenset[tuple[str, str]]]
    """Handles of each seller."""


def rows(place: Workspace, table: str) -> Iterator[dict[str, Any]]:
    engine = open_database(place.database)
    yield from map(dict, TABLES[table].rows(engine, Filters()))
    engine.dispose()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    place = fresh_workspace(tmp_path_factory.mktemp("delivered") / "demo")
    (place.config / "channels.yml").write_text(CHANNELS, "utf-8")
    days, arrived = [], []
    with Receiver() as receiver, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESK_URL", receiver.url)
        for crawled in demo_days(place, DAYS):
            days.append(crawled.day)
            before = len(receiver.got)
            receiver.answers = list(BROKEN)
            for hours in (1, 2, 3, 4):
                with clock_at(iso(crawled.day.at + timedelta(hours=hours)) or ""):
                    deliver(place)
            arrived.append([alert for got in receiver.got[before:] if got.status == 200 for alert in got.alerts])
        yield Lived(
            days=days,
            arrived=arrived,
            keys=receiver.accepted,
            recorded=list(rows(place, "alerts")),
            sellers={
                row["seller_id"]: frozenset((one["type"], one["value"]) for one in row["handles"])
                for row in rows(place, "sellers")
            },
        )


def test_every_alert_arrives_once_and_nothing_else(lived: Lived) -> None:
    assert sorted(lived.keys) == sorted(row["dedup_key"] for row in lived.recorded)
    assert len(lived.keys) == len(set(lived.keys)) > 0


def test_new_sellers_that_arrive_are_those_of_the_world_each_on_his_day(lived: Lived) -> None:
    assert lived.arrived[0] == []
    for day, alerts in zip(lived.days[1:], lived.arrived[1:], strict=True):
        told = [lived.sellers[row["seller_id"]] for row in alerts if row["rule"] == "seller_new"]
        wanted = [person.handles[0] for person in day.truth.new_sellers]

        assert len(told) == len(wanted), f"day {day.number}"
        assert all(sum(handle in handles for handles in told) == 1 for handle in wanted), f"day {day.number}"


def test_known_sellers_that_arrive_elsewhere_are_those_of_the_world(lived: Lived) -> None:
    for day, alerts in zip(lived.days[1:], lived.arrived[1:], strict=True):
        fresh = {person.handles[0] for person in day.truth.new_sellers}
        moved = [lived.sellers[row["seller_id"]] for row in alerts if row["rule"] == "seller_on_new_site"]

        assert all(not handles & fresh for handles in moved)
        assert len(moved) == 1, f"day {day.number}"


def test_an_alert_says_what_an_analyst_needs(lived: Lived) -> None:
    for row in (row for alerts in lived.arrived for row in alerts):
        assert row["reasons"]
        assert row["severity"] in {"low", "medium", "high", "critical"}
        assert row["evidence"] == [] or row["evidence"][0]["snapshot"].startswith("sha256:")
        assert row["transition"] is not None
