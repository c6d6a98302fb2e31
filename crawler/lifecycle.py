"""The life of a run beside its pages: kill switch, clock, lease, and the end."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.utils.asyncio import AsyncioLoopingCall

from base.checked_files import ConfigError
from base.killswitch import is_stopped
from base.optout import is_opted_out
from crawler.health import Cause

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.site_run import SiteRun
    from crawler.spiders.site import SiteSpider

logger = logging.getLogger(__name__)

_TICK_S = 0.5
_LEASE_EVERY = 20
_FLUSH_EVERY = 4
_MEMORY_EVERY = 4


class RunLife:
    """Ends a run that has to end, keeps its lease while it lives, and closes it once."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._ticks = 0
        self._loop: AsyncioLoopingCall | None = None
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunLife:
        """Return the extension, listening to the crawler's signals."""
        life = cls(crawler)
        crawler.signals.connect(life.opened, signals.spider_opened)
        crawler.signals.connect(life.item_failed, signals.item_error)
        crawler.signals.connect(life.page_failed, signals.spider_error)
        crawler.signals.connect(life.closed, signals.spider_closed)
        return life

    @property
    def _run(self) -> SiteRun:
        return cast("SiteSpider", self._crawler.spider).run

    def opened(self) -> None:
        """Begin to watch."""
        self._loop = AsyncioLoopingCall(self._tick)
        self._loop.start(_TICK_S, now=False)

    def item_failed(self, **_: Any) -> None:  # noqa: ANN401 - Scrapy's signal carries what it likes
        """End the run where a page could not be recorded: what comes after it would be a gap."""
        self._run.stop(Cause.ERROR)

    def page_failed(self, **_: Any) -> None:  # noqa: ANN401 - same
        """Count a page that was lost to a fault of our own."""
        self._run.tally.failures[Cause.ERROR] += 1

    async def closed(self, reason: str) -> None:
        """Close the run and tell how it went."""
        if self._loop is not None and self._loop.running:
            self._loop.stop()
        run = self._run
        if not run.is_open:
            return
        if reason == "shutdown":
            run.stop(Cause.KILLED)
        summary = await run.finish()
        logger.info(
            "%s: %s%s, %d pages, %d listings, %d offers",
            summary.site,
            summary.health,
            f" ({summary.cause})" if summary.cause else "",
            summary.pages,
            summary.listings,
            summary.offers,
        )

    def _tick(self) -> None:
        run = self._run
        self._ticks += 1
        if not run.is_open:
            return
        if is_stopped(run.data) or not self._crawler.crawling:
            run.stop(Cause.KILLED)
        if self._ticks % _FLUSH_EVERY == 0:
            run.recorder.flush()
        if self._ticks % _FLUSH_EVERY == 0 and _asked_to_stop(run):
            run.stop(Cause.OPTED_OUT)
        if self._ticks % _LEASE_EVERY == 0 and not run.recorder.keep_lease():
            run.stop(Cause.KILLED)
        run.check_clock()
        if self._ticks % _MEMORY_EVERY == 0:
            run.check_memory()
        if run.is_over:
            if self._loop is not None and self._loop.running:
                self._loop.stop()
            closing = self._crawler.engine.close_spider_async(reason=str(run.tally.stopped))
            self._closing = asyncio.ensure_future(closing)


def _asked_to_stop(run: SiteRun) -> bool:
    """Return whether the site's own host has opted out while its crawl goes on; others of the run are asked anew.

    A list that cannot be read any more ends the run too: nobody knows who asked.
    """
    try:
        if run.opt_outs is None or not run.opt_outs.have_changed():
            return False
    except ConfigError as error:
        logger.error("%s", error)  # noqa: TRY400 - one line says it all
        return True
    run.robots.forget()
    hosts = [urlsplit(url).hostname or "" for url in run.site.start_urls]
    return any(is_opted_out(host, run.opt_outs.entries) for host in hosts)
