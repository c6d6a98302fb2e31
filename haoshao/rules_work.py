"""Rules as a user looks at them: the list, and what one would have said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from alerts.channels.routing import Route
from alerts.rules import Rulebook, RulesFile, load_rules
from base.clock import iso, now
from base.rates import load_rates
from base.sinks import columns
from haoshao.moments import parse_moment
from haoshao.workspace import Workspace
from market.errors import MarketError
from market.occasions import Memory, Raised
from storage.database import open_database
from storage.queries.alerts import rule_counts
from storage.replaying import replayed

MONTH = timedelta(days=30)


class UnknownRuleError(MarketError):
    """There is no rule of that name."""


def rule_lines(place: Workspace) -> Iterator[str]:
    """Yield a line for each rule: name, whom it tells, how often it spoke in 30 days, what it is about."""
    rules = load_rules(place.config_or_bundled())
    place.require_data()
    counts = rule_counts(open_database(place.database), since=now() - MONTH)
    if not rules.rules:
        yield "no rules: nobody is told of anything; `haoshao init` writes those that ship"
        return
    width = max(len(name) for name in rules.rules)
    whom = max(len(", ".join(rule.for_whom)) for rule in rules.rules.values())
    for name, rule in rules.rules.items():
        said = f"{counts.get(name, 0)} in 30 days" if rule.enabled else "switched off"
        severity = rule.severity.value if rule.severity else "by evidence"
        yield columns(
            f"{name:<{width}}", f"{severity:<11}", f"{', '.join(rule.for_whom):<{whom}}", f"{said:<14}", rule.about
        )


def tested_rule(place: Workspace, name: str, *, since: str, most: int) -> Iterator[str]:
    """Yield what the rule called *name* would have said since then, and how often.

    Raises:
        UnknownRuleError: there is no such rule.
        UnreadableMomentError: *since* is no time.
    """
    rules = load_rules(place.config_or_bundled())
    if name not in rules.rules:
        raise UnknownRuleError(f"{name}: no such rule; there is {', '.join(rules.rules) or 'none'}")
    place.require_data()
    moment = now()
    start = parse_moment(since, now=moment, zone=ZoneInfo(place.settings.time_zone))
    rule = rules.rules[name].model_copy(update={"enabled": True})
    factors = load_rates(place.config_or_bundled()).factors_on(moment.date())
    somebody = Route(channel="somebody", audience=rule.for_whom[0])
    book = Rulebook(RulesFile(protect=rules.protect, rules={name: rule}), [somebody], factors)
    raised, groups = 0, set[str]()
    memory = Memory()
    for occasions in replayed(open_database(place.database), book, since=start, until=moment):
        judgement = book.judge(occasions, memory)
        memory = Memory(
            fired=(memory.fired - judgement.rearmed) | judgement.fired,
            raised=memory.raised.union(alert.dedup_key for alert in judgement.raised),
        )
        for alert in judgement.raised:
            raised += 1
            if alert.gathering is not None:
                groups.add(alert.gathering.key)
            if raised <= most:
                yield _line(alert)
    grouped = f" in {len(groups)} group{'' if len(groups) == 1 else 's'}" if groups else ""
    more = f", {raised - most} of them not shown" if raised > most else ""
    count = f"{raised} alert{'' if raised == 1 else 's'}{grouped}"
    yield f"{count} from {iso(start)} to {iso(moment)}{more}; nothing was written"


def _line(alert: Raised) -> str:
    occasion = alert.occasion
    who = occasion.seller.name or occasion.seller.public_id if occasion.seller else occasion.subject
    why = "; ".join(alert.reasons)
    return columns(iso(occasion.at), f"{alert.severity:<8}", occasion.site or "–", who, why)
