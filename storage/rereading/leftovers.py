"""What a reread that was killed leaves: ended before a run of its site begins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, exists, select, update

from storage.bulk import table
from storage.database import reading, writing
from storage.models import RereadRow
from storage.sellers import resolve

_REREAD = table(RereadRow)


def settle_leftover(engine: Engine, site_id: int, *, now: datetime) -> None:
    """End a reread that was killed while it wrote, before a run of its site begins: what it left is no news."""
    with reading(engine) as connection:
        left = select(exists().where(RereadRow.site_id == site_id, RereadRow.is_writing, RereadRow.ended_at.is_(None)))
        if not connection.scalar(left):
            return
    resolve(engine, now=now, quiet=True, site_id=site_id)
    with writing(engine) as connection:
        end_rereads(connection, site_id, now, last_snapshot_id=0)


def end_rereads(connection: Connection, site_id: int, now: datetime, **values: int) -> None:
    """End every open reread of a site."""
    open_ = (_REREAD.c.site_id == site_id, _REREAD.c.ended_at.is_(None))
    connection.execute(update(_REREAD).where(*open_).values(ended_at=now, is_writing=False, **values))
