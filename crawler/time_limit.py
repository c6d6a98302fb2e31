"""A bound on the processor time that one page may take to be read."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooSlowError(Exception):
    """A page used up the time it may take to be read."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Let the block use that much processor time of this process.

    A signal ends it, regular expressions included. Where the block does not run in the main thread, signals cannot
    reach it, and the run's own minutes are the only bound.

    Raises:
        TooSlowError: the time is used up.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _give_up(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise TooSlowError
