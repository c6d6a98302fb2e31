"""Which prices are compared with which: a series is kind × platform × attribute group × country × unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from market.model import Unit


@dataclass(frozen=True, slots=True, kw_only=True, order=False)
class Series:
    """One line of the price index."""

    kind: str
    platform: str | None
    attributes: tuple[str, ...]
    """The attributes that make a price of their own, sorted."""
    country: str | None
    unit: Unit | None
    """What the price is for; None only where a coarser view puts several together."""

    @property
    def order(self) -> tuple[str, ...]:
        """What series are listed by."""
        return (self.kind, self.platform or "", "|".join(self.attributes), self.country or "", self.unit or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Which attributes split a market; `config/market.yml` says."""

    split: frozenset[str]
    """Attributes that move a price; the others say little about it and do not split a series."""

    def group_of(self, attributes: Collection[str]) -> tuple[str, ...]:
        """Return the attribute group of an offer: those of its attributes that split, sorted."""
        return tuple(sorted(self.split.intersection(attributes)))
