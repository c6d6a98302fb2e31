"""Who holds a lease: a process of a machine, and whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path

_STARTED = 21
"""The field of /proc/PID/stat that says when a process started, counted from 0."""


def this_process() -> str:
    """Return this process as `host/pid/start`; the start tells it from a later one of the same number."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{_started(pid)}"


def is_dead(holder: str) -> bool:
    """Return whether *holder* is a process of this machine that is no more; False where nobody can tell."""
    host, _, rest = holder.partition("/")
    pid, _, started = rest.partition("/")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    if _state(int(pid)) == "Z":
        return True
    now = _started(int(pid))
    return bool(started and now and started != now)


def _fields(pid: int) -> list[str]:
    try:
        said = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace")
    except OSError:
        return []
    return ["", "", *said.rpartition(")")[2].split()]


def _started(pid: int) -> str:
    fields = _fields(pid)
    return fields[_STARTED] if len(fields) > _STARTED else ""


def _state(pid: int) -> str:
    fields = _fields(pid)
    return fields[2] if fields else ""
