"""Snapshots that a case rests on: frozen until the case lets go of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Select, select, update

from storage.bulk import upsert_rows
from storage.models import EvidenceHoldRow


def hold_snapshots(connection: Connection, ids: Iterable[int], *, holder: str, now: datetime) -> None:
    """Keep snapshots from every rule of retention for as long as *holder* holds them; call it where they are frozen."""
    rows = [{"snapshot_id": key, "holder": holder, "held_at": now, "released_at": None} for key in dict.fromkeys(ids)]
    upsert_rows(connection, EvidenceHoldRow, rows, by=["snapshot_id", "holder"], change=["released_at"])


def release_holds(connection: Connection, *, holder: str, now: datetime) -> int:
    """Let go of all that *holder* holds, and return how many snapshots that were; the rows stay as a record."""
    held = EvidenceHoldRow.holder == holder, EvidenceHoldRow.released_at.is_(None)
    return connection.execute(update(EvidenceHoldRow).where(*held).values(released_at=now)).rowcount


def held_ids() -> Select[int]:
    """Return the query of the snapshots that somebody holds."""
    return select(EvidenceHoldRow.snapshot_id).where(EvidenceHoldRow.released_at.is_(None))
