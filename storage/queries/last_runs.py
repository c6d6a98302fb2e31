"""When each site was last crawled, and whether that crawl came to an end: what a schedule is planned from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select

from storage.database import reading
from storage.holders import is_dead
from storage.models import LeaseRow, RunRow, SiteRow
from storage.records import KILLED, RunSource

_ENOUGH = 6
"""Runs of a site that are looked back at for kills in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The last crawl of one site."""

    started_at: datetime
    ended_at: datetime | None
    health: str | None
    cause: str | None
    is_under_way: bool
    """Its process holds the site's lease and lives."""
    killed: int
    """Crawls in a row, up to this one, that never came to a verdict."""


def last_runs(engine: Engine) -> dict[str, LastRun]:
    """Return the last crawl of every site that was crawled, by name; imports and second readings are none."""
    rank = func.row_number().over(partition_by=RunRow.site_id, order_by=RunRow.id.desc()).label("rank")
    newest = (
        select(RunRow.id, RunRow.site_id, RunRow.started_at, RunRow.ended_at, RunRow.health, RunRow.cause, rank)
        .where(RunRow.source == RunSource.CRAWL)
        .subquery()
    )
    query = (
        select(SiteRow.name, newest, LeaseRow.holder, LeaseRow.expires_at, LeaseRow.run_id)
        .join(newest, newest.c.site_id == SiteRow.id)
        .outerjoin(LeaseRow, LeaseRow.site_id == SiteRow.id)
        .where(newest.c.rank <= _ENOUGH)
        .order_by(SiteRow.name, newest.c.rank)
    )
    found: dict[str, LastRun] = {}
    counted: set[str] = set()
    real_now = datetime.now(UTC)
    with reading(engine) as connection:
        for row in connection.execute(query):
            lives = row.run_id == row.id and row.expires_at > real_now and not is_dead(row.holder)
            killed = row.cause == KILLED or (row.ended_at is None and not lives)
            if row.rank == 1:
                found[row.name] = LastRun(
                    started_at=row.started_at,
                    ended_at=row.ended_at,
                    health=None if row.health is None else row.health.value,
                    cause=row.cause,
                    is_under_way=row.ended_at is None and lives,
                    killed=int(killed),
                )
            elif killed and row.name not in counted and found[row.name].killed:
                found[row.name] = _killed_once_more(found[row.name])
            if not killed:
                counted.add(row.name)
    return found


def _killed_once_more(run: LastRun) -> LastRun:
    return LastRun(
        started_at=run.started_at,
        ended_at=run.ended_at,
        health=run.health,
        cause=run.cause,
        is_under_way=run.is_under_way,
        killed=run.killed + 1,
    )
