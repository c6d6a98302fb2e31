"""The service itself: a few duties at fixed intervals of real time, until it is told to stop."""

from __future__ import annotations

import logging
import shutil
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from base.clock import iso
from haoshao.service.crawling import Crawling
from haoshao.service.duties import Duties
from haoshao.service.look import Figures, Health, shown
from haoshao.service.sole import notify, sole_service
from haoshao.workspace import Workspace
from storage.database import open_database
from storage.outbox import channel_states

LEAST_FREE = 200 * 1024 * 1024
"""Bytes: with less, no crawl begins, since its pages could not be kept."""
SLOW_LOOKS = 12
"""Looks at the plan that may be missing before the service is called stuck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """How the service is run."""

    look_s: float = 5.0
    """Seconds between two looks at the plan."""
    deliver_s: float = 15.0
    house_s: float = 300.0
    grace_s: float = 60.0
    """How long running crawls may take to finish once the service is told to stop."""
    listen: str = "127.0.0.1:9464"
    """Where `/metrics` and `/healthz` are; empty for nowhere."""
    schedule: bool = True
    """Whether crawls are started; without, the service only delivers and keeps house."""
    dashboard: bool = True
    """Whether the web page is asked for: this version has none, and says so."""


def serve(place: Workspace, options: ServeOptions, tell: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; SIGHUP reads every site file anew.

    Raises:
        ServiceRunningError: another service works on this data directory.
        ListenError: the address to be looked at by cannot be taken.
        ConfigError: haoshao.toml is wrong.
        DatabaseError: the database cannot be opened.
    """
    data = place.require_data()
    with ExitStack() as stack:
        stack.enter_context(sole_service(data))
        service = _Service(place, options, tell)
        stack.callback(service.close)
        where = "nowhere"
        if options.listen:
            where = stack.enter_context(shown(options.listen, service.figures, service.health))
        service.start()
        without = " (no dashboard in this version)" if options.dashboard else ""
        tell(f"serving {place.config}{without}; /metrics and /healthz at {where}")
        notify("READY=1")
        service.wait()
        notify("STOPPING=1")
    tell("stopped")


class _Service:
    """The parts of one service and what they know of each other."""

    def __init__(self, place: Workspace, options: ServeOptions, tell: Callable[[str], None]) -> None:
        self._place = place
        self._options = options
        self._tell = tell
        self._ended = threading.Event()
        self._engine = open_database(place.database)
        settings = place.settings
        self.figures = Figures()
        self._duties = Duties(place, self._engine, tell)
        self._crawling = Crawling(
            place,
            engine=self._engine,
            zone=ZoneInfo(settings.time_zone),
            at_once=settings.crawler.max_sites,
            figures=self.figures,
            tell=tell,
            after=self._deliver_soon,
        )
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        # a duty that takes longer than its interval is no news; one that fails is told by itself
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler.add_listener(self._failed, EVENT_JOB_ERROR)

    def start(self) -> None:
        """Begin every duty."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._ended.set())
        signal.signal(signal.SIGHUP, lambda *_: self._crawling.read_anew())
        self._every(self._options.look_s, self._look, "look")
        self._every(self._options.deliver_s, self._duties.deliver, "deliver")
        self._every(self._options.house_s, self._duties.keep_house, "house")
        self._scheduler.add_job(self._duties.prune, "cron", hour=4, minute=10, id="prune")
        self._scheduler.start()

    def wait(self) -> None:
        """Return when the service was told to stop."""
        while not self._ended.wait(1.0):
            pass  # a signal is handled between two waits

    def close(self) -> None:
        """End every duty: no crawl begins, running ones finish or are ended in order, what waits is sent once more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
            if not self._crawling.close(self._options.grace_s):
                self._tell("crawls that did not finish in time were ended; they are taken up again at the next start")
            self._duties.deliver()
            self._duties.keep_house()
        self._engine.dispose()

    def health(self) -> Health:
        """Return how the service does."""
        problems = [f"{name}: {why}" for name, why in sorted(self._duties.failing.items())]
        problems += [f"site file {name}: {why}" for name, why in sorted(self._crawling.wrong.items())]
        late = time.monotonic() - self._crawling.looked_at
        if self._options.schedule and late > SLOW_LOOKS * self._options.look_s:
            problems.append(f"the plan was not looked at for {late:.0f} s")
        if self._free_bytes() < LEAST_FREE:
            problems.append(f"{self._place.data}: less than {LEAST_FREE >> 20} MiB free; no crawl begins")
        running = sorted(self._crawling.running)
        next_at = self._crawling.next_at
        facts = {
            "running": running,
            "next_crawl_at": iso(next_at) if next_at else None,
            "stopped": self._crawling.halted,
        }
        return Health(problems=tuple(problems), facts=facts)

    def _every(self, seconds: float, duty: Callable[[], None], name: str) -> None:
        self._scheduler.add_job(duty, "interval", seconds=seconds, id=name, next_run_time=datetime.now(UTC))

    def _look(self) -> None:
        notify("WATCHDOG=1")
        free = self._free_bytes()
        if self._options.schedule and not self._ended.is_set():
            self._crawling.look(may_start=free >= LEAST_FREE)
        self._measure(free)

    def _measure(self, free: int) -> None:
        figures = self.figures
        figures.disk.set(free)
        figures.sent.set(self._duties.sent)
        figures.failing.set(len(self._duties.failing))
        figures.looked.set_to_current_time()
        for name, state in channel_states(self._engine).items():
            figures.waiting.labels(name).set(state.waiting)
            figures.dead.labels(name).set(state.dead)

    def _free_bytes(self) -> int:
        return shutil.disk_usage(self._place.data).free

    def _deliver_soon(self) -> None:
        """Let what a crawl brought be delivered at once."""
        if self._scheduler.running:
            self._scheduler.modify_job("deliver", next_run_time=datetime.now(UTC) + timedelta(milliseconds=200))

    def _failed(self, event: JobExecutionEvent) -> None:
        self._tell(f"{event.job_id}: {type(event.exception).__name__}; it comes round again")
