"""The search index: written in the transaction that writes a listing's words, and only where they changed.

SQLite's index forgets a listing only where it is told its old tokens once more. Those are made of the listing's old
words, so whoever changes words asks for `indexed_words` before it writes them; the words are stored once, in `listing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, exists, select, text

from market.searching import searchable, tokens_of
from storage.bulk import chunks, table, upsert_rows
from storage.models import ListingRow, ListingSearchRow, MetaRow
from storage.models.searching import FOLDING, FOLDING_KEY

WORDS = ("title", "text", "category", "seller_name", "seller_key")
"""Columns of a listing that can be searched; handles have an index of their own."""
_LISTING = table(ListingRow)
_SEARCH = table(ListingSearchRow)
_SAID = tuple(_LISTING.c[name] for name in WORDS)
_PUT = "INSERT INTO listing_search (listing_id) VALUES (?) ON CONFLICT (listing_id) DO NOTHING"
_PUT_TOKENS = "INSERT INTO listing_fts (rowid, tokens) VALUES (?, ?)"
_DROP_TOKENS = "INSERT INTO listing_fts (listing_fts, rowid, tokens) VALUES ('delete', ?, ?)"
_PUT_BOTH = (
    "INSERT INTO listing_search (listing_id, tokens) VALUES (%s, array_to_tsvector(%s::text[])) "
    "ON CONFLICT (listing_id) DO UPDATE SET tokens = excluded.tokens"
)
_AT_ONCE = 500


def folded_words(row: Mapping[str, Any] | RowMapping) -> str:
    """Return the words of a listing as the index has them."""
    return searchable(row[name] for name in WORDS)


def indexed_words(connection: Connection, listing_ids: Iterable[int]) -> dict[int, str]:
    """Return the folded words under which listings stand in the index; to be asked before their rows change."""
    found: dict[int, str] = {}
    for some in chunks(listing_ids):
        query = select(_LISTING.c.id, *_SAID).join(_SEARCH, _SEARCH.c.listing_id == _LISTING.c.id)
        for row in connection.execute(query.where(_LISTING.c.id.in_(some))).mappings():
            found[row["id"]] = folded_words(row)
    return found


def index_listings(connection: Connection, rows: Iterable[Mapping[str, Any]], before: Mapping[int, str]) -> None:
    """Make *rows* of listings findable by the words they have now; *before* is what `indexed_words` said."""
    said = {row["id"]: folded_words(row) for row in rows}
    changed = {key: folded for key, folded in said.items() if before.get(key) != folded}
    if connection.dialect.name == "sqlite":
        _drop_tokens(connection, {key: before[key] for key in changed if key in before})
        _many(connection, _PUT, [(key,) for key in changed])
        _many(connection, _PUT_TOKENS, [(key, " ".join(tokens_of(folded))) for key, folded in changed.items()])
    else:
        _many(connection, _PUT_BOTH, [(key, tokens_of(folded)) for key, folded in changed.items()])


def forget_listings(connection: Connection, listing_ids: Iterable[int]) -> None:
    """Take listings out of the index; call it before their rows go."""
    for some in chunks(listing_ids):
        if connection.dialect.name == "sqlite":
            _drop_tokens(connection, indexed_words(connection, some))
        connection.execute(delete(_SEARCH).where(_SEARCH.c.listing_id.in_(some)))


def index_all(connection: Connection) -> None:
    """Index every listing that is not in the index, in steps that keep little in memory."""
    missing = (
        select(_LISTING.c.id, *_SAID)
        .where(~exists().where(_SEARCH.c.listing_id == _LISTING.c.id))
        .order_by(_LISTING.c.id)
        .limit(_AT_ONCE)
    )
    last = 0
    while rows := connection.execute(missing.where(_LISTING.c.id > last)).mappings().all():
        index_listings(connection, [dict(row) for row in rows], {})
        last = rows[-1]["id"]


def index_anew(connection: Connection) -> None:
    """Make the whole index again, by today's folding."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO listing_fts (listing_fts) VALUES ('delete-all')"))
    connection.execute(delete(_SEARCH))
    index_all(connection)
    upsert_rows(connection, MetaRow, [{"key": FOLDING_KEY, "value": FOLDING}], by=["key"], change=["value"])


def _drop_tokens(connection: Connection, folded: Mapping[int, str]) -> None:
    _many(connection, _DROP_TOKENS, [(key, " ".join(tokens_of(words))) for key, words in folded.items()])


def _many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)
