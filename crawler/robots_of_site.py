"""The robots.txt of each host of a run: fetched before its first page, kept like any page, obeyed to the end."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from base.net import RefusedUrlError, checked_url
from crawler.fetching import Fetcher, GaveUpError, decode_fetched
from crawler.health import Cause
from crawler.robots import CLOSED, MAX_BYTES, MAX_REDIRECTS, Robots, parse_robots, robots_for_status
from crawler.scope import host_key
from market.model import PageIssue


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a host's robots.txt came to."""

    robots: Robots
    cause: Cause = Cause.ROBOTS
    """Why pages are not fetched where it forbids them: a host that cannot be reached has not forbidden anything."""
    issue: PageIssue | None = None
    source: str = ""
    """What the word rests on, for the evidence."""


class RobotsOfSite:
    """The words of every host asked so far; a run is shorter than the day that RFC 9309 lets them be kept."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        fetcher.robots_said = self.said
        self._words: dict[str, Word] = {}

    def known(self, url: str) -> Word | None:
        """Return the word of the host of *url* where it was asked for already."""
        return self._words.get(_origin(url))

    def said(self, url: str) -> str:
        """Return why *url* may be asked for, in the words of the evidence."""
        word = self.known(url)
        if word is None:
            return "not asked yet"
        return f"{'allowed' if word.robots.allows(url) else 'disallowed'}; {word.source}"

    async def word_of(self, url: str) -> Word:
        """Return the word of the host of *url*, fetched where it is not known yet."""
        origin = _origin(url)
        if origin not in self._words:
            word = await self._ask(origin)
            self._words[origin] = word
            if word.robots.crawl_delay_s:
                self._fetcher.crawl_delays[host_key(url)] = word.robots.crawl_delay_s
        return self._words[origin]

    async def _ask(self, origin: str) -> Word:
        url = f"{origin}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            try:
                kept = await self._fetcher.fetch(url)
            except GaveUpError as error:
                issue = PageIssue(code="robots_unreachable", detail=f"{error.cause}: {error.detail}"[:200])
                return Word(robots=CLOSED, cause=error.cause, issue=issue)
            self._fetcher.record(kept.snapshot)
            fetched = kept.fetched
            location = fetched.header(b"location")
            if 300 <= fetched.status < 400 and location:  # noqa: PLR2004 - the class of a status
                url = urljoin(url, location)
                try:
                    checked_url(url)
                except RefusedUrlError:
                    break
                continue
            closed = robots_for_status(fetched.status)
            if closed is None:
                text = decode_fetched(fetched).text[:MAX_BYTES]
                return Word(robots=parse_robots(text), source=f"{url} sha256:{kept.snapshot.sha256}")
            if not closed.closed:
                return Word(robots=closed, source=f"{url} answers {fetched.status}")
            cause = Cause.RATE_LIMIT if fetched.status == 429 else Cause.HTTP_5XX  # noqa: PLR2004 - the status itself
            return Word(
                robots=CLOSED, cause=cause, issue=PageIssue(code="robots_unreachable", detail=str(fetched.status))
            )
        # RFC 9309 2.3.1.2: more than five redirects may be taken as unavailable, which allows
        return Word(robots=Robots(), source=f"{origin}/robots.txt leads in circles")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
