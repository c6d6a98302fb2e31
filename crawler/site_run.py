"""One crawl of one site: its parts, what it met, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from base.clock import Clock, now
from base.config import Settings, SiteFile
from base.killswitch import check_not_stopped
from base.limits import Limits
from base.memory import resident_mib
from base.net import Gate
from base.net_client import WebClient
from base.optout import OptOuts
from crawler.agent import user_agent
from crawler.families.family import Family
from crawler.families.registry import places_to_recognise
from crawler.fetching import Fetcher
from crawler.frontier import Frontier
from crawler.health import Cause, Tally, Verdict, verdict
from crawler.pacing import PACE, HostPace
from crawler.robots_of_site import Earlier, RobotsOfSite
from crawler.scope import Scope
from crawler.site_family import family_of
from crawler.summary import RunSummary, check_contact, refused_summary, summary_of
from crawler.text_reader import TextReader, reader_version
from market.errors import MarketError
from market.model import Link, PageIssue, SiteKind
from market.occasions import Judge
from storage.evidence.entering import enter_ended_runs
from storage.evidence.sealing import sealer
from storage.holders import this_process
from storage.recording import Recorder
from storage.records import Health
from storage.snapshots import SnapshotStore, SnapshotWriter

_FIRST_WAIT_S = 5.0
_FIRST_WAIT_TEST_S = 0.1
_KEPT_OUT_IN_A_ROW = 3


class SiteRun:
    """The parts of one run. `open` before the first request, `finish` once after the last."""

    recorder: Recorder
    snapshots: SnapshotWriter
    fetcher: Fetcher
    robots: RobotsOfSite
    _client: WebClient

    def __init__(
        self,
        *,
        site: SiteFile,
        settings: Settings,
        limits: Limits,
        data: Path,
        engine: Engine,
        reader: TextReader,
        clock: Clock = now,
        pace: HostPace = PACE,
        judge: Judge | None = None,
        opt_outs: OptOuts | None = None,
    ) -> None:
        self.site = site
        self.limits = limits
        self.reader = reader
        self.data = data
        self.tally = Tally()
        self.family: Family | None = None
        self.family_reasons: tuple[str, ...] = ()
        self.summary: RunSummary | None = None
        self.is_open = False
        self.is_over = False
        self._settings = settings
        self.opt_outs = opt_outs
        self._engine = engine
        self._clock = clock
        self._pace = pace
        self._judge = judge
        self._facts: dict[str, str] = {}
        self._shown_facts: Mapping[str, str] = MappingProxyType({})
        self._issues = 0
        self._kept_out = 0
        self._started = time.monotonic()
        self.frontier = Frontier(Scope(site.start_urls, site.hosts), self.issue)

    def open(self) -> None:
        """Take the site's lease, open its snapshot file and its way out. Runs inside the event loop.

        Raises:
            MarketError: the run may not begin; says why in one line.
        """
        self._started = time.monotonic()
        check_not_stopped(self.data)
        check_contact(self.site, self._settings)
        family = family_of(self.site)
        self.recorder = Recorder.begin(
            self._engine,
            site=self.site,
            family=self.site.family,
            kind=family.kind if family else SiteKind.CATALOGUE,
            experimental=bool(family and family.experimental),
            clock=self._clock,
            holder=this_process(),
            judge=self._judge,
        )
        self.is_open = True
        try:
            self._open_parts(family)
        except BaseException:
            self._abandon()
            raise

    def _open_parts(self, family: Family | None) -> None:
        store, run = SnapshotStore(self.data / "snapshots"), str(self.recorder.run_id)
        self.snapshots = store.open_run(site=self.site.name, run=run, at=self._clock())
        is_test = self.site.is_test_site
        self._client = WebClient(
            gate=Gate(allow=self.site.network.allow if is_test else ()),
            user_agent=user_agent(self._settings.crawler.contact),
            timeout_s=self.limits.timeout_s,
            body_bytes=self.limits.body_bytes,
            proxy="" if is_test else self._settings.crawler.proxy,
        )
        self.fetcher = Fetcher(
            client=self._client,
            snapshots=self.snapshots,
            page_state=self.recorder.page_state,
            record_snapshot=self.recorder.record_snapshot,
            limits=self.limits,
            tally=self.tally,
            pace=self._pace,
            clock=self._clock,
            first_wait_s=_FIRST_WAIT_TEST_S if is_test else _FIRST_WAIT_S,
            seal=sealer(self._settings.evidence.sealing),
        )
        self.robots = RobotsOfSite(
            self.fetcher,
            clock=self._clock,
            earlier=Earlier(last=self.recorder.last_snapshot, load=store.load),
            opt_outs=self.opt_outs,
        )
        if family is not None:
            self._use(family)

    def _abandon(self) -> None:
        """Free the lease of a run that could not begin."""
        self.is_open = False
        self.recorder.end(health=Health.FAILED, cause=str(Cause.ERROR), complete=False, requests=0, pages=0)

    def entrances(self) -> tuple[Link, ...]:
        """Return where the run starts: the family's entrances, or the start pages themselves to recognise it by."""
        if self.family is None:
            return tuple(places_to_recognise(url) for url in self.site.start_urls)
        return tuple(link for url in self.site.start_urls for link in self.family.entrances(url))

    def recognised(self, family: Family, reasons: tuple[str, ...]) -> None:
        """Go on with *family*, which the first page belongs to."""
        self.family_reasons = reasons
        self.recorder.set_family(family.id, family.kind, family.experimental)
        self._use(family)

    def _use(self, family: Family) -> None:
        self.family = family
        links = [link.url for url in self.site.start_urls for link in family.entrances(url)]
        self.frontier.use(Scope((*self.site.start_urls, *links), self.site.hosts))

    @property
    def reader_version(self) -> str:
        """What a page was read with; a page read with another version is read anew."""
        if self.family is None:
            return ""
        return reader_version(self.family.id, self.family.revision, self.reader)

    @property
    def issues(self) -> int:
        """Issues met so far."""
        return self._issues

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return time.monotonic() - self._started

    @property
    def obeys_every_noindex(self) -> bool:
        """Whether a page is left alone also where its `noindex` names nobody."""
        return self._settings.crawler.noindex == "everybody"

    def check_memory(self) -> None:
        """End the run where its process has grown beyond what it may use; what was read is kept."""
        if resident_mib() > self._settings.crawler.memory_mib:
            self.issue(PageIssue(code="memory", detail=f"more than {self._settings.crawler.memory_mib} MiB"), "")
            self.stop(Cause.MEMORY)

    @property
    def facts(self) -> Mapping[str, str]:
        """What the pages so far have taught; the same object until they teach more."""
        return self._shown_facts

    def learn(self, facts: Mapping[str, str]) -> None:
        """Add what a page taught."""
        if any(self._facts.get(key) != value for key, value in facts.items()):
            self._facts.update(facts)
            self._shown_facts = MappingProxyType(dict(self._facts))

    def issue(self, issue: PageIssue, url: str) -> None:
        """Record what the run as a whole did not understand."""
        self._issues += 1
        self.recorder.record_issue(issue, url)

    def count_issues(self, number: int) -> None:
        """Count issues that travel with their page."""
        self._issues += number

    def met(self, cause: Cause | None) -> None:
        """Note how a page ended; a site that keeps us out several times in a row is left alone."""
        kept_out = {Cause.BLOCKED, Cause.CHALLENGE, Cause.LOGIN_WALL, Cause.NEEDS_KEY}
        self._kept_out = self._kept_out + 1 if cause in kept_out else 0
        if cause is Cause.RATE_LIMIT or (cause and self._kept_out >= _KEPT_OUT_IN_A_ROW):
            self.stop(cause)

    def stop(self, cause: Cause) -> None:
        """Let nothing more be asked for, and end the run; the first cause stays."""
        self.tally.stopped = self.tally.stopped or cause
        self.is_over = True
        if self.is_open:
            self.fetcher.stopping = True
            if cause is Cause.KILLED:
                self.fetcher.cancel()

    @property
    def is_stopping(self) -> bool:
        """Whether nothing more is asked for; what was asked for already may still arrive."""
        return self.tally.stopped is not None

    def check_budget(self, asked: int) -> None:
        """Ask for nothing more once `asked` pages, the bytes or the minutes of a run are used up."""
        if asked >= self.limits.pages:
            self.tally.stopped = self.tally.stopped or Cause.BUDGET
        self.check_clock()

    def check_clock(self) -> None:
        """End the run where its bytes or minutes are used up."""
        minutes = self.seconds / 60
        if self.tally.bytes >= self.limits.bytes or minutes >= self.limits.minutes:
            self.stop(Cause.BUDGET)

    async def finish(self) -> RunSummary:
        """Close every part, record the verdict, and return how the run ended."""
        tally, self.is_open = self.tally, False
        self.fetcher.stopping = True
        await self._client.close()
        try:
            self.recorder.flush()
            tally.listings, tally.numbers = self.recorder.listings, self.recorder.numbers
            # the first look concludes nothing from absence, and is the baseline of a shop that never ends too
            tally.left_a_list = (self.frontier.left_a_list or tally.unseen > 0) and not self.recorder.is_first
            expect = self.site.expect
            judged = verdict(tally, listings_min=expect.listings_min, listings_max=expect.listings_max)
            ended = self.recorder.end(
                health=judged.health,
                cause=None if judged.cause is None else str(judged.cause),
                complete=judged.complete,
                requests=tally.requests,
                pages=tally.pages,
                bytes_=tally.bytes,
                chain_head=self.snapshots.head,
            )
            told = summary_of(self, judged, offers=self.recorder.offers)
            self.summary = replace(told, health=str(ended.health), cause=ended.cause, complete=ended.complete)
        except (MarketError, SQLAlchemyError) as error:
            # the lease runs out by itself, and the next run closes the record of this one
            judged = Verdict(health=Health.FAILED, cause=Cause.ERROR)
            self.summary = replace(summary_of(self, judged, offers=0), error=f"{type(error).__name__}: {error}"[:300])
        finally:
            self.snapshots.close()
            enter_ended_runs(self.data, at=self._clock())
        return self.summary

    async def crashed(self, error: Exception) -> None:
        """Close the run after a fault of our own."""
        self.tally.stopped = Cause.ERROR
        if self.is_open:
            await self.finish()
        elif self.summary is None:
            self.refused(MarketError(f"{type(error).__name__} before the first request"))

    def refused(self, error: MarketError) -> RunSummary:
        """Return the summary of a run that could not begin."""
        self.summary = refused_summary(self.site, error, seconds=self.seconds)
        return self.summary
