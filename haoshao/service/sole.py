"""One service for one data directory, and a word to the process manager that started it."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from market.errors import MarketError

FILE = "service.lock"


class ServiceRunningError(MarketError):
    """Another service works on this data directory."""


@contextmanager
def sole_service(data: Path) -> Iterator[None]:
    """Hold the data directory for as long as the block runs; the lock goes with the process, however it ends.

    Raises:
        ServiceRunningError: another process holds it.
    """
    path = data / FILE
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            pid = file.read().strip() or "unknown"
            raise ServiceRunningError(
                f"{path}: another service (pid {pid}) works on this data directory; stop it, or use another --data"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def notify(state: str) -> None:
    """Tell systemd `READY=1`, `STOPPING=1` or `WATCHDOG=1`; nothing happens without it.

    Source: sd_notify(3).
    """
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    name = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
        try:
            way.sendto(state.encode(), name)
        except OSError:
            return
