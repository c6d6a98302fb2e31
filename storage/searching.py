"""The search index: written in the transaction that writes a listing's words, and only where they changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, exists, select

from market.searching import searchable, tokens_of
from storage.bulk import chunks, table
from storage.models import ListingRow, ListingSearchRow

WORDS = ("title", "text", "category", "seller_name", "seller_key")
"""Columns of a listing that can be searched; handles have an index of their own."""
_SEARCH = table(ListingSearchRow)
_PUT = (
    "INSERT INTO listing_search (listing_id, folded) VALUES (?, ?) "
    "ON CONFLICT (listing_id) DO UPDATE SET folded = excluded.folded"
)
_PUT_TOKENS = "INSERT INTO listing_fts (rowid, tokens) VALUES (?, ?)"
_DROP_TOKENS = "INSERT INTO listing_fts (listing_fts, rowid, tokens) VALUES ('delete', ?, ?)"
_PUT_BOTH = (
    "INSERT INTO listing_search (listing_id, folded, tokens) VALUES (%s, %s, array_to_tsvector(%s::text[])) "
    "ON CONFLICT (listing_id) DO UPDATE SET folded = excluded.folded, tokens = excluded.tokens"
)
_AT_ONCE = 500


def index_listings(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Make *rows* of listings findable by the words they have now."""
    said = {row["id"]: searchable(row[name] for name in WORDS) for row in rows}
    if not said:
        return
    before = _indexed(connection, said)
    changed = {key: folded for key, folded in said.items() if before.get(key) != folded}
    if connection.dialect.name == "sqlite":
        _drop_tokens(connection, {key: before[key] for key in changed if key in before})
        _many(connection, _PUT, list(changed.items()))
        _many(connection, _PUT_TOKENS, [(key, " ".join(tokens_of(folded))) for key, folded in changed.items()])
    else:
        _many(connection, _PUT_BOTH, [(key, folded, tokens_of(folded)) for key, folded in changed.items()])


def forget_listings(connection: Connection, listing_ids: Iterable[int]) -> None:
    """Take listings out of the index; call it before their rows go."""
    for some in chunks(listing_ids):
        if connection.dialect.name == "sqlite":
            _drop_tokens(connection, _indexed(connection, some))
        connection.execute(delete(_SEARCH).where(_SEARCH.c.listing_id.in_(some)))


def index_all(connection: Connection) -> None:
    """Index every listing that is not in the index, in steps that keep little in memory."""
    missing = (
        select(*(table(ListingRow).c[name] for name in ("id", *WORDS)))
        .where(~exists().where(_SEARCH.c.listing_id == ListingRow.id))
        .order_by(ListingRow.id)
        .limit(_AT_ONCE)
    )
    last = 0
    while rows := connection.execute(missing.where(ListingRow.id > last)).mappings().all():
        index_listings(connection, [dict(row) for row in rows])
        last = rows[-1]["id"]


def _indexed(connection: Connection, listing_ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in chunks(listing_ids):
        query = select(_SEARCH.c.listing_id, _SEARCH.c.folded).where(_SEARCH.c.listing_id.in_(some))
        found.update(dict(connection.execute(query).all()))
    return found


def _drop_tokens(connection: Connection, folded: Mapping[int, str]) -> None:
    _many(connection, _DROP_TOKENS, [(key, " ".join(tokens_of(words))) for key, words in folded.items()])


def _many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)
