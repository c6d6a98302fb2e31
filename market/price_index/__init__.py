"""The price index: what one piece costs in a market, day by day, and when the level of a market moves; pure."""

from market.price_index.asks import Ask, Gap, ask_of
from market.price_index.levels import Level, Seen, level_of
from market.price_index.quantiles import Quartiles, quartiles, weighted_quantile
from market.price_index.series import Grouping, Series
from market.price_index.shifts import Line, Shift, find_shift

__all__ = [
    "Ask",
    "Gap",
    "Grouping",
    "Level",
    "Line",
    "Quartiles",
    "Seen",
    "Series",
    "Shift",
    "ask_of",
    "find_shift",
    "level_of",
    "quartiles",
    "weighted_quantile",
]
