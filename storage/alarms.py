"""Issues that are about no single run: each is opened once and stays until somebody solves it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.bulk import insert_rows
from storage.models import IssueRow
from storage.records import digest63


def raise_alarm(connection: Connection, code: str, detail: str, *, now: datetime) -> None:
    """Open an issue, or note that one that is open was met again."""
    key = digest63(detail)
    known = connection.scalar(
        select(IssueRow.id).where(
            IssueRow.run_id.is_(None), IssueRow.code == code, IssueRow.detail_key == key, IssueRow.solved_at.is_(None)
        )
    )
    if known is not None:
        connection.execute(update(IssueRow).where(IssueRow.id == known).values(last_at=now))
        return
    row = {"code": code, "detail_key": key, "detail": detail, "first_at": now, "last_at": now}
    insert_rows(connection, IssueRow, [row | {"breaks": False, "count": 1}])
