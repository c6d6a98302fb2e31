"""Whether the processors have room for one more site, so that sites under way do not slow each other down."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import psutil

BUSY = 0.9
"""Share of the processors from which on a further site would only take time from those under way."""
_WINDOW_S = 0.2
_LONGEST_WAIT_S = 3.0


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def busy_share() -> float:
    """Return the share of processor time that the machine has used since the last call."""
    return float(psutil.cpu_percent(None)) / 100


class Room:
    """Lets one site begin for each processor, and a further one once there is processor time left.

    That is looked at over a fifth of a second. After a few seconds of waiting one begins in any case.
    """

    def __init__(
        self,
        *,
        places: int | None = None,
        busy: Callable[[], float] = busy_share,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._places = places or processors()
        self._busy = busy
        self._clock = clock
        self._looked_at = self._began_at = clock()

    def has_some(self, under_way: int) -> bool:
        """Return whether one more may begin beside so many; where it may, it is taken to begin now."""
        now = self._clock()
        if under_way >= self._places and now - self._began_at < _LONGEST_WAIT_S:
            if now - self._looked_at < _WINDOW_S:
                return False
            self._looked_at = now
            if self._busy() >= BUSY:
                return False
        self._began_at = self._looked_at = now
        self._busy()
        return True
