"""Has the level of a series moved? Judged from offers that were there before and after, never from who came or went.

For each offer that stands on both sides the logarithm of its price over the last days is held against its own mean
over the days before; a seller's move is the median over its offers, the market's move the median over sellers. So a
shop that joins or leaves, a flood of new offers and a sold-out shelf move nothing. A move counts where it is

1. large: at least MIN_MOVE;
2. beyond the noise: at least NOISE_LIMIT standard errors, the noise drawn from the same offers' own daily ripple;
3. agreed on: so many sellers moved the same way that chance repricing would hardly ever do it (a binomial bound;
   where sellers also move the other way, they raise it).

Prices are compared in the money they are asked in: a move of an exchange rate is no move of the market.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import comb, exp, log, sqrt
from statistics import fmean, median
from typing import NamedTuple

WINDOW = 10
"""Days that are looked at: at most three new ones and seven before them."""
RECENT = (1, 2, 3)
BASELINE = 7
FEWEST_BASELINE = 3
FEWEST_SELLERS = 3
MIN_MOVE = log(1.09)
AGREEING = MIN_MOVE / 2
"""How far a seller has to move to count as moved."""
NOISE_LIMIT = 3.5
SHARE_AGREEING = 0.6
CHANCE_MOVE = 0.04
"""Chance that one seller reprices that far, one way, within the window, while the market stands still."""
CHANCE_LIMIT = 3e-4
LARGEST_MOVE = log(2)
"""A seller who doubles or halves its price says no more than one who moves so far."""
_MAD = 1.4826
_MEDIAN_ERROR = 1.25
"""Standard error of a median against that of a mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One offer over the last WINDOW days, oldest first: logarithm of its price, None where it did not count.

    Its key is the caller's own number for it.
    """

    key: int
    seller: Hashable
    logs: tuple[float | None, ...]
    said_ago: int | None = None
    """Of posts that scroll by: days since the newest was written. It speaks only while it is new, and only where its
    seller has no offer that stands; None for an offer that stands until it is changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How far one offer went."""

    key: int
    seller: Hashable
    change: float
    """Logarithm."""

    @property
    def share(self) -> float:
        """The same as a share: 0.15 is fifteen per cent up."""
        return exp(self.change) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The level of a series has moved."""

    change: float
    """Share: 0.15 is fifteen per cent up."""
    days: int
    """How many days ago it is seen to have begun, the last day counted."""
    sellers: int
    agreeing: int
    noise: float
    """Standard error of the logarithm."""
    moved: tuple[Move, ...]
    """The offers that went that way, the farthest first."""


def find_shift(lines: Iterable[Line], *, settled: int = WINDOW) -> Shift | None:
    """Return the move of the level that the last days show; None where there is none.

    *settled* is how many of the last days belong to the level as last told: days before an earlier shift say nothing.
    """
    present = [line for line in lines if any(one is not None for one in line.logs[-max(RECENT) :])]
    if len({line.seller for line in present}) < FEWEST_SELLERS:
        return None
    for days in RECENT:
        if settled < days + FEWEST_BASELINE:
            break
        shift = _shift_over(present, days, settled)
        if shift is not None:
            return shift
    return None


def _shift_over(lines: Sequence[Line], days: int, settled: int) -> Shift | None:
    """Return the move between the last *days* and the days before them."""
    compared = [one for line in lines if (one := _compared(line, days, settled)) is not None]
    steady = {one.line.seller for one in compared if one.line.said_ago is None}
    compared = [one for one in compared if one.line.said_ago is None or one.line.seller not in steady]
    by_seller: defaultdict[Hashable, list[float]] = defaultdict(list)
    for one in compared:
        by_seller[one.line.seller].append(one.change)
    if len(by_seller) < FEWEST_SELLERS:
        return None
    sellers = [median(changes) for changes in by_seller.values()]
    if abs(median(sellers)) < MIN_MOVE:
        return None
    ripple = [one for each in compared for one in _ripple(each)]
    depth = fmean(len(one.before) for one in compared)
    noise = _MAD * median(ripple) * sqrt(1 / days + 1 / depth) * _MEDIAN_ERROR / sqrt(len(sellers))
    return _judged(compared, sellers, days, noise)


class _Compared(NamedTuple):
    """One offer on both sides."""

    line: Line
    before: list[float]
    usual: float
    change: float


def _compared(line: Line, days: int, settled: int) -> _Compared | None:
    """Return an offer's way from the days before to the last *days*; None where it lacks one side.

    The days before end where the longest of RECENT begins, if there are enough of them, so that a move which took
    some days is measured against days that had none of it.
    """
    logs = line.logs[-min(settled, len(line.logs)) :]
    recent = [one for one in logs[-days:] if one is not None]
    if not recent or (line.said_ago is not None and line.said_ago >= days):
        return None
    before = [one for one in logs[: -max(RECENT)] if one is not None][-BASELINE:]
    if len(before) < FEWEST_BASELINE:
        before = [one for one in logs[:-days] if one is not None][-BASELINE:]
        if len(before) < FEWEST_BASELINE:
            return None
    usual = sum(before) / len(before)
    change = sum(recent) / len(recent) - usual
    return _Compared(line, before, usual, max(-LARGEST_MOVE, min(LARGEST_MOVE, change)))


def _ripple(one: _Compared) -> Iterator[float]:
    """Yield how far the days before lie from their mean, corrected for its being drawn from them."""
    correction = sqrt(len(one.before) / (len(one.before) - 1))
    return (abs(each - one.usual) * correction for each in one.before)


def _judged(compared: Sequence[_Compared], sellers: Sequence[float], days: int, noise: float) -> Shift | None:
    """Return the move that *sellers* make together, each by its own; None where it may be chance."""
    middle = median(sellers)
    if abs(middle) < NOISE_LIMIT * noise:
        return None
    sign = 1 if middle > 0 else -1
    agreeing = sum(one * sign >= AGREEING for one in sellers)
    against = sum(one * sign <= -AGREEING for one in sellers)
    chance = max(CHANCE_MOVE, against / len(sellers))
    if agreeing < SHARE_AGREEING * len(sellers) or at_least(agreeing, len(sellers), chance) > CHANCE_LIMIT:
        return None
    moved = [one for one in compared if one.change * sign >= AGREEING]
    moved.sort(key=lambda one: (-one.change * sign, one.line.key))
    return Shift(
        change=exp(middle) - 1,
        days=days,
        sellers=len(sellers),
        agreeing=agreeing,
        noise=noise,
        moved=tuple(Move(key=one.line.key, seller=one.line.seller, change=one.change) for one in moved),
    )


def at_least(hits: int, tries: int, chance: float) -> float:
    """Return the probability of at least *hits* in *tries*, each of *chance*."""
    if chance >= 1:
        return 1.0
    return sum(comb(tries, k) * chance**k * (1 - chance) ** (tries - k) for k in range(hits, tries + 1))
