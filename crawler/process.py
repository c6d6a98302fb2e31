"""Sites in Scrapy: `python -m crawler`, started by `crawl_sites`. Several hosts are crawled in a process each.

Events go to stdout as JSON lines.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from importlib import import_module
from typing import Any

import orjson
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings as ScrapySettings
from sqlalchemy.orm import configure_mappers

from base.config import load_settings
from base.limits import SiteLimits
from base.logs import quiet_libraries
from base.memory import resident_mib
from crawler import settings as own_settings
from crawler.places import Places, before_forking, prepared_run
from crawler.site_run import SiteRun
from crawler.workers import Workers, by_host
from market.errors import MarketError

logger = logging.getLogger(__name__)

_PROGRESS_S = 2.0
_OPENING_S = 0.05


def crawl_here(
    names: Sequence[str],
    places: Places,
    *,
    limits: SiteLimits | None,
    max_sites: int | None = None,
    until_deserted: bool = False,
) -> None:
    """Crawl *names* and write a JSON line for each run as it ends: one host in this process, several in forked ones.

    With `until_deserted` the crawls end when whoever holds the other end of stdin is gone.

    Raises:
        MarketError: a site file is wrong.
    """
    runs = [prepared_run(name, places, limits=limits) for name in names]
    groups = by_host(runs)
    if len(groups) == 1 or not hasattr(os, "fork"):
        Crawls(_say).run(runs, watch=sys.stdin.fileno() if until_deserted else None)
        return
    settings = load_settings(places.config).crawler
    _get_ready(places)
    Workers(
        groups,
        at_once=max_sites or settings.max_sites,
        memory_mib=settings.memory_mib,
        work=partial(_work, {run.site.name: run for run in runs}, settings.memory_mib),
        say=_say,
    ).run(until_deserted=until_deserted)


def _get_ready(places: Places) -> None:
    """Do once what each worker would do otherwise, and hold nothing open that two processes cannot share."""
    settings = _scrapy_settings()
    for kind in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES"):
        settings.get_component_priority_dict_with_base(kind)  # imports them
    for name in ("scrapy.core.engine", "scrapy.core.downloader", "uvloop"):
        with contextlib.suppress(ImportError):
            import_module(name)
    configure_mappers()
    before_forking(places)
    gc.freeze()


def _work(runs: Mapping[str, SiteRun], memory_mib: float, jobs: int, say: Callable[[dict[str, Any]], None]) -> None:
    """Crawl what is handed over, a group of one host after the other, until there is no more."""
    Crawls(say).run_handed(runs, jobs, is_full=lambda: resident_mib() > memory_mib / 2)


class Crawls:
    """The runs of one process, one after the other."""

    def __init__(self, say: Callable[[dict[str, Any]], None]) -> None:
        self._say = say
        self._run: SiteRun | None = None
        self._crawler: Crawler | None = None
        self._is_stopping = False
        self._jobs: asyncio.Queue[list[str]] = asyncio.Queue()
        self._unread = b""
        self._process = AsyncCrawlerProcess(_scrapy_settings())
        quiet_libraries()

    def run(self, runs: Sequence[SiteRun], *, watch: int | None) -> None:
        """Crawl *runs*, and return when the last has ended; they are stopped when *watch* says that its end is gone."""
        self._loop_until(self._each(runs), watch, self._deserted)

    def run_handed(self, runs: Mapping[str, SiteRun], jobs: int, *, is_full: Callable[[], bool]) -> None:
        """Crawl what comes through *jobs* until nothing does, or until this process has grown too big to go on."""
        self._loop_until(self._handed(runs, is_full), jobs, self._told)

    def _loop_until(self, work: Coroutine[Any, Any, None], watch: int | None, on_read: Callable[[int], None]) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it, after Scrapy chose which

        loop = asyncio.get_event_loop()
        main = loop.create_task(self._with_progress(work))
        stop: Callable[[], None] = reactor.stop  # type: ignore[misc]  # the stub hides that it is bound
        main.add_done_callback(lambda _: loop.call_soon(stop))
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, partial(self._signalled, number))
        if watch is not None:
            loop.add_reader(watch, on_read, watch)
        self._process.start(stop_after_crawl=False, install_signal_handlers=False)
        main.result()

    async def _with_progress(self, work: Coroutine[Any, Any, None]) -> None:
        telling = asyncio.create_task(self._tell_progress())
        try:
            await work
        finally:
            telling.cancel()

    async def _each(self, runs: Sequence[SiteRun]) -> None:
        for run in runs:
            await self._one(run)

    async def _handed(self, runs: Mapping[str, SiteRun], is_full: Callable[[], bool]) -> None:
        while names := await self._jobs.get():
            for name in names:
                await self._one(runs[name])
                self._say({"done": name})
                if self._is_stopping:
                    return
            if is_full():
                return
            self._say({"free": True})

    async def _one(self, run: SiteRun) -> None:
        if self._is_stopping:
            return
        self._run = run
        self._crawler = self._process.create_crawler("site")
        try:
            await self._process.crawl(self._crawler, run=run)
        except Exception as error:  # the top of a run: the other sites' runs go on
            logger.exception("%s: the run failed", run.site.name)
            await run.crashed(error)
        if run.summary is not None:
            self._say({"summary": asdict(run.summary)})

    async def _tell_progress(self) -> None:
        began = time.monotonic()
        while True:
            await asyncio.sleep(_PROGRESS_S)
            self._say({"alive": True})
            run = self._run
            if run is not None and run.is_open and run.tally.requests:
                self._say({"progress": f"{run.site.name}: {run.tally.pages} pages, {time.monotonic() - began:.0f} s"})

    def _signalled(self, number: int) -> None:
        """Stop gracefully; the same signal again ends the process at once."""
        asyncio.get_running_loop().remove_signal_handler(number)
        self._stop()

    def _deserted(self, watch: int) -> None:
        """Stop where whoever started this process is gone."""
        if not os.read(watch, 1024):
            asyncio.get_running_loop().remove_reader(watch)
            self._stop()

    def _told(self, jobs: int) -> None:
        """Take what is to be crawled next; where the process that hands it over was killed, die with it.

        Ending in order would tell of half a run's sellers before the next crawl takes it up where it was cut off.
        """
        said = os.read(jobs, 1 << 20)
        if not said:
            os._exit(1)
        self._unread += said
        *lines, self._unread = self._unread.split(b"\n")
        for line in lines:
            self._jobs.put_nowait(orjson.loads(line))

    def _stop(self) -> None:
        if not self._is_stopping:
            self._is_stopping = True
            self._jobs.put_nowait([])
            self._stopping = asyncio.ensure_future(self._end())

    async def _end(self) -> None:
        """Stop the run under way; one that is just being opened once it is open, since Scrapy forgets a stop before."""
        while (crawler := self._crawler) and crawler.crawling and not _is_open(crawler):  # noqa: ASYNC110 - no event
            await asyncio.sleep(_OPENING_S)
        await self._process.stop()


def _is_open(crawler: Crawler) -> bool:
    try:
        return bool(crawler.engine.running)
    except RuntimeError:  # there is none yet
        return False


def _scrapy_settings() -> ScrapySettings:
    settings = ScrapySettings()
    settings.setmodule(own_settings, priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # noqa: FBT003 - a setting's value
    return settings


def _say(event: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(orjson.dumps(event) + b"\n")
        sys.stdout.buffer.flush()


def stated(error: MarketError) -> dict[str, Any]:
    """Return an error as an event."""
    return {"error": str(error)}
