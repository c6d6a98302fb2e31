"""Stored pages through today's readers: the very steps of a crawl, with earlier looks instead of a database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from crawler.families.family import Family
from crawler.items import Kept, ReadPage, Visit
from crawler.page_reading import page_of, read_page, unreadable
from crawler.pipelines.mask import Mask
from crawler.pipelines.merge_listings import MergeListings
from crawler.pipelines.read_text import ReadText
from crawler.text_reader import TextReader, reader_version
from market.model import Link, PageReading
from storage.records import PageRecord, facts_digest
from storage.rereading.replay import Replay
from storage.snapshots import SnapshotError, SnapshotStore
from storage.stored_pages import StoredPage, load_fetched


class Fate(StrEnum):
    """What came of one stored page."""

    READ = "read"
    UNCHANGED = "unchanged"
    GONE = "gone"
    """Its body was pruned or erased, or its file is damaged."""
    UNREADABLE = "unreadable"
    """Today's readers do not know it, or it asks not to be kept: what was read of it stays."""


@dataclass(slots=True, kw_only=True)
class _Hands:
    """What the stages of a crawl need."""

    recorder: Replay
    reader: TextReader


class PageReader:
    """Reads the stored pages of one site, oldest first."""

    def __init__(
        self,
        *,
        store: SnapshotStore,
        replay: Replay,
        family: Family | None,
        reader: TextReader,
        obeys_every_noindex: bool = False,
    ) -> None:
        """Take the *family* of the site; None where only imports are to be read."""
        self._store = store
        self._replay = replay
        self._family = family
        self._reader = reader
        self._obeys_every_noindex = obeys_every_noindex
        hands = _Hands(recorder=replay, reader=reader)
        self._stages = (MergeListings(hands), ReadText(hands), Mask(hands))
        self.run_id = 0
        self.facts: dict[str, str] = {}
        """What the pages of the run at hand have taught so far."""

    def read(self, page: StoredPage, turn: int) -> Fate:
        """Return what came of a stored page; what it says is in the replay by then."""
        if page.run_id != self.run_id:
            self.run_id, self.facts = page.run_id, {}
        fate = self.gate(page, turn)
        if fate is not None:
            return fate
        try:
            reading = self._reading_of(page)
        except SnapshotError:
            return Fate.GONE
        if self._family is None or reading is None:
            self._remember(page, PageReading(), is_readable=False)
            return Fate.UNREADABLE
        version = reader_version(self._family.id, self._family.revision, self._reader)
        return self.take(page, reading, version)

    def gate(self, page: StoredPage, turn: int) -> Fate | None:
        """Turn to a page, and return its fate where it is the one of last time; None where it is to be read."""
        self._replay.turn_to(page, turn)
        known = self._replay.scratch.page(page.page_id)
        if known is None or known[0] != page.ref.sha256 or known[1] != facts_digest(self.facts):
            return None
        _, _, is_readable, facts, new_uids = known
        if not is_readable:
            return Fate.UNREADABLE
        self.facts.update(facts)
        self._replay.scratch.cover(page.snapshot_id)
        self._replay.see_again(new_uids)
        return Fate.UNCHANGED

    def take(self, page: StoredPage, reading: PageReading, version: str) -> Fate:
        """Take what a page says into the replay: merged, read and masked as after a fetch."""
        record = PageRecord(
            url=page.url,
            snapshot=page.ref,
            role=page.role,
            reader_version=version,
            facts_given=dict(self.facts),
            reading=reading,
            issues=reading.issues,
        )
        item = ReadPage(site=self._replay.site, family="", record=record)
        for stage in self._stages:
            item = stage.process_item(item)
        self._replay.record(item.record)
        self._remember(page, reading, is_readable=True)
        self.facts.update(reading.facts)
        return Fate.READ

    def _reading_of(self, page: StoredPage) -> PageReading | None:
        fetched = load_fetched(self._store, page.ref)
        if self._family is None:
            return None
        visit = Visit(link=Link(url=page.url, role=page.role), url=page.url)
        kept = Kept(fetched=fetched, snapshot=page.ref, state=None, decoding=None)
        seen = page_of(kept, visit, self.facts)
        if unreadable(seen, every_noindex=self._obeys_every_noindex):
            return None
        outcome = read_page(seen, self._family, fetched)
        return None if outcome.reading is None else replace(outcome.reading, issues=outcome.issues)

    def _remember(self, page: StoredPage, reading: PageReading, *, is_readable: bool) -> None:
        said = [page.ref.sha256, facts_digest(self.facts), is_readable, dict(reading.facts), self._replay.new_on_page]
        self._replay.scratch.put_page(page.page_id, said)
