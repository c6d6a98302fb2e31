"""Rows of the contract as JSON lines and CSV, written as they come so that a million need no memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from decimal import Decimal
from io import TextIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from base.sinks import csv_cell
from market.errors import MarketError

if TYPE_CHECKING:
    from collections.abc import Iterator

BOM = "\ufeff"


class ExportError(MarketError):
    """An export cannot be written where it was asked for."""


@contextmanager
def opened(out: Path | None, stdout: IO[str]) -> Iterator[IO[str]]:
    """Yield the text stream to write to: the file *out*, or *stdout* where it is None.

    Raises:
        ExportError: the file cannot be written.
    """
    if out is None:
        yield stdout
        return
    try:
        with out.open("w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as error:
        raise ExportError(f"{out}: cannot be written ({error.strerror})") from error


def write_jsonl(rows: Iterable[Mapping[str, Any]], stream: IO[str] | TextIOBase) -> int:
    """Write one JSON object a line and return how many."""
    count = 0
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False, default=_plain) + "\n")
        count += 1
    return count


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Iterable[str], stream: IO[str] | TextIOBase) -> int:
    """Write CSV with a BOM, so that spreadsheets read Chinese, and return how many rows.

    Lists are joined by `|`, handles are `type:value`; a text that a spreadsheet would run is made inert.
    """
    names = tuple(columns)
    stream.write(BOM)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow([csv_cell(_flat(row.get(name))) for name in names])
        count += 1
    return count


def _flat(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        if {"type", "value"} <= value.keys():
            return f"{value['type']}:{value['value']}"
        return json.dumps(value, ensure_ascii=False, default=_plain)
    if isinstance(value, list | tuple | set | frozenset):
        return "|".join(str(_flat(item)) for item in value)
    return value


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
