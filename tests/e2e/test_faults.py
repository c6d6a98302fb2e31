"""Whatever happens to it, haoshao ends in the rows of an undisturbed life and tells each alert, once under its key."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from haoshao.demo.server import MarketServer
from haoshao.demo.world import World
from tests.alerts.receiver import Receiver
from tests.e2e.forking import Forked, Nursery
from tests.e2e.living import Life, Outcome, chances, kill_after

DAYS = 2
KILLS = 24
MANY_DAYS = 20
MANY_KILLS = 200
Begin = Callable[[str], Life]


@dataclass(frozen=True)
class Calm:
    """What a life comes to that nobody disturbs."""

    outcomes: dict[int, Outcome]
    """By the number of its days."""
    crawl_s: float
    """CPU seconds of one day's crawl."""


@pytest.fixture(scope="module")
def market() -> Iterator[MarketServer]:
    with MarketServer(World()) as server:
        yield server


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery(tmp_path_factory.mktemp("nursery")) as found:
        yield found


@pytest.fixture
def begin(market: MarketServer, nursery: Nursery, tmp_path: Path) -> Iterator[Begin]:
    with Receiver() as receiver:
        yield lambda name: Life(folder=tmp_path / name, market=market, nursery=nursery, receiver=receiver)
        nursery.end_all()


def lived(market: MarketServer, nursery: Nursery, folder: Path, days: int) -> Calm:
    """Live through *days* that nobody disturbs."""
    with Receiver() as receiver:
        life = Life(folder=folder, market=market, nursery=nursery, receiver=receiver)
        outcomes: dict[int, Outcome] = {}
        for day in range(1, days + 1):
            life.show(day)
            took = life.crawl_to_the_end()
            life.deliver_to_the_end()
            if day in {DAYS, days}:
                outcomes[day] = Outcome.of(life)
    return Calm(outcomes=outcomes, crawl_s=took)


