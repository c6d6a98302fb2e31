"""Crawls under way: a child process each, so many at once, ended in order when the service ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from base.killswitch import StoppedError
from crawler.run import RunSummary, crawl_sites
from haoshao.crawls import PROGRAM
from haoshao.workspace import Workspace
from market.errors import MarketError

POLL_S = 0.05


class Lanes:
    """Runs crawls, one site in each lane. Used from the service's own thread only, but for `on_end`."""

    def __init__(
        self,
        place: Workspace,
        *,
        at_once: int,
        on_end: Callable[[RunSummary], None],
        on_error: Callable[[str, MarketError], None],
    ) -> None:
        self._place = place
        self._at_once = at_once
        self._on_end = on_end
        self._on_error = on_error
        self._pool = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="crawl")
        self._running: dict[str, Future[None]] = {}
        self._cancel = threading.Event()

    @property
    def running(self) -> frozenset[str]:
        """Names of the sites that are being crawled."""
        self._running = {name: task for name, task in self._running.items() if not task.done()}
        return frozenset(self._running)

    @property
    def free(self) -> int:
        """How many more crawls may begin."""
        return 0 if self._cancel.is_set() else self._at_once - len(self.running)

    def start(self, name: str) -> None:
        """Begin to crawl a site."""
        self._running[name] = self._pool.submit(self._crawl, name)

    def _crawl(self, name: str) -> None:
        try:
            crawl_sites(
                [name],
                config=self._place.config,
                data=self._place.data,
                database=self._place.database,
                program=PROGRAM,
                on_summary=self._on_end,
                cancel=self._cancel,
            )
        except StoppedError:
            return  # the kill switch was turned on between planning and starting; the plan still has it
        except MarketError as error:
            self._on_error(name, error)

    def close(self, grace_s: float) -> bool:
        """Let running crawls finish for so long, then end them in order; return whether all finished by themselves.

        A crawl that is ended keeps what it read, and is taken up again by the next service.
        """
        until = time.monotonic() + grace_s
        while self.running and time.monotonic() < until:
            time.sleep(POLL_S)
        finished = not self.running
        self._cancel.set()
        self._pool.shutdown(wait=True)
        return finished
