"""A service on the make-believe market: started, led through its days by a clock in a file, watched by a webhook."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from base.clock import VARIABLE
from haoshao.demo.run import LOOPBACK, fresh_workspace
from haoshao.demo.server import MarketServer
from haoshao.demo.shops import SHOPS, Shop
from haoshao.demo.world import date_of
from haoshao.sites import described_site, site_text
from haoshao.workspace import Workspace
from storage.database import open_database
from tests.e2e.forking import die_with_parent

ROOT = Path(__file__).parents[2]
PATIENCE_S = 300.0
CHANNELS = """channels:
  desk:
    kind: webhook
    address: HAOSHAO_TEST_DESK
    secret: HAOSHAO_TEST_SECRET
    network: {allow: ["127.0.0.0/8"]}
"""


def wait_for(happened: Callable[[], object], what: str) -> None:
    """Return once it *happened*."""
    until = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until, f"{what}: it did not happen in time"
        time.sleep(0.5)


@dataclass
class Station:
    """A workspace, the market it watches, and the service that runs on it."""

    folder: Path
    market: MarketServer
    webhook: str
    shops: Sequence[Shop] = SHOPS
    at_once: int = 2
    """Crawls under way at once; with one, which of two shops shows a seller first is no matter of chance."""
    place: Workspace = field(init=False)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.place = fresh_workspace(self.folder)
        self.place.require_data()
        (self.place.config / "channels.yml").write_text(CHANNELS, "utf-8")
        (self.place.config / "haoshao.toml").write_text(f"[crawler]\nmax_sites = {self.at_once}\n", "utf-8")
        for shop in self.shops:
            said = described_site(url=self.market.url(shop), name=shop.name, family=shop.family, allow=[LOOPBACK])
            said["schedule"] = {"every": "20h"}
            path = self.place.config / "sites" / f"{shop.name}.yml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(site_text(said), "utf-8")

    @property
    def clock(self) -> Path:
        """The file that says what time it is."""
        return self.folder / "now"

    def show(self, day: int) -> None:
        """Let the market and the clock come to *day*."""
        self.market.show(day)
        self.set_clock(date_of(day))

    def set_clock(self, moment: datetime) -> None:
        """Set the clock of the service and everything it starts."""
        beside = self.clock.with_suffix(".new")
        beside.write_text(moment.isoformat(), "ascii")
        beside.replace(self.clock)

    def start(self) -> None:
        """Start the service, in a session of its own."""
        place = ["--config", str(self.place.config), "--data", str(self.place.data)]
        options = ["serve", "--every", "0.3", "--listen", "127.0.0.1:0", "--grace", "30"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "haoshao", *place, *options],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - no lock is taken in it
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
        )

    @property
    def environment(self) -> dict[str, str]:
        """What the service and commands beside it see."""
        own = {VARIABLE: f"@{self.clock}", "HAOSHAO_TEST_DESK": self.webhook, "HAOSHAO_TEST_SECRET": "s3cret-of-a-test"}
        return {**os.environ, **own}

    def stop(self) -> int:
        """Tell the service to stop and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)

    def kill(self) -> None:
        """Kill the service and everything it started, at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """Run a command beside the service."""
        place = ["--config", str(self.place.config), "--data", str(self.place.data)]
        return subprocess.run(
            [sys.executable, "-m", "haoshao", *place, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            check=False,
        )

    def rows(self, query: str, **words: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - values of a query
        """Return what *query* finds."""
        engine = open_database(self.place.database)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(query), words)]
        engine.dispose()
        return found

    def has_crawled(self, day: int) -> bool:
        """Return whether every shop was crawled on *day* to an end that nothing cut short."""
        if not (self.place.data / "haoshao.db").exists():
            return False
        since = int((date_of(day) - timedelta(hours=1)).timestamp() * 1000)
        query = (
            "select count(distinct site_id) from run "
            "where started_at >= :since and ended_at is not null and (cause is null or cause <> 'killed')"
        )
        return bool(self.rows(query, since=since)[0][0] == len(self.shops))

    def has_delivered(self) -> bool:
        """Return whether nothing waits to be judged or sent."""
        unjudged = self.rows("select count(*) from run where judged_at is null and ended_at is not null")[0][0]
        waiting = self.rows("select count(*) from outbox where done_at is null and dead_at is null")[0][0]
        return not unjudged and not waiting

    def live(self, day: int) -> None:
        """Let the service live through *day*."""
        self.show(day)
        wait_for(lambda: self.has_crawled(day), f"day {day}: crawled")
        wait_for(self.has_delivered, f"day {day}: delivered")

    def health(self) -> tuple[int, dict[str, Any]]:
        """Return status and words of `/healthz`."""
        log = (self.folder / "log").read_text("utf-8")
        address = log.rpartition("/healthz at ")[2].split()[0].strip("'\"")
        try:
            with urllib.request.urlopen(f"http://{address}/healthz", timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def metrics(self) -> str:
        """Return the text of `/metrics`."""
        log = (self.folder / "log").read_text("utf-8")
        address = log.rpartition("/healthz at ")[2].split()[0].strip("'\"")
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=20) as answer:
            return str(answer.read().decode())
