"""Quiet hours and due digests on wall clocks that are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from alerts.channels.quiet import instant, quiet_until
from alerts.channels.schedule import Pace, last_due, one_before

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def utc(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-03-01T13:59", None),
        ("2026-03-01T14:00", "2026-03-02T00:00"),
        ("2026-03-01T23:59", "2026-03-02T00:00"),
        ("2026-03-02T00:00", None),
    ],
)
def test_quiet_over_midnight(moment: str, until: str | None) -> None:
    found = quiet_until(utc(moment), time(22), time(8), SHANGHAI)

    assert found == (None if until is None else utc(until))


def test_quiet_within_a_day() -> None:
    assert quiet_until(utc("2026-03-01T05:00"), time(12), time(14), SHANGHAI) == utc("2026-03-01T06:00")
    assert quiet_until(utc("2026-03-01T06:00"), time(12), time(14), SHANGHAI) is None


@pytest.mark.parametrize(
    ("moment", "start", "end", "until"),
    [
        # 29 March 2026: 02:00 becomes 03:00; the night is an hour shorter
        ("2026-03-28T22:30", time(22), time(8), "2026-03-29T06:00"),
        # the end falls into the gap: quiet ends where the clock goes on
        ("2026-03-29T00:30", time(22), time(2, 30), "2026-03-29T01:00"),
        ("2026-03-29T01:00", time(22), time(2, 30), None),
        # the start falls into the gap: quiet begins where the clock goes on
        ("2026-03-29T00:59", time(2, 15), time(5), None),
        ("2026-03-29T01:00", time(2, 15), time(5), "2026-03-29T03:00"),
        # 25 October 2026: 03:00 becomes 02:00; the night is an hour longer
        ("2026-10-24T22:30", time(22), time(8), "2026-10-25T07:00"),
        # a time that the clock shows twice ends the quiet at its first showing
        ("2026-10-25T00:00", time(22), time(2, 30), "2026-10-25T00:30"),
        ("2026-10-25T00:45", time(22), time(2, 30), None),
    ],
)
def test_quiet_on_the_days_when_clocks_change(moment: str, start: time, end: time, until: str | None) -> None:
    found = quiet_until(utc(moment), start, end, BERLIN)

    assert found == (None if until is None else utc(until))


def test_gap_of_half_an_hour() -> None:
    # Lord Howe Island goes from 02:00 to 02:30 on 4 October 2026
    assert instant(datetime(2026, 10, 4, 2, 10), LORD_HOWE) == utc("2026-10-03T15:30")  # noqa: DTZ001 - a wall time
    assert instant(datetime(2026, 10, 4, 2, 30), LORD_HOWE) == utc("2026-10-03T15:30")  # noqa: DTZ001 - a wall time


@pytest.mark.parametrize(
    ("pace", "moment", "due", "before"),
    [
        ("hourly", "2026-03-01T05:59", "2026-03-01T05:00", "2026-03-01T04:00"),
        ("daily", "2026-03-01T01:00", "2026-03-01T01:00", "2026-02-28T01:00"),
        ("daily", "2026-03-01T00:59", "2026-02-28T01:00", "2026-02-27T01:00"),
        ("weekly", "2026-03-04T12:00", "2026-03-02T01:00", "2026-02-23T01:00"),
        ("weekly", "2026-03-02T00:30", "2026-02-23T01:00", "2026-02-16T01:00"),
    ],
)
def test_last_due(pace: Pace, moment: str, due: str, before: str) -> None:
    found = last_due(pace, utc(moment), SHANGHAI, time(9))

    assert found == utc(due)
    assert one_before(pace, utc(due), SHANGHAI, time(9)) == utc(before)


def test_daily_digest_keeps_to_the_wall_clock_when_it_changes() -> None:
    days = [utc(f"2026-03-{day}T12:00") for day in (28, 29, 30)]

    assert [last_due("daily", day, BERLIN, time(9)) for day in days] == [
        utc("2026-03-28T08:00"),
        utc("2026-03-29T07:00"),
        utc("2026-03-30T07:00"),
    ]


def test_what_is_told_at_once_is_never_due() -> None:
    assert last_due("immediate", utc("2026-03-01T05:00"), SHANGHAI, time(9)) is None
