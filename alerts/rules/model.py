"""`config/rules.yml` as checked types. Every mistake is one line that names the file and the key."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, TypeAlias
from zoneinfo import available_timezones

from pydantic import Field, StringConstraints, field_validator, model_validator

from base.checked_files import ConfigError, Strict, checked, load_yaml
from market.newness import Severity
from market.occasions import OccasionKind

FILE = "rules.yml"
SHIPPED = Path(__file__).resolve().parents[2] / "config" / FILE
"""The rules that come with haoshao; a configuration without the file goes by them."""

Span: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,4}[mhd]$")]
"""A length of time: 30m, 1h, 7d."""
Audience: TypeAlias = Literal["analysts", "maintainers"]
GroupBy: TypeAlias = Literal["site", "seller", "platform", "kind", "country"]


def span(said: str) -> timedelta:
    """Return the length of time that `30m`, `1h` or `7d` means."""
    return timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[said[-1]]: int(said[:-1])})


class When(StrEnum):
    """What a rule waits for."""

    SELLER_NEW = "seller_new"
    SELLER_ON_NEW_SITE = "seller_on_new_site"
    NEW_PRODUCT = "new_product"
    RELISTED_AFTER_TAKEDOWN = "relisted_after_takedown"
    PRICE_LEVEL = "price_level"
    PRICE_BELOW = "price_below"
    STOCK_SURGE = "stock_surge"
    WATCHED = "watched"
    SITE_DARK = "site_dark"
    SITE_BACK = "site_back"
    SITE_UNHEALTHY = "site_unhealthy"
    APPEARED = "appeared"
    PRICE_CHANGED = "price_changed"
    SOLD_OUT = "sold_out"
    RESTOCKED = "restocked"
    RELISTED = "relisted"
    VANISHED = "vanished"


_O = OccasionKind
LOOKS_AT: dict[When, frozenset[OccasionKind]] = {
    When.SELLER_NEW: frozenset({_O.SELLER_NEW}),
    When.SELLER_ON_NEW_SITE: frozenset({_O.SELLER_ON_NEW_SITE}),
    When.NEW_PRODUCT: frozenset({_O.NEW_PRODUCT}),
    When.RELISTED_AFTER_TAKEDOWN: frozenset({_O.RELISTED}),
    When.PRICE_LEVEL: frozenset({_O.PRICE_LEVEL}),
    When.PRICE_BELOW: frozenset({_O.APPEARED, _O.PRICE_CHANGED, _O.RELISTED, _O.RESTOCKED}),
    When.STOCK_SURGE: frozenset({_O.STOCK_CHANGED, _O.RESTOCKED, _O.PRICE_CHANGED}),
    When.WATCHED: frozenset({_O.WATCHED}),
    When.SITE_DARK: frozenset({_O.SITE_DOWN}),
    When.SITE_BACK: frozenset({_O.SITE_BACK}),
    When.SITE_UNHEALTHY: frozenset({_O.UNHEALTHY, _O.HEALTHY}),
    When.APPEARED: frozenset({_O.APPEARED}),
    When.PRICE_CHANGED: frozenset({_O.PRICE_CHANGED}),
    When.SOLD_OUT: frozenset({_O.SOLD_OUT}),
    When.RESTOCKED: frozenset({_O.RESTOCKED}),
    When.RELISTED: frozenset({_O.RELISTED}),
    When.VANISHED: frozenset({_O.VANISHED}),
}
ABOUT_SITES = frozenset({When.SITE_DARK, When.SITE_BACK, When.SITE_UNHEALTHY})
_THRESHOLDS: dict[str, frozenset[When]] = {
    "below_cny": frozenset({When.PRICE_BELOW}),
    "rearm_cny": frozenset({When.PRICE_BELOW}),
    "factor": frozenset({When.STOCK_SURGE}),
    "at_least": frozenset({When.STOCK_SURGE}),
    "percent": frozenset({When.PRICE_LEVEL, When.PRICE_CHANGED}),
    "in_a_row": frozenset({When.SITE_UNHEALTHY}),
}


class Only(Strict):
    """What a rule is restricted to; an empty list is no restriction."""

    site: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    protected: bool = False
    """True where the offer has to be of a protected brand."""

    @property
    def about_offers(self) -> bool:
        """Whether some restriction can be met by an offer only."""
        return bool(self.platform or self.kind or self.country or self.protected)


class Cap(Strict):
    """How many single messages people get of one rule; the rest is counted, and told by the digest."""

    most: int = Field(ge=1)
    per: Span = "1h"


class Group(Strict):
    """Which alerts of one rule people are told in one paragraph; programs get each by itself."""

    by: tuple[GroupBy, ...] = ()
    """What they have in common; empty: all alerts of the rule."""
    wait: Span | None = None
    """How long the first one waits for others; None: only those that go out together anyway."""

    @property
    def waits(self) -> timedelta:
        """How long the first one waits for others."""
        return timedelta() if self.wait is None else span(self.wait)


class Rule(Strict):
    """One rule: what it waits for, what it is restricted to, and what its alerts are."""

    when: When
    enabled: bool = True
    only: Only = Only()
    severity: Severity | None = None
    """None leaves it to the evidence: a large newcomer weighs more than a small one."""
    audience: tuple[Audience, ...] = ()
    """Empty: analysts, and for how sites do maintainers."""
    cap: Cap | None = None
    group: Group | None = None
    below_cny: Decimal | None = Field(default=None, gt=0)
    """CNY for one piece."""
    rearm_cny: Decimal | None = Field(default=None, gt=0)
    """The price at which the threshold may fire again; `below_cny` where nothing is said."""
    factor: Decimal = Field(default=Decimal(10), gt=1)
    at_least: int = Field(default=1000, ge=1)
    percent: Decimal = Field(default=Decimal(0), ge=0)
    in_a_row: int = Field(default=3, ge=1)
    about: str = ""
    """For people."""

    @model_validator(mode="after")
    def _fits(self) -> Rule:
        for key in sorted(self.model_fields_set & _THRESHOLDS.keys()):
            if self.when not in _THRESHOLDS[key]:
                raise ValueError(f"{key} means nothing for `when: {self.when}`")
        if self.when is When.PRICE_BELOW and self.below_cny is None:
            raise ValueError("say `below_cny`: the price in CNY for one piece")
        if self.below_cny and self.rearm_cny and self.rearm_cny < self.below_cny:
            raise ValueError("rearm_cny lies under below_cny: it would never fire again")
        if self.when in ABOUT_SITES and (self.only.about_offers or self.only.role):
            raise ValueError(f"`when: {self.when}` is about a site: only.site is all that can restrict it")
        if self.when in ABOUT_SITES and self.group and set(self.group.by) - {"site"}:
            raise ValueError(f"`when: {self.when}` is about a site: group it by site, or by nothing")
        return self

    @property
    def for_whom(self) -> tuple[Audience, ...]:
        """Who is told."""
        if self.audience:
            return self.audience
        return {When.SITE_UNHEALTHY: ("maintainers",), When.SITE_DARK: ("analysts", "maintainers")}.get(
            self.when, ("analysts",)
        )  # type: ignore[return-value]  # the literals are audiences

    @property
    def window(self) -> timedelta | None:
        """The time over which the cap counts."""
        return None if self.cap is None else span(self.cap.per)


class Quiet(Strict):
    """Hours in which people are left alone; what waits is sent when they end."""

    start: time = Field(alias="from")
    end: time = Field(alias="to")
    time_zone: str | None = None
    """None: the channel's own."""
    let_through: Severity = Severity.CRITICAL
    """What is sent all the same."""

    @model_validator(mode="after")
    def _is_some_time(self) -> Quiet:
        if self.start == self.end:
            raise ValueError("from and to are the same time; leave quiet out, or name some hours")
        if self.time_zone is not None and self.time_zone not in available_timezones():
            raise ValueError(f"{self.time_zone!r} is no time zone; write Asia/Shanghai, Europe/Berlin or UTC")
        return self


class RulesFile(Strict):
    """`config/rules.yml`."""

    quiet: Quiet | None = None
    """For every channel of people that names no hours of its own."""

    protect: tuple[str, ...] = ()
    """Platforms whose alerts weigh one step more."""
    rules: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")], Rule] = Field(
        default_factory=dict
    )

    @field_validator("protect")
    @classmethod
    def _is_lower(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for platform in value:
            if platform != platform.lower().strip():
                raise ValueError(f"{platform!r}: platforms are written in lower case, as in taxonomy.yml")
        return value


def load_rules(folder: Path) -> RulesFile:
    """Return the rules of a configuration folder; those that ship with haoshao where it has no rules.yml.

    Raises:
        ConfigError: the file is unreadable, or a key is wrong.
    """
    path = folder / FILE
    if not path.exists():
        path = SHIPPED
    said = load_yaml(path)
    if said is None:
        return RulesFile()
    if not isinstance(said, dict):
        raise ConfigError(f"{path}: holds no keys; write `rules:` with a rule below it, or delete the file")
    return checked(RulesFile, said, path)
