"""What people are told, and what is still to be sent."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from market.newness import Severity
from storage.codes import ALERT_STATE, DISPOSITION, SEVERITY, AlertState, Disposition
from storage.models.base import CLUSTERED, Base
from storage.types import BigKeyType, Coded, Key, Money, UtcTime


class AlertRow(Base):
    """One rule met by one transition, once."""

    __tablename__ = "alert"
    __table_args__ = (
        Index(None, "created_at"),
        Index(None, "seller_id"),
        Index(None, "state"),
        Index(None, "transition_id"),
        Index(None, "rule", "created_at"),
    )

    id: Mapped[Key]
    dedup_key: Mapped[str] = mapped_column(unique=True)
    family: Mapped[str] = mapped_column(default="")
    """What a false positive silences."""
    rule: Mapped[str]
    transition_id: Mapped[int | None] = mapped_column(ForeignKey("transition.id"))
    """None where nothing of the market changed: a watched handle in an old listing, a site that cannot be read."""
    severity: Mapped[Severity] = mapped_column(Coded(SEVERITY))
    score: Mapped[Money]
    reasons: Mapped[str]
    """JSON list."""
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    created_at: Mapped[UtcTime]
    state: Mapped[AlertState] = mapped_column(Coded(ALERT_STATE))
    disposition: Mapped[Disposition | None] = mapped_column(Coded(DISPOSITION))
    """What it was found to be; None while it is not closed."""
    case_no: Mapped[str | None]
    """The case that took it up."""
    assignee: Mapped[str | None]
    over_cap: Mapped[bool] = mapped_column(default=False)
    """People were told of it by a count only."""
    suppression_id: Mapped[int | None]
    """The suppression that closed it the moment it was raised."""


class AlertOfferRow(Base):
    """An offer that an alert rests on; its evidence is the offer's own."""

    __tablename__ = "alert_offer"
    __table_args__ = (CLUSTERED,)

    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), primary_key=True, autoincrement=False)
    offer_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("offer.id"), primary_key=True, autoincrement=False)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    """The page that showed it when the alert was raised."""


class AlertEventRow(Base):
    """What a person did with an alert, and how it stood afterwards. Rows are added, never changed."""

    __tablename__ = "alert_event"
    __table_args__ = (Index(None, "alert_id"),)

    id: Mapped[Key]
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"))
    at: Mapped[UtcTime]
    by: Mapped[str | None]
    action: Mapped[str] = mapped_column(default="")
    state: Mapped[AlertState] = mapped_column(Coded(ALERT_STATE))
    disposition: Mapped[Disposition | None] = mapped_column(Coded(DISPOSITION))
    assignee: Mapped[str | None]
    case_no: Mapped[str | None]
    note: Mapped[str | None]
    undoes_id: Mapped[int | None]
    """The event that this one takes back."""


class SuppressionRow(Base):
    """What a false positive taught: alerts of its family are closed the moment they are raised."""

    __tablename__ = "suppression"
    __table_args__ = (Index(None, "family"),)

    id: Mapped[Key]
    family: Mapped[str]
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"))
    """The false positive."""
    at: Mapped[UtcTime]
    by: Mapped[str]
    note: Mapped[str | None]
    withdrawn_at: Mapped[UtcTime | None]
    withdrawn_by: Mapped[str | None]


class FiredRow(Base):
    """A threshold that was crossed and has not recovered."""

    __tablename__ = "fired"
    __table_args__ = (CLUSTERED,)

    rule: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[UtcTime]


class WatchRow(Base):
    """A handle or a term to look out for, or a partner who raises no alert."""

    __tablename__ = "watch"

    id: Mapped[Key]
    list: Mapped[str]
    """`handle`, `term` or `partner`."""
    type: Mapped[str]
    """Of a handle; empty for a term, `seller` for a partner known by id."""
    value: Mapped[str]
    note: Mapped[str]
    at: Mapped[UtcTime]
    by: Mapped[str]
    removed_at: Mapped[UtcTime | None]
    removed_by: Mapped[str | None]


class OutboxRow(Base):
    """Something to be delivered to one channel, at least once and under one key."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "channel",
            "next_at",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    dedup_key: Mapped[str] = mapped_column(unique=True)
    """`KEY@CHANNEL`; the key alone is what the receiver gets as its idempotency key."""
    channel: Mapped[str] = mapped_column(default="")
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    topic: Mapped[str]
    """`alert`, `capped` or `digest`."""
    payload: Mapped[str | None]
    """JSON of what a digest or a count is about."""
    created_at: Mapped[UtcTime]
    next_at: Mapped[UtcTime]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[UtcTime | None]
    dead_at: Mapped[UtcTime | None]
    """Since when nobody tries any more."""
    last_error: Mapped[str | None]


class ChannelRow(Base):
    """How a channel does, and which process is sending to it."""

    __tablename__ = "channel"

    id: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    """In a row."""
    blocked_until: Mapped[UtcTime | None]
    """Nothing is sent before: the last attempts failed."""
    last_ok_at: Mapped[UtcTime | None]
    last_error_at: Mapped[UtcTime | None]
    last_error: Mapped[str | None]
    holder: Mapped[str] = mapped_column(default="")
    held_until: Mapped[UtcTime | None]
    """In real time, whatever clock a simulation dictates."""


class DeliveryRow(Base):
    """One attempt to send. Rows are added, never changed."""

    __tablename__ = "delivery"
    __table_args__ = (Index(None, "outbox_id"),)

    id: Mapped[Key]
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"))
    at: Mapped[UtcTime]
    error: Mapped[str | None]
    """None where it went through."""


class MetaRow(Base):
    """A fact about this database as a whole: whether it was ever simulated, cursors."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
