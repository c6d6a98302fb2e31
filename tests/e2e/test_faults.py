"""Whatever happens to it, haoshao ends in the rows of an undisturbed life and tells each alert, once under its key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from haoshao.demo.server import MarketServer
from haoshao.demo.world import World
from tests.alerts.receiver import Receiver
from tests.e2e.forking import Nursery
from tests.e2e.living import Life, Outcome, chances, kill_after

DAYS = 3
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
        share = kills * day // days
        is_crawled = False
        while not is_crawled and sum(hit.values()) < share - 2:
            is_killed = kill_after(life.crawl(), chance.random() * crawl_s * 1.1)
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
    assert min(hit.values()) > 3
    assert differ == {}
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
