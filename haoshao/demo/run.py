"""The demo: every day of the make-believe market through the real pipeline, and each day's digest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from alerts.digest import Digest, gather_digest
from base.clock import VARIABLE, iso
from crawler.run import RunSummary, crawl_sites
from haoshao.crawls import PROGRAM
from haoshao.demo.server import MarketServer
from haoshao.demo.shops import SHOPS
from haoshao.demo.world import Day, World
from haoshao.sites import described_site, write_site
from haoshao.workspace import BUNDLED_CONFIG, Workspace, WorkspaceError, copied_config
from storage.database import open_database

LOOPBACK = "127.0.0.0/8"
MARKER = ".haoshao-demo"
"""Tells a folder that a demo made, and may make anew, from any other."""
A_LITTLE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDay:
    """One day as it was crawled and summarised, beside what the world says really happened."""

    day: Day
    runs: tuple[RunSummary, ...]
    digest: Digest

    @property
    def unhealthy(self) -> frozenset[str]:
        """Names of the sites whose run was not healthy."""
        return frozenset(run.site for run in self.runs if run.health != "healthy")

    @property
    def went_as_planned(self) -> bool:
        """Whether the planned outages of the day, and only those, were seen."""
        return self.unhealthy == frozenset(self.day.truth.outages)


def fresh_workspace(folder: Path) -> Workspace:
    """Return an empty workspace in *folder* for a demo; what an earlier demo left there is removed.

    Raises:
        WorkspaceError: the folder holds something else, or cannot be written.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise WorkspaceError(f"{folder}: not a demo's folder; name another data directory with --data")
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / MARKER).touch()
    except OSError as error:
        raise WorkspaceError(f"{folder}: cannot be written ({error.strerror}); name another with --data") from error
    copied_config(BUNDLED_CONFIG, folder / "config")
    return Workspace(
        config=folder / "config", data=folder / "data", database=f"sqlite:///{folder / 'data' / 'haoshao.db'}"
    )


def demo_days(
    place: Workspace, days: int, *, world: World | None = None, on_run: Callable[[RunSummary], None] | None = None
) -> Iterator[DemoDay]:
    """Serve the market, crawl it on each of its first *days* days into *place*, and yield each day as it ends."""
    with MarketServer(world or World()) as market:
        for shop in SHOPS:
            said = described_site(
                url=market.url(shop),
                name=shop.name,
                family=shop.family,
                allow=[LOOPBACK],
                why="demo",
                by="haoshao demo",
            )
            write_site(place.config, said)
        for number in range(1, days + 1):
            yield _crawled(place, market.show(number), on_run)


def _crawled(place: Workspace, day: Day, on_run: Callable[[RunSummary], None] | None) -> DemoDay:
    with clock_at(iso(day.at) or ""):
        runs = crawl_sites(
            [shop.name for shop in SHOPS],
            config=place.config,
            data=place.require_data(),
            database=place.database,
            program=PROGRAM,
            on_summary=on_run,
        )
        engine = open_database(place.database)
        digest = gather_digest(
            engine, since=day.at - timedelta(days=1) + A_LITTLE, until=day.at + A_LITTLE, simulated=False
        )
        engine.dispose()
    return DemoDay(day=day, runs=tuple(runs), digest=digest)


@contextmanager
def clock_at(moment: str) -> Iterator[None]:
    """Set the clock of this process and its children to *moment* for as long as the block runs."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = moment
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
