"""Reading one site again from its stored pages: pages first, into a scratch file, then its rows."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection, Engine

from base.config import SiteFile
from crawler.families.family import Family
from crawler.rereading import Fate, PageReader
from crawler.text_reader import TextReader, reader_version
from haoshao import imports
from haoshao.import_rows import keyed_parts, read_rows
from market.model import PageReading
from storage.bulk import chunks
from storage.database import reading, writing
from storage.known_sites import KnownSite
from storage.listings import known_uids
from storage.pages import Names
from storage.recording import MOST_KNOWN
from storage.rereading import job as jobs
from storage.rereading.differences import Difference
from storage.rereading.freeing import free_ties
from storage.rereading.loading import missing_uids, stored_uids
from storage.rereading.numbers import mend_numbers
from storage.rereading.replay import Replay
from storage.rereading.scratch import Scratch
from storage.rereading.writing import Mender
from storage.runs import LeaseLostError, beat, hold
from storage.snapshots import SnapshotError, SnapshotStore
from storage.stored_pages import StoredPage, load_fetched, load_snapshot_ids, load_turns, stored_pages

LISTINGS = 200
"""Listings mended in one transaction."""
MARK_S = 5.0
"""So much work is lost to a kill at most."""
BEAT_S = 20.0
REVISION = 2
"""Raised whenever a reread would leave other rows."""

Tell = Callable[[str], None]
Take = Callable[[Difference], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Today's readers for one site."""

    family: Family | None
    text: TextReader
    obeys_every_noindex: bool = False

    @property
    def version(self) -> str:
        """Changes whenever a stored page would be read otherwise."""
        own = "" if self.family is None else reader_version(self.family.id, self.family.revision, self.text)
        return f"{REVISION} {own} {reader_version(imports.FAMILY, imports.REVISION, self.text)}"


@dataclass(slots=True, kw_only=True)
class Reread:
    """What one reread came to."""

    site: str
    pages: Counter[Fate] = field(default_factory=Counter)
    listings: int = 0
    skipped: int = 0
    """Listings left as they are: the page they stand on is gone or cannot be read."""
    differences: Counter[str] = field(default_factory=Counter)
    is_new: bool = True
    """False where these very readers had read everything already."""


