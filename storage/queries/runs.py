"""Run and number rows of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, select

from base.clock import iso
from storage.bulk import chunks
from storage.database import reading
from storage.models import IssueRow, NumberRow, NumberSightingRow, RunRow, SiteRow
from storage.queries.filters import AnySelect, Filters
from storage.records import RunSource

RUN_COLUMNS = (
    "run_id",
    "site",
    "started_at",
    "ended_at",
    "health",
    "cause",
    "complete",
    "requests",
    "pages",
    "listings",
    "offers",
    "issues",
)
NUMBER_COLUMNS = ("number", "country", "sites", "first_seen_at", "last_seen_at", "state")
MOST_ISSUES = 50


def run_rows(engine: Engine, chosen: Filters) -> Iterator[dict[str, Any]]:
    """Yield a row for each run that *chosen* lets through, the newest first."""
    query: AnySelect = (
        select(RunRow, SiteRow.name).join(SiteRow, SiteRow.id == RunRow.site_id).order_by(RunRow.id.desc())
    )
    if chosen.site is not None:
        query = query.where(SiteRow.name.in_(chosen.site))
    if chosen.since is not None:
        query = query.where(RunRow.started_at > chosen.since)
    if chosen.until is not None:
        query = query.where(RunRow.started_at <= chosen.until)
    query = query.where(RunRow.source != RunSource.REREAD)
    columns = [RunRow.__table__.c[name] for name in RUN_COLUMNS if name not in {"run_id", "site", "issues"}]
    with reading(engine) as connection:
        found = connection.execute(query.with_only_columns(RunRow.id, SiteRow.name.label("site"), *columns)).mappings()
        for some in chunks(found, 200):
            issues = issues_of(connection, [row["id"] for row in some])
            for row in some:
                yield {
                    "run_id": row["id"],
                    "site": row["site"],
                    "started_at": iso(row["started_at"]),
                    "ended_at": iso(row["ended_at"]),
                    "health": None if row["health"] is None else row["health"].value,
                    **{name: row[name] for name in ("cause", "complete", "requests", "pages", "listings", "offers")},
                    "issues": issues.get(row["id"], []),
                }


def issues_of(connection: Connection, run_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the issues of each run in words, those that broke pages and the frequent ones first."""
    found: dict[int, list[str]] = {}
    query = (
        select(IssueRow.run_id, IssueRow.code, IssueRow.detail, IssueRow.count)
        .where(IssueRow.run_id.in_(run_ids))
        .order_by(IssueRow.breaks.desc(), IssueRow.count.desc(), IssueRow.id)
    )
    for run_id, code, detail, count in connection.execute(query):
        own = found.setdefault(run_id or 0, [])
        if len(own) < MOST_ISSUES:
            own.append(f"{code}: {detail}" + (f" ({count} times)" if count > 1 else ""))
    return found


def number_rows(engine: Engine, chosen: Filters) -> Iterator[dict[str, Any]]:
    """Yield a row for each burner number that *chosen* lets through."""
    query = select(
        NumberRow.id,
        NumberRow.value,
        NumberRow.country,
        NumberRow.first_seen_at,
        NumberRow.last_seen_at,
        NumberRow.state,
    ).order_by(NumberRow.id)
    if chosen.site is not None:
        shown = select(NumberSightingRow.number_id).join(SiteRow, SiteRow.id == NumberSightingRow.site_id)
        query = query.where(NumberRow.id.in_(shown.where(SiteRow.name.in_(chosen.site))))
    if chosen.since is not None:
        query = query.where(NumberRow.last_seen_at > chosen.since)
    if chosen.until is not None:
        query = query.where(NumberRow.first_seen_at <= chosen.until)
    with reading(engine) as connection:
        for some in chunks(connection.execute(query).mappings(), 500):
            sites: dict[int, list[str]] = {}
            shown_at = (
                select(NumberSightingRow.number_id, SiteRow.name)
                .join(SiteRow, SiteRow.id == NumberSightingRow.site_id)
                .where(NumberSightingRow.number_id.in_([row["id"] for row in some]))
                .order_by(SiteRow.name)
            )
            for number_id, name in connection.execute(shown_at):
                sites.setdefault(number_id, []).append(name)
            for row in some:
                yield {
                    "number": row["value"],
                    "country": row["country"],
                    "sites": sites.get(row["id"], []),
                    "first_seen_at": iso(row["first_seen_at"]),
                    "last_seen_at": iso(row["last_seen_at"]),
                    "state": row["state"].value,
                }
