"""What led to a reading: everything found in a text before the verdict, for explanations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from market.handles import HandleScan
from market.lexicon import Hit
from market.model import Offer, Reading
from market.prices.figures import Figure
from market.text.folding import Folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A reading with its way; places are of the folded text unless said otherwise."""

    folded: Folded
    hits: Sequence[Hit]
    """Terms of the lexicon, those that only label a handle among them."""
    figures: Sequence[Figure]
    """Numbers with what they count, those inside handles among them."""
    scan: HandleScan
    candidates: Sequence[Offer]
    """What the lines would offer if a seller speaks."""
    reading: Reading
