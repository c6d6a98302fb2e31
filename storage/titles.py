"""Listings by their title, for cards that lost their link and with it their key when they sold out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, bindparam, select

from storage.database import reading
from storage.models import ListingRow

NO_KEY = "title:"
"""How the key of a listing begins that never showed one; see `Listing.keyless`."""
_NAMED = select(ListingRow.title, ListingRow.key, ListingRow.url).where(
    ListingRow.site_id == bindparam("site_id"), ListingRow.title.in_(bindparam("titles", expanding=True))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """The key and address that a listing had while its card still linked to it."""

    key: str
    url: str


def keys_of_titles(engine: Engine, site_id: int, titles: Collection[str]) -> Mapping[str, KnownKey]:
    """Return, for those of *titles* that exactly one listing of the site with a key of its own bears, that key."""
    if not titles:
        return {}
    found: dict[str, list[KnownKey]] = {}
    with reading(engine) as connection:
        for row in connection.execute(_NAMED, {"site_id": site_id, "titles": list(titles)}):
            if not row.key.startswith(NO_KEY):
                found.setdefault(row.title, []).append(KnownKey(key=row.key, url=row.url))
    return {title: keys[0] for title, keys in found.items() if len(keys) == 1}
