"""Exports of this installation: which rows, in which format, to where."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from haoshao.export import opened, write_csv, write_jsonl
from haoshao.workspace import Workspace
from storage.database import open_database
from storage.queries import export as rows
from storage.queries.filters import Filters

Rows = Callable[[Engine, Filters], Iterator[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One table that can be exported."""

    rows: Rows
    columns: tuple[str, ...]


TABLES: Mapping[str, Exported] = {
    "listings": Exported(rows=rows.listing_rows, columns=rows.LISTING_COLUMNS),
    "sellers": Exported(rows=rows.seller_rows, columns=rows.SELLER_COLUMNS),
    "runs": Exported(rows=rows.run_rows, columns=rows.RUN_COLUMNS),
    "transitions": Exported(rows=rows.transition_rows, columns=rows.TRANSITION_COLUMNS),
    "numbers": Exported(rows=rows.number_rows, columns=rows.NUMBER_COLUMNS),
    "alerts": Exported(rows=rows.alert_rows, columns=rows.ALERT_COLUMNS),
}


def export_rows(
    place: Workspace, table: str, form: str, out: Path | None, chosen: Filters, *, everything: bool = False
) -> int:
    """Write the rows of *table* that *chosen* lets through and return how many.

    Raises:
        ExportError: *out* cannot be written.
    """
    place.require_data()
    engine = open_database(place.database)
    exported = TABLES[table]
    found = (
        rows.listing_rows(engine, chosen, with_bare_listings=True)
        if everything and table == "listings"
        else exported.rows(engine, chosen)
    )
    with opened(out, sys.stdout) as stream:
        return write_csv(found, exported.columns, stream) if form == "csv" else write_jsonl(found, stream)
