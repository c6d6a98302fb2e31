"""The one clock: real time, or the time that HAOSHAO_NOW dictates to simulations and tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from market.errors import MarketError

Clock: TypeAlias = Callable[[], datetime]
"""Answers the present moment, aware, in UTC."""

VARIABLE = "HAOSHAO_NOW"


class UnreadableClockError(MarketError):
    """HAOSHAO_NOW holds no ISO 8601 time with a zone."""


def now() -> datetime:
    """Return the present moment in UTC, as HAOSHAO_NOW says where it is set.

    The variable holds an ISO 8601 time, or `@FILE` whose content is one; the file is
    read again at each call, so that a simulation can move the clock of running processes.

    Raises:
        UnreadableClockError: the variable or the file holds no such time.
    """
    said = os.environ.get(VARIABLE, "")
    return parse_now(said) if said else datetime.now(UTC)


def is_simulated() -> bool:
    """Return whether HAOSHAO_NOW replaces the clock."""
    return bool(os.environ.get(VARIABLE))


def parse_now(said: str) -> datetime:
    """Return the moment that a value of HAOSHAO_NOW stands for, in UTC.

    Raises:
        UnreadableClockError: no ISO 8601 time with a zone, or an unreadable file.
    """
    text = said
    if said.startswith("@"):
        try:
            text = Path(said[1:]).read_text("utf-8").strip()
        except OSError as error:
            raise UnreadableClockError(f"{VARIABLE}={said}: cannot read the file ({error.strerror})") from error
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableClockError(f"{VARIABLE}={said}: {text[:40]!r} is no ISO 8601 time") from None
    if moment.tzinfo is None:
        raise UnreadableClockError(f"{VARIABLE}={said}: the time names no zone, add Z or an offset")
    return moment.astimezone(UTC)


def iso(moment: datetime | None) -> str | None:
    """Return *moment* as ISO 8601 in UTC with `Z` and whole seconds; None stays None."""
    if moment is None:
        return None
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return f"{moment.isoformat()[:19]}Z"
