"""What `list` and `show` commands print: rows of the contract in lines that fit a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from base.rates import load_rates
from base.sinks import columns, terminal
from haoshao.exports import TABLES
from haoshao.seller_text import count_of
from haoshao.workspace import Workspace
from market.errors import MarketError
from storage.bulk import chunks
from storage.database import open_database
from storage.queries.alert_notes import alert_notes
from storage.queries.alerts import alerts_by_id
from storage.queries.filters import Filters
from storage.queries.history import offer_history
from storage.queries.listings import offer_row
from storage.queries.search import search_rows

Row = Mapping[str, Any]


class NotFoundError(MarketError):
    """There is no row of that id."""


def found_rows(place: Workspace, table: str, chosen: Filters) -> Iterator[Row]:
    """Yield the rows of *table* that *chosen* lets through."""
    place.require_data()
    return TABLES[table].rows(open_database(place.database), chosen)


def shown_alert(place: Workspace, said: str) -> Row:
    """Return the row of the alert that `12` or `#12` names.

    Raises:
        NotFoundError: there is none.
    """
    place.require_data()
    number = said.removeprefix("#")
    found = alerts_by_id(open_database(place.database), [int(number)]) if number.isdecimal() else {}
    for row in found.values():
        return row
    raise NotFoundError(f"{said}: no such alert; see `haoshao alerts list`")


def shown_offer(place: Workspace, offer_id: str) -> Row:
    """Return one offer with its words, evidence and every observation and transition.

    Raises:
        NotFoundError: there is none.
    """
    place.require_data()
    engine = open_database(place.database)
    row = offer_row(engine, offer_id, load_rates(place.config_or_bundled()))
    if row is None:
        raise NotFoundError(f"{offer_id}: no such offer; see `haoshao listings list`")
    return {**row, **offer_history(engine, offer_id)}


def listing_lines(place: Workspace, chosen: Filters, *, search: str | None, most: int) -> Iterator[str]:
    """Yield a line for each offer: id, state, kind, price, title, site."""
    place.require_data()
    engine = open_database(place.database)
    rows = search_rows(engine, search, chosen, limit=most) if search else TABLES["listings"].rows(engine, chosen)
    for row in islice(rows, most):
        product = "/".join(str(part) for part in (row["kind"], row["platform"]) if part)
        yield columns(
            row["offer_id"], row["state"], f"{product:<20}", f"{price_text(row):<16}", row["title"], row["site"]
        )


def seller_lines(rows: Iterable[Row], *, most: int) -> Iterator[str]:
    """Yield a line for each seller: id, new or not, name, handles, sites, number of offers."""
    for row in islice(rows, most):
        handles = ", ".join(f"{handle['type']}:{handle['value']}" for handle in row["handles"][:4])
        mark = "new" if row["is_new"] else "   "
        name = row["name"] or "–"
        offers = count_of(row["offers"], "offer")
        roles = "/".join(row["roles"]) or "–"
        yield columns(row["seller_id"], mark, name, roles, handles, ", ".join(row["sites"]), offers)


def alert_lines(place: Workspace, rows: Iterable[Row]) -> Iterator[str]:
    """Yield a line for each alert: id, time, severity, state, rule, site, who, why."""
    engine = open_database(place.database)
    for some in chunks(rows, 200):
        notes = {note.alert_id: note for note in alert_notes(engine, [row["alert_id"] for row in some])}
        for row in some:
            note = notes[row["alert_id"]]
            who = note.seller or ", ".join(f"{handle.type}:{handle.value}" for handle in note.handles[:1]) or "–"
            yield columns(
                row["alert_id"],
                row["created_at"],
                f"{row['severity']:<8}",
                row["state"] + (f": {row['disposition']}" if row["disposition"] else ""),
                row["rule"],
                row["site"] or "–",
                terminal(who, limit=40),
                "; ".join(row["reasons"]),
            )


def price_text(row: Row) -> str:
    """Return the price of a listing row: `12.5–15 CNY/each`, `97%`, or `–`."""
    if row["rate"] is not None:
        return f"rate {row['rate']}"
    if row["price_min"] is None:
        return "–"
    span = row["price_min"] if row["price_min"] == row["price_max"] else f"{row['price_min']}–{row['price_max']}"
    return f"{span} {row['currency'] or ''}/{row['unit']}"
