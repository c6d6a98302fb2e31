"""Opening a sealed original: found by its hash, logged first, checked against the hash of what was fetched."""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, insert, or_, select

from storage.database import reading, writing
from storage.evidence.extracting import Chains
from storage.evidence.places import EvidencePlaces
from storage.evidence.sealing import SealError, load_private, unseal
from storage.models import EvidenceAccessRow, SnapshotRow, WarcRow
from storage.pages import PRUNED, REVISIT
from storage.warc import SEALED, read_record

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

_DIGITS = 64


def open_original(
    engine: Engine, places: EvidencePlaces, snapshot: str, private: Path, *, reason: str, by: str, at: datetime
) -> bytes:
    """Return the original of a redacted snapshot; that it was opened is recorded before it is.

    `snapshot` is the hash of the body as it is stored or as it was fetched, with or without `sha256:`.

    Raises:
        SealError: no such snapshot, nothing sealed beside it, no reason, or the wrong key.
        SnapshotError: the record is gone or is not the one that was stored.
    """
    if not reason.strip():
        raise SealError("--reason has to say why the original is opened; it is recorded")
    key = load_private(private)
    row = _find(engine, snapshot)
    with writing(engine) as connection:
        connection.execute(insert(EvidenceAccessRow).values(at=at, by=by, reason=reason, snapshot_id=row.id))
    body = _opened(places, row, key)
    if hashlib.sha256(body).digest() != row.redacted_sha256:
        raise SealError("the original is not the one that was fetched (sha256 differs)")
    return body


def _find(engine: Engine, snapshot: str) -> Any:  # noqa: ANN401 - a row of SQLAlchemy
    said = snapshot.removeprefix("sha256:").lower()
    if len(said) != _DIGITS or set(said) - set("0123456789abcdef"):
        raise SealError(f"{snapshot[:80]}: name a snapshot by its sha256, 64 hex digits")
    digest = bytes.fromhex(said)
    query = (
        select(SnapshotRow.id, SnapshotRow.offset, SnapshotRow.redacted_sha256, WarcRow.name)
        .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
        .where(or_(SnapshotRow.sha256 == digest, SnapshotRow.redacted_sha256 == digest))
        .where(SnapshotRow.flags.op("&")(REVISIT | PRUNED) == 0, SnapshotRow.redacted_sha256.is_not(None))
        .order_by(SnapshotRow.id)
        .limit(1)
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise SealError(f"{said[:16]}…: no redacted snapshot of this hash is kept")
    return row


def _opened(places: EvidencePlaces, row: Any, key: X25519PrivateKey) -> bytes:  # noqa: ANN401 - a row of SQLAlchemy
    file = BytesIO()
    Chains(places.store).copy((row.name, row.offset), file)
    end = file.tell()
    file.seek(0)
    while file.tell() < end:
        record = read_record(file)
        if record.headers.get("content-type") == SEALED:
            return unseal(key, record.block)
    raise SealError("its original was not sealed; see [evidence.sealing] in haoshao.toml")
