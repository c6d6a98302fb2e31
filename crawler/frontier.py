"""Which addresses a run still wants: each once, inside the site, facts before the pages that need them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from base.net import RefusedUrlError, checked_url
from crawler.items import Visit
from crawler.scope import Scope, host_key
from crawler.traps import Traps, plain_address
from market.model import Link, LinkRole, PageIssue

MAX_DEPTH = 500
MAX_HOPS = 10
PRIORITY = {LinkRole.FACTS: 30, LinkRole.INDEX: 20, LinkRole.PRODUCT: 10, LinkRole.NOTICE: 0}


class Frontier:
    """The links of one run that were seen, and those that wait for facts."""

    def __init__(self, scope: Scope, on_issue: Callable[[PageIssue, str], None]) -> None:
        self._scope = scope
        self._on_issue = on_issue
        self._seen: set[str] = set()
        self._facts_open: set[str] = set()
        self._waiting: list[Visit] = []
        self._strange_hosts: set[str] = set()
        self._keys: set[str] = set()
        self._traps = Traps()

    @property
    def left_a_list(self) -> bool:
        """Whether a list was left because it had become a trap, so that something may stand further down in it."""
        return self._traps.left_a_list

    def use(self, scope: Scope) -> None:
        """Go on with *scope*, once the family has named its entrances."""
        self._scope = scope

    def onward(self, visit: Visit, links: Collection[Link], *, shown: Collection[str], news: bool) -> list[Visit]:
        """Return the visits that the page of *visit* leads to.

        A page has news where it shows a key nobody showed before in this run, leads to a page that is no index, or
        where the caller says so. Indexes that only ever lead to indexes without news are a trap, and left.
        """
        known, waiting = len(self._keys), len(self._waiting)
        self._keys.update(shown)
        ready = self.admit((link for link in links if link.role is not LinkRole.INDEX), visit.depth + 1)
        news = news or len(self._keys) > known or bool(ready) or len(self._waiting) > waiting
        is_index = visit.link.role is LinkRole.INDEX
        if news and is_index:
            self._traps.showed_news(plain_address(visit.url))
        barren = visit.barren + 1 if is_index and not news else 0
        return ready + self.admit((link for link in links if link.role is LinkRole.INDEX), visit.depth + 1, barren)

    def admit(self, links: Iterable[Link], depth: int, barren: int = 0) -> list[Visit]:
        """Return the visits that *links* call for now; the others are known, strange, a trap, or wait for facts."""
        ready = []
        for link in links:
            if link.url in self._seen:
                continue
            self._seen.add(link.url)
            visit = self._visit(link, depth, barren)
            if visit is None:
                continue
            if link.role is LinkRole.FACTS:
                self._facts_open.add(link.url)
            elif self._facts_open:
                self._waiting.append(visit)
                continue
            ready.append(visit)
        return ready

    def forget(self, url: str) -> None:
        """Let *url* be asked for again: it came before the facts that it has to be read with."""
        self._seen.discard(url)

    def settled(self, link: Link) -> list[Visit]:
        """Return the visits that waited for facts, where *link* was the last that could bring them."""
        if link.url not in self._facts_open:
            return []
        self._facts_open.discard(link.url)
        if self._facts_open:
            return []
        ready, self._waiting = self._waiting, []
        return ready

    def redirected(self, visit: Visit, target: str) -> Visit | str:
        """Return the visit that a redirect of *visit* leads to, or why it is not followed."""
        if len(visit.hops) >= MAX_HOPS:
            return f"more than {MAX_HOPS} redirects"
        if target in (*visit.hops, visit.url):
            return "a redirect loop"
        try:
            parts = checked_url(target)
        except RefusedUrlError as error:
            return str(error)
        if not self._scope.holds(target):
            return f"leads to {host_key(parts)}, which the site file does not name under hosts"
        return replace(visit, url=target, hops=(*visit.hops, visit.url))

    def _visit(self, link: Link, depth: int, barren: int) -> Visit | None:
        url = link.url.partition("#")[0]
        plain = plain_address(url)
        if plain != link.url:
            if plain in self._seen:
                return None
            self._seen.add(plain)
        try:
            parts = checked_url(url)
        except RefusedUrlError as error:
            self._on_issue(PageIssue(code="refused_link", detail=str(error)[:200]), "")
            return None
        if not self._scope.holds(url):
            self._strange(host_key(parts))
            return None
        if depth > MAX_DEPTH:
            self._on_issue(PageIssue(code="too_deep", detail=f"more than {MAX_DEPTH} links from the start"), url)
            return None
        if trap := self._traps.leads_nowhere(plain, barren):
            self._on_issue(trap, url)
            return None
        return Visit(link=link, url=url, depth=depth, barren=barren)

    def _strange(self, host: str) -> None:
        """Open an issue for a host the site file does not name, once a run."""
        if host not in self._strange_hosts and len(self._strange_hosts) < 20:  # noqa: PLR2004 - enough to see it
            self._strange_hosts.add(host)
            self._on_issue(PageIssue(code="unknown_host", detail=f"{host}: not under hosts, not followed"), "")
