"""XLSX with typed cells. Nothing in a cell is ever a formula or a link, whatever it begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from base.sinks import is_inert
from market.errors import MarketError
from takedown.formats.columns_data import AMOUNTS, COUNTS, FLAGS, TIMES
from takedown.formats.facts import ExportFacts, Row
from takedown.formats.flat import flat

LONGEST_CELL = 32_000
MOST_ROWS = 1_048_575
_EXACT = 15
"""Digits that a spreadsheet's number keeps."""
_WIDE = frozenset({"title", "text", "url", "names", "handles", "reasons", "evidence"})


class XlsxError(MarketError):
    """A workbook cannot be written; says why and what to do."""


def write_xlsx(rows: Iterable[Row], columns: Sequence[str], facts: ExportFacts, out: Path, *, name: str) -> int:
    """Write rows to *out* and return how many; a second sheet says what the file is.

    Raises:
        XlsxError: xlsxwriter is not installed, there are too many rows, or the file cannot be written.
    """
    try:
        import xlsxwriter  # noqa: PLC0415 - an extra
        from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415 - same
    except ImportError:
        raise XlsxError("XLSX needs the extra `exports`: pip install 'haoshao[exports]'") from None
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "remove_timezone": True,
        "tmpdir": str(out.parent),
    }
    try:
        with xlsxwriter.Workbook(str(out), options) as book:
            book.set_properties({"title": name, "author": "haoshao", "created": facts.made_at.replace(tzinfo=None)})
            count = _write_rows(book, rows, columns, facts, name)
            _write_about(book, facts, count)
    except (OSError, XlsxWriterException) as error:
        raise XlsxError(f"{out}: cannot be written ({error})") from error
    return count


def _write_rows(book: Any, rows: Iterable[Row], columns: Sequence[str], facts: ExportFacts, name: str) -> int:  # noqa: ANN401 - xlsxwriter has no types
    bold = book.add_format({"bold": True})
    date = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    if facts.simulated:
        sheet.set_header('&C&"-,Bold"SIMULATED DATA 模拟数据')
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 40 if column in _WIDE else 16)
        sheet.write_string(0, at, column, bold)
    count = 0
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise XlsxError(f"more than {MOST_ROWS} rows fit no worksheet; export parquet or csv, or filter")
        for at, column in enumerate(columns):
            _write_cell(sheet, count, at, column, row.get(column), date)
    return count


def _write_cell(sheet: Any, line: int, at: int, column: str, value: Any, date: Any) -> None:  # noqa: ANN401 - same
    if value is None or value == "":
        return
    if column in FLAGS and isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif column in TIMES:
        sheet.write_datetime(line, at, datetime.fromisoformat(value).replace(tzinfo=None), date)
    elif column in AMOUNTS | COUNTS and not isinstance(value, Mapping) and _is_exact(Decimal(value)):
        sheet.write_number(line, at, float(value))
    else:
        sheet.write_string(line, at, _cell_text(value))


def _is_exact(amount: Decimal) -> bool:
    return amount.is_finite() and len(amount.normalize().as_tuple().digits) <= _EXACT


def _cell_text(value: object) -> str:
    text = str(flat(value))
    if not text.replace("\n", "").isprintable():
        text = "".join(c if is_inert(c) or c == "\n" else " " for c in text)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _write_about(book: Any, facts: ExportFacts, count: int) -> None:  # noqa: ANN401 - same
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 1, 30)
    told = {
        "made at": facts.stamp,
        "tier": str(facts.tier),
        "data": "SIMULATED 模拟数据" if facts.simulated else "real",
        "rows": str(count),
        "shapes": "docs/contract.md of haoshao",
    }
    for line, (key, value) in enumerate(told.items()):
        sheet.write_string(line, 0, key)
        sheet.write_string(line, 1, value)
