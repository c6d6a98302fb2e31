"""Cases, the notices that go out for them, what is held as evidence, and who was given personal data."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from market.takedowns import BackHow, Frozen, GoneHow, NoticeState
from storage.codes import BACK_HOW, FROZEN, GONE_HOW, NOTICE_STATE
from storage.models.base import CLUSTERED, Base
from storage.types import BigKeyType, Coded, Key, UtcTime


class CaseRow(Base):
    """An analyst's folder."""

    __tablename__ = "takedown_case"

    id: Mapped[Key]
    title: Mapped[str]
    opened_at: Mapped[UtcTime]
    opened_by: Mapped[str]
    frozen_at: Mapped[UtcTime | None]
    """When its evidence was last frozen."""
    closed_at: Mapped[UtcTime | None]


class CaseSellerRow(Base):
    """A seller that a case is about."""

    __tablename__ = "case_seller"
    __table_args__ = (CLUSTERED,)

    case_id: Mapped[int] = mapped_column(ForeignKey("takedown_case.id"), primary_key=True, autoincrement=False)
    seller_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("seller.id"), primary_key=True, autoincrement=False)
    added_at: Mapped[UtcTime]


class CaseOfferRow(Base):
    """An offer that a case is about."""

    __tablename__ = "case_offer"
    __table_args__ = (Index(None, "offer_id"), CLUSTERED)

    case_id: Mapped[int] = mapped_column(ForeignKey("takedown_case.id"), primary_key=True, autoincrement=False)
    offer_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("offer.id"), primary_key=True, autoincrement=False)
    added_at: Mapped[UtcTime]


class CaseFileRow(Base):
    """A file of a case, kept in the data directory under its hash: a screenshot, the proof that a notice was sent."""

    __tablename__ = "case_file"
    __table_args__ = (UniqueConstraint("case_id", "name"),)

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey("takedown_case.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    """The notice whose sending or answer it proves; None for evidence."""
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[UtcTime]
    by: Mapped[str]
    note: Mapped[str | None]


class CaseEvidenceRow(Base):
    """A snapshot that a case rests on; it is held against pruning as long as the case is open."""

    __tablename__ = "case_evidence"
    __table_args__ = (Index(None, "snapshot_id"), CLUSTERED)

    case_id: Mapped[int] = mapped_column(ForeignKey("takedown_case.id"), primary_key=True, autoincrement=False)
    offer_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("offer.id"), primary_key=True, autoincrement=False)
    snapshot_id: Mapped[int] = mapped_column(
        BigKeyType, ForeignKey("snapshot.id"), primary_key=True, autoincrement=False
    )
    frozen_at: Mapped[UtcTime]
    how: Mapped[Frozen] = mapped_column(Coded(FROZEN))


class NoticeRow(Base):
    """A takedown request to one recipient, with a date for each state that it went through."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("case_id", "nth"),
        Index(
            "ix_notice_due",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey("takedown_case.id"))
    nth: Mapped[int] = mapped_column(SmallInteger)
    """Its number within the case."""
    attempt: Mapped[int] = mapped_column(SmallInteger, default=1)
    after_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    """The notice whose targets came back, for which this one is the next attempt."""
    recipient: Mapped[str]
    """The id of its file in config/recipients."""
    language: Mapped[str]
    answer_days: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[NoticeState] = mapped_column(Coded(NOTICE_STATE))
    state_at: Mapped[UtcTime]
    made_at: Mapped[UtcTime]
    frozen_at: Mapped[UtcTime | None]
    sent_at: Mapped[UtcTime | None]
    answered_at: Mapped[UtcTime | None]
    gone_at: Mapped[UtcTime | None]
    back_at: Mapped[UtcTime | None]
    due_at: Mapped[UtcTime | None]
    """Since when, or from when on, it waits for a person; None while it needs nobody."""
    remind_at: Mapped[UtcTime | None]
    """When the next reminder is due; a reminder does not change `due_at`, only a person's act does."""
    reminders: Mapped[int] = mapped_column(SmallInteger, default=0)


class NoticeOfferRow(Base):
    """An offer that a notice asks to be taken down, and what became of it."""

    __tablename__ = "notice_offer"
    __table_args__ = (Index(None, "offer_id"), CLUSTERED)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, autoincrement=False)
    offer_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("offer.id"), primary_key=True, autoincrement=False)
    gone_at: Mapped[UtcTime | None]
    gone_how: Mapped[GoneHow | None] = mapped_column(Coded(GONE_HOW))
    back_at: Mapped[UtcTime | None]
    back_how: Mapped[BackHow | None] = mapped_column(Coded(BACK_HOW))
    back_offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))


class CaseEventRow(Base):
    """One line of a case's timeline: who did what, and when. Rows are added, never changed."""

    __tablename__ = "case_event"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey("takedown_case.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    at: Mapped[UtcTime]
    """When it happened."""
    written_at: Mapped[UtcTime]
    """When it was written down."""
    by: Mapped[str]
    kind: Mapped[str]
    state: Mapped[NoticeState | None] = mapped_column(Coded(NOTICE_STATE))
    """The state that the notice went into, where that is what happened."""
    text: Mapped[str]


class AccessRow(Base):
    """Somebody was given more than public handles: who, when, what, and why. Rows are added, never changed."""

    __tablename__ = "access_log"

    id: Mapped[Key]
    at: Mapped[UtcTime]
    by: Mapped[str]
    tier: Mapped[str]
    reason: Mapped[str]
    what: Mapped[str]
