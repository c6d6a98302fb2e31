"""Requests to one host leave one after the other, and a host that asks for rest gets it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from crawler import pacing
from crawler.pacing import HostPace, retry_after_s

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Watch:
    """A clock that moves when someone sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(pacing.asyncio, "sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def __call__(self) -> float:
        return self.now


def test_turns_are_a_delay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(monkeypatch)
    pace = HostPace(watch)
    left = []

    async def ask() -> None:
        for _ in range(3):
            await pace.turn("shop.example", 2.0)
            left.append(watch.now)

    asyncio.run(ask())

    assert left[0] == 100.0
    assert all(2.0 <= later - earlier <= 2.5 for earlier, later in pairwise(left))


def test_hosts_do_not_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(monkeypatch)
    pace = HostPace(watch)

    async def ask() -> None:
        await pace.turn("a.example", 60.0)
        await pace.turn("b.example", 60.0)

    asyncio.run(ask())

    assert watch.now == 100.0


def test_held_host_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(monkeypatch)
    pace = HostPace(watch)
    pace.hold("shop.example", 30.0)

    asyncio.run(pace.turn("shop.example", 0.0))

    assert watch.now == 130.0


def test_host_that_asks_for_long_is_left_alone_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(monkeypatch)
    pace = HostPace(watch)
    pace.leave("shop.example", 3600.0)

    asyncio.run(pace.turn("shop.example", 0.0))

    assert watch.now == 100.0
    assert pace.left_s("shop.example") == 3600.0
    assert pace.left_s("other.example") == 0.0
    watch.now += 4000
    assert pace.left_s("shop.example") == 0.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60),
        ("Thu, 01 Jan 2025 00:00:00 GMT", 0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read(value: str, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds
