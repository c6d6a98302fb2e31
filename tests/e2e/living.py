"""A place that lives through days of the make-believe market, disturbed or not, in processes that start at once."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import yaml

from base.clock import VARIABLE
from haoshao.demo.run import LOOPBACK, fresh_workspace
from haoshao.demo.server import MarketServer
from haoshao.demo.shops import SHOP
from haoshao.demo.world import date_of
from haoshao.exports import TABLES
from haoshao.sites import described_site, write_site
from haoshao.workspace import Workspace
from storage.database import open_database, reading
from storage.outbox import outbox_rows
from storage.queries.filters import Filters
from tests.alerts.receiver import Receiver
from tests.e2e.conftest import PASSING
from tests.e2e.forking import PATIENCE_S, Forked, Nursery

WATCHED = ("haobazaar", "smsdock")
COMPARED = ("listings", "sellers", "transitions", "alerts", "numbers")
DESK = {"kind": "webhook", "address": "HAOSHAO_TEST_DESK", "network": {"allow": [LOOPBACK]}}
TALKATIVE = {"offers": {"when": "appeared"}, "prices": {"when": "price_changed"}, "ends": {"when": "sold_out"}}
"""Rules that give every day some dozen alerts to deliver."""


@dataclass
class Life:
    """A workspace, the market it watches and the webhook it tells."""

    folder: Path
    market: MarketServer
    nursery: Nursery
    receiver: Receiver
    day: int = 1
    hours: float = 0.0
    """Past the day's crawl."""
    place: Workspace = field(init=False)

    def __post_init__(self) -> None:
        self.place = fresh_workspace(self.folder)
        self.place.require_data()
        config = self.place.config
        for name in WATCHED:
            url = self.market.url(SHOP[name])
            write_site(config, described_site(url=url, name=name, family=SHOP[name].family, allow=[LOOPBACK]))
        (config / "channels.yml").write_text(json.dumps({"channels": {"desk": DESK}}), "utf-8")
        rules = yaml.safe_load((config / "rules.yml").read_text("utf-8"))
        rules["rules"] |= TALKATIVE
        (config / "rules.yml").write_text(json.dumps(rules), "utf-8")
        (config / "haoshao.toml").write_text("[crawler]\nmax_sites = 1\n", "utf-8")
        self.show(1)

    def show(self, day: int) -> None:
        """Let market and clock come to *day*."""
        self.day, self.hours = day, 0.0
        self.market.show(day)
        self.set_clock(self.now)

    @property
    def now(self) -> datetime:
        """The time of the place."""
        return date_of(self.day) + timedelta(hours=self.hours)

    def later(self, hours: float) -> None:
        """Let so many hours go by."""
        self.hours += hours
        self.set_clock(self.now)

    def set_clock(self, moment: datetime) -> None:
        """Set the clock of everything that runs."""
        beside = self.folder / "now.new"
        beside.write_text(moment.isoformat(), "ascii")
        beside.replace(self.folder / "now")

    @property
    def environment(self) -> dict[str, str]:
        """What the processes see."""
        return {VARIABLE: f"@{self.folder / 'now'}", "HAOSHAO_TEST_DESK": self.receiver.url}

    def crawl(self, place: Workspace | None = None, **limits: int) -> Forked:
        """Start to crawl every site."""
        where = place or self.place
        words = [*WATCHED, "--config", str(where.config), "--data", str(where.data), "--database", where.database]
        return self.nursery.start("crawl", words, self.environment, limits)

    def serve(self, place: Workspace | None = None, **limits: int) -> Forked:
        """Start a service that judges, delivers and keeps house."""
        where = place or self.place
        words = ["--config", str(where.config), "--data", str(where.data), "--database", where.database, "serve"]
        words += ["--no-schedule", "--no-dashboard", "--listen", "off", "--every", "0.1"]
        return self.nursery.start("haoshao", words, self.environment, limits)

    def crawl_to_the_end(self) -> float:
        """Crawl every site undisturbed and return the CPU seconds that it took."""
        crawl = self.crawl()
        assert crawl.wait() == 0, crawl.said
        return crawl.cpu_s

    def deliver_to_the_end(self) -> None:
        """Let a service deliver everything there is, and stop it."""
        service = self.serve()
        until = time.monotonic() + PATIENCE_S
        while not ("serving" in service.said and self.has_delivered()):
            assert time.monotonic() < until, service.said
            time.sleep(0.2)
        service.send(signal.SIGTERM)
        assert service.wait() == 0, service.said

    def has_delivered(self) -> bool:
        """Return whether nothing waits to be judged or sent."""
        engine = open_database(self.place.database)
        with reading(engine) as connection:
            unjudged = connection.exec_driver_sql(
                "select count(*) from run where judged_at is null and ended_at is not null"
            ).scalar_one()
        waits = outbox_rows(engine, channel="desk")
        engine.dispose()
        return not unjudged and not waits

    def rows(self) -> dict[str, Counter[str]]:
        """Return the exported rows without ids and times: what is taken up again is recorded later."""
        engine = open_database(self.place.database)
        found = {}
        for table in COMPARED:
            kept = (
                {
                    k: _comparable(k, v)
                    for k, v in dict(row).items()
                    if k not in PASSING and k != "at" and not k.endswith("_at")
                }
                for row in TABLES[table].rows(engine, Filters())
            )
            found[table] = Counter(json.dumps(row, sort_keys=True, default=str, ensure_ascii=False) for row in kept)
        engine.dispose()
        return found


