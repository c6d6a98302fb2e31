"""A market on loopback, a workspace that watches it, and ways to crawl it and to look at what was recorded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from base.clock import VARIABLE
from haoshao.demo.run import LOOPBACK, fresh_workspace
from haoshao.demo.server import MarketServer
from haoshao.demo.shops import SHOP
from haoshao.demo.world import World, date_of
from haoshao.exports import TABLES
from haoshao.sites import described_site, write_site
from haoshao.workspace import Workspace
from storage.database import open_database
from storage.queries.filters import Filters

ROOT = Path(__file__).parents[2]
WATCHED = ("qingniao", "yehang", "haobazaar")
PASSING = {
    "evidence",
    "offer_id",
    "listing_id",
    "seller_id",
    "alert_id",
    "offer_ids",
    "run_id",
    "transition",
    "transition_id",
}
"""Fields that legitimately differ between two ways to the same rows: ids and where the bytes lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A workspace that watches some shops of a market that is being served."""

    place: Workspace
    market: MarketServer
    sites: tuple[str, ...]

    def crawl(self, day: int, hour: int = 9) -> int:
        """Crawl every site as the market is on *day*, in a process of its own; return its exit code."""
        return self._started(day, hour).wait(600)

    def kill_crawl(self, day: int, after_requests: int) -> bool:
        """Start a crawl, kill it with all its children after so many requests; False where it was done before."""
        process = self._started(day, 9)
        already = self.market.requests
        while process.poll() is None and self.market.requests < already + after_requests:
            time.sleep(0.002)
        was_running = process.poll() is None
        if was_running:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(120)
        return was_running

    def _started(self, day: int, hour: int) -> subprocess.Popen[bytes]:
        self.market.show(day)
        now = (date_of(day).replace(hour=hour)).isoformat()
        command = [sys.executable, "-m", "haoshao", "--config", self.place.config, "--data", self.place.data]
        return subprocess.Popen(
            [*command, "crawl", *self.sites],
            cwd=ROOT,
            env={**os.environ, VARIABLE: now},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def rows(self, table: str) -> Counter[str]:
        """Return the exported rows of *table* without what legitimately differs, with how often each is there."""
        engine = open_database(self.place.database)
        found = [_comparable(row) for row in TABLES[table].rows(engine, Filters())]
        engine.dispose()
        return Counter(found)

    def count(self, table: str) -> int:
        """Return how many rows a table of the database has."""
        engine = open_database(self.place.database)
        with engine.connect() as connection:
            found = connection.execute(text(f'select count(*) from "{table}"')).scalar_one()  # noqa: S608 - our own names
        engine.dispose()
        return int(found)


def _comparable(row: Any) -> str:  # noqa: ANN401 - a row of the contract
    kept = {key: value for key, value in dict(row).items() if key not in PASSING}
    return json.dumps(kept, sort_keys=True, default=str, ensure_ascii=False)


@pytest.fixture(scope="module")
def market() -> Iterator[MarketServer]:
    """Return the make-believe market, served on loopback."""
    with MarketServer(World()) as server:
        yield server


@pytest.fixture
def watch(market: MarketServer, tmp_path: Path) -> Watch:
    """Return a fresh workspace that watches three of the shops."""
    return watching(market, tmp_path / "watched")


def watching(market: MarketServer, folder: Path) -> Watch:
    """Return a fresh workspace in *folder* that watches the three shops."""
    place = fresh_workspace(folder)
    for name in WATCHED:
        said = described_site(url=market.url(SHOP[name]), name=name, family=SHOP[name].family, allow=[LOOPBACK])
        write_site(place.config, said)
    # one site after the other: which of two sites shows a seller first is then no matter of chance
    (place.config / "haoshao.toml").write_text("[crawler]\nmax_sites = 1\n", "utf-8")
    return Watch(place=place, market=market, sites=WATCHED)


@pytest.fixture(scope="module")
def undisturbed(market: MarketServer, tmp_path_factory: pytest.TempPathFactory) -> Watch:
    """Return a workspace after two days that nobody disturbed."""
    found = watching(market, tmp_path_factory.mktemp("undisturbed") / "watched")
    assert [found.crawl(1), found.crawl(2)] == [0, 0]
    return found
