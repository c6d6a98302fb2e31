"""All lines of a document, read: tables and matrices first, then line by line as the text writes its prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

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
    rows = read_tables(lines)
    policy = policy_of(document, has_table=bool(rows or matrix))
    found = without_price_in_title([_in_matrix(line, matrix) or read_line(line, policy, rows) for line in lines])
    if not any(read.items for read in found) and any(line.figures for line in lines):
        policy = replace(policy, lenient=True)
        found = without_price_in_title([read_line(read.line, policy, rows, read.claims) for read in found])
    return with_asking(with_siblings(found, policy))


def _in_matrix(line: Line, matrix: Mapping[int, tuple[Item, ...]]) -> LineRead | None:
    """Return the reading of a row with several prices; None for any other line."""
    items = matrix.get(line.number)
    return replace(read_words(line), items=items) if items else None
