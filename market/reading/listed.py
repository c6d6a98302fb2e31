"""Numbers without a currency that a list of terms or lots makes prices (day 2, week 9; 10 pcs for 88)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from market.prices.counting import BARE, PERIOD, PIECES
from market.prices.figures import Figure
from market.reading.document import Line

_LEAST: Final = 2
"""So many terms with a number each are a list of prices."""
_PERIOD: Final = (
    r"(?:hours?|days?|weeks?|wk|months?|mo|quarters?|years?|yr|час|сутки|сут|день|недел[яюи]|нед|месяц|мес|год|"
    r"[时天日周月年季]|小时|星期|个月)"
)
_BEHIND: Final = re.compile(
    rf" ?(?:(?:/ ?|(?:a|an|per|each|every|в|за|на|por|al) |одну? |一)?{_PERIOD}(?![a-zа-я])|"
    r"(?:forever|lifetime|навсегда|бессрочно|永久|终身|买断)|"
    rf"(?:/|за|per|на|for) ?\d{{1,2}} ?{_PERIOD}(?![a-zа-я]))"
)
_AHEAD: Final = re.compile(
    rf"(?:(?:^|[^a-zа-я\d])(?:(?:an?|per|на|за|в|одна?) )?{_PERIOD}|"
    r"(?:daily|weekly|monthly|quarterly|yearly|annual|lifetime|forever|permanent|навсегда|бессрочно|永久|终身|买断)|"
    r"(?:[日天周月季年][卡付租]|[每按包][天日周月季年]|一(?:天|周|年|个月|季度?))金?)"
    r"(?: ?(?:for|за|at|по))?[ :=—–-]{0,3}$"
)
_REACH: Final = 16
_BESIDE: Final = re.compile(r"[ :=—–-]{0,3}(?:(?:for|за|at|по) )?")
_TERM_CUES: Final = ("period", "term_")
_LOT_GAP: Final = re.compile(r"[ :=—–-]{0,3}(?:(?:for|за|at|по|only) ?)?[ :]?")
_BARE_LOT_GAP: Final = re.compile(r" (?:for|за) | ?= ?")
_LOT_OF: Final = re.compile(
    r"(?:(?:lot|pack|set|bundle|batch|box) of|комплект(?: из)?|пачка(?: по| из)?|набор(?: из)?|пакет|по) $"
)
_LEADS: Final = re.compile(r" ?(?:[,;(/|]|$| each| ea\b| a piece| apiece| за шт)")
_NO_LETTERS: Final = re.compile(r"[^\w]*(?:(?:single|retail|штука|розница|单个|零售|散拿) ?[:-]? ?)?")


def listed_prices(line: Line) -> Sequence[Figure]:
    """Return the bare numbers of a line that stand at the terms or lots which they are asked for."""
    if len(line.figures) < _LEAST:
        return ()
    bare = [
        figure for figure in line.figures if figure.role is BARE and figure.written == "digits" and not figure.is_open
    ]
    if not bare:
        return ()
    found = [figure for figure in bare if _is_for_a_lot(figure, line)]
    if [1 for figure in line.figures if figure.role is PERIOD] or any(cue.startswith(_TERM_CUES) for cue in line.cues):
        termed = [figure for figure in bare if _is_for_a_term(figure, line)]
        found.extend(figure for figure in termed if len(termed) >= _LEAST and figure not in found)
    return found


def _is_for_a_term(figure: Figure, line: Line) -> bool:
    start, end = figure.start - line.start, figure.end - line.start
    if _BEHIND.match(line.text, end) or _AHEAD.search(line.text[max(0, start - _REACH) : start]):
        return True
    before = _before(figure, line)
    return (
        before is not None
        and before.role is PERIOD
        and bool(_BESIDE.fullmatch(line.text, before.end - line.start, start))
    )


def _is_for_a_lot(figure: Figure, line: Line) -> bool:
    """Whether a count of several pieces, or a number and "for", leads to a number."""
    before = _before(figure, line)
    if before is None or before.low <= 1 or before.is_open or before.is_range or before.low != int(before.low):
        return False
    start = before.start - line.start
    named = before.role is PIECES or bool(_LOT_OF.search(line.text[max(0, start - _REACH) : start]))
    if not named and before.role is not BARE:
        return False
    gap = _LOT_GAP if named else _BARE_LOT_GAP
    between = line.text[before.end - line.start : figure.start - line.start]
    return bool(between) and gap.fullmatch(between) is not None


def _before(figure: Figure, line: Line) -> Figure | None:
    for place in range(bisect_left(line.figure_starts, figure.start) - 1, -1, -1):
        if line.figures[place].end <= figure.start:
            return line.figures[place]
    return None


def leading_price(found: Sequence[Figure], line: Line) -> Figure | None:
    """Return the bare number that begins a line of tiers or lots, the price of one (0.95, from 10 pcs 0.9)."""
    first = line.figures[0]
    if not found or first in found or first.role is not BARE or first.is_open or first.is_range:
        return None
    start, end = first.start - line.start, first.end - line.start
    counted = any(first.end <= figure.start < found[0].start for figure in line.figures)
    if counted and _NO_LETTERS.fullmatch(line.text, 0, start) and _LEADS.match(line.text, end):
        return first
    return None
