"""Every fetch that was ever made: what was asked of whom, when, in which run and why, and what came back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, select

from base.clock import iso
from storage.database import reading
from storage.models import PageRow, RunRow, SiteRow, SnapshotRow, WarcRow
from storage.pages import REVISIT, TRUNCATED
from storage.queries.filters import Filters

FETCH_COLUMNS = (
    "fetched_at",
    "site",
    "run_id",
    "source",
    "why",
    "url",
    "final_url",
    "status",
    "bytes",
    "unchanged",
    "truncated",
    "snapshot",
    "warc",
    "offset",
)


def fetch_rows(engine: Engine, chosen: Filters, *, host: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield a row for each fetch that *chosen* (site, since, until) and *host* let through, the oldest first."""
    query = (
        select(SnapshotRow, PageRow.url, PageRow.role, SiteRow.name, RunRow.source, WarcRow.name.label("warc"))
        .join(PageRow, PageRow.id == SnapshotRow.page_id)
        .join(RunRow, RunRow.id == SnapshotRow.run_id)
        .join(SiteRow, SiteRow.id == RunRow.site_id)
        .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
        .order_by(SnapshotRow.id)
    )
    if chosen.site is not None:
        query = query.where(SiteRow.name.in_(chosen.site))
    if chosen.since is not None:
        query = query.where(SnapshotRow.fetched_at > chosen.since)
    if chosen.until is not None:
        query = query.where(SnapshotRow.fetched_at <= chosen.until)
    if host is not None:
        query = query.where(PageRow.url.contains(f"//{host.lower()}", autoescape=True))
    columns = [SnapshotRow.__table__.c[name] for name in _SNAPSHOT]
    with reading(engine) as connection:
        found = connection.execution_options(yield_per=1000).execute(
            query.with_only_columns(
                *columns,
                PageRow.url,
                PageRow.role,
                SiteRow.name.label("site"),
                RunRow.source,
                WarcRow.name.label("warc"),
            )
        )
        for row in found.mappings():
            yield {
                "fetched_at": iso(row["fetched_at"]),
                "site": row["site"],
                "run_id": row["run_id"],
                "source": row["source"].value,
                "why": _why(row["url"], row["role"]),
                "url": row["url"],
                "final_url": row["final_url"],
                "status": row["status"],
                "bytes": row["size"],
                "unchanged": bool(row["flags"] & REVISIT),
                "truncated": bool(row["flags"] & TRUNCATED),
                "snapshot": f"sha256:{row['sha256'].hex()}",
                "warc": row["warc"],
                "offset": row["offset"],
            }


_SNAPSHOT = ("fetched_at", "run_id", "final_url", "status", "size", "flags", "sha256", "offset")


def _why(url: str, role: Any) -> str:  # noqa: ANN401 - an enum of the model, or nothing
    if url.endswith("/robots.txt"):
        return "robots"
    return "unread" if role is None else str(role.value)
