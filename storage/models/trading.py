"""Listings, offers and how they change."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from market.changes import ChangeKind, OfferState
from market.model import Detail, Unit
from storage.codes import CHANGE, DETAIL, END_CAUSE, OFFER_STATE, ORIGIN, UNIT, EndCause, Origin
from storage.models.base import CLUSTERED, Base
from storage.types import BigKey, BigKeyType, Coded, Hash, Money, MoneyType, UtcTime


class ListingRow(Base):
    """What a site published, in its words; identity is (site, key), of which `uid` is the digest."""

    __tablename__ = "listing"
    __table_args__ = (
        Index(None, "site_id"),
        Index(None, "seller_id"),
        Index("ix_listing_due", "id", sqlite_where=text("due = 1"), postgresql_where=text("due")),
    )

    id: Mapped[BigKey]
    uid: Mapped[Hash] = mapped_column(unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[str]
    url: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    category: Mapped[str | None]
    seller_key: Mapped[str | None]
    seller_name: Mapped[str | None]
    posted_at: Mapped[UtcTime | None]
    detail: Mapped[Detail] = mapped_column(Coded(DETAIL))
    stated: Mapped[str]
    """JSON of the rest of the site's words: storage/stated.py."""
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader.id"))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    """The page that these words and the spans of the offers stand on."""
    score: Mapped[int] = mapped_column(SmallInteger)
    """Probability that the text is an offer, in hundredths."""
    reasons: Mapped[str]
    """JSON list."""
    subjects: Mapped[str]
    """JSON list of [type, value, start, end]."""
    first_seen_at: Mapped[UtcTime]
    first_run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    record_id: Mapped[int | None] = mapped_column(ForeignKey("seller_record.id"))
    """Who the site says sells it; None where only the listing's own handles tell."""
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"))
    due: Mapped[bool] = mapped_column(default=True)
    """True until its seller has been resolved."""


class ListingUndoRow(Base):
    """A listing as it was before the run under way touched it; gone as soon as the run has its verdict."""

    __tablename__ = "listing_undo"

    listing_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("listing.id"), primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    saved: Mapped[str]
    """JSON of its row, its offers and its sightings: storage/undo.py."""


class OfferRow(Base):
    """One thing sold in a listing, in our words, with the latest look at it."""

    __tablename__ = "offer"
    __table_args__ = (Index(None, "listing_id"), Index(None, "platform", "kind"))

    id: Mapped[BigKey]
    uid: Mapped[Hash] = mapped_column(unique=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    line_key: Mapped[Hash]
    """Digest of its raw line with prices, stock and handles cut out."""
    ordinal: Mapped[int] = mapped_column(SmallInteger)
    variant: Mapped[str | None]
    kind: Mapped[str]
    platform: Mapped[str | None]
    attributes: Mapped[str]
    """Sorted, joined by `|`."""
    age_months: Mapped[int | None]
    country: Mapped[str | None]
    span_start: Mapped[int]
    span_end: Mapped[int]
    spans: Mapped[str]
    """JSON object: field name -> [start, end]."""
    state: Mapped[OfferState] = mapped_column(Coded(OFFER_STATE))
    state_at: Mapped[UtcTime]
    price_min: Mapped[Money | None]
    price_max: Mapped[Money | None]
    currency: Mapped[str | None]
    unit: Mapped[Unit | None] = mapped_column(Coded(UNIT))
    """None where no price is stated."""
    pack_size: Mapped[int | None] = mapped_column(BigInteger)
    rate_min: Mapped[Money | None]
    rate_max: Mapped[Money | None]
    min_quantity: Mapped[int | None] = mapped_column(BigInteger)
    stock: Mapped[int | None] = mapped_column(BigInteger)
    available: Mapped[bool | None]
    first_seen_at: Mapped[UtcTime]
    first_run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    since_at: Mapped[UtcTime]
    """Start of the present interval in which it is seen; earlier ones are in offer_presence."""
    observed_id: Mapped[int] = mapped_column(BigInteger)
    """The snapshot of its latest observation."""
    missing_at: Mapped[UtcTime | None]
    """When its listing was first seen without it."""
    missing_run_id: Mapped[int | None]
    ended_at: Mapped[UtcTime | None]
    end_cause: Mapped[EndCause | None] = mapped_column(Coded(END_CAUSE))


class ObservationRow(Base):
    """An offer as one snapshot showed it, where that differs from the one before. Rows are added, never changed."""

    __tablename__ = "observation"
    __table_args__ = (CLUSTERED,)

    offer_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("offer.id"), primary_key=True, autoincrement=False)
    snapshot_id: Mapped[int] = mapped_column(
        BigKeyType, ForeignKey("snapshot.id"), primary_key=True, autoincrement=False
    )
    seen_at: Mapped[UtcTime]
    origin: Mapped[Origin] = mapped_column(Coded(ORIGIN))
    price_min: Mapped[Money | None]
    price_max: Mapped[Money | None]
    """None where it is `price_min`."""
    currency: Mapped[str | None]
    unit: Mapped[Unit | None] = mapped_column(Coded(UNIT))
    pack_size: Mapped[int | None] = mapped_column(BigInteger)
    rate_min: Mapped[Decimal | None] = mapped_column(MoneyType())
    rate_max: Mapped[Decimal | None] = mapped_column(MoneyType())
    min_quantity: Mapped[int | None] = mapped_column(BigInteger)
    stock: Mapped[int | None] = mapped_column(BigInteger)
    available: Mapped[bool | None]


