"""Finding listings by words, two Chinese characters included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Engine, or_

from storage.models import ListingRow, OfferRow
from storage.queries.filters import Filters
from storage.queries.listings import offer_query, shaped_rows

ESCAPE = "\\"


def search_rows(engine: Engine, search: str, chosen: Filters, *, limit: int = 50) -> Iterator[dict[str, Any]]:
    """Yield listing rows whose title, text or category has every word of *search*, newest first."""
    query = offer_query(chosen)
    for word in search.split():
        query = query.where(_has(word))
    yield from shaped_rows(engine, query.order_by(OfferRow.id.desc()).limit(limit))


def _has(word: str) -> ColumnElement[bool]:
    bare = word.replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")
    pattern = f"%{bare}%"
    return or_(*(one.ilike(pattern, escape=ESCAPE) for one in (ListingRow.title, ListingRow.text, ListingRow.category)))
