"""All lines of a document, read: tables and matrices first, then line by line as the text writes its prices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from market.prices.counting import BARE
from market.quick import changed
from market.reading.clauses import priced
from market.reading.document import Document, Line
from market.reading.items import Item, read_item
from market.reading.lines import LineRead, policy_of, read_line, read_words, with_asking, with_siblings
from market.reading.matrices import read_matrices
from market.reading.tables import read_tables
from market.reading.telling import without_price_in_title, without_small_print

_LISTED: Final = 2


def read_lines(document: Document) -> list[LineRead]:
    """Return what each line of a document says, by number."""
    lines = document.lines
    matrix = read_matrices(lines)
    rows = read_tables(document.folded.text, lines, document.cues)
    policy = policy_of(document, has_table=bool(rows or matrix))
    if matrix:
        found = [_in_matrix(line, matrix) or read_line(line, policy, rows) for line in lines]
    else:
        found = [read_line(line, policy, rows) for line in lines]
    found = without_price_in_title(found)
    if not [read for read in found if read.items] and [line for line in lines if line.figures]:
        policy = changed(policy, lenient=True)
        found = without_price_in_title(
            [read_line(read.line, policy, rows, read.claims) if read.line.figures else read for read in found]
        )
    found = with_asking(with_siblings(found, policy))
    if document.has_han:
        found = without_small_print(found)
    if policy.has_marked:
        return found
    if _holds_a_zero(found):
        return [changed(read, items=()) for read in found]
    if not [read for read in found if read.items]:
        return _priced_first(found)
    return _counted(found) if "stock_list" in document.cues else found


_PRICE_FIRST: Final = re.compile(r"\W{0,3}\d[\d.,]{0,8} ?(?:→|->|=>|>|~|\||:|-) ?(?=[^\W\d]|[\"'(])")


def _priced_first(lines: list[LineRead]) -> list[LineRead]:
    """Return lines, those that begin with a number and a sign before their goods as priced entries (3.10 → Tinder)."""
    first = [read for read in lines if read.line.has_bare and _PRICE_FIRST.match(read.line.text)]
    first = [read for read in first if read.claims.describes and read.line.figures[0].role is BARE]
    if len(first) <= _LISTED or all(read.line.figures[0].low == int(read.line.figures[0].low) for read in first):
        return lines
    found = {read.line.number: changed(read, items=(read_item(priced(read.line, 0)),)) for read in first}
    return [found.get(read.line.number, read) for read in lines]


def _holds_a_zero(lines: list[LineRead]) -> bool:
    """Whether an entry of a list of numbers has none, as only a count may (Netflix - 28, Amazon - 0)."""
    listed = [read.line for read in lines if len(read.items) >= _LISTED]
    return any(figure.role is BARE and figure.high == 0 for line in listed for figure in line.figures)


def _counted(lines: list[LineRead]) -> list[LineRead]:
    """Return lines whose only numbers are whole ones, in a list of what there is, with counts instead of prices."""
    items = [item for read in lines for item in read.items]
    bare = [item for item in items if item.asked and item.asked.currency is None and not item.clause.figures]
    whole = len(bare) == len(items) and all(item.asked.low == int(item.asked.low) for item in bare if item.asked)
    if not whole or any("price" in read.line.cues for read in lines):
        return lines
    return [changed(read, items=tuple([_in_stock(item) for item in read.items])) for read in lines]


def _in_stock(item: Item) -> Item:
    """Return an item with its number as the pieces that there are."""
    count = int(item.asked.low) if item.asked else None
    clause = changed(item.clause, asked=None)
    return changed(item, asked=None, clause=clause, amounts=changed(item.amounts, stock=count))


def _in_matrix(line: Line, matrix: Mapping[int, tuple[Item, ...]]) -> LineRead | None:
    """Return the reading of a row with several prices; None for any other line."""
    items = matrix.get(line.number)
    return changed(read_words(line), items=items) if items else None