@pytest.fixture(scope="module")
def calm(market: MarketServer, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    return lived(market, nursery, tmp_path_factory.mktemp("calm") / "life", DAYS)


def killed(life: Life, days: int, kills: int, crawl_s: float, seed: int) -> dict[str, int]:
    """Kill crawls and services of every day at random moments, so many in all; return how many hit what."""
    chance, hit = chances(seed), {"crawl": 0, "service": 0}
    for day in range(1, days + 1):
        life.show(day)
        share, most = kills * day // days, kills // days // 2
        # anywhere in the crawl, and the last two where its verdict is written
        moments = [chance.uniform(0, 0.85) for _ in range(most - 2)] + [chance.uniform(0.75, 1.1) for _ in range(2)]
        is_crawled = False
        while moments and not is_crawled:
            is_killed = kill_after(life.crawl(), moments.pop(0) * crawl_s)
            hit["crawl"] += is_killed
            is_crawled = not is_killed
        if not is_crawled:
            life.crawl_to_the_end()
        while sum(hit.values()) < share:
            # some arrive, then the desk is away: what is left waits for the next service, an hour later
            life.receiver.answers = [200] * chance.randint(0, 3) + [503]
            hit["service"] += kill_after(life.serve(), chance.uniform(0.02, 0.5), patience_s=5)
            life.later(1)
        life.receiver.answers = []
        life.deliver_to_the_end()
    return hit


def test_killed_at_random_moments(calm: Calm, begin: Begin, record_property: Callable[[str, object], None]) -> None:
    life = begin("killed")

    hit = killed(life, DAYS, KILLS, calm.crawl_s, seed=7)

    found = Outcome.of(life)
    differ = found.differences(calm.outcomes[DAYS])
    record_property("counts", f"{hit} killed, {len(found.alerts)} alerts, {found.repeated} repeated, differ: {differ}")
    assert sum(hit.values()) >= KILLS > 20
    assert min(hit.values()) > 2
    assert differ == {}, found.examples(calm.outcomes[DAYS])
    assert calm.outcomes[DAYS].alerts


@pytest.mark.slow
def test_killed_two_hundred_times(
    market: MarketServer, nursery: Nursery, begin: Begin, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    undisturbed = lived(market, nursery, tmp_path / "calm", MANY_DAYS)
    life = begin("killed")

    hit = killed(life, MANY_DAYS, MANY_KILLS, undisturbed.crawl_s, seed=8)

    found = Outcome.of(life)
    differ = found.differences(undisturbed.outcomes[MANY_DAYS])
    record_property("counts", f"{hit} killed, {len(found.alerts)} alerts, {found.repeated} repeated, differ: {differ}")
    assert sum(hit.values()) >= MANY_KILLS
    assert differ == {}


# --- what may befall a place, each day before its crawl and its delivery ---


def out_of_disk(life: Life) -> None:
    """Let no file grow beyond what the database or a page of it is now: writes fail as on a full disk."""
    size = (life.place.data / "haoshao.db").stat().st_size if life.day > 1 else 0
    for room in (20_000, size + 4_000, size + 60_000):
        assert life.crawl(RLIMIT_FSIZE=room).wait() != 0 or life.day > 1
        ends(life.serve(RLIMIT_FSIZE=room), 1.0)


def locked(life: Life) -> None:
    """Let somebody else hold the database again and again while a crawl and a service run."""
    life.later(0.1)
    crawl, service = life.crawl(), life.serve()
    while crawl.poll() is None:
        with sqlite3.connect(life.place.data / "haoshao.db", isolation_level=None, timeout=60) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(0.3)
            other.execute("ROLLBACK")
        other.close()
        time.sleep(0.1)
    assert crawl.code == 0, crawl.said
    ends(service, 0.0)


def clock_jumps(life: Life) -> None:
    """Let the clock jump days ahead and back while a service delivers and a crawl runs."""
    life.receiver.answers = [200, 503]
    crawl, service, jumps = life.crawl(), life.serve(), chances(life.day)
    while crawl.poll() is None:
        life.later(jumps.choice((60, 30, 7, 1)) * (-1 if life.hours > 0 else 1))
        time.sleep(0.05)
    assert crawl.code == 0, crawl.said
    life.later(60)
    ends(service, 0.3)
    life.receiver.answers = []
    life.later(2 - life.hours)


def nobody_there(life: Life) -> None:
    """Let every site and the desk be away."""
    desk, life.receiver.url = life.receiver.url, "http://127.0.0.1:9/hook"
    life.market.close()
    assert life.crawl().wait() == 0
    ends(life.serve(), 0.5)
    life.market.show(life.day)
    life.receiver.answers = ["drop", 500, "retry 7", 429]
    life.receiver.url = desk
    ends(life.serve(), 0.5)
    life.receiver.answers = []
    life.later(2)


def two_at_once(life: Life) -> None:
    """Let two machines share one database."""
    other = replace(life.place, data=life.folder / "other")
    other.require_data()
    crawls = [life.crawl(), life.crawl(other)]
    services = [life.serve(), life.serve(other)]
    assert sorted(crawl.wait() for crawl in crawls) == [0, 0], [crawl.said for crawl in crawls]
    for service in services:
        ends(service, 0.5)


def ends(service: Forked, after_s: float) -> None:
    """Let a service work for a while and end it in order; one that could not begin has ended already."""
    time.sleep(after_s)
    if service.poll() is None:
        service.send(signal.SIGTERM)
    service.wait()
    assert "Traceback" not in service.said, service.said


@pytest.mark.parametrize(
    "befalls", [out_of_disk, locked, clock_jumps, nobody_there, two_at_once], ids=lambda f: f.__name__
)
def test_whatever_befalls_it(
    befalls: Callable[[Life], None], calm: Calm, begin: Begin, record_property: Callable[[str, object], None]
) -> None:
    life = begin("life")
    for day in range(1, DAYS + 1):
        life.show(day)
        befalls(life)
        if befalls in {out_of_disk, nobody_there}:
            life.crawl_to_the_end()
        life.deliver_to_the_end()

    found = Outcome.of(life)
    differ = found.differences(calm.outcomes[DAYS])
    record_property("counts", f"{len(found.alerts)} alerts, {found.repeated} repeated, differ: {differ}")
    assert differ == {}, found.examples(calm.outcomes[DAYS])


@pytest.fixture
def small_disk(begin: Begin) -> Iterator[Life]:
    """Return a life whose data lie on a file system of their own, which can be made full."""
    life = begin("small")
    if os.geteuid() != 0 or shutil.which("mount") is None or mounted(life, "size=400k") != 0:
        pytest.skip("a file system of its own needs root and the right to mount; RLIMIT_FSIZE stands in for it")
    yield life
    subprocess.run(["umount", "--lazy", life.place.data], check=False)  # noqa: S607 - wherever the system has it


def mounted(life: Life, options: str) -> int:
    """Return the exit code of mounting, or of changing what is mounted."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(life.place.data)]
    return subprocess.run(command, check=False, capture_output=True).returncode


def test_disk_that_is_really_full(small_disk: Life, calm: Calm, record_property: Callable[[str, object], None]) -> None:
    life, full = small_disk, 0
    for day in range(1, DAYS + 1):
        life.show(day)
        for room in (4_096, 50_000, 150_000):
            used = shutil.disk_usage(life.place.data).used
            assert mounted(life, f"remount,size={used + room}") == 0
            full += life.crawl().wait() != 0
            ends(life.serve(), 0.5)
        assert mounted(life, "remount,size=100m") == 0
        life.crawl_to_the_end()
        life.deliver_to_the_end()

    found = Outcome.of(life)
    differ = found.differences(calm.outcomes[DAYS])
    record_property("counts", f"{full} crawls found no room, {len(found.alerts)} alerts, differ: {differ}")
    assert full >= DAYS
    assert differ == {}, found.examples(calm.outcomes[DAYS])
