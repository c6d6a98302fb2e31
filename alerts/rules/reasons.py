"""Why a rule speaks, in sentences that an alert keeps; each has its Chinese form in alerts/reasons.py; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from alerts.rules.model import Rule, When
from market.newness import FirstSight, Severity, weigh
from market.occasions import Occasion

NATURAL: dict[When, Severity] = {
    When.SELLER_NEW: Severity.MEDIUM,
    When.SELLER_ON_NEW_SITE: Severity.MEDIUM,
    When.NEW_PRODUCT: Severity.MEDIUM,
    When.RELISTED_AFTER_TAKEDOWN: Severity.HIGH,
    When.PRICE_LEVEL: Severity.MEDIUM,
    When.PRICE_BELOW: Severity.MEDIUM,
    When.STOCK_SURGE: Severity.MEDIUM,
    When.WATCHED: Severity.HIGH,
    When.SITE_DARK: Severity.MEDIUM,
    When.SITE_UNHEALTHY: Severity.MEDIUM,
}
"""What an alert weighs where its rule does not say; everything else is low."""
MOST_NAMED = 5


def weight_of(rule: Rule, occasion: Occasion) -> tuple[Severity, tuple[str, ...]]:
    """Return how much an occasion weighs before brands are looked at, and the reasons."""
    natural = NATURAL.get(rule.when, Severity.LOW)
    if rule.when is When.SELLER_NEW:
        weight = weigh(_first_sight(occasion))
        return rule.severity or weight.severity, weight.reasons
    told = tuple(_SAYS.get(rule.when, _changed)(rule, occasion))
    return rule.severity or natural, (*told, *_offered(occasion))


def _first_sight(occasion: Occasion) -> FirstSight:
    stocks = [one.stock for one in occasion.offers if one.stock is not None]
    return FirstSight(
        site=occasion.site or "",
        handles=occasion.seller.handles if occasion.seller else (),
        products=[one.product for one in occasion.offers],
        offers=len(occasion.offers),
        stock=sum(stocks) if stocks else None,
        score=score_of(occasion),
    )


def score_of(occasion: Occasion) -> Decimal:
    """Return how sure the occasion is: the best probability of its listings, 1 where it rests on none."""
    return max((one.score for one in occasion.offers), default=Decimal(1))


def _offered(occasion: Occasion) -> Iterator[str]:
    products = sorted({one.product for one in occasion.offers})
    if products:
        count = len(occasion.offers)
        yield f"{count} offer{'' if count == 1 else 's'}: " + ", ".join(products[:MOST_NAMED])


def _on_new_site(_rule: Rule, occasion: Occasion) -> Iterator[str]:
    yield f"a known seller, first seen at {occasion.site}"


def _new_product(_rule: Rule, occasion: Occasion) -> Iterator[str]:
    yield f"a known seller offers {occasion.words['product']} for the first time"


def _relisted(_rule: Rule, occasion: Occasion) -> Iterator[str]:
    yield f"back at {occasion.site} after the takedown of {occasion.words.get('case', 'a case')}"


def _price_below(rule: Rule, occasion: Occasion) -> Iterator[str]:
    before = "" if occasion.price_before is None else f", before {_plain(occasion.price_before)}"
    yield f"{_plain(occasion.price_after)} CNY for one piece, under {_plain(rule.below_cny)}{before}"


def _surge(_rule: Rule, occasion: Occasion) -> Iterator[str]:
    yield f"stock rose from {occasion.stock_before} to {occasion.stock_after}"


def _watched(_rule: Rule, occasion: Occasion) -> Iterator[str]:
    count = occasion.words["listings"]
    yield f"{occasion.words['entry']} of the watch-list, shown at {occasion.site} in {count} listing(s)"


def _dark(_rule: Rule, occasion: Occasion) -> Iterator[str]:
    yield f"{occasion.site} cannot be reached: {occasion.words['cause']}"


def _back(_rule: Rule, occasion: Occasion) -> Iterator[str]:
    yield f"{occasion.site} can be reached again"


def _unhealthy(_rule: Rule, occasion: Occasion) -> Iterator[str]:
    cause = occasion.words["cause"]
    told = f"{occasion.words['health']} ({cause})" if cause else occasion.words["health"]
    yield f"{occasion.site} was not healthy in {occasion.in_a_row} runs in a row, last {told}"


def _level(_rule: Rule, occasion: Occasion) -> Iterator[str]:
    words = occasion.words
    before, after = words.get("before_median", ""), words.get("after_median", "")
    yield f"median asking price of {occasion.subject} moved from {before} to {after} CNY"


def _changed(rule: Rule, occasion: Occasion) -> Iterator[str]:
    title = occasion.offers[0].title if occasion.offers else ""
    yield f"{rule.when} at {occasion.site}" + (f": {title[:80]}" if title else "")


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount.normalize(), "f")


_SAYS: dict[When, Callable[[Rule, Occasion], Iterator[str]]] = {
    When.SELLER_ON_NEW_SITE: _on_new_site,
    When.NEW_PRODUCT: _new_product,
    When.RELISTED_AFTER_TAKEDOWN: _relisted,
    When.PRICE_BELOW: _price_below,
    When.STOCK_SURGE: _surge,
    When.WATCHED: _watched,
    When.SITE_DARK: _dark,
    When.SITE_BACK: _back,
    When.SITE_UNHEALTHY: _unhealthy,
    When.PRICE_LEVEL: _level,
}
