"""What keeps evidence from being pruned, and the record of what was erased or opened."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import CLUSTERED, Base
from storage.types import BigKeyType, Key, UtcTime


class EvidenceHoldRow(Base):
    """A snapshot that a case rests on: no rule of retention touches it until it is released."""

    __tablename__ = "evidence_hold"
    __table_args__ = (Index(None, "holder"), CLUSTERED)

    snapshot_id: Mapped[int] = mapped_column(
        BigKeyType, ForeignKey("snapshot.id"), primary_key=True, autoincrement=False
    )
    holder: Mapped[str] = mapped_column(primary_key=True)
    """`case:<id>`."""
    held_at: Mapped[UtcTime]
    released_at: Mapped[UtcTime | None]


class ErasureRow(Base):
    """That data of a person were erased: when, why, how much, and never which."""

    __tablename__ = "erasure"

    id: Mapped[Key]
    uid: Mapped[str] = mapped_column(unique=True)
    subject_type: Mapped[str]
    subject_hash: Mapped[str]
    """Keyed hash: tells whether the same subject asked before, to nobody without the key."""
    reason: Mapped[str]
    by: Mapped[str]
    started_at: Mapped[UtcTime]
    ended_at: Mapped[UtcTime | None]
    rows: Mapped[int] = mapped_column(default=0)
    snapshots: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    """Snapshots that an open case holds and that were left as they are."""


class EvidenceAccessRow(Base):
    """That somebody opened a sealed original."""

    __tablename__ = "evidence_access"

    id: Mapped[Key]
    at: Mapped[UtcTime]
    by: Mapped[str]
    reason: Mapped[str]
    snapshot_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("snapshot.id"))
