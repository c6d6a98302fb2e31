"""The closed words of the domain: kinds, platforms, attributes, units and currencies, as read from data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

OTHER_PLATFORM: Final = re.compile(r"other:[a-z0-9]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is sold."""

    id: str
    zh: str
    en: str
    role: str
    """Who plays this part in the fraud chain, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Where an account lives, or whose card it is."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """Money and how sellers write it."""

    id: str
    signs: tuple[str, ...]
    """Folded text that stands beside a number, on either side."""
    words: tuple[str, ...] = ()
    """Words that name it somewhere in a text ("prices in dollars")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """Every id that an offer may carry."""

    kinds: Mapping[str, Kind]
    platforms: Mapping[str, Platform]
    attributes: frozenset[str]
    finance: frozenset[str]
    """Platforms of money (banks, exchanges, payment), where "verified" means an identity."""
    mail: frozenset[str]
    """Mail providers: a mailbox that comes along is the account itself, unless it is a spare one."""
    memberships: frozenset[str] = frozenset()
    """Platforms whose accounts are sold for the membership on them: a month is its term, not the account's age."""
    units: frozenset[str]
    currencies: Mapping[str, Currency]

    def knows_platform(self, platform: str) -> bool:
        """Whether *platform* is one of ours or a well-formed `other:name`."""
        return platform in self.platforms or bool(OTHER_PLATFORM.fullmatch(platform))
