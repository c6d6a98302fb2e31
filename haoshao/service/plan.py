"""When each site is to be crawled next: a function of its schedule, its last crawl and the clock. Pure.

Nothing is remembered between two looks at the plan, so that a restart, a changed site file or a clock that jumps
neither forgets nor repeats a crawl.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from base.config import SiteFile
from base.schedule import Schedule
from storage.queries.last_runs import LastRun

JITTER = 0.1
"""Of an interval, at most, by which a crawl comes later than it might; spreads sites of one schedule."""
MOST_JITTER = timedelta(minutes=15)
RESUME_AFTER = timedelta(minutes=1)
"""How long after a kill a crawl is taken up again; four times as long after each further kill in a row."""
_MOST_MISSED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The next crawl of one site."""

    site: str
    due_at: datetime
    missed: int = 0
    """Crawls that should have begun since, beyond the one that is due: nobody was there to start them."""


def planned(sites: Iterable[SiteFile], last: Mapping[str, LastRun], moment: datetime, zone: ZoneInfo) -> list[Planned]:
    """Return the next crawl of each site that is neither paused nor under way, the earliest first."""
    found = [
        _planned(site, last.get(site.name), moment, zone)
        for site in sites
        if not site.paused and not (site.name in last and last[site.name].is_under_way)
    ]
    return sorted(found, key=lambda one: (one.due_at, one.site))


def _planned(site: SiteFile, last: LastRun | None, moment: datetime, zone: ZoneInfo) -> Planned:
    if last is None:
        return Planned(site=site.name, due_at=_in_hours(site.schedule, moment, zone))
    usual = _following(site, last.started_at, zone)
    due = min(usual, _resumed_at(last)) if last.killed else usual
    return Planned(
        site=site.name,
        due_at=_in_hours(site.schedule, due, zone),
        missed=0 if last.killed else _missed(site.schedule, usual, moment, zone),
    )


def _following(site: SiteFile, started_at: datetime, zone: ZoneInfo) -> datetime:
    if site.schedule.cron:
        trigger = CronTrigger.from_crontab(site.schedule.cron, timezone=zone)
        after = started_at + timedelta(seconds=1)
        following: datetime | None = trigger.get_next_fire_time(started_at, after)
        return following if following is not None else datetime.max.replace(tzinfo=zone)
    every = timedelta(seconds=site.schedule.every_s)
    return started_at + every + _jitter(site.name, started_at, every)


def _jitter(name: str, started_at: datetime, every: timedelta) -> timedelta:
    """Return the same delay each time it is asked for."""
    said = blake2b(f"{name} {started_at.isoformat()}".encode(), digest_size=4).digest()
    return min(every * JITTER, MOST_JITTER) * (int.from_bytes(said, "big") / 2**32)


def _resumed_at(last: LastRun) -> datetime:
    return (last.ended_at or last.started_at) + RESUME_AFTER * (1 << 2 * (min(last.killed, 6) - 1))


def _missed(schedule: Schedule, due: datetime, moment: datetime, zone: ZoneInfo) -> int:
    if moment <= due:
        return 0
    if not schedule.cron:
        every = timedelta(seconds=schedule.every_s)
        return min(int((moment - due) / every), _MOST_MISSED) if every else 0
    trigger = CronTrigger.from_crontab(schedule.cron, timezone=zone)
    count, fire = 0, trigger.get_next_fire_time(due, due + timedelta(seconds=1))
    while fire is not None and fire <= moment and count < _MOST_MISSED:
        count += 1
        fire = trigger.get_next_fire_time(fire, fire + timedelta(seconds=1))
    return count


def _in_hours(schedule: Schedule, due: datetime, zone: ZoneInfo) -> datetime:
    """Return *due*, or the next beginning of the hours in which the site may be asked."""
    if schedule.hours is None:
        return due
    begin, end = schedule.window
    local = due.astimezone(zone)
    clock = local.time().replace(tzinfo=None)
    inside = begin <= clock < end if begin < end else clock >= begin or clock < end
    if inside:
        return due
    opening = local.replace(hour=begin.hour, minute=begin.minute, second=0, microsecond=0)
    return opening if opening > local else opening + timedelta(days=1)
