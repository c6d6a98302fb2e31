"""Rows of the contract as JSON lines and CSV, written as they come so that a million need no memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import TextIOBase
from typing import IO

from base.sinks import csv_cell
from takedown.formats.facts import Row
from takedown.formats.flat import flat
from takedown.formats.json_text import dumps

BOM = "\ufeff"


def write_jsonl(rows: Iterable[Row], stream: IO[str] | TextIOBase) -> int:
    """Write one JSON object a line and return how many."""
    count = 0
    for row in rows:
        stream.write(dumps(row) + "\n")
        count += 1
    return count


def write_csv(rows: Iterable[Row], columns: Iterable[str], stream: IO[str] | TextIOBase) -> int:
    """Write CSV with a BOM, so that spreadsheets read Chinese, and return how many rows.

    Lists are joined by `|`, handles are `type:value`; a text that a spreadsheet would run is made inert.
    """
    names = tuple(columns)
    stream.write(BOM)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow([csv_cell(flat(row.get(name))) for name in names])
        count += 1
    return count
