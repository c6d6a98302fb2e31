"""What travels through a crawl: the visit behind a request, the kept answer, and the one item a page makes."""

from __future__ import annotations

from dataclasses import dataclass

from base.charset import Decoding
from base.net_answer import Fetched
from market.model import Link, Listing
from storage.records import PageRecord, PageState, SnapshotRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Why an address is asked for."""

    link: Link
    url: str
    """Where to now: the link's address, or where its redirects lead."""
    depth: int = 0
    """Links between here and an entrance."""
    hops: tuple[str, ...] = ()
    """Addresses that redirected here."""
    whole: bool = False
    """Asked for whatever the last look was: its 304 came too early for what other pages taught since."""
    barren: int = 0
    """Index pages in a row that showed nothing new on the way here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer after it was stored."""

    fetched: Fetched
    snapshot: SnapshotRef
    state: PageState | None
    """What the last look left, where it showed this very body."""
    not_modified: bool = False
    """The server says (304) that its body is the one of the last look."""
    decoding: Decoding | None
    """None where the body is the one seen last time, so that nobody may need its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """One page on its way through the pipelines."""

    site: str
    family: str
    record: PageRecord
    """What will be recorded; each pipeline returns it a little more complete."""
    unread: tuple[Listing, ...] = ()
    """Merged listings whose text has to be read."""
