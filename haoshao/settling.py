"""The price index after runs: days that are over are settled, whatever brought the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from base.rates import load_grouping, load_rates
from base.sinks import terminal
from market.errors import MarketError
from market.occasions import Judge
from storage.price_index.closing import Measures, close_days


def measures_of(config: Path) -> Measures:
    """Return the rates and the grouping of a configuration folder.

    Raises:
        ConfigError: one of the files is wrong.
    """
    return Measures(rates=load_rates(config), grouping=load_grouping(config))


@dataclass(slots=True, kw_only=True)
class MarketSettler:
    """Settles days of the price index after each run of one command."""

    engine: Engine
    config: Path
    judge: Judge
    """The alert rules, which look at levels that moved."""
    complain: Callable[[str], None]
    _measures: Measures | None = None

    def settle(self, now: datetime) -> None:
        """Settle the days that are over by *now*; what hinders it is told, and left to the next time."""
        try:
            self._measures = self._measures or measures_of(self.config)
            close_days(self.engine, self._measures, now=now, judge=self.judge)
        except (MarketError, SQLAlchemyError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            self.complain(terminal(f"haoshao: price index: {said}", limit=300))
