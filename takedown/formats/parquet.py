"""Parquet with typed columns, through duckdb: rows are spooled to a file beside the target, never held in memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from market.errors import MarketError
from takedown.formats.columns_data import AMOUNTS, COUNTS, FLAGS, LISTS, TIMES
from takedown.formats.facts import ExportFacts, Row

_MEMORY = "320MB"
_LONGEST_CELL = 1_000_000
"""Characters; a longer text ends in `…`."""
_LONGEST_LINE = 16 * 1024 * 1024
_ROW_GROUP = 10_240
"""Rows that are compressed together; they are what is held in memory."""
_CELL, _ITEM, _NOTHING = "\x1f", "\x1c", "\x02"
"""What separates cells and the items of a list in the spool, and what stands for null."""
_LINES = {"\n": "\x1e", "\r": "\x1d"}
"""Line breaks as the spool has them; separators that a text holds are not kept."""
_SPOOLED = str.maketrans(_LINES | dict.fromkeys((_CELL, _ITEM, _NOTHING, *_LINES.values(), "\x00"), "\ufffd"))


class ParquetError(MarketError):
    """A Parquet file cannot be written; says why and what to do."""


def write_parquet(rows: Iterable[Row], columns: Sequence[str], facts: ExportFacts, out: Path) -> int:
    """Write rows to *out* and return how many; what is neither text, number, time nor list is JSON text.

    Raises:
        ParquetError: duckdb is not installed, or the file cannot be written.
    """
    try:
        import duckdb  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise ParquetError("Parquet needs the extra `exports`: pip install 'haoshao[exports]'") from None
    try:
        with tempfile.NamedTemporaryFile("w", dir=out.parent, suffix=".spool", encoding="utf-8", newline="") as spool:
            count = 0
            for row in rows:
                spool.write(_CELL.join(_spooled(name, row.get(name)) for name in columns) + "\n")
                count += 1
            spool.flush()
            with duckdb.connect() as connection:
                connection.execute(f"SET memory_limit = '{_MEMORY}'; SET threads = 1")
                connection.execute(_copy(columns, facts, Path(spool.name), out))
    except (OSError, duckdb.Error) as error:
        said = str(error).strip().splitlines()[0]
        raise ParquetError(f"{out}: cannot be written ({said})") from error
    return count


def _copy(columns: Sequence[str], facts: ExportFacts, source: Path, out: Path) -> str:
    """Return the statement that gives the spooled cells their types; names are our own, paths are quoted."""
    picked = ", ".join(f"{_cast(name)} AS {_quoted(name)}" for name in columns)
    texts = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in columns)
    shape = f"delim = {_text(_CELL)}, quote = '', escape = '', nullstr = {_text(_NOTHING)}, header = false"
    limits = (
        f"buffer_size = {2 * _LONGEST_LINE}, new_line = '\\n', max_line_size = {_LONGEST_LINE}, auto_detect = false"
    )
    read = f"read_csv({_text(str(source))}, columns = {{{texts}}}, {shape}, {limits})"
    told = {"tier": str(facts.tier), "simulated": str(facts.simulated).lower(), "made_at": facts.stamp}
    about = "{" + ", ".join(f"{key}: {_text(value)}" for key, value in told.items()) + "}"
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}, KV_METADATA {about}"
    return f"COPY (SELECT {picked} FROM {read}) TO {_text(str(out))} ({options})"  # noqa: S608 - see the docstring


def _cast(name: str) -> str:
    cell = _quoted(name)
    if name in TIMES:
        return f"CAST({cell} AS TIMESTAMPTZ)"
    if name in AMOUNTS:
        return f"CAST({cell} AS DECIMAL(24, 6))"
    if name in COUNTS:
        return f"CAST({cell} AS BIGINT)"
    if name in FLAGS:
        return f"CAST({cell} AS BOOLEAN)"
    if name in LISTS:
        return f"CASE WHEN {cell} = '' THEN CAST([] AS VARCHAR[]) ELSE string_split({cell}, {_text(_ITEM)}) END"
    for line_break, stands in _LINES.items():
        cell = f"replace({cell}, {_text(stands)}, chr({ord(line_break)}))"
    return cell


def _spooled(name: str, value: object) -> str:
    """Return a value as a cell of the spool: what has parts of its own, and is no plain list, as JSON text."""
    if value is None:
        return _NOTHING
    if name in LISTS and isinstance(value, list | tuple):
        return _ITEM.join(str(item).translate(_SPOOLED) for item in value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    cut = text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
    return cut.translate(_SPOOLED)


def _text(said: str) -> str:
    return "'" + said.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
