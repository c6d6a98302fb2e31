"""Issues of a run: each once, with how often it was met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from market.model import PageIssue
from storage.bulk import upsert_rows
from storage.models import IssueRow
from storage.records import Run, digest63
from storage.words import storable


@dataclass(slots=True, kw_only=True)
class MetIssue:
    """An issue of the run and how often it was met so far."""

    issue: PageIssue
    url: str | None
    first_at: datetime
    last_at: datetime
    count: int = 0


def write_issues(connection: Connection, run: Run, met: Mapping[tuple[str, str], MetIssue]) -> None:
    """Write issues by code and detail; one that has its row gets its count and last time anew."""
    rows = [
        {
            "site_id": run.site_id,
            "run_id": run.id,
            "code": code,
            "detail_key": digest63(detail),
            "detail": detail,
            "url": storable(one.url),
            "breaks": one.issue.breaks,
            "count": one.count,
            "first_at": one.first_at,
            "last_at": one.last_at,
        }
        for (code, detail), one in met.items()
    ]
    upsert_rows(connection, IssueRow, rows, by=["run_id", "code", "detail_key"], change=["count", "last_at", "breaks"])
