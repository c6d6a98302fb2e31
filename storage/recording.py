"""The recorder of one run: pages in, rows out, a batch in each short transaction."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine

from base.clock import Clock, now
from base.config import SiteFile
from market.model import LinkRole, PageIssue, SiteKind
from market.occasions import Judge
from storage.batches import write_batch
from storage.database import reading, writing
from storage.expectations import Fit, load_fit, load_shape
from storage.issues import MetIssue, write_issues
from storage.judging import judge_site
from storage.listings import known_uids, listing_uid, stored_listings
from storage.pages import Names, PageStates, last_snapshot
from storage.records import Health, PageRecord, PageState, Run, RunSource, SnapshotRef, StoredListing
from storage.removals import OwnPages, keys_at
from storage.rereading.leftovers import settle_leftover
from storage.runs import FinishedRun, beat, finish_run, hold, seen_in, set_family, start_run
from storage.sellers import resolve
from storage.titles import KnownKey, keys_of_titles
from storage.words import storable, storable_page

BATCH_PAGES = 32
BATCH_LISTINGS = 1000
BATCH_S = 2.0
"""A page waits no longer than this for others to be written with."""
MOST_ISSUES = 500
"""Distinct issues of one run; what comes after is counted under one of its own."""
LONGEST_DETAIL = 500
MOST_KNOWN = 200_000
"""Listings of a site whose identities are held in memory; those of a larger site are asked for page by page."""
MOST_RECENT = 2000
"""Listings of this run that are held in memory; more than a batch has, since a page that waits is nowhere else."""


@dataclass(slots=True, kw_only=True)
class Recorder:
    """Records one run. Not shared between threads."""

    engine: Engine
    run: Run
    clock: Clock
    fit: Fit
    """What the run shows, held against what the site is like."""
    judge: Judge | None = None
    """The alert rules; without them the run stays for whoever has them."""
    _names: Names = field(default_factory=Names)
    _pages: list[PageRecord] = field(default_factory=list)
    _recent: dict[int, StoredListing] = field(default_factory=dict)
    _states: PageStates | None = None
    _known: set[int] | None = None
    _knows_all: bool = False
    _issues: dict[tuple[str, str], MetIssue] = field(default_factory=dict)
    _changed_issues: set[tuple[str, str]] = field(default_factory=set)
    _seen: set[int] = field(default_factory=set)
    _own: OwnPages = field(default_factory=OwnPages)
    _numbers: set[str] = field(default_factory=set)
    _since: float = 0.0

    @classmethod
    def begin(
        cls,
        engine: Engine,
        *,
        site: SiteFile,
        family: str,
        kind: SiteKind,
        experimental: bool = False,
        clock: Clock = now,
        source: RunSource = RunSource.CRAWL,
        holder: str = "",
        judge: Judge | None = None,
    ) -> Recorder:
        """Return the recorder of a new run, which holds the site's lease.

        Raises:
            SiteBusyError: another run of the site is under way.
        """
        run = start_run(
            engine,
            site=site,
            family=family,
            kind=kind,
            now=clock(),
            experimental=experimental,
            source=source,
            holder=holder,
        )
        settle_leftover(engine, run.site_id, now=run.started_at)
        return cls(engine=engine, run=run, clock=clock, fit=load_fit(engine, run.site_id, kind), judge=judge)

    @property
    def run_id(self) -> int:
        """The run's id."""
        return self.run.id

    @property
    def site_id(self) -> int:
        """The site's id."""
        return self.run.site_id

    @property
    def is_first(self) -> bool:
        """Whether the site has no baseline yet."""
        return self.run.is_first

    @property
    def listings(self) -> int:
        """Distinct listings written so far."""
        return len(self._seen)

    @property
    def offers(self) -> int:
        """Offers that stand in the listings written so far; asks the database."""
        with reading(self.engine) as connection:
            return seen_in(connection, self.run.id)[1]

    @property
    def numbers(self) -> int:
        """Distinct burner numbers met so far."""
        return len(self._numbers)

    def set_family(self, family: str, kind: SiteKind, experimental: bool) -> None:  # noqa: FBT001 - one call, three facts
        """Note which software the site turned out to run on."""
        self.fit.kind = kind
        with writing(self.engine) as connection:
            set_family(connection, self.run.site_id, family=family, kind=kind, experimental=experimental)

    def page_state(self, url: str) -> PageState | None:
        """Return what the last readable look at *url* left before this run; None where there was none."""
        if self._states is None:
            self._states = PageStates(self.engine, self.run.site_id)
        return self._states.find(url)

    def last_snapshot(self, url: str) -> SnapshotRef | None:
        """Return the newest fetch of *url* that earlier runs left, readable or not; None where there was none."""
        return last_snapshot(self.engine, self.run.site_id, url)

    def stored_listings(self, keys: Iterable[str]) -> dict[str, StoredListing]:
        """Return those of *keys* that are known, pages that still wait to be written included."""
        if self._known is None:
            self._known = known_uids(self.engine, self.run.site_id, MOST_KNOWN)
            self._knows_all = self._known is not None
            self._known = self._known or set()
        found: dict[str, StoredListing] = {}
        asked: dict[int, str] = {}
        for key in keys:
            uid = listing_uid(self.run.site, storable(key))
            recent = self._recent.get(uid)
            if recent is not None:
                found[key] = recent
            elif uid in self._known or not self._knows_all:
                asked[uid] = key
        if asked:
            for uid, stored in stored_listings(self.engine, asked).items():
                found[asked[uid]] = stored
        return found

    def keys_of_titles(self, titles: Collection[str]) -> Mapping[str, KnownKey]:
        """Return the keys of stored listings of these titles, for cards that show no key any more."""
        return keys_of_titles(self.engine, self.run.site_id, titles)

    def record(self, page: PageRecord) -> None:
        """Take one page; it is written with others within seconds.

        Raises:
            LeaseLostError: another run of the site has begun.
        """
        if not self._pages:
            self._since = time.monotonic()
        page = storable_page(page)
        if page.removed:
            page = replace(page, removed_keys=keys_at(page.url, self.page_state(page.url), self._recent.values()))
        self._pages.append(page)
        self.fit.see((one.listing for one in page.listings), page.url, page.silent)
        self.fit.see_again(page.listing_keys if page.unchanged else ())
        self._remember(page)
        for issue in page.issues:
            self.record_issue(issue, page.url)
        if page.reading is not None:
            self._numbers.update(number.number for number in page.reading.numbers)
        waiting = sum(len(one.listings) for one in self._pages)
        late = time.monotonic() - self._since > BATCH_S
        if late or len(self._pages) >= BATCH_PAGES or waiting >= BATCH_LISTINGS:
            self.flush()

    def _remember(self, page: PageRecord) -> None:
        """Keep at hand what pages of this run say of listings: their own pages follow soon."""
        for one in page.listings:
            if one.reading is not None:
                uid = listing_uid(self.run.site, one.listing.key)
                self._recent.pop(uid, None)
                self._recent[uid] = StoredListing(listing=one.listing, reader_version=page.reader_version)
                if self._known is not None:
                    self._known.add(uid)
        while len(self._recent) > MOST_RECENT:
            del self._recent[next(iter(self._recent))]

    def record_snapshot(self, snapshot: SnapshotRef, *, url: str | None = None, role: LinkRole | None = None) -> None:
        """Take a page that is not read: an error, a redirect, robots.txt; *url* is what was asked for."""
        self.record(PageRecord(url=url or snapshot.url, snapshot=snapshot, role=role or LinkRole.NOTICE))

    def record_issue(self, issue: PageIssue, url: str | None = None) -> None:
        """Take an issue of the run; the same one again is counted."""
        code, detail = storable(issue.code)[:80], storable(issue.detail)[:LONGEST_DETAIL]
        key = (code, detail)
        moment = self.clock()
        if key not in self._issues and len(self._issues) >= MOST_ISSUES:
            issue = PageIssue(
                code="too_many_issues", detail=f"more than {MOST_ISSUES} different ones; the rest is not listed"
            )
            key = (issue.code, issue.detail)
        known = self._issues.setdefault(key, MetIssue(issue=issue, url=url, first_at=moment, last_at=moment))
        known.count += 1
        known.last_at = moment
        self._changed_issues.add(key)

    def flush(self) -> None:
        """Write what waits, in one transaction.

        Raises:
            LeaseLostError: another run of the site has begun; nothing is written.
        """
        if not self._pages and not self._changed_issues:
            return
        pages, self._pages = self._pages, []
        try:
            with writing(self.engine) as connection:
                if pages:
                    batch = write_batch(connection, self.run, self._names, pages)
                    self._seen.update(batch.seen, batch.passed)
                    self._own.add(batch.own)
                else:
                    hold(connection, self.run)
                write_issues(connection, self.run, {key: self._issues[key] for key in self._changed_issues})
        except BaseException:
            self._names.forget()
            self._pages = pages + self._pages
            raise
        self._changed_issues.clear()

    def keep_lease(self) -> bool:
        """Give a sign of life and return whether the run may go on."""
        return beat(self.engine, self.run)

    def end(
        self,
        *,
        health: Health | str,
        cause: str | None,
        complete: bool,
        requests: int,
        pages: int,
        bytes_: int = 0,
        chain_head: str | None = None,
    ) -> FinishedRun:
        """Return the run with its verdict, its sellers resolved and its alerts raised.

        A healthy run that is not like its site has another verdict than the one it came with.

        Raises:
            LeaseLostError: another run of the site has begun.
        """
        self.flush()
        if health == Health.HEALTHY and (doubt := self._own.doubt) is not None:
            health, cause, complete = Health.PARTIAL, "http_404", False
            self.record_issue(doubt)
        shape = load_shape(self.engine, self.run)
        self.fit.says_only_gone = bool(self._own.gone) and not self._seen
        fitted = self.fit.fit(shape, Health(health), cause, complete=complete)
        if fitted.issue is not None:
            self.record_issue(fitted.issue, fitted.page)
        self.flush()
        moment = self.clock()
        finished = finish_run(
            self.engine,
            self.run,
            now=moment,
            health=fitted.health,
            cause=fitted.cause,
            complete=fitted.complete,
            requests=requests,
            pages=pages,
            bytes_=bytes_,
            numbers=len(self._numbers),
            chain_head=chain_head,
            expected=fitted.expected,
            own=self._own,
        )
        resolve(self.engine, now=moment, judge=self.judge)
        if self.judge is not None:
            judge_site(self.engine, self.judge, self.run.site_id, now=moment)
        return finished
