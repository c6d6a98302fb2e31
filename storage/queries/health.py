"""How sites do: their last run, and the baselines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, and_, func, select

from storage.database import reading
from storage.models import RunRow, SellerRow, SiteRow
from storage.queries.runs import issues_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHealth:
    """One run of a site, as a digest or a list tells it."""

    site: str
    url: str
    family: str
    run_id: int
    started_at: datetime
    ended_at: datetime | None
    health: str | None
    """None while the run is under way."""
    cause: str | None
    complete: bool
    requests: int
    pages: int
    listings: int
    offers: int
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineSite:
    """A site whose baseline was taken: its sellers are one line, not an alert each."""

    site: str
    run_id: int
    at: datetime
    sellers: int
    listings: int
    offers: int


def site_health(engine: Engine) -> list[SiteHealth]:
    """Return the last run of each site, by name; a run under way only where no other has ended."""
    ended = select(func.max(RunRow.id)).where(RunRow.ended_at.is_not(None)).group_by(RunRow.site_id)
    only = select(func.max(RunRow.id)).group_by(RunRow.site_id).having(func.count(RunRow.ended_at) == 0)
    return _runs(engine, RunRow.id.in_(ended.union_all(only)))


def runs_between(engine: Engine, *, since: datetime, until: datetime) -> list[SiteHealth]:
    """Return every run that ended after *since* up to *until*, by site and time."""
    return _runs(engine, and_(RunRow.ended_at > since, RunRow.ended_at <= until))


def baseline_sites(engine: Engine, *, since: datetime, until: datetime) -> list[BaselineSite]:
    """Return the sites whose baseline was taken after *since* up to *until*, by name."""
    sellers = (
        select(func.count())
        .where(
            SellerRow.first_site_id == SiteRow.id,
            SellerRow.baseline,
            SellerRow.merged_into_id.is_(None),
            SellerRow.first_run_id <= RunRow.id,
        )
        .correlate(SiteRow, RunRow)
        .scalar_subquery()
    )
    query = (
        select(SiteRow.name, RunRow.id, RunRow.ended_at, sellers, RunRow.listings, RunRow.offers)
        .join(RunRow, RunRow.id == SiteRow.baseline_run_id)
        .where(RunRow.ended_at > since, RunRow.ended_at <= until)
        .order_by(SiteRow.name)
    )
    with reading(engine) as connection:
        return [
            BaselineSite(site=site, run_id=run_id, at=at, sellers=count or 0, listings=listings, offers=offers)
            for site, run_id, at, count, listings, offers in connection.execute(query)
            if at is not None
        ]


def _runs(engine: Engine, which: ColumnElement[bool]) -> list[SiteHealth]:
    query = (
        select(
            SiteRow.name,
            SiteRow.url,
            SiteRow.family,
            RunRow.id,
            RunRow.started_at,
            RunRow.ended_at,
            RunRow.health,
            RunRow.cause,
            RunRow.complete,
            RunRow.requests,
            RunRow.pages,
            RunRow.listings,
            RunRow.offers,
        )
        .join(SiteRow, SiteRow.id == RunRow.site_id)
        .where(which)
        .order_by(SiteRow.name, RunRow.id)
    )
    with reading(engine) as connection:
        found = connection.execute(query).all()
        issues = issues_of(connection, [row.id for row in found])
    return [
        SiteHealth(
            site=row.name,
            url=row.url,
            family=row.family,
            run_id=row.id,
            started_at=row.started_at,
            ended_at=row.ended_at,
            health=None if row.health is None else row.health.value,
            cause=row.cause,
            complete=row.complete,
            requests=row.requests,
            pages=row.pages,
            listings=row.listings,
            offers=row.offers,
            issues=tuple(issues.get(row.id, ())),
        )
        for row in found
    ]
