"""What speaks for and against one seller behind two profiles, added up; pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

JOINS: Final = 5.0
"""Bits from which on two are joined without a person: 97 %."""
JOINS_BY_ONE: Final = 14.0
"""The same where one kind of evidence speaks alone."""
SUGGESTS: Final = -1.6
"""Bits from which on a person is asked: 25 %."""


class Clue(StrEnum):
    """What kind of observation a piece of evidence is."""

    NAME = "name"
    STEM = "same_name_elsewhere"
    TEXT = "text"
    COPY = "copied_text"
    GOODS = "catalogue"
    PRICES = "prices"
    IMAGES = "pictures"
    SUCCESSION = "succession"
    SIDE_BY_SIDE = "side_by_side"
    TWIN = "look_alike"
    HANDLES = "other_handles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One observation and what it says."""

    clue: Clue
    bits: float
    """Above zero for the same seller, below for two."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two profiles are in all."""

    bits: float
    evidence: tuple[Evidence, ...]

    @property
    def joins(self) -> bool:
        """Whether that is enough without a person: more where one kind speaks alone, never for an imitation."""
        speaking = [one for one in self.evidence if one.bits > 1]
        clues = {one.clue for one in self.evidence}
        if Clue.TWIN in clues:
            return False
        if len({one.clue for one in speaking} - {Clue.GOODS, Clue.PRICES}) > 1:
            return self.bits >= JOINS
        return self.bits >= JOINS_BY_ONE and bool(clues & {Clue.TEXT, Clue.NAME})

    @property
    def suggests(self) -> bool:
        """Whether a person should have a look."""
        return self.bits >= SUGGESTS

    @property
    def score(self) -> Decimal:
        """The probability, two digits, never quite sure."""
        odds = 2.0 ** max(-30.0, min(30.0, self.bits))
        return Decimal(str(round(min(0.99, odds / (1 + odds)), 2)))

    @property
    def reasons(self) -> tuple[str, ...]:
        """The evidence in words, the strongest first, with its bits."""
        told = sorted(self.evidence, key=lambda one: -abs(one.bits))
        return tuple(f"{one.reason} ({one.bits:+.1f})" for one in told)
