"""The level of one series on one day: which asks count, and their quartiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

from market.price_index.asks import Ask, Gap, in_cny
from market.price_index.quantiles import Quartiles, merged, quartiles, seller_weights, weighted_quantile

FEWEST_SELLERS = 3
"""Sellers below which a level is shown but not relied on."""
DECOY_FACTOR = 5.0
"""How many times off the median a number like 9999 has to be to be taken for a placeholder."""
FEWEST_TO_JUDGE = 4
"""Sellers below which nothing but the absurd is called an outlier."""
OUTLIER_FACTOR = 4.0
"""How many times off the median any price may be, however close together the others are."""
ABSURD_FACTOR = 25.0
OUTLIER_SPREADS = 4.0
"""Spreads (MAD of logarithms, as of a normal distribution) beyond which a price is an outlier."""
_MAD = 1.4826


class Seen(NamedTuple):
    """One offer as a day ended: whose it is, what it asks, how many pieces are left where it says so."""

    seller: Hashable
    ask: Ask | Gap
    stock: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One series on one day."""

    n_offers: int
    n_sellers: int
    quartiles: Quartiles | None
    """CNY for one piece; None where nothing counts."""
    excluded: Mapping[Gap, int]
    stock: int | None
    """Pieces left, summed over the offers that count and say so; None where none does."""
    bounds: tuple[float, float] | None
    """CNY between which a price counts."""

    @property
    def enough(self) -> bool:
        """Whether enough sellers stand behind it."""
        return self.n_sellers >= FEWEST_SELLERS


@dataclass(slots=True)
class _Priced:
    """Asks in CNY with their sellers, side by side."""

    values: list[float]
    sellers: list[Hashable]
    patterns: list[bool]
    stocks: list[int | None]


def level_of(offers: Iterable[Seen], rates: Mapping[str, float]) -> Level:
    """Return the level that *offers* amount to by *rates* (currency -> CNY)."""
    excluded: Counter[Gap] = Counter()
    priced = _Priced([], [], [], [])
    for seller, ask, stock in offers:
        if isinstance(ask, Gap):
            excluded[ask] += 1
        elif (value := in_cny(ask, rates)) is None:
            excluded[Gap.NO_RATE] += 1
        else:
            priced.values.append(value)
            priced.sellers.append(seller)
            priced.patterns.append(ask.is_pattern)
            priced.stocks.append(stock)
    bounds = _bounds(priced)
    gaps = [_gap(value, bounds, is_pattern=odd) for value, odd in zip(priced.values, priced.patterns, strict=True)]
    excluded.update(gap for gap in gaps if gap is not None)
    kept = [at for at, gap in enumerate(gaps) if gap is None]
    sellers = [priced.sellers[at] for at in kept]
    stocks = [stock for at in kept if (stock := priced.stocks[at]) is not None]
    return Level(
        n_offers=len(kept),
        n_sellers=len(set(sellers)),
        quartiles=quartiles([priced.values[at] for at in kept], sellers) if kept else None,
        excluded=dict(excluded),
        stock=sum(stocks) if stocks else None,
        bounds=None if bounds is None else (bounds.low, bounds.high),
    )


@dataclass(frozen=True, slots=True)
class _Bounds:
    median: float
    low: float
    high: float


def _bounds(priced: _Priced) -> _Bounds | None:
    """Return where prices count, drawn from those that look like prices; None where there are none."""
    plain = [at for at, is_pattern in enumerate(priced.patterns) if not is_pattern]
    if not plain:
        return None
    logs = [log(priced.values[at]) for at in plain]
    sellers = [priced.sellers[at] for at in plain]
    weights = seller_weights(sellers)
    middle = weighted_quantile(merged(logs, weights), 0.5)
    if len(set(sellers)) < FEWEST_TO_JUDGE:
        width = log(ABSURD_FACTOR)
    else:
        spread = _MAD * weighted_quantile(merged([abs(one - middle) for one in logs], weights), 0.5)
        width = max(log(OUTLIER_FACTOR), OUTLIER_SPREADS * spread)
    return _Bounds(exp(middle), exp(middle - width), exp(middle + width))


def _gap(value: float, bounds: _Bounds | None, *, is_pattern: bool) -> Gap | None:
    """Return why a price does not count; None where it does."""
    if bounds is None:
        return Gap.DECOY if is_pattern else None
    if is_pattern and not bounds.median / DECOY_FACTOR <= value <= bounds.median * DECOY_FACTOR:
        return Gap.DECOY
    return None if bounds.low <= value <= bounds.high else Gap.OUTLIER
