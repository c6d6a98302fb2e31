"""Rules against what happened: which alerts come of it, how grave, why, and to whom; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from alerts.channels.routing import Route, routes_of
from alerts.rules.grouping import gathering_of
from alerts.rules.model import LOOKS_AT, Only, Rule, RulesFile, When
from alerts.rules.reasons import score_of, weight_of
from market.newness import Severity
from market.occasions import Judgement, Memory, Occasion, OccasionKind, Raised, Sold
from market.unit_price import OWN_CURRENCY

_STEPS = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
_SELLER_RULES = frozenset({When.SELLER_NEW, When.SELLER_ON_NEW_SITE, When.NEW_PRODUCT})
"""Alerts on who somebody is: whoever is not worth one of them is worth none."""


@dataclass(slots=True)
class _Asked:
    """One evaluation under way."""

    memory: Memory
    fired: set[tuple[str, str]] = field(default_factory=set)
    rearmed: set[tuple[str, str]] = field(default_factory=set)
    spent: dict[str, int] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)

    def is_fired(self, key: tuple[str, str]) -> bool:
        """Return whether a threshold was crossed and has not recovered."""
        return key in self.fired or (key in self.memory.fired and key not in self.rearmed)

    def fire(self, key: tuple[str, str]) -> None:
        """Note a threshold as crossed."""
        self.fired.add(key)
        self.rearmed.discard(key)

    def rearm(self, key: tuple[str, str]) -> None:
        """Note a threshold as recovered."""
        if self.is_fired(key):
            self.fired.discard(key)
            self.rearmed.add(key)


class Rulebook:
    """The rules of an installation with the channels that their alerts go to; a `market.occasions.Judge`."""

    def __init__(
        self, rules: RulesFile, routes: Sequence[Route] = (), factors: Mapping[str, Decimal] = OWN_CURRENCY
    ) -> None:
        """Take the rules, who is told of what, and what money is worth in CNY."""
        self.factors = factors
        self._rules = {name: rule for name, rule in rules.rules.items() if rule.enabled}
        self._protect = frozenset(rules.protect)
        self._routes = tuple(routes)

    @property
    def needs(self) -> frozenset[OccasionKind]:
        """Which occasions some rule looks at."""
        return frozenset(kind for rule in self._rules.values() for kind in LOOKS_AT[rule.when])

    @property
    def caps(self) -> Mapping[str, timedelta]:
        """The rules with a cap, and over which time it counts."""
        return {name: rule.window for name, rule in self._rules.items() if rule.window is not None}

    @property
    def people(self) -> frozenset[str]:
        """The channels that people read."""
        return frozenset(route.channel for route in self._routes if not route.machine)

    def keys_of(self, occasions: Iterable[Occasion]) -> frozenset[str]:
        """Return the keys of all alerts that *occasions* could raise, whether the rules would let them or not."""
        return frozenset(
            _dedup_key(name, rule, occasion)
            for occasion in occasions
            for name, rule in self._rules.items()
            if occasion.kind in LOOKS_AT[rule.when]
        )

    def judge(self, occasions: Sequence[Occasion], memory: Memory) -> Judgement:
        """Return what the rules make of *occasions*, in their order."""
        asked = _Asked(memory=memory, spent=dict(memory.spent), raised=set(memory.raised))
        raised = [
            alert
            for occasion in occasions
            for name, rule in self._rules.items()
            if (alert := self._apply(name, rule, occasion, asked)) is not None
        ]
        return Judgement(raised=tuple(raised), fired=frozenset(asked.fired), rearmed=frozenset(asked.rearmed))

    def _apply(self, name: str, rule: Rule, occasion: Occasion, asked: _Asked) -> Raised | None:
        if occasion.kind not in LOOKS_AT[rule.when]:
            return None
        narrowed = restricted(occasion, rule.only, self._protect)
        if narrowed is None or not _is_met(name, rule, narrowed, asked):
            return None
        if narrowed.seller is not None and narrowed.seller.is_partner:
            return None
        key = _dedup_key(name, rule, narrowed)
        if key in asked.raised:
            return None
        asked.raised.add(key)
        severity, reasons = weight_of(rule, narrowed)
        severity, reasons = self._protected(severity, reasons, narrowed.offers)
        families = _families(name, rule, narrowed)
        silenced = next((asked.memory.suppressed[one] for one in families if one in asked.memory.suppressed), None)
        alert = Raised(
            rule=name,
            dedup_key=key,
            family=families[0],
            severity=severity,
            score=score_of(narrowed),
            reasons=reasons,
            occasion=narrowed,
            channels=(),
            silenced_by=silenced,
        )
        return alert if silenced is not None else self._addressed(alert, rule, asked)

    def _protected(
        self, severity: Severity, reasons: tuple[str, ...], offers: Sequence[Sold]
    ) -> tuple[Severity, tuple[str, ...]]:
        """Return a step more where a protected brand is for sale, and say so."""
        brands = sorted({one.platform for one in offers if one.platform in self._protect and one.platform})
        if not brands:
            return severity, reasons
        higher = _STEPS[min(_STEPS.index(severity) + 1, len(_STEPS) - 1)]
        return higher, (*reasons, f"protected brand: {', '.join(brands)}")

    def _addressed(self, alert: Raised, rule: Rule, asked: _Asked) -> Raised:
        """Return *alert* with its channels; what is over the cap goes to people as a count only.

        A cap counts what people are told: an alert that no channel of theirs takes leaves room for the next.
        """
        people, machines = routes_of(self._routes, alert.rule, rule.for_whom, alert.severity)
        if rule.cap is not None and people:
            asked.spent[alert.rule] = asked.spent.get(alert.rule, 0) + 1
            if asked.spent[alert.rule] > rule.cap.most:
                return replace(alert, channels=machines, over_cap=people)
        gathering = gathering_of(alert.rule, rule, alert.occasion, people)
        return replace(alert, channels=(*people, *machines), gathering=gathering)


def restricted(occasion: Occasion, only: Only, protect: frozenset[str]) -> Occasion | None:
    """Return *occasion* with the offers that *only* lets through; None where it lets nothing of it through."""
    if only.site and occasion.site not in only.site:
        return None
    if only.role and (occasion.seller is None or set(only.role).isdisjoint(occasion.seller.roles)):
        return None
    if not only.about_offers:
        return occasion
    if occasion.kind is OccasionKind.PRICE_LEVEL:
        return occasion if _level_fits(occasion, only, protect) else None
    offers = tuple(one for one in occasion.offers if _fits(only, protect, one.platform, one.kind, one.country))
    return replace(occasion, offers=offers) if offers else None


def _level_fits(occasion: Occasion, only: Only, protect: frozenset[str]) -> bool:
    said = [occasion.words.get(f"after_{key}") or None for key in ("platform", "kind", "country")]
    return _fits(only, protect, said[0], said[1] or "", said[2])


def _fits(only: Only, protect: frozenset[str], platform: str | None, kind: str, country: str | None) -> bool:
    return (
        (not only.platform or platform in only.platform)
        and (not only.kind or kind in only.kind)
        and (not only.country or country in only.country)
        and (not only.protected or platform in protect)
    )


def _is_met(name: str, rule: Rule, occasion: Occasion, asked: _Asked) -> bool:
    """Return whether the condition beyond the kind of occasion holds."""
    if rule.when is When.PRICE_BELOW:
        return _crosses(name, rule, occasion, asked)
    if rule.when is When.SITE_UNHEALTHY:
        return _fails(name, rule, occasion, asked)
    met = True
    if rule.when is When.RELISTED_AFTER_TAKEDOWN:
        met = "case" in occasion.words
    elif rule.when is When.STOCK_SURGE:
        met = _surges(rule, occasion.stock_before, occasion.stock_after)
    elif rule.when is When.PRICE_LEVEL:
        met = _level_moved(occasion.words, rule.percent)
    elif rule.when is When.PRICE_CHANGED:
        met = _moved(occasion.price_before, occasion.price_after, rule.percent)
    return met


def _surges(rule: Rule, before: int | None, after: int | None) -> bool:
    if before is None or after is None:
        return False
    return after >= rule.at_least and Decimal(after) >= rule.factor * max(before, 1)


def _crosses(name: str, rule: Rule, occasion: Occasion, asked: _Asked) -> bool:
    """Return whether a price falls under the bound; it has to recover before it can do so again."""
    price, key = occasion.price_after, (name, occasion.subject)
    if price is None or rule.below_cny is None:
        return False
    if price >= (rule.rearm_cny or rule.below_cny):
        asked.rearm(key)
    if price >= rule.below_cny or asked.is_fired(key):
        return False
    asked.fire(key)
    return True


def _fails(name: str, rule: Rule, occasion: Occasion, asked: _Asked) -> bool:
    """Return whether a site has been unhealthy for long enough; a healthy run arms the rule again."""
    key = (name, occasion.subject)
    if occasion.kind is OccasionKind.HEALTHY:
        asked.rearm(key)
        return False
    if occasion.in_a_row < rule.in_a_row or asked.is_fired(key):
        return False
    asked.fire(key)
    return True


def _level_moved(words: Mapping[str, str], percent: Decimal) -> bool:
    """Return whether a price level moved far enough: by offers seen on both days, else by its medians."""
    if said := words.get("after_change"):
        return abs(Decimal(said)) * 100 >= percent
    return _moved(words.get("before_median"), words.get("after_median"), percent)


def _moved(before: Decimal | str | None, after: Decimal | str | None, percent: Decimal) -> bool:
    if not percent:
        return True
    if not before or not after:
        return False
    first, last = Decimal(before), Decimal(after)
    return first != 0 and abs(last - first) / first * 100 >= percent


def _families(name: str, rule: Rule, occasion: Occasion) -> tuple[str, ...]:
    """Return what a false positive would silence: the alert's own family, and those of sellers joined to its own."""
    what = "seller" if rule.when in _SELLER_RULES else name
    if rule.when is When.WATCHED:
        what = f"{name}:{occasion.words['entry']}"
    if occasion.seller is not None:
        ids = (occasion.seller.public_id, *occasion.seller.also)
        return tuple(f"{what}:{one}" for one in ids)
    return (f"{what}:{occasion.subject}",)


def _dedup_key(name: str, rule: Rule, occasion: Occasion) -> str:
    """Return the key under which the alert is raised once: a seller is new once, a price can fall again."""
    if rule.when is When.SELLER_NEW:
        return f"{name}:{occasion.subject}"
    if rule.when is When.SELLER_ON_NEW_SITE:
        return f"{name}:{occasion.subject}:{occasion.site}"
    if rule.when is When.NEW_PRODUCT:
        return f"{name}:{occasion.subject}"
    return f"{name}:{occasion.subject}:{occasion.nth}"
