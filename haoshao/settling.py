"""The price index after runs: days that are over are settled, whatever brought the run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from base.rates import load_grouping, load_rates
from base.sinks import terminal
from market.errors import MarketError
from storage.price_index.closing import Measures, close_days


def measures_of(config: Path) -> Measures:
    """Return the rates and the grouping of a configuration folder.

    Raises:
        ConfigError: one of the files is wrong.
    """
    return Measures(rates=load_rates(config), grouping=load_grouping(config))


def settle_market(engine: Engine, config: Path, *, now: datetime, complain: Callable[[str], None]) -> None:
    """Settle the days of the price index that are over; what hinders it is told and left to the next time."""
    try:
        close_days(engine, measures_of(config), now=now)
    except MarketError as error:
        complain(terminal(f"haoshao: price index: {error}"))
