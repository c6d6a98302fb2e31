"""Several sites in one Scrapy process: `python -m crawler`, started by `crawl_sites`.

Events go to stdout as JSON lines.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import orjson
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings as ScrapySettings

from base.config import load_settings
from base.limits import SiteLimits
from base.logs import quiet_libraries
from crawler import settings as own_settings
from crawler.places import Places, prepared_run
from crawler.scope import host_key
from crawler.site_run import SiteRun
from market.errors import MarketError

logger = logging.getLogger(__name__)

_PROGRESS_S = 2.0


def crawl_here(
    names: Sequence[str],
    places: Places,
    *,
    limits: SiteLimits | None,
    max_sites: int | None = None,
    until_deserted: bool = False,
) -> None:
    """Crawl *names* in this process and write a JSON line for each run as it ends.

    With `until_deserted` the crawls end when whoever holds the other end of stdin is gone.

    Raises:
        MarketError: a site file is wrong.
    """
    runs = [prepared_run(name, places, limits=limits) for name in names]
    at_once = max_sites or load_settings(places.config).crawler.max_sites
    Crawls(runs, at_once, _say).run(until_deserted=until_deserted)


class Crawls:
    """The runs of one process: a few at once, and never two on one host."""

    def __init__(self, runs: Sequence[SiteRun], at_once: int, say: Callable[[dict[str, Any]], None]) -> None:
        self._runs = runs
        self._say = say
        self._slots = asyncio.Semaphore(at_once)
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._is_stopping = False
        self._process = AsyncCrawlerProcess(_scrapy_settings())
        quiet_libraries()

    def run(self, *, until_deserted: bool) -> None:
        """Crawl, and return when the last run has ended."""
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it, after Scrapy chose which

        loop = asyncio.get_event_loop()
        main = loop.create_task(self._all())
        stop: Callable[[], None] = reactor.stop  # type: ignore[misc]  # the stub hides that it is bound
        main.add_done_callback(lambda _: loop.call_soon(stop))
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, partial(self._signalled, number))
        if until_deserted:
            loop.add_reader(sys.stdin.fileno(), self._deserted)
        self._process.start(stop_after_crawl=False, install_signal_handlers=False)
        main.result()

    async def _all(self) -> None:
        telling = asyncio.create_task(self._tell_progress())
        try:
            await asyncio.gather(*(self._one(run) for run in self._runs))
        finally:
            telling.cancel()

    async def _one(self, run: SiteRun) -> None:
        # sites on one host share its budget: they wait for each other, whatever their number
        key = "" if run.site.is_test_site else host_key(run.site.url)
        lock = self._hosts[key] if key else contextlib.nullcontext()
        async with lock, self._slots:
            if self._is_stopping:
                return
            crawler = self._process.create_crawler("site")
            try:
                await self._process.crawl(crawler, run=run)
            except Exception as error:  # the top of a run: the other sites' runs go on
                logger.exception("%s: the run failed", run.site.name)
                await run.crashed(error)
            if run.summary is not None:
                self._say({"summary": asdict(run.summary)})

    async def _tell_progress(self) -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(_PROGRESS_S)
            self._say({"alive": True})
            for run in self._runs:
                if run.is_open and run.tally.requests:
                    self._say(
                        {"progress": f"{run.site.name}: {run.tally.pages} pages, {time.monotonic() - last:.0f} s"}
                    )

    def _signalled(self, number: int) -> None:
        """Stop gracefully; the same signal again ends the process at once."""
        asyncio.get_running_loop().remove_signal_handler(number)
        self._stop()

    def _deserted(self) -> None:
        """Stop where whoever started this process is gone."""
        if not os.read(sys.stdin.fileno(), 1024):
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
            self._stop()

    def _stop(self) -> None:
        if not self._is_stopping:
            self._is_stopping = True
            self._stopping = asyncio.ensure_future(self._process.stop())


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
