"""The make-believe market as a whole: generated from a seed, one day after the other, with the truth of each day.

Only the demo's own summary and the tests read `Day.truth`; the crawl sees nothing but pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from haoshao.demo.events import Change, Market, next_day
from haoshao.demo.goods import Good
from haoshao.demo.people import Seller
from haoshao.demo.shops import SHOP, SHOPS, Shop

FIRST_DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LAST_DAY = 60
SEED = 2026


class Outage(StrEnum):
    """What keeps a shop from being read on one day."""

    DOWN = "down"
    """It refuses connections."""
    BROKEN = "broken"
    """It answers, in a layout that no reader knows."""


PLANNED: Mapping[int, tuple[str, Outage]] = MappingProxyType(
    {
        2: ("accharbor", Outage.DOWN),
        3: ("yehang", Outage.BROKEN),
        5: ("smsdock", Outage.DOWN),
        6: ("qingniao", Outage.BROKEN),
        8: ("beidou", Outage.DOWN),
    }
)
"""Which shop cannot be read on which day of a cycle of nine."""
CYCLE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What happened on one day, as far as pages can show it."""

    new_sellers: tuple[Seller, ...]
    """Whose first readable listing is of this day; on the first day everybody, which is the baseline."""
    changes: tuple[Change, ...]
    """Also in shops that cannot be read today."""
    outages: Mapping[str, Outage] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The market on one day."""

    number: int
    """From 1."""
    at: datetime
    goods: Mapping[str, tuple[Good, ...]]
    """Listings by shop, in the shop's order."""
    truth: Truth

    def outage(self, shop: Shop) -> Outage | None:
        """Return what keeps *shop* from being read today; None where nothing does."""
        return self.truth.outages.get(shop.name)


class World:
    """A market that grows day by day; the same seed gives the same days."""

    def __init__(self, seed: int = SEED) -> None:
        self._market = Market(seed, FIRST_DAY)
        self._seen: set[str] = set()
        self._days = [self._day(1, self._market.opening())]

    def day(self, number: int) -> Day:
        """Return day *number*, from 1 to `LAST_DAY`."""
        while len(self._days) < number:
            today = len(self._days) + 1
            self._days.append(self._day(today, next_day(self._market, today, date_of(today))))
        return self._days[number - 1]

    def _day(self, number: int, changes: tuple[Change, ...]) -> Day:
        outages = dict([PLANNED[place]]) if (place := (number - 1) % CYCLE + 1) in PLANNED else {}
        goods = self._market.goods()
        new = tuple(
            person for name in goods if name not in outages for person in _sellers_of(name, goods[name], self._seen)
        )
        return Day(
            number=number,
            at=date_of(number),
            goods=goods,
            truth=Truth(new_sellers=new, changes=changes, outages=outages),
        )


def _sellers_of(shop: str, goods: tuple[Good, ...], seen: set[str]) -> list[Seller]:
    """Return whom the pages of *shop* show for the first time, and add them to *seen*."""
    shown = [SHOP[shop].owner, *(good.seller for good in goods if good.seller and not good.is_decoy)]
    fresh = {person.key: person for person in shown if person.key not in seen}
    seen.update(fresh)
    return list(fresh.values())


def date_of(number: int) -> datetime:
    """Return the moment at which day *number* is crawled."""
    return FIRST_DAY + timedelta(days=number - 1)


__all__ = ["FIRST_DAY", "LAST_DAY", "SEED", "SHOPS", "Day", "Outage", "Truth", "World", "date_of"]
