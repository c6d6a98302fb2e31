"""One issue for a software whose pages have changed at many sites, instead of one for each of them.

Where three sites of a family break in the same field within some days, the reader is what needs mending, not the sites.
The issue names the field, the sites and a page that shows it, and is solved when none of them is broken any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.orm import aliased

from storage.bulk import insert_rows, table
from storage.database import reading
from storage.models import IssueRow, RunRow, SiteRow
from storage.records import Health, RunSource, digest63

CODE = "family_broken"
FEWEST = 3
WINDOW = timedelta(days=7)
LAYOUT = "layout"
NO_SOFTWARE = frozenset({"", "auto", "import", "rules"})
"""Families of sites that share no reader of pages."""
_UNLIKE = "unlike_"
_ISSUE = table(IssueRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyIssue:
    """A family that breaks at several sites in the same way."""

    family: str
    field: str
    """`price`, `text`, `stock`, `listings`, `language`, `price_range` or `layout`."""
    sites: tuple[str, ...]
    url: str | None
    """A page that shows it."""
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Broken:
    site: str
    family: str
    field: str
    url: str | None
    at: datetime


def family_issues(engine: Engine) -> list[FamilyIssue]:
    """Return what is open, by family and field."""
    query = select(IssueRow.detail, IssueRow.url, IssueRow.first_at).where(
        IssueRow.code == CODE, IssueRow.solved_at.is_(None), IssueRow.site_id.is_(None)
    )
    with reading(engine) as connection:
        return sorted((_issue(*row) for row in connection.execute(query)), key=lambda one: (one.family, one.field))


def judge_family(connection: Connection, site_id: int, *, now: datetime) -> None:
    """Open, change or solve the issues of a site's family, in the transaction of a run's verdict."""
    family = connection.scalar(select(SiteRow.family).where(SiteRow.id == site_id)) or ""
    if family in NO_SOFTWARE:
        return
    open_ = _open(connection, family)
    groups: dict[str, list[_Broken]] = {}
    for one in _broken(connection, family, now):
        groups.setdefault(one.field, []).append(one)
    for field in groups.keys() | open_.keys():
        some = groups.get(field, [])
        if field in open_ or len(some) >= FEWEST:
            _write(connection, family, field, some, open_.get(field), now)


def _broken(connection: Connection, family: str, now: datetime) -> list[_Broken]:
    """Return the sites of a family whose last run broke within the window, and in what."""
    other = aliased(RunRow)
    last = (
        select(other.id)
        .where(other.site_id == SiteRow.id, other.ended_at.is_not(None), other.source != RunSource.REREAD)
        .order_by(other.id.desc())
        .limit(1)
        .correlate(SiteRow)
        .scalar_subquery()
    )
    broke = (RunRow.health.in_([Health.BROKEN, Health.PARTIAL]), RunRow.ended_at > now - WINDOW)
    runs = connection.execute(
        select(RunRow.id, RunRow.cause, RunRow.ended_at, SiteRow.name)
        .join_from(SiteRow, RunRow, RunRow.id == last)
        .where(SiteRow.family == family, *broke)
        .order_by(SiteRow.name)
    ).all()
    issues = connection.execute(
        select(IssueRow.run_id, IssueRow.code, IssueRow.url)
        .where(IssueRow.run_id.in_([run.id for run in runs]), IssueRow.breaks)
        .order_by(IssueRow.id)
    ).all()
    unlike = {row.run_id: row for row in issues if row.code.startswith(_UNLIKE)}
    pages = {row.run_id: row.url for row in reversed(issues)}
    found = []
    for run in runs:
        issue = unlike.get(run.id)
        field = issue.code.removeprefix(_UNLIKE) if issue else LAYOUT if run.cause == LAYOUT else None
        url = issue.url if issue else pages.get(run.id)
        if field is not None and run.ended_at is not None:
            found.append(_Broken(site=run.name, family=family, field=field, url=url, at=run.ended_at))
    return found


def _open(connection: Connection, family: str) -> dict[str, int]:
    """Return the open issues of a family: field -> id."""
    query = select(IssueRow.id, IssueRow.detail).where(
        IssueRow.code == CODE, IssueRow.solved_at.is_(None), IssueRow.site_id.is_(None)
    )
    parts = ((key, detail.split(" ", 2)) for key, detail in connection.execute(query))
    return {said[1]: key for key, said in parts if said[0] == family}


def _write(
    connection: Connection, family: str, field: str, broken: Iterable[_Broken], issue_id: int | None, now: datetime
) -> None:
    some = list(broken)
    if issue_id is not None and not some:
        connection.execute(update(_ISSUE).where(_ISSUE.c.id == issue_id).values(solved_at=now))
        return
    detail = f"{family} {field} {' '.join(one.site for one in some)}"
    url = next((one.url for one in some if one.url), None)
    said = {"detail": detail, "count": len(some), "last_at": now}
    if issue_id is not None:
        connection.execute(update(_ISSUE).where(_ISSUE.c.id == issue_id).values(**said))
        return
    first = {"code": CODE, "detail_key": digest63(family, field), "url": url, "first_at": min(one.at for one in some)}
    insert_rows(connection, IssueRow, [{**first, **said, "breaks": True}])


def _issue(detail: str, url: str | None, since: datetime) -> FamilyIssue:
    family, field, *sites = detail.split(" ")
    return FamilyIssue(family=family, field=field, sites=tuple(sites), url=url, since=since)
