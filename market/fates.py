"""What became of the target of a notice, and whether another offer is the same one again; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz

from market.changes import ChangeKind
from market.takedowns import GoneHow
from market.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A transition that bears on a target: of the offer itself, or of its site."""

    at: datetime
    kind: ChangeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a target."""

    gone_at: datetime | None = None
    gone_how: GoneHow | None = None
    back_at: datetime | None = None
    """When the very same offer was seen again after it was gone."""


def fate_of(happenings: Sequence[Happening], *, since: datetime, seen_at: datetime) -> Fate:
    """Return what became of a target of a notice made at *since*, last seen *seen_at*; *happenings* are in order.

    What was gone and back again before the notice was made is no news. A site that is back brings an offer back only
    where the offer was seen since.
    """
    fate = Fate()
    for one in happenings:
        if one.kind in {ChangeKind.VANISHED, ChangeKind.SITE_DOWN}:
            if fate.gone_at is None:
                how = GoneHow.LISTING if one.kind is ChangeKind.VANISHED else GoneHow.SITE
                fate = Fate(gone_at=one.at, gone_how=how)
            continue
        if fate.gone_at is None:
            continue
        if one.kind is ChangeKind.SITE_BACK and (fate.gone_how is GoneHow.LISTING or seen_at <= fate.gone_at):
            continue
        if one.at > since:
            return Fate(gone_at=fate.gone_at, gone_how=fate.gone_how, back_at=one.at)
        fate = Fate()
    return fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """What an offer is, as far as another one can be the same."""

    kind: str
    platform: str | None
    attributes: str
    line_key: int
    title: str


_ALIKE = 90
"""How alike two titles have to be, in hundredths, to sell the same where the raw lines differ."""


def is_same_offer(one: Sold, other: Sold) -> bool:
    """Return whether two offers of one seller are the same: one raw line, or one product in nearly the same words."""
    if (one.kind, one.platform) != (other.kind, other.platform):
        return False
    if one.line_key == other.line_key:
        return True
    return one.attributes == other.attributes and fuzz.ratio(fold(one.title).text, fold(other.title).text) >= _ALIKE
