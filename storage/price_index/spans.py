"""Days in UTC and moments as the database keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, Connection, type_coerce

DAY_MS = 86_400_000
_EPOCH = date(1970, 1, 1)

Days: TypeAlias = tuple[int, int]
"""From one day to another by their numbers, both counted."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from *first* to *last*, both counted, in UTC."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(days=number) for number in range(self.length)]

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def start_ms(self) -> int:
        """Its first moment in milliseconds since 1970."""
        return (self.first - _EPOCH).days * DAY_MS

    @property
    def end_ms(self) -> int:
        """The first moment after it."""
        return ((self.last - _EPOCH).days + 1) * DAY_MS


def midnight(day: date) -> datetime:
    """Return the first moment of *day* in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def milliseconds(moment: Any) -> int:  # noqa: ANN401 - what a driver gives for a moment
    """Return a moment in milliseconds since 1970, however the database keeps it."""
    return round(moment.timestamp() * 1000) if isinstance(moment, datetime) else int(moment)


def plain_time(column: Any, connection: Connection) -> Any:  # noqa: ANN401 - a column of moments
    """Return a column of moments as the driver gives it, under its own name: a million go through here."""
    if connection.dialect.name == "postgresql":
        return column
    return type_coerce(column, BigInteger).label(column.key)


def in_runs(days: Iterable[int]) -> list[Days]:
    """Return *days* as stretches without a gap, in order."""
    found: list[Days] = []
    for day in sorted(set(days)):
        if found and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def common(some: Sequence[Days], others: Sequence[Days], limit: int) -> list[Days]:
    """Return the days that are in both and not after *limit*."""
    found = []
    for first, last in some:
        for begin, end in others:
            low, high = max(first, begin), min(last, end, limit)
            if low <= high:
                found.append((low, high))
    return found
