"""The audit log: what was fetched when and why, with the decision that each site is watched by."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from base.config import Basis, load_sites
from base.sinks import columns
from haoshao.export import opened, write_csv, write_jsonl
from haoshao.workspace import Workspace
from storage.database import open_database
from storage.queries.fetches import FETCH_COLUMNS, fetch_rows
from storage.queries.filters import Filters

COLUMNS = (*FETCH_COLUMNS, "basis")


def audit_rows(place: Workspace, chosen: Filters, *, host: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield a row for each fetch, the oldest first; `basis` is the decision in today's site file, None without one."""
    sites = load_sites(place.require_config())
    place.require_data()
    for row in fetch_rows(open_database(place.database), chosen, host=host):
        site = sites.get(row["site"])
        yield {**row, "basis": None if site is None else _basis(site.basis)}


def written_audit(place: Workspace, form: str, out: Path | None, chosen: Filters, *, host: str | None) -> int:
    """Write the audit log as text, jsonl or csv and return how many requests it holds.

    Raises:
        ExportError: *out* cannot be written.
    """
    rows = audit_rows(place, chosen, host=host)
    with opened(out, sys.stdout) as stream:
        if form == "csv":
            return write_csv(rows, COLUMNS, stream)
        if form == "jsonl":
            return write_jsonl(rows, stream)
        count = 0
        for row in rows:
            answer = f"{row['status']}{' unchanged' if row['unchanged'] else ''}"
            stream.write(columns(row["fetched_at"], row["site"], f"{row['why']:<8}", answer, row["url"]) + "\n")
            count += 1
        return count


def overdue_reviews(config: Path, today: date) -> list[str]:
    """Return a line for each watched site whose decision was to be looked at again by *today*.

    Raises:
        ConfigError: a site file is wrong.
    """
    return [
        f"{site.name}: the decision to watch it was to be reviewed by {site.basis.review_at}; "
        f"look at it again and set basis.review_at in its site file"
        for site in load_sites(config).values()
        if site.basis.review_at is not None and site.basis.review_at <= today and not site.paused
    ]


def _basis(basis: Basis) -> str | None:
    if not basis.why and not basis.by:
        return None
    return f"{basis.why} ({basis.by})" if basis.by else basis.why
