"""One erasure from request to record; killed anywhere, the same request again does the rest."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from market.errors import MarketError
from storage.database import writing
from storage.evidence.erasing.bodies import erase_bodies
from storage.evidence.erasing.rows import erase_rows
from storage.evidence.erasing.subjects import Subject
from storage.evidence.ledger import Ledger
from storage.evidence.ledger_lines import Kind
from storage.evidence.places import EvidencePlaces, replace_file
from storage.evidence.rewriting import alone
from storage.models import ErasureRow

_KEY = "erasure.key"


class ErasureError(MarketError):
    """An erasure cannot be carried out as it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure came to."""

    uid: str
    rows: int
    snapshots: int
    kept_rows: int
    """Rows of cases that hold the value and were left."""
    kept_snapshots: int
    """Snapshots that an open case holds."""
    sealed: int
    """Sealed originals that nobody could look into."""
    asked_before: bool


def erase(
    engine: Engine,
    places: EvidencePlaces,
    subject: Subject,
    *,
    reason: str,
    by: str,
    at: datetime,
    drop: bool = False,
    dry: bool = False,
) -> Erased:
    """Return what was erased of *subject*; with `dry` what would be, with `drop` whole bodies go.

    Raises:
        ErasureError: no reason, or one that itself holds the value.
        MarketError: the ledger or the store cannot be written.
    """
    if not reason.strip() or subject.is_in(f"{reason} {by}".encode()):
        raise ErasureError("--reason has to say why, without the value that is to be erased")
    if dry:
        rows = erase_rows(engine, subject, uid="", dry=True)
        bodies = erase_bodies(engine, places, subject, uid="", at=at, drop=drop, dry=True)
        counts = (rows.changed, bodies.changed, rows.kept, bodies.kept, bodies.sealed)
        return _erased("", counts, asked_before=False)
    with alone(places):
        hashed = subject.keyed(_key(places))
        uid, before = _begin(engine, subject, hashed, reason, by, at)
        bodies = erase_bodies(engine, places, subject, uid=uid, at=at, drop=drop, dry=False)
        rows = erase_rows(engine, subject, uid=uid, dry=False)
        item = {"erasure": uid, "subject": hashed, "rows": rows.changed, "snapshots": bodies.changed}
        Ledger(places).append(Kind.ERASURE, [item], at=at)
        with writing(engine) as connection:
            connection.execute(
                update(ErasureRow)
                .where(ErasureRow.uid == uid)
                .values(
                    ended_at=at,
                    rows=ErasureRow.rows + rows.changed,
                    snapshots=ErasureRow.snapshots + bodies.changed,
                    kept=bodies.kept,
                )
            )
    counts = (rows.changed, bodies.changed, rows.kept, bodies.kept, bodies.sealed)
    return _erased(uid, counts, asked_before=before)


def _erased(uid: str, counts: tuple[int, int, int, int, int], *, asked_before: bool) -> Erased:
    rows, snapshots, kept_rows, kept_snapshots, sealed = counts
    return Erased(
        uid=uid,
        rows=rows,
        snapshots=snapshots,
        kept_rows=kept_rows,
        kept_snapshots=kept_snapshots,
        sealed=sealed,
        asked_before=asked_before,
    )


def _begin(engine: Engine, subject: Subject, hashed: str, reason: str, by: str, at: datetime) -> tuple[str, bool]:
    """Return the id of the erasure, that of one that was killed where there is one, and whether there were others."""
    with writing(engine) as connection:
        found = connection.execute(
            select(ErasureRow.uid, ErasureRow.ended_at).where(ErasureRow.subject_hash == hashed)
        ).all()
        for uid, ended_at in found:
            if ended_at is None:
                return uid, len(found) > 1
        uid = f"E-{at:%Y%m%d}-{secrets.token_hex(3)}"
        values = {"uid": uid, "subject_type": str(subject.type), "subject_hash": hashed, "reason": reason, "by": by}
        connection.execute(insert(ErasureRow).values(**values, started_at=at, rows=0, snapshots=0, kept=0))
    return uid, bool(found)


def _key(places: EvidencePlaces) -> bytes:
    """Return the key under which subjects are hashed, made where there is none."""
    path = places.keys / _KEY
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(path, os.urandom(32))
        return path.read_bytes()
