"""Exports of this installation: which rows, in which format, of which tier, to where."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from base.clock import iso, now
from haoshao.export import opened, write_csv, write_jsonl
from haoshao.export_cursor import Cursor, described, load_cursor, save_cursor
from haoshao.workspace import Workspace
from market.errors import MarketError
from storage.access import Access, record_access
from storage.database import is_simulated_database, open_database, reading, writing
from storage.queries import export as rows
from storage.queries.changed import changed_alert_ids, changed_offers, changed_seller_ids, settled_until
from storage.queries.filters import Filters
from storage.snapshots import SnapshotStore
from takedown.formats.facts import ExportFacts, Section
from takedown.settings import load_takedown_settings
from takedown.tiers import Tier, TierError

Rows = Callable[[Engine, Filters], Iterator[Mapping[str, Any]]]


class FormatError(MarketError):
    """A table cannot be had in a format, or a format cannot be written where it was asked for."""


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
INTELLIGENCE = {
    "stix": ("listings", "sellers", "alerts"),
    "misp": ("listings", "sellers", "alerts"),
    "xarf": ("listings",),
}
"""Formats that have words for some tables only."""
FILES_ONLY = ("xlsx", "parquet")
RESUMABLE = ("listings", "sellers", "alerts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One export as it was asked for."""

    table: str
    form: str
    out: Path | None
    chosen: Filters
    everything: bool = False
    """Listings without an offer too."""
    tier: Tier = Tier.HANDLES
    reason: str = ""
    by: str = ""
    cursor: Path | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an export came to."""

    count: int
    tier: Tier
    simulated: bool
    cursor: str | None
    """Where the next one goes on; None without a cursor."""


def export_rows(place: Workspace, order: Order) -> Done:
    """Carry out *order* and return what it came to; a tier above the default is logged before anything is read.

    Raises:
        FormatError: the table cannot be had in that format.
        ExportError: the file cannot be written.
    """
    _check(order)
    data = place.require_data()
    engine = open_database(place.database)
    facts = ExportFacts(
        made_at=now(),
        tier=order.tier,
        simulated=is_simulated_database(engine),
        reporter=load_takedown_settings(place.config_or_bundled()).reporter,
    )
    if order.tier.needs_reason:
        what = f"export {order.table} --format {order.form}"
        entry = Access(at=facts.made_at, by=order.by, tier=order.tier, reason=order.reason, what=what)
        with writing(engine) as connection:
            record_access(connection, entry)
    source = _Source(engine, order, SnapshotStore(data / "snapshots"))
    count = _write(source, order, facts)
    return Done(count=count, tier=order.tier, simulated=facts.simulated, cursor=source.finish())


def _check(order: Order) -> None:
    if order.table not in INTELLIGENCE.get(order.form, TABLES):
        raise FormatError(
            f"{order.form} has no words for {order.table}; it takes {', '.join(INTELLIGENCE[order.form])}"
        )
    if order.form in FILES_ONLY and order.out is None:
        raise FormatError(f"{order.form} is no text: name a file with --out")
    if (order.cursor or order.limit) and order.table not in RESUMABLE:
        raise FormatError(f"{order.table} has no cursor; {', '.join(RESUMABLE)} have one")
    if order.limit and order.table != "listings":
        raise FormatError(f"--limit goes with listings; {order.table} are few")
    if order.tier.needs_reason and order.table != "listings":
        raise TierError(f"{order.table} hold nothing above tier {Tier.HANDLES}; texts of third parties are in listings")
    if order.tier is Tier.RAW and order.form != "jsonl":
        raise TierError("raw pages leave as --format jsonl, or as records in `haoshao case export --tier raw`")


class _Source:
    """The rows of one order, and where its cursor stands when they have been written."""

    def __init__(self, engine: Engine, order: Order, store: SnapshotStore) -> None:
        self._engine = engine
        self._order = order
        self._store = store
        self._cursor: Cursor | None = None
        self._is_whole = True
        if order.cursor is not None:
            loaded = load_cursor(order.cursor, order.table)
            if loaded.since is None and order.chosen.since is not None:
                loaded = replace(loaded, since=order.chosen.since)
            self._cursor = loaded.begun(settled_until(engine, now()))

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """Yield the rows, in clear where the tier says so."""
        found = self._plain_rows()
        if not self._order.tier.needs_reason:
            yield from found
            return
        from haoshao.clear_text import ClearText  # noqa: PLC0415 - brings in every family

        clear = ClearText(self._engine, self._store)
        for row in clear.rows(found, with_pages=self._order.tier is Tier.RAW):
            yield {**row, "tier": str(self._order.tier)}

    def sections(self) -> Iterator[Section]:
        """Yield the tables that make up an export for intelligence tools: sellers stand before their offers."""
        if self._order.table == "listings" and self._order.form == "stix":
            yield Section(table="sellers", rows=self._sellers())
        yield Section(table=self._order.table, rows=self.rows())

    def finish(self) -> str | None:
        """Move the cursor on, now that everything is written, and return in words where it stands."""
        if self._cursor is None or self._order.cursor is None:
            return None
        cursor = self._cursor.done() if self._is_whole else self._cursor
        save_cursor(self._order.cursor, cursor)
        return described(cursor)

    def _plain_rows(self) -> Iterator[Mapping[str, Any]]:
        order = self._order
        if self._cursor is None and order.limit is None:
            if order.everything and order.table == "listings":
                return rows.listing_rows(self._engine, order.chosen, with_bare_listings=True)
            return TABLES[order.table].rows(self._engine, order.chosen)
        if order.table == "listings":
            return self._changed_listings()
        return self._sellers() if order.table == "sellers" else self._changed_alerts()

    def _changed_listings(self) -> Iterator[Mapping[str, Any]]:
        cursor = self._cursor
        chosen = replace(self._order.chosen, since=None) if cursor else self._order.chosen
        count = 0
        pages = changed_offers(
            self._engine,
            chosen,
            since=cursor.since if cursor else None,
            after=cursor.after if cursor else 0,
            limit=self._order.limit,
        )
        for last, page in pages:
            yield from page
            count += len(page)
            if cursor is not None:
                self._cursor = cursor = replace(cursor, after=last)
        self._is_whole = self._order.limit is None or count < self._order.limit

    def _sellers(self) -> Iterator[Mapping[str, Any]]:
        since = None if self._cursor is None else self._cursor.since
        found = rows.seller_rows(self._engine, self._order.chosen)
        if since is None:
            return found
        with reading(self._engine) as connection:
            judged = changed_seller_ids(connection, since)
        said = iso(since) or ""
        return (row for row in found if row["seller_id"] in judged or (row["last_seen_at"] or "") >= said)

    def _changed_alerts(self) -> Iterator[Mapping[str, Any]]:
        found = rows.alert_rows(self._engine, replace(self._order.chosen, since=None))
        if self._cursor is None or self._cursor.since is None:
            return found
        with reading(self._engine) as connection:
            changed = changed_alert_ids(connection, self._cursor.since)
        return (row for row in found if int(row["alert_id"]) in changed)


def _write(source: _Source, order: Order, facts: ExportFacts) -> int:
    columns: Sequence[str] = TABLES[order.table].columns
    if order.tier.needs_reason:
        columns = (*columns, "tier")
    if order.form == "parquet" and order.out is not None:
        from takedown.formats.parquet import write_parquet  # noqa: PLC0415 - an extra

        return write_parquet(source.rows(), columns, facts, order.out)
    if order.form == "xlsx" and order.out is not None:
        from takedown.formats.xlsx import write_xlsx  # noqa: PLC0415 - an extra

        return write_xlsx(source.rows(), columns, facts, order.out, name=order.table)
    with opened(order.out, sys.stdout) as stream:
        if order.form == "csv":
            return write_csv(source.rows(), columns, stream)
        if order.form == "jsonl":
            return write_jsonl(source.rows(), stream)
        return _write_parts(source, order, facts, stream.write)


def _write_parts(source: _Source, order: Order, facts: ExportFacts, write: Callable[[str], object]) -> int:
    """Write a format for intelligence tools and return how many rows of the table went in."""
    from takedown.formats.misp import misp_lines  # noqa: PLC0415 - seldom needed
    from takedown.formats.stix import stix_lines  # noqa: PLC0415 - same
    from takedown.formats.xarf import xarf_lines  # noqa: PLC0415 - same

    count = 0

    def counted(found: Iterator[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        nonlocal count
        for row in found:
            count += 1
            yield row

    if order.form == "xarf":
        parts = xarf_lines(counted(source.rows()), facts)
    else:
        sections = (
            replace(one, rows=counted(iter(one.rows))) if one.table == order.table else one for one in source.sections()
        )
        if order.form == "stix":
            parts = stix_lines(sections, facts)
        else:
            name = f"export {order.table}"
            parts = misp_lines(sections, facts, name=name, info=f"haoshao: {order.table} of watched public sites")
    for part in parts:
        write(part)
    return count
