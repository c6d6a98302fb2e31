"""The one spider: from a site's entrances to every page its family leads to."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from twisted.python.failure import Failure

from crawler.families.registry import recognise
from crawler.fetching import GaveUpError
from crawler.frontier import PRIORITY
from crawler.health import KEPT_OUT, Cause
from crawler.items import Kept, ReadPage, Visit
from crawler.page_reading import Outcome, charset_issue, failure, is_error, page_of, read_page, unreadable
from crawler.places import Places, prepared_run
from crawler.robots_of_site import Word
from crawler.site_run import SiteRun
from market.errors import MarketError
from market.model import Link, LinkRole, Page
from storage.records import FollowUp, PageRecord, PageState

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.download import PageResponse

logger = logging.getLogger(__name__)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_VALIDATOR = 200
_LARGE = 1024 * 1024  # bytes of a page; reading it may be the end of the run, so that what there is is written before
_LOOK_ELSEWHERE = frozenset({Cause.GONE, Cause.UNKNOWN_FAMILY})
"""What ended on the start page of a site of unknown software lets a run look at the few other telling places; a site
that is down, busy or keeps us out is left in peace."""


class SiteSpider(Spider):
    """Crawls the site called `-a site=NAME`."""

    name = "site"

    def __init__(self, *, run: SiteRun, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy hands its own words through
        super().__init__(**kwargs)
        self.run = run
        self._asked = 0
        self._gate = True

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:  # noqa: ANN401 - as Scrapy says
        """Return the spider of one site; needs `site`, and takes `config`, `data`, `database` and `run`.

        Raises:
            SystemExit: no such site, or a wrong file.
        """
        del args
        run = kwargs.pop("run", None)
        if run is None:
            places = Places.from_words(
                kwargs.pop("config", None), kwargs.pop("data", None), kwargs.pop("database", None)
            )
            try:
                run = prepared_run(str(kwargs.pop("site", "")), places)
            except MarketError as error:
                # `scrapy crawl` has no border of its own: one line and exit 1
                raise SystemExit(f"haoshao: {error}") from None
        for setting in ("CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN"):
            crawler.settings.set(setting, run.limits.concurrency, priority="spider")
        spider = cls(run=run, **kwargs)
        spider._set_crawler(crawler)
        # a feed wants the listings of every page, so that every page is read
        spider._gate = not crawler.settings.getdict("FEEDS")
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first requests, once the run is open."""
        try:
            self.run.open()
        except MarketError as error:
            self.run.refused(error)
            logger.error("%s", error)  # noqa: TRY400 - one line says it all
            return
        async for request in self._follow(self.run.entrances(), 0):
            yield request

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[Request | ReadPage]:  # noqa: ANN401
        """Yield the page that arrived, and the requests it leads to."""
        page = cast("PageResponse", response)
        visit, kept = page.visit, page.kept
        async for output in self._arrived(visit, kept):
            yield output
        self._close_if_over()

    async def failed(self, failed: Failure) -> AsyncIterator[Request | ReadPage]:
        """Yield what is asked instead of a page that did not arrive."""
        visit: Visit = failed.request.meta["visit"]  # type: ignore[attr-defined]
        error = failed.value
        if isinstance(error, GaveUpError):
            outcome = failure(error.cause, error.detail)
        else:
            logger.error("%s: %s", visit.url, type(error).__name__, exc_info=error)
            outcome = failure(Cause.ERROR, type(error).__name__)
        async for request in self._missed(visit, outcome):
            yield request
        self._close_if_over()

    def _close_if_over(self) -> None:
        if self.run.is_over:
            raise CloseSpider(str(self.run.tally.stopped))

    def _arrived(self, visit: Visit, kept: Kept) -> AsyncIterator[Request | ReadPage]:
        if kept.fetched.status in _REDIRECTS:
            return self._redirected(visit, kept)
        if self._is_unchanged(kept):
            return self._seen_again(visit, kept)
        if kept.not_modified:
            return self._ask((replace(visit, whole=True),))
        return self._fresh(visit, kept)

    async def _fresh(self, visit: Visit, kept: Kept) -> AsyncIterator[Request | ReadPage]:
        if len(kept.fetched.body) > _LARGE:
            self.run.recorder.flush()
        page = page_of(kept, visit, self.run.facts)
        outcome = unreadable(page, every_noindex=self.run.obeys_every_noindex)
        if outcome is None and self.run.family is None:
            async for output in self._recognise(visit, kept, page):
                yield output
            return
        if outcome is None and self.run.family is not None:
            outcome = read_page(page, self.run.family, kept.fetched)
        async for output in self._read(visit, kept, outcome or Outcome()):
            yield output

    def _is_unchanged(self, kept: Kept) -> bool:
        """Return whether the hash gate lets the reading of the last look stand."""
        same = kept.not_modified or not is_error(kept.fetched.status)
        return kept.state is not None and same and self.stands(kept.state)

    def stands(self, state: PageState) -> bool:
        """Return whether the reading of *state* is what a reading of the same body would be now."""
        known = state.reader_version == self.run.reader_version and state.was_given(self.run.facts)
        return self._gate and known

    async def _seen_again(self, visit: Visit, kept: Kept) -> AsyncIterator[Request | ReadPage]:
        assert kept.state is not None  # noqa: S101 - _is_unchanged has looked
        before: FollowUp = kept.state.reading
        self._counted(before.facts, before.total, empty=before.empty)
        yield self._item(visit, kept, unchanged=True, listing_keys=before.listing_keys)
        async for request in self._onward(visit, before.links, before.listing_keys, news=False):
            yield request

    async def _read(self, visit: Visit, kept: Kept, outcome: Outcome) -> AsyncIterator[Request | ReadPage]:
        reading = outcome.reading
        issues = outcome.issues
        if kept.decoding is not None and (bad := charset_issue(kept.decoding)):
            issues = (*issues, bad)
        self.run.count_issues(len(issues))
        removed = outcome.cause is Cause.GONE and visit.link.role is LinkRole.PRODUCT
        yield self._item(visit, kept, reading=reading, issues=issues, removed=removed)
        if reading is None:
            async for request in self._missed(visit, replace(outcome, issues=())):
                yield request
            return
        if outcome.cause is not None:
            self.run.tally.failed(outcome.cause, role=visit.link.role, optional=visit.link.optional)
        self._counted(reading.facts, reading.total, empty=reading.empty)
        keys = [listing.key for listing in reading.listings]
        async for request in self._onward(visit, reading.links, keys, news=bool(reading.numbers or reading.facts)):
            yield request

    async def _recognise(self, visit: Visit, kept: Kept, page: Page) -> AsyncIterator[Request | ReadPage]:
        """Find the family by a start page, then go on from the family's own entrances."""
        family, _, reasons = recognise(page)
        if family is None:
            outcome = failure(Cause.UNKNOWN_FAMILY, "; ".join(reasons) or "no family recognises the page")
            async for output in self._read(visit, kept, outcome):
                yield output
            return
        self.run.recognised(family, reasons)
        entrances = self.run.entrances()
        own = next((link for link in entrances if link.url == visit.link.url), None)
        waits = own is not None and own.role is not LinkRole.FACTS and _has_facts(entrances)
        if own is not None and not waits:
            visit = replace(visit, link=own)
            outcome = read_page(replace(page, role=own.role), family, kept.fetched)
            async for output in self._read(visit, kept, outcome):
                yield output
        else:
            self.run.recorder.record_snapshot(kept.snapshot)
            self.run.frontier.forget(visit.link.url)
        async for request in self._follow(entrances, 0):
            yield request

    def _counted(self, facts: Any, total: int | None, *, empty: bool) -> None:  # noqa: ANN401 - a mapping of words
        tally = self.run.tally
        tally.pages += 1
        tally.empty = tally.empty or empty
        tally.total = total if tally.total is None else max(tally.total, total or 0)
        self.run.met(None)
        if facts:
            self.run.learn(facts)

    def _item(self, visit: Visit, kept: Kept, **words: Any) -> ReadPage:  # noqa: ANN401 - fields of PageRecord
        family = self.run.family
        record = PageRecord(
            url=visit.link.url,
            snapshot=kept.snapshot,
            role=visit.link.role,
            reader_version=self.run.reader_version,
            facts_given=self.run.facts,
            etag=kept.fetched.header(b"etag")[:_LONGEST_VALIDATOR],
            modified=kept.fetched.header(b"last-modified")[:_LONGEST_VALIDATOR],
            **words,
        )
        return ReadPage(site=self.run.site.name, family=family.id if family else self.run.site.family, record=record)

    async def _redirected(self, visit: Visit, kept: Kept) -> AsyncIterator[Request]:
        self.run.recorder.record_snapshot(kept.snapshot)
        target = urljoin(kept.fetched.url, kept.fetched.header(b"location"))
        onward = self.run.frontier.redirected(visit, target)
        if isinstance(onward, Visit):
            async for request in self._ask((onward,)):
                yield request
            return
        async for request in self._missed(visit, failure(Cause.REDIRECT, onward)):
            yield request

    async def _missed(self, visit: Visit, outcome: Outcome) -> AsyncIterator[Request]:
        """Yield the fallback of a link that failed; where it has none, count the failure."""
        cause = outcome.cause or Cause.ERROR
        link = visit.link
        if cause is Cause.KILLED:
            return  # the page was never asked for; why the run ended is known
        for issue in outcome.issues:
            self.run.issue(issue, visit.url)
        if link.fallback and (self.run.family is not None or cause in _LOOK_ELSEWHERE):
            async for request in self._follow(link.fallback, visit.depth):
                yield request
        else:
            self.run.tally.failed(cause, role=link.role, optional=link.optional)
            if not link.optional or cause in KEPT_OUT:
                self.run.met(cause)
        async for request in self._settle(visit):
            yield request

    async def _settle(self, visit: Visit) -> AsyncIterator[Request]:
        """Yield what waited for facts, where *visit* was the last that could bring them."""
        async for request in self._ask(self.run.frontier.settled(visit.link)):
            yield request

    async def _onward(
        self, visit: Visit, links: Collection[Link], shown: Collection[str], *, news: bool
    ) -> AsyncIterator[Request]:
        """Yield what a page leads to, and what waited for its facts."""
        async for request in self._ask(self.run.frontier.onward(visit, links, shown=shown, news=news)):
            yield request
        async for request in self._settle(visit):
            yield request

    def _follow(self, links: Iterable[Link], depth: int) -> AsyncIterator[Request]:
        return self._ask(self.run.frontier.admit(links, depth))

    async def _ask(self, visits: Iterable[Visit]) -> AsyncIterator[Request]:
        """Yield a request for each visit that robots.txt and the budget allow."""
        run = self.run
        for visit in visits:
            run.check_budget(self._asked)
            if run.is_stopping:
                return
            word = run.robots.known(visit.url) or await self._robots_of(visit.url)
            if not word.robots.allows(visit.url):
                async for request in self._missed(visit, failure(word.cause, word.detail)):
                    yield request
                continue
            self._asked += 1
            yield Request(
                visit.url,
                callback=self.parse,
                errback=self.failed,
                meta={"visit": visit},
                priority=PRIORITY[visit.link.role],
                dont_filter=True,
            )

    async def _robots_of(self, url: str) -> Word:
        word = await self.run.robots.word_of(url)
        if word.issue is not None:
            self.run.issue(word.issue, url)
        return word


def _has_facts(links: Iterable[Link]) -> bool:
    """Return whether pages of *links* teach what the others need."""
    return any(link.role is LinkRole.FACTS for link in links)
