"""The plan is a function of schedules, last crawls and the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from base.config import SiteFile
from base.schedule import Schedule
from haoshao.service.plan import MOST_JITTER, planned
from storage.queries.last_runs import LastRun

NOW = datetime(2031, 3, 3, 12, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def site(name: str = "shop", *, paused: bool = False, **schedule: str) -> SiteFile:
    return SiteFile(name=name, url="https://shop.example/", schedule=Schedule(**schedule), paused=paused)


def last(before: timedelta, *, killed: int = 0, under_way: bool = False) -> LastRun:
    return LastRun(
        started_at=NOW - before,
        ended_at=None if under_way else NOW - before,
        health=None,
        cause=None,
        is_under_way=under_way,
        killed=killed,
    )


def one(described: SiteFile, run: LastRun | None, moment: datetime = NOW) -> tuple[datetime, int]:
    plan = planned([described], {} if run is None else {described.name: run}, moment, ZONE)
    assert len(plan) == 1
    return plan[0].due_at, plan[0].missed


def test_site_never_crawled_is_due_now() -> None:
    assert one(site(), None) == (NOW, 0)


def test_interval_is_kept_with_a_little_delay_that_stays_the_same() -> None:
    due, missed = one(site(every="6h"), last(5 * HOUR))

    assert NOW + HOUR <= due <= NOW + HOUR + MOST_JITTER
    assert missed == 0
    assert one(site(every="6h"), last(5 * HOUR))[0] == due


def test_sites_of_one_schedule_are_spread() -> None:
    names = [f"shop-{number}" for number in range(20)]
    plan = planned([site(name, every="6h") for name in names], dict.fromkeys(names, last(5 * HOUR)), NOW, ZONE)

    assert len({row.due_at for row in plan}) == 20
    assert [row.due_at for row in plan] == sorted(row.due_at for row in plan)


def test_missed_crawls_are_counted_once_each() -> None:
    assert one(site(every="1h"), last(5 * HOUR + timedelta(minutes=30)))[1] == 4
    assert one(site(cron="0 * * * *"), last(5 * HOUR - timedelta(minutes=1)))[1] == 4
    assert one(site(every="1h"), last(timedelta(minutes=30)))[1] == 0


def test_cron_is_read_in_the_operators_time_zone() -> None:
    due, _ = one(site(cron="30 21 * * *"), last(HOUR))

    assert due == datetime(2031, 3, 3, 13, 30, tzinfo=UTC)


def test_killed_crawl_is_taken_up_again_soon_and_then_less_soon() -> None:
    assert one(site(every="1d"), last(timedelta(0), killed=1))[0] == NOW + timedelta(minutes=1)
    assert one(site(every="1d"), last(timedelta(0), killed=3))[0] == NOW + timedelta(minutes=16)
    assert one(site(every="1h"), last(timedelta(0), killed=6))[0] <= NOW + HOUR + MOST_JITTER


def test_paused_and_running_sites_are_not_planned() -> None:
    assert planned([site(paused=True)], {}, NOW, ZONE) == []
    assert planned([site()], {"shop": last(9 * HOUR, under_way=True)}, NOW, ZONE) == []


def test_hours_move_a_crawl_to_their_beginning() -> None:
    night = site(every="1h", hours="22:00-06:00")  # it is 20:00 in Shanghai

    assert one(night, last(9 * HOUR))[0] == datetime(2031, 3, 3, 14, tzinfo=UTC)
    assert one(night, last(9 * HOUR), NOW + 4 * HOUR)[0] <= NOW + 4 * HOUR
    assert one(site(hours="09:00-18:00"), None)[0] == datetime(2031, 3, 4, 1, tzinfo=UTC)


def test_clock_set_back_makes_nothing_due() -> None:
    assert one(site(every="1h"), last(-24 * HOUR))[0] > NOW


@pytest.mark.parametrize(
    "wrong", [{"every": "0h"}, {"cron": "61 * * * *"}, {"cron": "* * *"}, {"hours": "25:00-26:00"}]
)
def test_wrong_schedule_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Schedule(**wrong)