class SiteReread:
    """The reread of one site; carried out once."""

    def __init__(
        self,
        *,
        engine: Engine,
        data: Path,
        site: SiteFile,
        known: KnownSite,
        site_id: int,
        readers: Readers,
        clock: Callable[[], datetime],
        dry: bool,
        tell: Tell,
        take: Take,
    ) -> None:
        self._engine = engine
        self._store = SnapshotStore(data / "snapshots")
        self._site, self._known, self._site_id = site, known, site_id
        self._readers, self._clock, self._dry = readers, clock, dry
        self._tell, self._take = tell, take
        name = f"{site.name}-dry.db" if dry else f"{site.name}.db"
        self._path = data / "reread" / name
        self._done = Reread(site=site.name)
        self._beaten = self._marked = time.monotonic()

    def carry_out(self) -> Reread:
        """Return what came of it; every row is written by then, unless it is a dry run.

        Raises:
            SiteBusyError: a run or reread of the site is under way.
            LeaseLostError: this process was taken for dead and a run has begun.
        """
        version = self._readers.version
        job = None if self._dry else self._begin(version)
        scratch = Scratch(self._path, f"{version} {jobs.last_run(self._engine, self._site_id)}")
        done = False
        try:
            self._reread(job, scratch)
            done = True
        finally:
            scratch.close(done=done or self._dry)
            if job is not None and not done:
                jobs.release(self._engine, job)
        return self._done

    def _begin(self, version: str) -> jobs.Job:
        return jobs.begin(self._engine, site=self._site, known=self._known, version=version, now=self._clock())

    def _reread(self, job: jobs.Job | None, scratch: Scratch) -> None:
        replay = Replay(
            engine=self._engine,
            site_id=self._site_id,
            site=self._site.name,
            scratch=scratch,
            known=known_uids(self._engine, self._site_id, MOST_KNOWN),
        )
        turns = load_turns(self._engine, self._site_id)
        self._read_pages(job, replay, turns)
        self._mend(job, replay, turns)
        if job is not None:
            jobs.finish(self._engine, job, now=self._clock())

    def _read_pages(self, job: jobs.Job | None, replay: Replay, turns: dict[int, int]) -> None:
        """Follow every listing through the stored pages, from where a killed reread was."""
        scratch, ids = replay.scratch, load_snapshot_ids(self._engine, self._site_id, turns)
        reader = PageReader(
            store=self._store,
            replay=replay,
            family=self._readers.family,
            reader=self._readers.text,
            obeys_every_noindex=self._readers.obeys_every_noindex,
        )
        at = scratch.word("at") or {"after": 0, "run_id": 0, "facts": {}, "pages": {}}
        replay.recall({name: scratch.word(name) for name in ("site_handles", "site_name", "numbers")})
        reader.run_id, reader.facts = at["run_id"], at["facts"]
        self._done.pages.update({Fate(name): count for name, count in at["pages"].items()})
        if at["after"]:
            self._tell(f"{self._site.name}: going on after page {self._done.pages.total()} of {len(ids)}")
        after = at["after"]
        for some in _grouped(stored_pages(self._engine, ids, after=after)):
            fates = self._read_parts(reader, some, turns) if some[0].url.startswith(imports.URN) else None
            self._done.pages.update(fates or [reader.read(page, turns[page.run_id]) for page in some])
            after = some[-1].snapshot_id
            self._live(job, f"{self._done.pages.total()} of {len(ids)} pages")
            if time.monotonic() - self._marked > MARK_S:
                self._mark(reader, replay, after)
        self._mark(reader, replay, after)

    def _mark(self, reader: PageReader, replay: Replay, after: int) -> None:
        pages = {str(fate): count for fate, count in self._done.pages.items()}
        at = {"after": after, "run_id": reader.run_id, "facts": reader.facts, "pages": pages}
        replay.scratch.mark(at=at, **replay.words())
        self._marked = time.monotonic()

    def _read_parts(self, reader: PageReader, parts: Sequence[StoredPage], turns: dict[int, int]) -> list[Fate]:
        """Return what came of the parts of one imported file, which are read together."""
        bodies: list[bytes] = []
        fates: dict[int, Fate] = {}
        for part in parts:
            try:
                bodies.append(load_fetched(self._store, part.ref).body)
            except SnapshotError:
                bodies.append(b"")
                fates[part.snapshot_id] = Fate.GONE
        rows = [read_rows(body.splitlines(keepends=True)) for body in bodies]
        version = reader_version(imports.FAMILY, imports.REVISION, self._readers.text)
        for part, listings in zip(parts, keyed_parts(rows), strict=True):
            if part.snapshot_id not in fates:
                fate = reader.gate(part, turns[part.run_id])
                fates[part.snapshot_id] = fate or reader.take(part, PageReading(listings=listings), version)
        return list(fates.values())

    def _mend(self, job: jobs.Job | None, replay: Replay, turns: dict[int, int]) -> None:
        """Write what the pages say now, from where a killed reread was."""
        mender = Mender(
            site_id=self._site_id,
            site=self._site.name,
            lease=None if job is None else job.run,
            scratch=replay.scratch,
            turns=turns,
            absence=jobs.absence_at(self._engine, self._site_id, turns, self._known.kind),
            now=self._clock(),
        )
        if job is not None:
            self._done.differences.update(job.counts)
        last = 0 if job is None else job.last_listing_id
        while some := self._next(last):
            last = some[-1][0]
            self._mend_some(job, mender, [uid for _, uid in some], last)
        for uids in chunks(replay.scratch.uids(), LISTINGS):
            with reading(self._engine) as connection:
                new = missing_uids(connection, uids)
            if new:
                self._mend_some(job, mender, new, None)
        self._done.skipped = mender.skipped
        self._mend_site(job, replay)

    def _next(self, after: int) -> list[tuple[int, int]]:
        with reading(self._engine) as connection:
            return stored_uids(connection, self._site_id, after=after, most=LISTINGS)

    def _mend_some(self, job: jobs.Job | None, mender: Mender, uids: Sequence[int], last: int | None) -> None:
        if job is None:
            with reading(self._engine) as connection:
                differences = mender.mend(connection, uids)
        else:
            with writing(self._engine) as connection:
                hold(connection, job.run)
                differences = mender.mend(connection, uids)
                job.counts.update(one.name for one in differences)
                jobs.note(connection, job, last_listing_id=last)
        self._told(differences)
        self._done.listings += len(uids)
        self._live(None, f"{self._done.listings} listings")

    def _mend_site(self, job: jobs.Job | None, replay: Replay) -> None:
        def mend(connection: Connection) -> list[Difference]:
            site_id, tracks, covered = self._site_id, replay.numbers.by_value, replay.scratch.covered
            return [
                *jobs.mend_site(connection, site_id, self._site.name, replay, Names(), dry=job is None),
                *mend_numbers(connection, site_id, tracks, covered, dry=job is None),
            ]

        if job is None:
            with reading(self._engine) as connection:
                differences = mend(connection)
        else:
            with writing(self._engine) as connection:
                hold(connection, job.run)
                differences = mend(connection)
                job.counts.update(one.name for one in differences)
                free_ties(connection, self._site_id, now=self._clock())
                jobs.note(connection, job)
        self._told(differences)

    def _told(self, differences: Sequence[Difference]) -> None:
        self._done.differences.update(one.name for one in differences)
        for one in differences:
            self._take(one)

    def _live(self, job: jobs.Job | None, words: str) -> None:
        """Keep the lease, and say now and then how far it is."""
        if time.monotonic() - self._beaten < BEAT_S:
            return
        self._beaten = time.monotonic()
        self._tell(f"{self._site.name}: {words}")
        if job is not None and not beat(self._engine, job.run):
            raise LeaseLostError(f"{self._site.name}: a run has begun meanwhile; the reread goes on when called again")


def _grouped(pages: Iterator[StoredPage]) -> Iterator[list[StoredPage]]:
    """Yield pages one by one, and the parts of an imported file together."""

    def key(page: StoredPage) -> tuple[int, str]:
        is_part = page.url.startswith(imports.URN)
        return page.run_id, page.url.rpartition(":")[0] if is_part else str(page.snapshot_id)

    for _, some in groupby(pages, key):
        yield list(some)
