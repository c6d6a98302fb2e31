"""What people are told, and what is still to be sent."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from market.newness import Severity
from storage.codes import ALERT_STATE, SEVERITY, AlertState
from storage.models.base import CLUSTERED, Base
from storage.types import BigKeyType, Coded, Key, Money, UtcTime


class AlertRow(Base):
    """One rule met by one transition, once."""

    __tablename__ = "alert"
    __table_args__ = (Index(None, "created_at"), Index(None, "seller_id"), Index(None, "state"))

    id: Mapped[Key]
    dedup_key: Mapped[str] = mapped_column(unique=True)
    rule: Mapped[str]
    transition_id: Mapped[int] = mapped_column(ForeignKey("transition.id"))
    severity: Mapped[Severity] = mapped_column(Coded(SEVERITY))
    score: Mapped[Money]
    reasons: Mapped[str]
    """JSON list."""
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    created_at: Mapped[UtcTime]
    state: Mapped[AlertState] = mapped_column(Coded(ALERT_STATE))
    assignee: Mapped[str | None]


class AlertOfferRow(Base):
    """An offer that an alert rests on; its evidence is the offer's own."""

    __tablename__ = "alert_offer"
    __table_args__ = (CLUSTERED,)

    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), primary_key=True, autoincrement=False)
    offer_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("offer.id"), primary_key=True, autoincrement=False)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    """The page that showed it when the alert was raised."""


class AlertEventRow(Base):
    """What a person did with an alert. Rows are added, never changed."""

    __tablename__ = "alert_event"
    __table_args__ = (Index(None, "alert_id"),)

    id: Mapped[Key]
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"))
    at: Mapped[UtcTime]
    by: Mapped[str | None]
    state: Mapped[AlertState] = mapped_column(Coded(ALERT_STATE))
    note: Mapped[str | None]


class OutboxRow(Base):
    """Something to be delivered at least once under one key."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "next_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    dedup_key: Mapped[str] = mapped_column(unique=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    topic: Mapped[str]
    created_at: Mapped[UtcTime]
    next_at: Mapped[UtcTime]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[UtcTime | None]
    last_error: Mapped[str | None]


class MetaRow(Base):
    """A fact about this database as a whole: whether it was ever simulated, cursors."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
