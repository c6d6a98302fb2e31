"""When each site was last crawled, and whether that crawl came to an end: what a schedule is planned from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from storage.database import reading
from storage.holders import is_dead
from storage.models import LeaseRow, RunRow, SiteRow
from storage.queries.filters import AnySelect
from storage.records import KILLED, RunSource

_ENOUGH = 6
"""Runs of a site that are looked back at for kills in a row."""
SET_BACK = timedelta(hours=1)
"""A crawl that began later than now by more was begun by a clock that was ahead."""


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


class LastRuns:
    """The last crawls as fresh as the last look, which costs next to nothing where no run began or ended since."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._mark: tuple[int, int] | None = None
        self._found: dict[str, LastRun] = {}

    def look(self, moment: datetime) -> dict[str, LastRun]:
        """Return the last crawl of every site; one begun by a clock that was ahead of *moment* says nothing of it."""
        with reading(self._engine) as connection:
            newest = connection.scalar(select(func.max(RunRow.id))) or 0
            leases = connection.scalar(select(func.count()).select_from(LeaseRow)) or 0
        if leases or (newest, leases) != self._mark:
            self._found = last_runs(self._engine, until=moment + SET_BACK)
            self._mark = (newest, leases)
        return self._found


def last_runs(engine: Engine, *, until: datetime | None = None) -> dict[str, LastRun]:
    """Return the last crawl of every site that was crawled, by name; imports and second readings are none.

    With *until* crawls that began later do not count, unless they are under way.
    """
    query = _recent(engine.dialect.name, until)
    found: dict[str, LastRun] = {}
    counted: set[str] = set()
    real_now = datetime.now(UTC)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
        for row in sorted(rows, key=lambda one: (one.name, one.started_at, one.id), reverse=True):
            lives = row.run_id == row.id and row.expires_at > real_now and not is_dead(row.holder)
            killed = row.cause == KILLED or (row.ended_at is None and not lives)
            if row.name not in found:
                found[row.name] = LastRun(
                    started_at=row.started_at,
                    ended_at=row.ended_at,
                    health=None if row.health is None else row.health.value,
                    cause=row.cause,
                    is_under_way=row.ended_at is None and lives,
                    killed=int(killed),
                )
            elif killed and row.name not in counted:
                found[row.name] = _killed_once_more(found[row.name])
            if not killed:
                counted.add(row.name)
    return found


def _recent(dialect: str, until: datetime | None) -> AnySelect:
    """Return the query for the newest crawls of each site, which never looks at the older ones."""
    which = select(RunRow.id).where(RunRow.site_id == SiteRow.id, RunRow.source == RunSource.CRAWL)
    if until is not None:
        is_held = exists().where(LeaseRow.run_id == RunRow.id)
        which = which.where(or_(RunRow.started_at <= until, is_held))
    which = which.order_by(RunRow.started_at.desc(), RunRow.id.desc()).limit(_ENOUGH).correlate(SiteRow)
    run = aliased(RunRow)
    query: AnySelect = select(
        SiteRow.name, run.id, run.started_at, run.ended_at, run.health, run.cause,
        LeaseRow.holder, LeaseRow.expires_at, LeaseRow.run_id,
    ).select_from(SiteRow)  # fmt: skip
    if dialect == "postgresql":
        newest = which.lateral()
        query = query.join(newest, true()).join(run, run.id == newest.c.id)
    else:
        query = query.join(run, run.id.in_(which))
    return query.outerjoin(LeaseRow, LeaseRow.site_id == SiteRow.id)


def _killed_once_more(run: LastRun) -> LastRun:
    return LastRun(
        started_at=run.started_at,
        ended_at=run.ended_at,
        health=run.health,
        cause=run.cause,
        is_under_way=run.is_under_way,
        killed=run.killed + 1,
    )
