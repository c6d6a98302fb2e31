"""Handles, sellers and the verdicts that tie them, and burner numbers."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from market.model import HandleType, Scope
from storage.codes import HANDLE_TYPE, JUDGEMENT, NODE, NUMBER_STATE, SCOPE, Judgement, Node, NumberState
from storage.models.base import CLUSTERED, Base
from storage.types import BigKey, BigKeyType, Coded, Hash, Money, UtcTime

_OF_PERSONS = "by IS NOT NULL OR withdrawn_by IS NOT NULL"


class HandleRow(Base):
    """A contact identifier in normal form."""

    __tablename__ = "handle"
    __table_args__ = (UniqueConstraint("type", "value"), Index(None, "seller_id"))

    id: Mapped[BigKey]
    type: Mapped[HandleType] = mapped_column(Coded(HANDLE_TYPE))
    value: Mapped[str]
    first_seen_at: Mapped[UtcTime]
    first_run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"))
    shared_at: Mapped[UtcTime | None]
    """Since when so many unrelated parties show it that it joins nobody."""


class SightingRow(Base):
    """A handle in a listing; it is seen as long as the listing is, until `ended_at`."""

    __tablename__ = "sighting"
    __table_args__ = (Index(None, "handle_id"), CLUSTERED)

    listing_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("listing.id"), primary_key=True, autoincrement=False)
    handle_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("handle.id"), primary_key=True, autoincrement=False)
    scope: Mapped[Scope] = mapped_column(Coded(SCOPE))
    span_start: Mapped[int | None]
    span_end: Mapped[int | None]
    first_seen_at: Mapped[UtcTime]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    ended_at: Mapped[UtcTime | None]


class HandlePartyRow(Base):
    """A party that shows a handle: a record, the site's own where a listing names nobody else. Counts who shares it."""

    __tablename__ = "handle_party"
    __table_args__ = (Index(None, "record_id"), CLUSTERED)

    handle_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("handle.id"), primary_key=True, autoincrement=False)
    record_id: Mapped[int] = mapped_column(
        BigKeyType, ForeignKey("seller_record.id"), primary_key=True, autoincrement=False
    )
    others: Mapped[str | None]
    """JSON list of the handles that its listings show beside; empty where none shows it, None where not looked at."""
    beside_go_between: Mapped[bool] = mapped_column(default=False)
    """The words beside the handle name a go-between in one of them."""


class RecordRow(Base):
    """Someone a site itself tells apart: the site (key empty), a forum user, a merchant."""

    __tablename__ = "seller_record"
    __table_args__ = (
        Index(None, "site_id"),
        Index(None, "seller_id"),
        Index("ix_seller_record_due", "id", sqlite_where=text("due = 1"), postgresql_where=text("due")),
    )

    id: Mapped[BigKey]
    uid: Mapped[Hash] = mapped_column(unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[str]
    name: Mapped[str | None]
    first_seen_at: Mapped[UtcTime]
    first_run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"))
    due: Mapped[bool] = mapped_column(default=True)
    """True until what is new about it has been resolved."""


class RecordNameRow(Base):
    """A name that a record went by."""

    __tablename__ = "record_name"
    __table_args__ = (CLUSTERED,)

    record_id: Mapped[int] = mapped_column(
        BigKeyType, ForeignKey("seller_record.id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    first_seen_at: Mapped[UtcTime]


class RecordSightingRow(Base):
    """A handle that a record shows outside its listings: notice, footer, signature, service link."""

    __tablename__ = "record_sighting"
    __table_args__ = (Index(None, "handle_id"), CLUSTERED)

    record_id: Mapped[int] = mapped_column(
        BigKeyType, ForeignKey("seller_record.id"), primary_key=True, autoincrement=False
    )
    handle_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("handle.id"), primary_key=True, autoincrement=False)
    first_seen_at: Mapped[UtcTime]
    last_seen_at: Mapped[UtcTime]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))


class SellerRow(Base):
    """A component of records and handles over verdicts; a joined one points at its survivor."""

    __tablename__ = "seller"
    __table_args__ = (Index(None, "first_seen_at"), Index(None, "merged_into_id"), Index(None, "founder_id"))

    id: Mapped[BigKey]
    uid: Mapped[Hash] = mapped_column(unique=True)
    name: Mapped[str | None]
    first_seen_at: Mapped[UtcTime]
    first_run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    first_site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    baseline: Mapped[bool]
    """True where it was there before its site had a baseline, or in it: no news."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"))
    merged_at: Mapped[UtcTime | None]
    founder_kind: Mapped[Node | None] = mapped_column(Coded(NODE))
    founder_id: Mapped[int | None]
    """The record or handle that it was made for: wherever that goes, the id goes."""


class TraitRow(Base):
    """What a record or handle gives away of its seller: market/sellers/traits.py."""

    __tablename__ = "seller_trait"
    __table_args__ = (Index(None, "node_id", "node_kind"), CLUSTERED)

    trait: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    node_kind: Mapped[Node] = mapped_column(Coded(NODE), primary_key=True)
    node_id: Mapped[int] = mapped_column(BigKeyType, primary_key=True, autoincrement=False)


class SellerSiteRow(Base):
    """Since when a seller is seen at a site."""

    __tablename__ = "seller_site"
    __table_args__ = (Index(None, "site_id"), CLUSTERED)

    seller_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("seller.id"), primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, autoincrement=False)
    first_seen_at: Mapped[UtcTime]
    first_run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))


class VerdictRow(Base):
    """Same, different or unsure about two nodes: by which rule or person, why, and whether withdrawn."""

    __tablename__ = "verdict"
    __table_args__ = (
        UniqueConstraint("a_kind", "a_id", "b_kind", "b_id", "rule"),
        Index(None, "b_kind", "b_id"),
        Index("ix_verdict_person", "id", sqlite_where=text(_OF_PERSONS), postgresql_where=text(_OF_PERSONS)),
    )

    id: Mapped[BigKey]
    a_kind: Mapped[Node] = mapped_column(Coded(NODE))
    a_id: Mapped[int] = mapped_column(BigKeyType)
    b_kind: Mapped[Node] = mapped_column(Coded(NODE))
    b_id: Mapped[int] = mapped_column(BigKeyType)
    verdict: Mapped[Judgement] = mapped_column(Coded(JUDGEMENT))
    rule: Mapped[str]
    """`shared_handle`, `likeness`, `shop_address`; `person:N`, the same N for all that one decision says."""
    by: Mapped[str | None]
    """Who decided; None for a rule."""
    score: Mapped[Money]
    reasons: Mapped[str]
    """JSON list."""
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    at: Mapped[UtcTime]
    withdrawn_at: Mapped[UtcTime | None]
    withdrawn_by: Mapped[str | None]


class NumberRow(Base):
    """A burner number that free SMS pages show."""

    __tablename__ = "number"
    __table_args__ = (Index(None, "first_seen_at"),)

    id: Mapped[BigKey]
    value: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str | None]
    first_seen_at: Mapped[UtcTime]
    last_seen_at: Mapped[UtcTime]
    state: Mapped[NumberState] = mapped_column(Coded(NUMBER_STATE))


class NumberSightingRow(Base):
    """A burner number at one site."""

    __tablename__ = "number_sighting"
    __table_args__ = (Index(None, "site_id"), CLUSTERED)

    number_id: Mapped[int] = mapped_column(BigKeyType, ForeignKey("number.id"), primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, autoincrement=False)
    first_seen_at: Mapped[UtcTime]
    last_seen_at: Mapped[UtcTime]
    last_run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    """The page that showed it last."""
