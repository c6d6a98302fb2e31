"""What alert rules look at and what they answer; pure.

An occasion is one thing that happened, with all that a rule may ask about it. Whoever stores things makes occasions,
whoever holds the rules answers with what is to be raised: the two know each other by these types only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from market.newness import Severity


class OccasionKind(StrEnum):
    """What happened: every kind of transition, and what several of them or none amount to."""

    APPEARED = "appeared"
    PRICE_CHANGED = "price_changed"
    STOCK_CHANGED = "stock_changed"
    SOLD_OUT = "sold_out"
    RESTOCKED = "restocked"
    RELISTED = "relisted"
    VANISHED = "vanished"
    SELLER_NEW = "seller_new"
    SELLER_ON_NEW_SITE = "seller_on_new_site"
    SITE_DOWN = "site_down"
    SITE_BACK = "site_back"
    PRICE_LEVEL = "price_level"
    NEW_PRODUCT = "new_product"
    """A known seller offers a kind for a platform that nobody saw it offer before."""
    WATCHED = "watched"
    """Something shows a handle or a term of the watch-list."""
    UNHEALTHY = "unhealthy"
    """A run of a site ended in any health but healthy."""
    HEALTHY = "healthy"


OF_RUNS = frozenset({OccasionKind.UNHEALTHY, OccasionKind.HEALTHY, OccasionKind.SITE_DOWN, OccasionKind.SITE_BACK})
"""Occasions about how a site does, which concern those who keep the crawler running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """One offer that an occasion is about."""

    offer_id: int
    snapshot_id: int
    """The page that shows it."""
    public_id: str
    kind: str
    platform: str | None
    country: str | None
    unit_price_cny: Decimal | None
    stock: int | None
    score: Decimal
    """Probability that its listing is an offer at all."""
    title: str = ""

    @property
    def product(self) -> str:
        """The offer as `platform/kind`."""
        return f"{self.platform or 'any'}/{self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The seller that an occasion is about."""

    seller_id: int
    public_id: str
    name: str | None
    handles: tuple[str, ...]
    """`type:value` of each."""
    also: tuple[str, ...] = ()
    """Public ids of sellers that were joined to it."""
    roles: tuple[str, ...] = ()
    """Its places in the chain (号商, 接码平台, ...), the strongest first."""
    new_since: datetime | None = None
    """When it was first seen; None for one that was there before its site had a baseline."""
    is_partner: bool = False
    """Known and allowed: it never raises an alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One thing that happened."""

    kind: OccasionKind
    subject: str
    """What it happened to, stable over restarts and databases: `s0123…`, `o0123…`, a site's name, a product."""
    at: datetime
    site: str | None = None
    site_id: int | None = None
    transition_id: int | None = None
    seller: Party | None = None
    offers: tuple[Sold, ...] = ()
    price_before: Decimal | None = None
    """CNY for one piece."""
    price_after: Decimal | None = None
    stock_before: int | None = None
    stock_after: int | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    """What else belongs to it: `cause`, `health`, `entry`, `case`, and before and after of a price level."""
    in_a_row: int = 0
    """Runs of the site that ended unhealthy, this one included, since the last healthy one."""

    @property
    def nth(self) -> str:
        """What tells it from the same happening at another time."""
        return self.at.strftime("%Y%m%dT%H%M%S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """With which other alerts an alert is told to people."""

    key: str
    """The same for all that belong together."""
    channels: tuple[str, ...]
    """Those of the alert's channels that are told them together."""
    wait: timedelta
    """How long the first waits for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alert as a rule asks for it."""

    rule: str
    dedup_key: str
    family: str
    """What a false positive silences: alerts that would be raised for the same reason about the same."""
    severity: Severity
    score: Decimal
    reasons: tuple[str, ...]
    occasion: Occasion
    channels: tuple[str, ...]
    """Where it is delivered by itself; digests gather what they need when they are made."""
    silenced_by: int | None = None
    """The suppression that closes it at once."""
    over_cap: tuple[str, ...] = ()
    """Channels that are told of it by a count only: the rule has spoken often enough for now."""
    gathering: Gathering | None = None
    """None where it is told by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What rules need to know of the past."""

    fired: frozenset[tuple[str, str]] = frozenset()
    """(rule, subject) of thresholds crossed and not yet recovered."""
    suppressed: Mapping[str, int] = field(default_factory=dict)
    """Family -> the suppression that silences it."""
    spent: Mapping[str, int] = field(default_factory=dict)
    """Rule -> alerts that people were told of within the window of its cap."""
    raised: frozenset[str] = frozenset()
    """Keys of alerts that are there already: nothing raises them again, and no cap counts them twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules make of some occasions."""

    raised: tuple[Raised, ...] = ()
    fired: frozenset[tuple[str, str]] = frozenset()
    """Thresholds crossed now."""
    rearmed: frozenset[tuple[str, str]] = frozenset()
    """Thresholds that have recovered."""


class Judge(Protocol):
    """The rules of an installation, asked in the transaction that records what they look at."""

    @property
    def needs(self) -> frozenset[OccasionKind]:
        """Which occasions some rule looks at; no other needs to be made."""
        ...

    @property
    def caps(self) -> Mapping[str, timedelta]:
        """The rules with a cap, and over which time it counts."""
        ...

    @property
    def people(self) -> frozenset[str]:
        """The channels that people read; what caps count went to one of them."""
        ...

    @property
    def factors(self) -> Mapping[str, Decimal]:
        """What a unit of each currency is worth in CNY; a price in any other is no price to a rule."""
        ...

    def keys_of(self, occasions: Iterable[Occasion]) -> frozenset[str]:
        """Return the keys of all alerts that *occasions* could raise."""
        ...

    def judge(self, occasions: Sequence[Occasion], memory: Memory) -> Judgement:
        """Return what is to be raised."""
        ...
