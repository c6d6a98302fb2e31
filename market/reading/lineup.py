"""All lines of a document, read: tables and matrices first, then line by line as the text writes its prices."""

from __future__ import annotations

from collections.abc import Mapping

from market.quick import changed
from market.reading.document import Document, Line
from market.reading.items import Item
from market.reading.lines import LineRead, policy_of, read_line, read_words, with_asking, with_siblings
from market.reading.matrices import read_matrices
from market.reading.tables import read_tables
from market.reading.telling import without_price_in_title


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
    return _counted(found) if "stock_list" in document.cues and not policy.has_marked else found


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
