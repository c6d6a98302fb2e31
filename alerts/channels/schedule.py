"""When digests are due: the last full hour, day or week on a channel's wall clock; pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from alerts.channels.quiet import instant

Pace: TypeAlias = Literal["immediate", "hourly", "daily", "weekly"]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def last_due(pace: Pace, moment: datetime, zone: ZoneInfo, at: time, weekday: str = "monday") -> datetime | None:
    """Return the latest time, not after *moment*, at which a digest of this pace was due; None for `immediate`."""
    if pace == "immediate":
        return None
    if pace == "hourly":
        return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    step = 1 if pace == "daily" else 7
    day = moment.astimezone(zone).date()
    if pace == "weekly":
        day -= timedelta(days=(day.weekday() - DAYS.index(weekday)) % 7)
    due = instant(datetime.combine(day, at), zone)
    return due if due <= moment else instant(datetime.combine(day - timedelta(days=step), at), zone)


def one_before(pace: Pace, due: datetime, zone: ZoneInfo, at: time, weekday: str = "monday") -> datetime:
    """Return the due time before *due*."""
    return last_due(pace, due - timedelta(minutes=1), zone, at, weekday) or due