@dataclass(frozen=True)
class Outcome:
    """What a life left behind."""

    rows: Mapping[str, Counter[str]]
    told: Sequence[str]
    """Idempotency keys of what the webhook took, in order."""
    alerts: frozenset[str]
    """Dedup keys of the alerts in what it took."""

    @classmethod
    def of(cls, life: Life) -> Outcome:
        """Return what *life* left."""
        taken = [got for got in life.receiver.got if got.status == 200]
        alerts = frozenset(stable(row["dedup_key"]) for got in taken for row in got.alerts)
        return cls(rows=life.rows(), told=[stable(got.key) for got in taken], alerts=alerts)

    def differences(self, other: Outcome) -> dict[str, int]:
        """Return how many rows stand on one side only, by table; alerts that were told count too."""
        found = {name: sum(((self.rows[name] - other.rows[name]) + (other.rows[name] - self.rows[name])).values())
                 for name in COMPARED}  # fmt: skip
        found["told"] = len(self.alerts ^ other.alerts)
        found["shown twice"] = len(set(self.told)) - len(self.alerts)
        return {name: count for name, count in found.items() if count}

    def examples(self, other: Outcome) -> list[str]:
        """Return some of the rows that stand on one side only, for people."""
        return [
            f"{name} {sign} {row[:600]}"
            for name in COMPARED
            for sign, rows in (("+", self.rows[name] - other.rows[name]), ("-", other.rows[name] - self.rows[name]))
            for row in list(rows)[:3]
        ]

    @property
    def repeated(self) -> int:
        """How many deliveries came again under the key that they had before."""
        return len(self.told) - len(set(self.told))


def _comparable(key: str, value: Any) -> Any:  # noqa: ANN401 - a value of a row
    return stable(value) if key == "dedup_key" else value


def stable(key: str) -> str:
    """Return a dedup key without the time in it."""
    head, _, tail = key.rpartition(":")
    return head if len(tail) == 15 and tail[8] == "T" else key


def kill_after(process: Forked, cpu_s: float, patience_s: float = 60.0) -> bool:
    """Kill a process once it has worked for so many CPU seconds; False where it came to its end before."""
    until = time.monotonic() + patience_s
    while process.poll() is None:
        try:
            times = psutil.Process(process.pid).cpu_times()
        except psutil.NoSuchProcess:
            continue
        if times.user + times.system >= cpu_s or time.monotonic() > until:
            process.send(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL
        time.sleep(0.002)
    return False


def chances(seed: int) -> random.Random:
    """Return the same chance each time."""
    return random.Random(seed)  # noqa: S311 - moments, no secrets
