"""Sites, runs and what they fetched."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from market.model import LinkRole, SiteKind
from storage.codes import HEALTH, ROLE, SITE_KIND, SOURCE
from storage.models.base import Base
from storage.records import Health, RunSource
from storage.types import BigKey, Coded, Hash, Key, Small, UtcTime


class SiteRow(Base):
    """One watched shop, board or channel; its settings live in its site file."""

    __tablename__ = "site"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str]
    family: Mapped[str]
    kind: Mapped[SiteKind] = mapped_column(Coded(SITE_KIND))
    experimental: Mapped[bool] = mapped_column(default=False)
    """Its family has not met the real software yet: offers are kept, alerts are not sent."""
    added_at: Mapped[UtcTime]
    baseline_run_id: Mapped[int | None]
    """The first healthy complete run; None until there is one."""
    down_since: Mapped[UtcTime | None]
    expected: Mapped[str | None]
    """JSON of what its own healthy runs taught to expect."""


class RunRow(Base):
    """One execution for one site, with its verdict."""

    __tablename__ = "run"
    __table_args__ = (
        Index(None, "site_id", "started_at"),
        Index(
            "ix_run_open",
            "site_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_run_unjudged",
            "site_id",
            sqlite_where=text("judged_at IS NULL"),
            postgresql_where=text("judged_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    source: Mapped[RunSource] = mapped_column(Coded(SOURCE))
    started_at: Mapped[UtcTime]
    ended_at: Mapped[UtcTime | None]
    health: Mapped[Health | None] = mapped_column(Coded(HEALTH))
    cause: Mapped[str | None]
    complete: Mapped[bool] = mapped_column(default=False)
    requests: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    listings: Mapped[int] = mapped_column(default=0)
    offers: Mapped[int] = mapped_column(default=0)
    numbers: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    chain_head: Mapped[str | None]
    holder: Mapped[str] = mapped_column(default="")
    floor_id: Mapped[int] = mapped_column(BigInteger, default=0)
    """Every snapshot of this run, and of killed runs that it continues, has a greater id."""
    told_floor_id: Mapped[int] = mapped_column(BigInteger, default=0)
    """Every transition of this run, and of killed runs that it continues, has a greater id."""
    judged_at: Mapped[UtcTime | None]
    """When the alert rules looked at what it changed; None until then."""


class LeaseRow(Base):
    """Who is at work on a site; in real time, whatever clock a simulation dictates."""

    __tablename__ = "lease"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    holder: Mapped[str]
    expires_at: Mapped[UtcTime]


class IssueRow(Base):
    """What a run met and did not understand; open until solved."""

    __tablename__ = "issue"
    __table_args__ = (
        UniqueConstraint("run_id", "code", "detail_key"),
        Index(
            "ix_issue_open",
            "site_id",
            "code",
            sqlite_where=text("solved_at IS NULL"),
            postgresql_where=text("solved_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    """None where it is about no single site."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    code: Mapped[str]
    detail_key: Mapped[Hash]
    detail: Mapped[str]
    url: Mapped[str | None]
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    breaks: Mapped[bool] = mapped_column(default=False)
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[UtcTime]
    last_at: Mapped[UtcTime]
    solved_at: Mapped[UtcTime | None]


class ReaderRow(Base):
    """One version of family reader, text reader and lexicon together, named by a string."""

    __tablename__ = "reader"

    id: Mapped[Key]
    version: Mapped[str] = mapped_column(unique=True)


class WarcRow(Base):
    """One file of the snapshot store."""

    __tablename__ = "warc"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)


class PageRow(Base):
    """An address of a site and what its last readable look left: the hash gate."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("site_id", "url_key"),)

    id: Mapped[BigKey]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    url_key: Mapped[Hash]
    url: Mapped[str]
    role: Mapped[LinkRole | None] = mapped_column(Coded(ROLE))
    body_snapshot_id: Mapped[int | None] = mapped_column(BigInteger)
    """The snapshot that holds the body last read; None where nothing was ever read."""
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("reader.id"))
    facts_digest: Mapped[int] = mapped_column(BigInteger, default=0)
    follow_up: Mapped[str | None]
    """JSON of `FollowUp`."""


class SnapshotRow(Base):
    """One fetch: where its bytes lie. Rows are added, never changed."""

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("warc_id", "offset"), Index(None, "page_id"))

    id: Mapped[BigKey]
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    fetched_at: Mapped[UtcTime]
    status: Mapped[Small]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    warc_id: Mapped[int] = mapped_column(ForeignKey("warc.id"))
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int]
    size: Mapped[int]
    flags: Mapped[int] = mapped_column(SmallInteger, default=0)
    """1 revisit, 2 truncated, 4 pruned or erased."""
    record_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    content_type: Mapped[str] = mapped_column(default="")
    final_url: Mapped[str | None]
    """Where redirects ended; None where that is the page's own address."""
    redacted_sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class RereadRow(Base):
    """One reading of all stored pages of a site anew: with which readers, how far, what came of it."""

    __tablename__ = "reread"
    __table_args__ = (Index(None, "site_id"),)

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    version: Mapped[str]
    """Of the family reader, text reader and lexicon."""
    last_snapshot_id: Mapped[int] = mapped_column(BigInteger)
    """The newest snapshot that it took in."""
    started_at: Mapped[UtcTime]
    ended_at: Mapped[UtcTime | None]
    """None also where it was killed."""
    is_writing: Mapped[bool] = mapped_column(default=False)
    """All pages were read, rows are being written: what is due at the site is no news."""
    last_listing_id: Mapped[int] = mapped_column(BigInteger, default=0)
    """Listings up to this one are done."""
    counts: Mapped[str] = mapped_column(default="{}")
    """JSON: how many of each difference."""
