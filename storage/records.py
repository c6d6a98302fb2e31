"""What crosses the border between a crawl (or an import) and the database; frozen, no rows, no dicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from market.model import Handle, Link, LinkRole, Listing, PageIssue, PageReading, Reading


class Health(StrEnum):
    """What a run's looks are worth."""

    HEALTHY = "healthy"
    PARTIAL = "partial"
    """Some of it arrived; what is missing says nothing."""
    BLOCKED = "blocked"
    """The site kept us out."""
    BROKEN = "broken"
    """Pages arrived that are not what their reader knows."""
    FAILED = "failed"
    """Nothing usable arrived, or the run was killed."""


KILLED = "killed"
"""The cause of a run that ended without saying so."""


class RunSource(StrEnum):
    """Where the pages of a run came from."""

    CRAWL = "crawl"
    IMPORT = "import"
    REREAD = "reread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run under way."""

    id: int
    site_id: int
    site: str
    started_at: datetime
    is_first: bool
    """True while the site has no baseline."""
    floor_id: int
    """Snapshots with a greater id belong to this run or to killed ones that it continues."""
    continued: frozenset[int]
    """This run and the killed ones right before it, which never came to a verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRef:
    """Where the stored bytes of one fetch lie."""

    sha256: str
    """64 hex digits over the decoded body as stored."""
    warc: str
    """File name; the folder follows from it."""
    offset: int
    """Of the record that is this fetch (response or revisit), in bytes."""
    length: int
    """Compressed bytes of that record."""
    record_id: str
    """Its UUID, bare."""
    url: str
    """After redirects."""
    status: int
    fetched_at: datetime
    size: int
    """Decoded body bytes."""
    content_type: str = ""
    """As stated, without parameters."""
    revisit: bool = False
    """True where the body lies in an earlier record."""
    chain_head: str = ""
    """64 hex digits: the run's hash chain after this record; empty where it was read back from the database."""
    truncated: bool = False
    """True where the body was cut at the cap or the connection broke."""
    redacted_sha256: str | None = None
    """Hash of the original where bulk personal data was redacted before it was stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What an unchanged page still has to say, so that it need not be read again."""

    links: tuple[Link, ...] = ()
    listing_keys: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    total: int | None = None
    empty: bool = False
    seller_name: str | None = None
    etag: str = ""
    modified: str = ""
    """The Last-Modified of the answer; with the ETag, what a conditional request asks by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """What the last look at a page of a site left: the hash gate."""

    sha256: str
    reader_version: str
    facts_digest: int
    body: SnapshotRef
    """The record that holds the body, never a revisit."""
    reading: FollowUp

    def was_given(self, facts: Mapping[str, str]) -> bool:
        """Return whether the page was read with these facts of earlier pages."""
        return self.facts_digest == facts_digest(facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredListing:
    """A listing as the database knows it."""

    listing: Listing
    reader_version: str

    def is_current(self, reader_version: str) -> bool:
        """Return whether its text was read by this very reader."""
        return self.reader_version == reader_version


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadListing:
    """A listing merged with the stored one and masked, with what its text says."""

    listing: Listing
    reading: Reading | None
    """None where the listing equals the stored one under the same reader: only seen again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """All that is recorded of one page; the one item that travels the pipelines."""

    url: str
    """As requested; `snapshot.url` is where it ended."""
    snapshot: SnapshotRef
    role: LinkRole = LinkRole.INDEX
    reader_version: str = ""
    unchanged: bool = False
    """True behind the hash gate: nothing was read, `listing_keys` are seen again."""
    listings: tuple[ReadListing, ...] = ()
    listing_keys: tuple[str, ...] = ()
    handles: tuple[Handle, ...] = ()
    """Normal forms of the contacts of the site as a whole."""
    facts_given: Mapping[str, str] = field(default_factory=dict)
    """What earlier pages taught it (`Page.facts`); part of the hash gate."""
    reading: PageReading | None = None
    """Links, name, numbers, facts and total of the page; None where it could not be read."""
    issues: tuple[PageIssue, ...] = ()
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Key of each listing that the page shows -> the fields that the page itself does not state."""
    removed: bool = False
    """True where the page, which is a listing's own address, says that the listing is gone."""
    removed_keys: tuple[str, ...] = ()
    """Listings that are gone by the word of their own address."""
    etag: str = ""
    modified: str = ""


def digest63(*parts: str) -> int:
    """Return 63 bits of a digest over *parts*, the same on every machine; positive and never zero."""
    said = blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(said, "big") >> 1 or 1


def facts_digest(facts: Mapping[str, str]) -> int:
    """Return what tells two sets of facts apart; 0 for none."""
    if not facts:
        return 0
    return digest63(*(part for pair in sorted(facts.items()) for part in pair))
