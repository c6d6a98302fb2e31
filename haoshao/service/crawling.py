"""Crawls when they are due, as far as lanes are free."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from base.clock import iso, now
from base.killswitch import is_stopped
from base.sinks import terminal
from crawler.run import RunSummary
from crawler.scope import host_of_site
from haoshao.crawls import summary_line
from haoshao.service.lanes import Lanes
from haoshao.service.look import Figures
from haoshao.service.plan import Planned, planned
from haoshao.service.sites import WatchedSites
from haoshao.workspace import Workspace
from market.errors import MarketError
from storage.queries.last_runs import LastRuns

_REFUSED_FOR_S = 60.0
"""How long a site whose crawl could not even begin is left alone."""
_HOST_RESTS_S = 600.0
"""How long every site of a host is left alone once one of them was told that it asks too much."""


class Crawling:
    """Looks at the plan and starts what is due. `look` is called by one thread at a time."""

    def __init__(
        self,
        place: Workspace,
        *,
        engine: Engine,
        zone: ZoneInfo,
        at_once: int,
        figures: Figures,
        tell: Callable[[str], None],
        after: Callable[[], None],
    ) -> None:
        self._place = place
        self._last_runs = LastRuns(engine)
        self._zone = zone
        self._figures = figures
        self._tell = tell
        self._after = after
        self._sites = WatchedSites(place.require_config(), tell)
        self._lanes = Lanes(place, at_once=at_once, on_end=self._ended, on_error=self._refused)
        self._told_missed: dict[str, datetime] = {}
        self._refused_until: dict[str, float] = {}
        self._host_rests_until: dict[str, float] = {}
        self._hosts: dict[str, str] = {}
        """What each site shares with the others of its host: they are never crawled at once."""
        self.looked_at = time.monotonic()
        self.next_at: datetime | None = None
        self.halted = False
        """Whether the kill switch was on at the last look."""

    @property
    def running(self) -> frozenset[str]:
        """Names of the sites that are being crawled."""
        return self._lanes.running

    @property
    def wrong(self) -> dict[str, str]:
        """Why a site file is not obeyed, by site."""
        return self._sites.wrong

    def read_anew(self) -> None:
        """Read every site file anew at the next look."""
        self._sites.forget()

    def look(self, *, may_start: bool) -> None:
        """Start the crawls that are due, the longest overdue first, as far as lanes are free."""
        moment = now()
        self._tell_of_switch()
        sites = self._sites.look()
        self._hosts = {site.name: host_of_site(site) for site in sites}
        plan = planned(sites, self._last_runs.look(moment), moment, self._zone)
        due = [one for one in plan if one.due_at <= moment and one.site not in self._lanes.running]
        if may_start and not self.halted:
            for one in self._startable(due):
                self._tell_of_missed(one)
                self._lanes.start(one.site)
        running = self._lanes.running
        self.next_at = next((one.due_at for one in plan if one.site not in running), None)
        self._figures.sites.set(len(plan))
        self._figures.due.set(sum(one.site not in running for one in due))
        self._figures.running.set(len(running))
        self.looked_at = time.monotonic()

    def close(self, grace_s: float) -> bool:
        """Let running crawls finish for so long, then end them in order; return whether all finished by themselves."""
        return self._lanes.close(grace_s)

    def _startable(self, due: Sequence[Planned]) -> list[Planned]:
        """Return which of *due* begin now: one for each free lane, and one for each host that nobody is at."""
        clock = time.monotonic()
        taken = {self._hosts.get(name, name) for name in self._lanes.running}
        taken |= {host for host, until in tuple(self._host_rests_until.items()) if until > clock}
        ready: list[Planned] = []
        for one in due:
            host = self._hosts.get(one.site, one.site)
            if host not in taken and self._refused_until.get(one.site, 0.0) <= clock:
                taken.add(host)
                ready.append(one)
        return ready[: self._lanes.free]

    def _tell_of_switch(self) -> None:
        halted = is_stopped(self._place.data)
        if halted != self.halted:
            self._tell("the kill switch is on: no crawl begins" if halted else "the kill switch was lifted")
        self.halted = halted

    def _tell_of_missed(self, one: Planned) -> None:
        if one.missed and self._told_missed.get(one.site) != one.due_at:
            self._told_missed[one.site] = one.due_at
            self._figures.missed.inc(one.missed)
            runs = "run" if one.missed == 1 else "runs"
            self._tell(f"{one.site}: {one.missed} {runs} missed since {iso(one.due_at)}; one crawl makes up for them")

    def _ended(self, run: RunSummary) -> None:
        self._figures.count(run)
        line = summary_line(run)
        self._tell(line)
        if run.cause == "rate_limit":
            self._host_rests_until[self._hosts.get(run.site, run.site)] = time.monotonic() + _HOST_RESTS_S
        if run.error:
            self._refused_until[run.site] = time.monotonic() + _REFUSED_FOR_S
            if run.error not in line:
                self._tell(terminal(f"{run.site}: {run.error}", limit=400))
        self._after()

    def _refused(self, name: str, error: MarketError) -> None:
        self._refused_until[name] = time.monotonic() + _REFUSED_FOR_S
        self._tell(terminal(f"{name}: {error}", limit=400))
