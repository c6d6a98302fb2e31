"""What foreign money was worth in CNY on a day, by a dated table that an operator keeps; pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

HOME = "CNY"
"""The money that everything is compared in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """CNY for one unit of a currency, as of a day."""

    value: Decimal
    day: date
    is_later: bool = False
    """True where the table begins only after the day asked for: its oldest rate is the nearest there is."""


class RateTable:
    """Rates by currency and day; a price takes the newest rate that is not after its day."""

    def __init__(self, rates: Mapping[date, Mapping[str, Decimal]], source: str = "") -> None:
        """Take day -> currency -> CNY for one unit; *source* says in words where they are from."""
        self.source = source
        self.rates: Mapping[date, Mapping[str, Decimal]] = rates
        self.days: tuple[date, ...] = tuple(sorted(rates))
        self._by_currency: dict[str, tuple[list[date], list[Decimal]]] = {}
        for day in self.days:
            for currency, value in rates[day].items():
                days, values = self._by_currency.setdefault(currency, ([], []))
                days.append(day)
                values.append(value)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of the table, in the order of their ids."""
        return tuple(sorted(self._by_currency))

    def rate_on(self, currency: str, day: date) -> Rate | None:
        """Return the newest rate not after *day*, else the oldest there is; None for an unknown currency."""
        if currency == HOME:
            return Rate(value=Decimal(1), day=day)
        if currency not in self._by_currency:
            return None
        days, values = self._by_currency[currency]
        at = bisect_right(days, day)
        return Rate(value=values[max(0, at - 1)], day=days[max(0, at - 1)], is_later=at == 0)

    def newest(self, currency: str) -> Rate:
        """Return the last rate of a currency of the table."""
        days, values = self._by_currency[currency]
        return Rate(value=values[-1], day=days[-1])

    def factors_on(self, day: date) -> Mapping[str, Decimal]:
        """Return currency -> CNY for one unit on *day*, the home currency included."""
        found = {currency: self.rate_on(currency, day) for currency in self._by_currency}
        return {HOME: Decimal(1)} | {currency: rate.value for currency, rate in found.items() if rate is not None}


NO_RATES = RateTable({})
"""Converts nothing: CNY alone keeps its price."""
