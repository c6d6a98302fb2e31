"""When the next request to a host may leave: delays, Crawl-delay and Retry-After, across all crawls of a process."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_JITTER = 0.25


class HostPace:
    """The next moment each host may be asked; one for a process, so that crawls of one host share its budget."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free_at: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        self._left_until: dict[str, float] = {}

    async def turn(self, host: str, delay_s: float) -> None:
        """Return when a request to *host* may leave; the next one may `delay_s` later."""
        now = self._clock()
        start = max(now, self._free_at.get(host, 0.0), self._held_until.get(host, 0.0))
        if delay_s:
            pause = delay_s * (1 + random.uniform(0, _JITTER))  # noqa: S311 - spreads load, keeps no secret
            self._free_at[host] = start + pause
        while (wait := max(start, self._held_until.get(host, 0.0)) - self._clock()) > 0:  # noqa: ASYNC110 - a known time
            await asyncio.sleep(wait)

    def hold(self, host: str, seconds: float) -> None:
        """Let nothing leave to *host* for so long, requests that wait for their turn included."""
        self._held_until[host] = max(self._held_until.get(host, 0.0), self._clock() + seconds)

    def leave(self, host: str, seconds: float) -> None:
        """Note that *host* asked to be left alone for longer than a run can wait."""
        self._left_until[host] = max(self._left_until.get(host, 0.0), self._clock() + seconds)

    def left_s(self, host: str) -> float:
        """Return for how many more seconds *host* is to be left alone; nothing is asked of it until then."""
        return max(0.0, self._left_until.get(host, 0.0) - self._clock())


PACE = HostPace()
"""The pace of this process."""


def retry_after_s(value: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for; None where it says nothing readable.

    Source: RFC 9110 section 10.2.3, seconds or an HTTP date.
    """
    said = value.strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
