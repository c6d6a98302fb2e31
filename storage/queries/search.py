"""Finding listings by words, two Chinese characters included: the index proposes, the words themselves decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, or_, select, text

from market.searching import asked_tokens, has_words, is_pair, is_token, signs_like, words_of
from storage.bulk import chunks
from storage.database import reading
from storage.handles import SITE_KEY
from storage.models import HandleRow, ListingRow, OfferRow, RecordRow, RecordSightingRow, SightingRow
from storage.queries.filters import Filters
from storage.queries.listings import offer_query, shaped_rows
from storage.searching import WORDS, folded_words

_FIRST = 100
_MOST = 3200
"""Proposals looked at in one step; the steps grow, since a filter may let through few of them."""
_MOST_HANDLES = 200
_MOST_LET_THROUGH = 20_000
"""Listings that a filter lets through, for them to be named before the words are looked for among them."""
_LAST = "\U0010ffff"
_SQLITE = "SELECT rowid FROM listing_fts WHERE listing_fts MATCH :asked ORDER BY rowid DESC"
_POSTGRES = "SELECT listing_id FROM listing_search WHERE tokens @@ CAST(:asked AS tsquery) ORDER BY listing_id DESC"


def search_rows(engine: Engine, search: str, chosen: Filters, *, limit: int = 50) -> Iterator[dict[str, Any]]:
    """Yield listing rows that have every word of *search*, the newest listing first.

    A word stands in the title, text, category or seller's name, or begins a handle that the listing or its seller
    shows. Case, width, script and blanks pushed between characters are as the reader folds them.
    """
    words = words_of(search)
    found = 0
    if not words:
        return
    with reading(engine) as connection:
        proposals, size = _proposals(connection, words), _FIRST
        while found < limit and (some := list(islice(proposals, size))):
            if size == _MOST // 2:
                proposals = _narrowed(connection, proposals, chosen)
            size = min(size * 2, _MOST)
            right = _right(connection, some, words)
            for few in chunks(right):
                query = offer_query(chosen).where(ListingRow.id.in_(few))
                query = query.order_by(ListingRow.id.desc(), OfferRow.id.desc()).limit(limit - found)
                for row in shaped_rows(engine, query, chosen.rates):
                    found += 1
                    yield row
                if found >= limit:
                    return


def _narrowed(
    connection: Connection, proposals: Iterator[tuple[int, bool]], chosen: Filters
) -> Iterator[tuple[int, bool]]:
    """Return those of *proposals* that the filters let through, where these are so few that a glance tells them."""
    if chosen == Filters():
        return proposals
    query = offer_query(chosen).with_only_columns(ListingRow.id).limit(_MOST_LET_THROUGH + 1)
    few = set(connection.scalars(query))
    if len(few) > _MOST_LET_THROUGH:
        return proposals
    return (one for one in proposals if one[0] in few) if few else iter(())


def _proposals(connection: Connection, words: Sequence[str]) -> Iterator[tuple[int, bool]]:
    """Yield the ids of listings that may have *words*, each once, the newest first, and whether it surely has."""
    last = None
    is_sure = all(map(is_token, words))
    by_words = ((listing_id, is_sure) for listing_id in _by_words(connection, words))
    by_handles = ((listing_id, False) for listing_id in _by_handles(connection, words))
    for listing_id, sure in merge(by_words, by_handles, key=lambda one: -one[0]):
        if listing_id != last:
            last = listing_id
            yield listing_id, sure


def _by_words(connection: Connection, words: Sequence[str]) -> Iterator[int]:
    tokens = list(dict.fromkeys(token for word in words for token in asked_tokens(word)))
    many = connection.execution_options(yield_per=_FIRST)
    if not tokens:
        yield from many.execute(_by_sign(words[0][0])).scalars()
    elif connection.dialect.name == "sqlite":
        asked = " AND ".join(f'"{token}"' if is_pair(token) else f'"{token}" *' for token in tokens)
        yield from many.execute(text(_SQLITE), {"asked": asked}).scalars()
    else:
        asked = " & ".join(f"'{token}'" if is_pair(token) else f"'{token}':*" for token in tokens)
        yield from many.execute(text(_POSTGRES), {"asked": asked}).scalars()


def _by_sign(sign: str) -> Select[int]:
    """Return the query for the listings that have a sign which no index knows: it looks through all of them."""
    said = [getattr(ListingRow, name) for name in WORDS]
    shown = [column.contains(one, autoescape=True) for one in signs_like(sign) for column in said]
    return select(ListingRow.id).where(or_(*shown)).order_by(ListingRow.id.desc())


def _by_handles(connection: Connection, words: Sequence[str]) -> list[int]:
    """Return the ids of listings that show a handle which begins with one of *words*, the newest first."""
    handles: list[int] = []
    for word in words:
        starts = {start for bare in [word.lstrip("@+")] if bare for start in (bare, f"+{bare}")}
        begins = [(HandleRow.value >= start) & (HandleRow.value < start + _LAST) for start in starts]
        if begins:
            query = select(HandleRow.id).where(or_(*begins)).limit(_MOST_HANDLES)
            handles += connection.scalars(query).all()
    ids: set[int] = set()
    for some in chunks(handles):
        shown = select(SightingRow.listing_id).where(SightingRow.handle_id.in_(some), SightingRow.ended_at.is_(None))
        ids.update(connection.scalars(shown))
        records = connection.execute(
            select(RecordRow.id, RecordRow.site_id, RecordRow.key)
            .join(RecordSightingRow, RecordSightingRow.record_id == RecordRow.id)
            .where(RecordSightingRow.handle_id.in_(some))
        ).all()
        of_records = [record.id for record in records if record.key != SITE_KEY]
        of_sites = [record.site_id for record in records if record.key == SITE_KEY]
        ids.update(connection.scalars(select(ListingRow.id).where(ListingRow.record_id.in_(of_records))))
        unnamed = (ListingRow.site_id.in_(of_sites), ListingRow.seller_key.is_(None))
        ids.update(connection.scalars(select(ListingRow.id).where(*unnamed)))
    return sorted(ids, reverse=True)


def _right(connection: Connection, proposed: Sequence[tuple[int, bool]], words: Sequence[str]) -> list[int]:
    """Return those of the listings *proposed* that really have all of *words*, in their order."""
    said: dict[int, str] = {}
    listing_ids = [key for key, _ in proposed]
    unsure = [key for key, sure in proposed if not sure]
    for some in chunks(unsure):
        query = select(ListingRow.id, *(getattr(ListingRow, name) for name in WORDS)).where(ListingRow.id.in_(some))
        said.update((row["id"], folded_words(row)) for row in connection.execute(query).mappings())
    wanting = [key for key in unsure if not has_words(said.get(key, ""), words)]
    shown = _handles_of(connection, wanting)
    right = set(listing_ids) - set(wanting)
    for key in wanting:
        missing = [word for word in words if word not in said.get(key, "")]
        if all(any(value.startswith(word.lstrip("@+")) for value in shown.get(key, ())) for word in missing):
            right.add(key)
    return [key for key in listing_ids if key in right]


def _handles_of(connection: Connection, listing_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the values of the handles that listings and their records show, without a leading plus."""
    shown: dict[int, list[str]] = {}
    of_records = (
        select(ListingRow.id, HandleRow.value)
        .select_from(ListingRow)
        .join(RecordRow, RecordRow.id == ListingRow.record_id)
    )
    of_sites = (
        select(ListingRow.id, HandleRow.value)
        .select_from(ListingRow)
        .join(
            RecordRow,
            and_(RecordRow.site_id == ListingRow.site_id, RecordRow.key == SITE_KEY, ListingRow.seller_key.is_(None)),
        )
    )
    for some in chunks(listing_ids):
        own = (
            select(SightingRow.listing_id, HandleRow.value)
            .join(HandleRow, HandleRow.id == SightingRow.handle_id)
            .where(SightingRow.listing_id.in_(some), SightingRow.ended_at.is_(None))
        )
        beside = [
            query.join(RecordSightingRow, RecordSightingRow.record_id == RecordRow.id)
            .join(HandleRow, HandleRow.id == RecordSightingRow.handle_id)
            .where(ListingRow.id.in_(some))
            for query in (of_records, of_sites)
        ]
        for query in (own, *beside):
            for listing_id, value in connection.execute(query):
                shown.setdefault(listing_id, []).append(value.lstrip("+"))
    return shown
