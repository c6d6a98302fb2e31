"""Quiet hours on a wall clock, across the days on which it is put forward or back; pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(moment: datetime, start: time, end: time, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours end in which *moment* lies, in UTC; None where it lies in none.

    From 22:00 to 08:00 is over midnight. A wall time that the clock skips counts as the first one after the gap; one
    that it shows twice ends the quiet at its first showing and begins it there.
    """
    local = moment.astimezone(zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        begins = instant(datetime.combine(day, start), zone)
        last_day = day if end > start else day + timedelta(days=1)
        ends = instant(datetime.combine(last_day, end), zone)
        if begins <= moment < ends:
            return ends
    return None


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment in UTC at which a clock in *zone* first shows *wall*, or the first time after it."""
    found = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    # a wall time inside a gap: fold 0 reads it by the offset before the gap, which lands after it by as much
    gap = zone.utcoffset(wall.replace(fold=0)), zone.utcoffset(wall.replace(fold=1))
    if gap[0] is None or gap[1] is None:
        return found
    after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    first = min(found, after)
    return _first_after_gap(first, zone, wall)


def _first_after_gap(earlier: datetime, zone: ZoneInfo, wall: datetime) -> datetime:
    """Return the moment of the gap itself: the first whose wall time is not before *wall*."""
    moment = earlier
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        moment += timedelta(minutes=1)
    return moment.replace(second=0, microsecond=0)
