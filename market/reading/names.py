"""Numbers before a name that only begins like a word for pieces (95 盒马, 1.5 支付宝)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from market.lexicon import Hit
from market.prices.counting import BARE, COUNT, MEASURE, PIECES
from market.prices.figures import Figure

_WORDED: Final = frozenset({PIECES, COUNT, MEASURE})


def without_names(figures: list[Figure], hits: Sequence[Hit], text: str) -> list[Figure]:
    """Return figures without the words behind them that begin the name of a platform."""
    worded = [figure for figure in figures if figure.word and figure.role in _WORDED]
    if not worded:
        return figures
    ends = {hit.start: hit.end for hit in hits if hit.term.platform}
    return [_bare(figure, text) if _begins_name(figure, ends) else figure for figure in figures]


def _begins_name(figure: Figure, ends: dict[int, int]) -> bool:
    """Whether a platform's name begins at the word of a figure and goes on behind it."""
    return figure.role in _WORDED and bool(figure.word) and ends.get(figure.end - len(figure.word), 0) > figure.end


def _bare(figure: Figure, text: str) -> Figure:
    end = figure.end - len(figure.word)
    return replace(figure, role=BARE, word="", end=end - (text[end - 1] == " "))
