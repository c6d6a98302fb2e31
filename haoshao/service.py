"""The service: looks at what is due, crawls it in child processes, until it is told to stop."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler

from haoshao.crawls import StoppedError, crawl_and_tell, due_sites
from haoshao.workspace import Workspace
from market.errors import MarketError


def serve_crawls(place: Workspace, *, every_s: int, tell: Callable[[str], None]) -> None:
    """Crawl due sites every *every_s* seconds until SIGTERM or SIGINT; a running crawl is let finish.

    What is due is read from the database and the site files each time, so that nothing is kept in memory
    and a restart neither forgets nor repeats a run. A site file that turns wrong is told, never fatal.
    """
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        lambda: _crawl_due(place, tell),
        "interval",
        seconds=every_s,
        next_run_time=datetime.now(UTC),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    place.require_data()
    tell(f"serving {place.require_config()}; due sites are looked for every {every_s} s")
    scheduler.start()
    ended.wait()
    scheduler.shutdown(wait=True)
    tell("stopped")


def _crawl_due(place: Workspace, tell: Callable[[str], None]) -> None:
    try:
        if names := due_sites(place):
            crawl_and_tell(place, names, tell)
    except StoppedError:
        return
    except MarketError as error:
        tell(f"haoshao: {error}")
