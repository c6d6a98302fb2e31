"""The digest: what is new and what changed in a stretch of time, gathered from the database once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from storage.family_issues import FamilyIssue, family_issues
from storage.queries.alert_notes import held_back
from storage.queries.digest import (
    BaselineSite,
    Change,
    NewSeller,
    SiteHealth,
    baseline_sites,
    change_counts,
    changes,
    new_sellers,
    site_health,
)
from storage.queries.market import MarketMove, market_moves

TOLD_KINDS = (
    "seller_on_new_site",
    "price_changed",
    "sold_out",
    "restocked",
    "relisted",
    "vanished",
    "site_down",
    "site_back",
)
"""Transitions that a digest tells one by one; stock moves and first sightings are only counted.

Levels that moved (`price_level`) have a section of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All that one digest says; renderers only lay it out."""

    since: datetime
    until: datetime
    new_sellers: tuple[NewSeller, ...]
    baselines: tuple[BaselineSite, ...]
    changes: tuple[Change, ...]
    """The newest of the told kinds, at most as many as asked for."""
    sites: tuple[SiteHealth, ...]
    suppressed: Mapping[str, int]
    """What happened but is not listed, by kind; so that every event is accounted for."""
    simulated: bool
    market: tuple[MarketMove, ...] = ()
    """Levels of the price index that moved, the farthest first."""
    families: tuple[FamilyIssue, ...] = ()
    """Softwares that break at several sites in the same way: told once, not for each site."""
    audience: str = "analysts"
    """`maintainers` get how sites do and nothing of sellers."""

    @property
    def for_analysts(self) -> bool:
        """Whether sellers and offers are told."""
        return self.audience == "analysts"

    @property
    def shown_sites(self) -> tuple[SiteHealth, ...]:
        """The sites that get a line of their own: their family does not break everywhere."""
        together = {site for family in self.families for site in family.sites}
        return tuple(site for site in self.sites if site.health == "healthy" or site.site not in together)

    @property
    def told_sites(self) -> tuple[SiteHealth, ...]:
        """The sites that a short message names: those that did not do well."""
        return tuple(site for site in self.shown_sites if site.health != "healthy")

    @property
    def healthy_sites(self) -> int:
        """How many sites' last run was healthy."""
        return sum(site.health == "healthy" for site in self.sites)


def gather_digest(
    engine: Engine,
    *,
    since: datetime,
    until: datetime,
    sellers: int = 100,
    most_changes: int = 50,
    most_moves: int = 20,
    simulated: bool,
    audience: str = "analysts",
) -> Digest:
    """Return the digest of what was recorded from *since* until *until*."""
    if audience != "analysts":
        return _for_maintainers(engine, since=since, until=until, simulated=simulated)
    found = new_sellers(engine, since=since, until=until)
    told = changes(engine, since=since, until=until, kinds=TOLD_KINDS, limit=most_changes)
    listed = Counter(change.kind for change in told)
    fresh = {seller.seller_id for seller in found[:sellers]}
    # where a new seller is seen besides stands with the seller
    told = [change for change in told if change.kind != "seller_on_new_site" or change.seller_id not in fresh]
    counted = change_counts(engine, since=since, until=until)
    suppressed = {kind: count - listed[kind] for kind, count in counted.items() if count > listed[kind]}
    suppressed.pop("seller_new", None)
    moves = market_moves(engine, since=since, until=until)
    suppressed.pop("price_level", None)
    if len(moves) > most_moves:
        suppressed["price_level"] = len(moves) - most_moves
    if len(found) > sellers:
        suppressed["seller_new"] = len(found) - sellers
    suppressed |= held_back(engine, since=since, until=until)
    return Digest(
        since=since,
        until=until,
        new_sellers=tuple(found[:sellers]),
        baselines=tuple(baseline_sites(engine, since=since, until=until)),
        changes=tuple(told),
        market=tuple(moves[:most_moves]),
        sites=tuple(site_health(engine)),
        families=tuple(family_issues(engine)),
        suppressed=suppressed,
        simulated=simulated,
    )


def _for_maintainers(engine: Engine, *, since: datetime, until: datetime, simulated: bool) -> Digest:
    """Return the digest for those who keep the crawler running: breakage, sites that went or came back."""
    return Digest(
        since=since,
        until=until,
        new_sellers=(),
        baselines=tuple(baseline_sites(engine, since=since, until=until)),
        changes=tuple(changes(engine, since=since, until=until, kinds=("site_down", "site_back"))),
        sites=tuple(site_health(engine)),
        families=tuple(family_issues(engine)),
        suppressed={},
        simulated=simulated,
        audience="maintainers",
    )