class PresenceRow(Base):
    """An interval in which a listing was seen; the open one has no end. What is seen again touches only this row."""

    __tablename__ = "presence"
    __table_args__ = (CLUSTERED,)

    listing_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("listing.id"), primary_key=True, autoincrement=False)
    nth: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    first_seen_at: Mapped[UtcTime]
    last_seen_at: Mapped[UtcTime]
    last_run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    last_snapshot_id: Mapped[int] = mapped_column(BigInteger)
    missed: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Proven looks in a row that did not show it."""
    missed_at: Mapped[UtcTime | None]
    missed_run_id: Mapped[int | None]
    ended_at: Mapped[UtcTime | None]
    end_cause: Mapped[EndCause | None] = mapped_column(Coded(END_CAUSE))


class OfferPresenceRow(Base):
    """An interval, now over, in which an offer was seen."""

    __tablename__ = "offer_presence"
    __table_args__ = (CLUSTERED,)

    offer_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("offer.id"), primary_key=True, autoincrement=False)
    since_at: Mapped[UtcTime] = mapped_column(primary_key=True)
    ended_at: Mapped[UtcTime]
    end_cause: Mapped[EndCause] = mapped_column(Coded(END_CAUSE))


class TransitionRow(Base):
    """What happened to an offer, a seller or a site, and when. Rows are added, never changed.

    What an offer showed before and after stands in its observations on both sides of
    `snapshot_id`; `before` and `after` are for everything else.
    """

    __tablename__ = "transition"
    __table_args__ = (
        Index(None, "offer_id"),
        Index(
            "ix_transition_site",
            "site_id",
            sqlite_where=text("offer_id IS NULL"),
            postgresql_where=text("offer_id IS NULL"),
        ),
        Index(
            None,
            "seller_id",
            sqlite_where=text("seller_id IS NOT NULL"),
            postgresql_where=text("seller_id IS NOT NULL"),
        ),
    )

    id: Mapped[BigKey]
    kind: Mapped[ChangeKind] = mapped_column(Coded(CHANGE))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    at: Mapped[UtcTime]
    cause: Mapped[str | None]
    before: Mapped[str | None]
    after: Mapped[str | None]


class TransitionDayRow(Base):
    """The lowest id of the transitions that happened on a day: storage/transitions.py."""

    __tablename__ = "transition_day"

    day: Mapped[int] = mapped_column(BigKeyType, primary_key=True, autoincrement=False)
    """Since 1970, in UTC."""
    first_id: Mapped[int] = mapped_column(BigInteger)


class ObservationBeforeRow(Base):
    """An observation as it was read until a reread read its snapshot otherwise: docs/adr/0009. Rows are added only."""

    __tablename__ = "observation_before"
    __table_args__ = (CLUSTERED,)

    offer_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("offer.id"), primary_key=True, autoincrement=False)
    snapshot_id: Mapped[int] = mapped_column(
        BigKeyType, ForeignKey("snapshot.id"), primary_key=True, autoincrement=False
    )
    replaced_at: Mapped[UtcTime] = mapped_column(primary_key=True)
    origin: Mapped[Origin] = mapped_column(Coded(ORIGIN))
    price_min: Mapped[Money | None]
    price_max: Mapped[Money | None]
    currency: Mapped[str | None]
    unit: Mapped[Unit | None] = mapped_column(Coded(UNIT))
    pack_size: Mapped[int | None] = mapped_column(BigInteger)
    rate_min: Mapped[Decimal | None] = mapped_column(MoneyType())
    rate_max: Mapped[Decimal | None] = mapped_column(MoneyType())
    min_quantity: Mapped[int | None] = mapped_column(BigInteger)
    stock: Mapped[int | None] = mapped_column(BigInteger)
    available: Mapped[bool | None]


class RemovalRow(Base):
    """The first of two healthy looks at a listing's own address that say it is gone: storage/removals.py."""

    __tablename__ = "removal"

    listing_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("listing.id"), primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    at: Mapped[UtcTime]
