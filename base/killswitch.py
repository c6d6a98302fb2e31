"""The kill switch: a file named STOP in the data directory. While it is there no crawl runs."""

from __future__ import annotations

from pathlib import Path

from market.errors import MarketError

FILE = "STOP"


class StoppedError(MarketError):
    """The kill switch is on."""


def is_stopped(data: Path) -> bool:
    """Return whether the kill switch is on."""
    return (data / FILE).exists()


def order_stop(data: Path, reason: str = "") -> Path:
    """Turn the kill switch on and return its file; running crawls end within seconds, none starts."""
    data.mkdir(parents=True, exist_ok=True)
    path = data / FILE
    path.write_text(reason + "\n", "utf-8")
    return path


def lift_stop(data: Path) -> bool:
    """Turn the kill switch off and return whether it was on."""
    path = data / FILE
    was_on = path.exists()
    path.unlink(missing_ok=True)
    return was_on


def check_not_stopped(data: Path) -> None:
    """Return where crawls may run.

    Raises:
        StoppedError: the kill switch is on.
    """
    if is_stopped(data):
        raise StoppedError(f"{data / FILE}: the kill switch is on; lift it with `haoshao stop --lift`")
