"""The robots.txt of each host of a run: known before its first page, kept like any page, obeyed to the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from base.charset import decode
from base.clock import Clock
from base.net import RefusedUrlError, checked_url
from base.optout import OptOut, OptOuts, is_opted_out
from crawler.fetching import Fetcher, GaveUpError, decode_fetched
from crawler.health import Cause
from crawler.items import Kept
from crawler.robots import CLOSED, MAX_REDIRECTS, Robots, parse_robots, robots_for_status
from crawler.scope import host_key
from market.model import PageIssue
from storage.records import SnapshotRef
from storage.snapshots import SnapshotError

KEPT_FOR = timedelta(hours=24)
"""How long an answer stands for; RFC 9309 section 2.4 advises no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a host's robots.txt came to."""

    robots: Robots
    cause: Cause = Cause.ROBOTS
    """Why pages are not fetched where it forbids them: a host that cannot be reached has not forbidden anything."""
    issue: PageIssue | None = None
    detail: str = "disallowed by robots.txt"
    source: str = ""
    """What the word rests on, for the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What earlier runs of the site know of its hosts' robots.txt."""

    last: Callable[[str], SnapshotRef | None]
    load: Callable[[SnapshotRef], bytes]


class RobotsOfSite:
    """The words of every host asked so far, or asked within the last day by an earlier run."""

    def __init__(
        self, fetcher: Fetcher, *, clock: Clock, earlier: Earlier | None = None, opt_outs: OptOuts | None = None
    ) -> None:
        self._fetcher = fetcher
        fetcher.robots_said = self.said
        self._clock = clock
        self._earlier = earlier
        self._opt_outs = opt_outs
        self._words: dict[str, tuple[Word, datetime]] = {}
        """What each host said, and until when that stands."""

    def known(self, url: str) -> Word | None:
        """Return the word of the host of *url* where it was asked for already."""
        word, until = self._words.get(_origin(url), (None, self._clock()))
        return word if self._clock() < until else None

    def said(self, url: str) -> str:
        """Return why *url* may be asked for, in the words of the evidence."""
        word = self.known(url)
        if word is None:
            return "not asked yet"
        return f"{'allowed' if word.robots.allows(url) else 'disallowed'}; {word.source}"

    async def word_of(self, url: str) -> Word:
        """Return the word of the host of *url*: the operator's opt-out, an answer of today, or a new one."""
        origin = _origin(url)
        word = self.known(url)
        if word is None:
            since = self._clock()
            word = self._opted_out(url)
            if word is None and (remembered := self._remembered(origin)) is not None:
                word, since = remembered
            word = word or await self._ask(origin)
            self._words[origin] = word, since + KEPT_FOR
            if word.robots.crawl_delay_s:
                self._fetcher.crawl_delays[host_key(url)] = word.robots.crawl_delay_s
        return word

    def forget(self) -> None:
        """Ask for every word again: the opt-outs have changed."""
        self._words.clear()

    def _has_opted_out(self, host: str) -> OptOut | None:
        return is_opted_out(host, self._opt_outs.entries) if self._opt_outs else None

    def _opted_out(self, url: str) -> Word | None:
        said = self._has_opted_out(urlsplit(url).hostname or "")
        if said is None:
            return None
        detail = f"{said.host} is on the opt-out list since {said.since}"
        return Word(
            robots=CLOSED, cause=Cause.OPTED_OUT, issue=PageIssue(code="opted_out", detail=detail), detail=detail
        )

    def _remembered(self, origin: str) -> tuple[Word, datetime] | None:
        """Return the word of an answer that is young enough, and when it was given.

        What failed, or led elsewhere, is asked for again.
        """
        last = self._earlier.last(f"{origin}/robots.txt") if self._earlier else None
        if last is None or self._earlier is None or not _is_young(last.fetched_at, self._clock()) or last.truncated:
            return None
        closed = robots_for_status(last.status)
        if closed is not None:
            word = Word(robots=closed, source=f"{last.url} answered {last.status}")
            return None if closed.closed else (word, last.fetched_at)
        try:
            body = self._earlier.load(last)
        except SnapshotError:
            return None
        robots = parse_robots(decode(body, None).text)
        return Word(robots=robots, source=f"{last.url} sha256:{last.sha256}"), last.fetched_at

    async def _ask(self, origin: str) -> Word:
        url = f"{origin}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            try:
                kept = await self._fetcher.fetch(url)
            except GaveUpError as error:
                return _unreachable(error.cause, f"{error.cause}: {error.detail}")
            self._fetcher.record(kept.snapshot)
            location = kept.fetched.header(b"location")
            if not (300 <= kept.fetched.status < 400 and location):  # noqa: PLR2004 - the class of a status
                return _word_of(kept)
            url = urljoin(url, location)
            try:
                host = checked_url(url).hostname or ""
            except RefusedUrlError:
                break
            if self._has_opted_out(host):
                break
        # RFC 9309 2.3.1.2: more than five redirects may be taken as unavailable, which allows
        return Word(robots=Robots(), source=f"{origin}/robots.txt leads nowhere")


def _word_of(kept: Kept) -> Word:
    status = kept.fetched.status
    closed = robots_for_status(status)
    if closed is None:
        robots = parse_robots(decode_fetched(kept.fetched).text)
        return Word(robots=robots, source=f"{kept.fetched.url} sha256:{kept.snapshot.sha256}")
    if not closed.closed:
        return Word(robots=closed, source=f"{kept.fetched.url} answers {status}")
    cause = Cause.RATE_LIMIT if status == 429 else Cause.HTTP_5XX  # noqa: PLR2004 - the status itself
    return _unreachable(cause, str(status))


def _unreachable(cause: Cause, detail: str) -> Word:
    issue = PageIssue(code="robots_unreachable", detail=detail[:200])
    return Word(robots=CLOSED, cause=cause, issue=issue, detail="no robots.txt")


def _is_young(at: datetime, now: datetime) -> bool:
    return timedelta(0) <= now - at < KEPT_FOR


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
