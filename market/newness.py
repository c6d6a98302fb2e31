"""How much a seller seen for the first time matters, and why; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MANY_OFFERS = 10
LARGE_STOCK = 1000
SURE = Decimal("0.5")
"""Below this probability of being an offer at all, a first sighting is of low severity."""


class Severity(StrEnum):
    """How much an alert matters."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSight:
    """What is known of a seller when it is first seen."""

    site: str
    handles: Sequence[str]
    """`type:value` of each."""
    products: Sequence[str]
    """`platform/kind` of its offers."""
    offers: int
    stock: int | None
    score: Decimal
    """The best probability, among its listings, of being an offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a first sight is worth telling."""

    severity: Severity
    score: Decimal
    reasons: tuple[str, ...]


def weigh(sight: FirstSight) -> Weight:
    """Return the severity of a first sight, the probability that it is one, and why it counts as new."""
    reasons = [f"first seen at {sight.site}, after the site's baseline"]
    if sight.handles:
        reasons.append("never seen before: " + ", ".join(sorted(sight.handles)[:5]))
    else:
        reasons.append("the site itself tells it apart; it shows no contact")
    if sight.products:
        named = sorted(set(sight.products))
        reasons.append(f"{sight.offers} offer{'' if sight.offers == 1 else 's'}: " + ", ".join(named[:5]))
    large = sight.offers >= MANY_OFFERS or (sight.stock or 0) >= LARGE_STOCK
    likely = Severity.HIGH if large else Severity.MEDIUM
    severity = Severity.LOW if sight.score < SURE else likely
    return Weight(severity=severity, score=sight.score, reasons=tuple(reasons))
