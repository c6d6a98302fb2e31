"""What the stages of a crawl need of a run while stored pages are read again: earlier looks, a place for the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from market.model import Handle, HandleType
from storage.handles import handle_key
from storage.listings import listing_uid, own_handles
from storage.offers import Sight
from storage.records import PageRecord, StoredListing
from storage.rereading.numbers import NumberTracks
from storage.rereading.scratch import Scratch
from storage.rereading.tracks import Glimpse, follow
from storage.stored_pages import StoredPage
from storage.titles import KnownKey, keys_of_titles
from storage.words import storable, storable_page

UNREAD = "text_unread"
"""The issue of a listing whose text could not be read: it is left as it was."""


@dataclass(slots=True, kw_only=True)
class SiteSight:
    """A contact of the site as a whole, and its first and last sight."""

    handle: Handle
    first: Sight
    last: Sight


@dataclass(slots=True, kw_only=True)
class Replay:
    """Follows every listing of a site from page to page."""

    engine: Engine
    site_id: int
    site: str
    scratch: Scratch
    known: Collection[int] | None
    """Uids of the listings that the database has; None where they are too many to hold."""
    site_handles: dict[tuple[str, str], SiteSight] = field(default_factory=dict)
    site_name: str | None = None
    numbers: NumberTracks = field(default_factory=NumberTracks)
    _page_id: int = 0
    _at: Glimpse | None = None
    _new: list[int] = field(default_factory=list)

    def turn_to(self, page: StoredPage, turn: int) -> None:
        """Take what is recorded from now on as shown by *page*."""
        self._at = Glimpse(turn=turn, sight=Sight(run_id=page.run_id, snapshot_id=page.snapshot_id, at=page.at))
        self._page_id = page.page_id
        self._new.clear()

    @property
    def new_on_page(self) -> list[int]:
        """Uids of listings on the page at hand that the database does not know."""
        return list(self._new)

    @property
    def at(self) -> Glimpse:
        """The page at hand."""
        assert self._at is not None  # noqa: S101 - a page was turned to first
        return self._at

    def stored_listings(self, keys: Iterable[str]) -> dict[str, StoredListing]:
        """Return those of *keys* that earlier pages showed."""
        found: dict[str, StoredListing] = {}
        for key in keys:
            track = self.scratch.get(listing_uid(self.site, storable(key)))
            if track is not None:
                found[key] = StoredListing(listing=track.listing, reader_version=track.version)
        return found

    def keys_of_titles(self, titles: Collection[str]) -> Mapping[str, KnownKey]:
        """Return the keys of stored listings of these titles."""
        return keys_of_titles(self.engine, self.site_id, titles)

    def record(self, page: PageRecord) -> None:
        """Take what the page at hand says."""
        at, page = self.at, storable_page(page)
        if any(issue.code == UNREAD for issue in page.issues):
            return
        self.scratch.cover(at.sight.snapshot_id)
        shown = list(page.handles)
        for one in page.listings:
            uid = listing_uid(self.site, one.listing.key)
            track = self.scratch.get(uid)
            if one.reading is not None:
                track = follow(track, at, one.listing, one.reading, page.reader_version)
                own = {id(handle) for handle in own_handles(one.reading)}
                shown += [handle for handle in one.reading.handles if id(handle) not in own]
            elif track is None or not self._is_new(uid):
                continue
            track.shown = at
            self.scratch.put(uid, track)
            if self._is_new(uid):
                self._new.append(uid)
        for handle in shown:
            known = self.site_handles.get(handle_key(handle))
            first = at.sight if known is None else known.first
            self.site_handles[handle_key(handle)] = SiteSight(handle=handle, first=first, last=at.sight)
        if page.reading is not None:
            self.site_name = page.reading.seller_name or self.site_name
            self.numbers.see(page.reading.numbers, at.sight, self._page_id)

    def see_again(self, uids: Iterable[int]) -> None:
        """Take new listings of an unchanged page, and its numbers, as seen once more."""
        self.numbers.see_again(self._page_id, self.at.sight)
        for uid in uids:
            if (track := self.scratch.get(uid)) is not None:
                track.shown = self.at
                self.scratch.put(uid, track)

    def words(self) -> dict[str, Any]:
        """Return what has to survive a kill beside the tracks, as JSON."""
        handles = [[one.handle.type, storable(one.handle.value), *_sides(one)] for one in self.site_handles.values()]
        return {"site_handles": handles, "site_name": storable(self.site_name), "numbers": self.numbers.words()}

    def recall(self, words: Mapping[str, Any]) -> None:
        """Go on from what `words` returned before a kill."""
        self.site_name = words["site_name"]
        self.numbers.recall(words["numbers"] or ())
        for kind, value, first, last in words["site_handles"] or ():
            handle = Handle(type=HandleType(kind), value=value, span=None)
            self.site_handles[handle_key(handle)] = SiteSight(handle=handle, first=_sight(first), last=_sight(last))

    def _is_new(self, uid: int) -> bool:
        return self.known is None or uid not in self.known


def _sides(one: SiteSight) -> list[list[Any]]:
    return [[side.run_id, side.snapshot_id, side.at.isoformat()] for side in (one.first, one.last)]


def _sight(said: list[Any]) -> Sight:
    return Sight(run_id=said[0], snapshot_id=said[1], at=datetime.fromisoformat(said[2]))
