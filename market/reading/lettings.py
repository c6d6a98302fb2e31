"""The terms for which things are let, where a line without price names them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from market.model import Unit
from market.prices import words_data as words
from market.prices.counting import PERIOD
from market.reading.context import Context
from market.reading.document import Line
from market.reading.items import PERIOD_WORD, SPELT_TERM, Item, period_unit
from market.reading.units import term_of

_FOR_A_TERM: Final = re.compile(
    r"(?:租用?|租期|独享|有效期?|rent(?:al|ed)?(?: for)?|codes? for|аренда(?: на)?|номер на|for rent) ?$"
)


def term_stated(line: Line) -> tuple[Unit, int | None] | None:
    """Return the term for which a line without price says that something is let or licensed; None where none."""
    if said := term_of(line.cues):
        return said
    for figure in line.figures:
        if figure.role is PERIOD and not figure.is_range:
            start = figure.start - line.start
            if _FOR_A_TERM.search(line.text[max(0, start - 14) : start]):
                return period_unit(figure.word, int(figure.low))
    return None


_LONGEST_NAME: Final = 28


def term_named(line: Line) -> tuple[Unit, int | None] | None:
    """Return the term that a short line names as what is let (a number for a week, сутки); None where it names none."""
    if len(line.text) > _LONGEST_NAME or not line.text.strip():
        return None
    if said := term_of(line.cues):
        return said
    periods = [figure for figure in line.figures if figure.role is PERIOD and not figure.is_range]
    if len(periods) == 1 and len(line.figures) == 1:
        return period_unit(periods[0].word, int(periods[0].low))
    if line.figures or not PERIOD_WORD.search(line.text):
        return None
    found = SPELT_TERM.search(line.text) or _ALONE.fullmatch(line.text.strip(" *#·•-:"))
    return (Unit(words.PERIODS[found[1]]), None) if found and found[1] in words.PERIODS else None


def with_term(item: Item, term: tuple[Unit, int | None] | None, context: Context) -> Item:
    """Return a plain item of what is let with the *term* that the line above it names."""
    lets = term is not None and item.term is None and item.is_plain and context.kind in LET
    return replace(item, term=term) if lets else item


LET: Final = frozenset({"sms_code", "tool"})
_ALONE: Final = re.compile(r"(hour|day|week|month|year|час|сутки|день|неделя|месяц|год)")
