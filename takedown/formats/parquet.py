"""Parquet with typed columns, through duckdb: rows are spooled to a file beside the target, never held in memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from market.errors import MarketError
from takedown.formats.columns_data import AMOUNTS, COUNTS, FLAGS, LISTS, TIMES
from takedown.formats.facts import ExportFacts, Row

_MEMORY = "256MB"


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
        with tempfile.NamedTemporaryFile("w", dir=out.parent, suffix=".jsonl", encoding="utf-8") as spool:
            count = 0
            for row in rows:
                spool.write(json.dumps([_plain(name, row.get(name)) for name in columns], ensure_ascii=False) + "\n")
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
    """Return the statement that turns the spooled arrays into columns; names are our own, paths are quoted."""
    picked = ", ".join(f"{_cast(name, at)} AS {_quoted(name)}" for at, name in enumerate(columns))
    read = f"read_ndjson_objects({_text(str(source))}, maximum_object_size = 67108864)"
    told = {"tier": str(facts.tier), "simulated": str(facts.simulated).lower(), "made_at": facts.stamp}
    about = "{" + ", ".join(f"{key}: {_text(value)}" for key, value in told.items()) + "}"
    return (
        f"COPY (SELECT {picked} FROM {read}) TO {_text(str(out))} "  # noqa: S608 - see the docstring
        f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {about})"
    )


def _cast(name: str, at: int) -> str:
    value = f"json ->> '$[{at}]'"
    if name in TIMES:
        return f"CAST({value} AS TIMESTAMPTZ)"
    if name in AMOUNTS:
        return f"CAST({value} AS DECIMAL(24, 6))"
    if name in COUNTS:
        return f"CAST({value} AS BIGINT)"
    if name in FLAGS:
        return f"CAST({value} AS BOOLEAN)"
    if name in LISTS:
        return f"CAST(json -> '$[{at}]' AS VARCHAR[])"
    return value


def _plain(name: str, value: object) -> object:
    """Return a value as it is spooled: what has parts of its own, and is no plain list, as JSON text."""
    if value is None or name in LISTS or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _text(said: str) -> str:
    return "'" + said.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
