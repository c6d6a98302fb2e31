"""How much memory a process holds."""

from __future__ import annotations

import psutil

_MIB = 1024 * 1024


def resident_mib(pid: int | None = None) -> float:
    """Return the resident memory of a process in MiB, of this one by default; 0 where it is gone."""
    try:
        return float(psutil.Process(pid).memory_info().rss) / _MIB
    except psutil.NoSuchProcess:
        return 0.0
