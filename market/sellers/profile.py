"""What is known of one who offers at one place, and how common that is; pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from market.sellers.traits import Trait, Traits, kind_of

BACKGROUND: Final = 300
"""Sellers that we reckon with beyond those seen, so that a small database finds nothing rare too soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Where and when somebody was seen."""

    site: Hashable
    first_at: datetime
    last_at: datetime
    is_gone: bool
    """The latest good look at his site showed nothing of him."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A record of a site, or a handle that stands for nobody named."""

    key: Any
    seller: Hashable
    label: str
    """As people know it: `site`, `site/user` or `type:value`."""
    traits: Traits
    names: tuple[str, ...] = ()
    """Folded; every name it went by."""
    spelt: tuple[str, ...] = ()
    """The same as printed, lower case."""
    handles: frozenset[tuple[str, str]] = frozenset()
    """Type and value of what its seller shows, shared ones left out."""
    stay: Stay | None = None
    """None where it was not looked up."""

    @cached_property
    def by_kind(self) -> Mapping[Trait, frozenset[int]]:
        """The traits by kind."""
        found: dict[Trait, set[int]] = {}
        for trait in self.traits:
            found.setdefault(kind_of(trait), set()).add(trait)
        return {kind: frozenset(some) for kind, some in found.items()}

    def of(self, kind: Trait) -> frozenset[int]:
        """Return its traits of one kind."""
        return self.by_kind.get(kind, frozenset())


@dataclass(frozen=True, kw_only=True)
class Commonness:
    """How many sellers show a trait."""

    sellers: int
    holders: Mapping[int, frozenset[Hashable]] = field(default_factory=dict)
    """Trait -> the sellers that show it, as far as they were looked up."""
    crowded: Collection[int] = frozenset()
    """Traits that too many show to count them: they say nothing."""
    counted: Mapping[int, int] = field(default_factory=dict)
    """Trait -> how many records and handles show it, where they are too many to look up one by one."""

    def others(self, trait: int, first: Profile, second: Profile) -> int:
        """Return how many sellers apart from these two show *trait*."""
        if trait in self.crowded:
            return self.sellers + BACKGROUND
        if trait in self.counted:
            return max(0, self.counted[trait] - 2)
        return len(self.holders.get(trait, frozenset()) - {first.seller, second.seller})

    def bits(self, others: int) -> float:
        """Return what it says to have something in common that *others* have too."""
        return max(0.0, math.log2((self.sellers + BACKGROUND) / (others + 1)))

    @property
    def prior(self) -> float:
        """The log-odds, in bits, that two of all sellers are one before anything is known of them."""
        return -math.log2(2 * (self.sellers + BACKGROUND))
