"""Seller rows of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, and_, func, or_, select

from base.clock import iso, now
from market.sellers.roles import role_word
from storage.bulk import chunks
from storage.codes import EndCause, Node
from storage.database import reading
from storage.ids import SELLER, public_id
from storage.models import (
    HandleRow,
    ListingRow,
    OfferRow,
    PresenceRow,
    RecordNameRow,
    RecordRow,
    SellerRow,
    SiteRow,
    VerdictRow,
)
from storage.queries.filters import AnySelect, Filters, seller_ids
from storage.queries.roles import roles_of
from storage.queries.shapes import plain

SELLER_COLUMNS = (
    "seller_id",
    "name",
    "names",
    "handles",
    "sites",
    "platforms",
    "kinds",
    "roles",
    "offers",
    "first_seen_at",
    "last_seen_at",
    "is_new",
    "links",
)
NEW_FOR = timedelta(days=7)
AT_ONCE = 200


def seller_rows(engine: Engine, chosen: Filters) -> Iterator[dict[str, Any]]:
    """Yield a row for each seller that *chosen* lets through, oldest first.

    `since` restricts nothing: it says what counts as new, by default the last seven days.
    """
    since = chosen.since or now() - NEW_FOR
    with reading(engine) as connection:
        found = connection.execute(_query(chosen).order_by(SellerRow.id)).mappings()
        for some in chunks(found, AT_ONCE):
            told = _Told(connection, [row["id"] for row in some])
            for row in some:
                is_new = not row["baseline"] and row["first_seen_at"] > since
                yield told.row(row, is_new=is_new)


def _query(chosen: Filters) -> AnySelect:
    query: AnySelect = select(
        SellerRow.id, SellerRow.uid, SellerRow.name, SellerRow.first_seen_at, SellerRow.baseline
    ).where(SellerRow.merged_into_id.is_(None))
    if chosen.seller is not None:
        query = query.where(SellerRow.id.in_(seller_ids(chosen.seller)))
    if chosen.until is not None:
        query = query.where(SellerRow.first_seen_at <= chosen.until)
    conditions: list[ColumnElement[bool]] = []
    if chosen.site is not None:
        conditions.append(SiteRow.name.in_(chosen.site))
    if chosen.platform is not None:
        conditions.append(OfferRow.platform == chosen.platform)
    if chosen.kind is not None:
        conditions.append(OfferRow.kind == chosen.kind)
    if conditions:
        selling = (
            select(ListingRow.seller_id)
            .join(SiteRow, SiteRow.id == ListingRow.site_id)
            .join(OfferRow, OfferRow.listing_id == ListingRow.id)
            .where(*conditions)
        )
        query = query.where(SellerRow.id.in_(selling))
    return query


class _Told:
    """What is known of a handful of sellers, gathered in a few queries."""

    def __init__(self, connection: Connection, ids: Sequence[int]) -> None:
        """Gather."""
        self.handles = _handles(connection, ids)
        self.names = _names(connection, ids)
        self.sites: dict[int, list[str]] = {}
        self.products: dict[int, tuple[set[str], set[str], int]] = {}
        self.last_seen = dict(
            connection.execute(
                select(ListingRow.seller_id, func.max(PresenceRow.last_seen_at))
                .join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
                .where(ListingRow.seller_id.in_(ids))
                .group_by(ListingRow.seller_id)
            ).all()
        )
        self._gather_products(connection, ids)
        self.links = _links(connection, ids)
        self.roles = roles_of(connection, ids)

    def _gather_products(self, connection: Connection, ids: Sequence[int]) -> None:
        query = (
            select(ListingRow.seller_id, SiteRow.name, OfferRow.platform, OfferRow.kind, func.count())
            .join(SiteRow, SiteRow.id == ListingRow.site_id)
            .join(OfferRow, OfferRow.listing_id == ListingRow.id)
            .where(
                ListingRow.seller_id.in_(ids),
                or_(OfferRow.end_cause.is_(None), OfferRow.end_cause != EndCause.SUPERSEDED),
            )
            .group_by(ListingRow.seller_id, SiteRow.name, OfferRow.platform, OfferRow.kind)
            .order_by(SiteRow.name)
        )
        for seller_id, site, platform, kind, count in connection.execute(query):
            if seller_id is None:
                continue
            platforms, kinds, total = self.products.get(seller_id, (set(), set(), 0))
            if platform is not None:
                platforms.add(platform)
            self.products[seller_id] = (platforms, kinds | {kind}, total + count)
            own = self.sites.setdefault(seller_id, [])
            if site not in own:
                own.append(site)

    def row(self, row: RowMapping, *, is_new: bool) -> dict[str, Any]:
        """Return one seller in the shape of the contract."""
        key = row["id"]
        platforms, kinds, offers = self.products.get(key, (set(), set(), 0))
        return {
            "seller_id": public_id(SELLER, row["uid"]),
            "name": _called(row["name"], self.names.get(key, []), self.handles.get(key, [])),
            "names": self.names.get(key, []),
            "handles": self.handles.get(key, []),
            "sites": self.sites.get(key, []),
            "platforms": sorted(platforms),
            "kinds": sorted(kinds),
            "roles": [role_word(role) for role in self.roles.get(key, ())],
            "offers": offers,
            "first_seen_at": iso(row["first_seen_at"]),
            "last_seen_at": iso(self.last_seen.get(key)),
            "is_new": is_new,
            "links": self.links.get(key, []),
        }


def _called(name: str | None, names: Sequence[str], handles: Iterable[Mapping[str, str]]) -> str | None:
    """Return what to call a seller: one met by a contact alone goes by the first name that he showed since."""
    values = {handle["value"].casefold() for handle in handles}
    if name is None or name.casefold() not in values:
        return name
    return next((one for one in names if one.casefold() not in values), name)


def _handles(connection: Connection, ids: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    query = select(HandleRow.seller_id, HandleRow.type, HandleRow.value).where(HandleRow.seller_id.in_(ids))
    for seller_id, kind, value in connection.execute(query.order_by(HandleRow.id)):
        found.setdefault(seller_id or 0, []).append({"type": kind.value, "value": value})
    return found


def _names(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    of_records = (
        select(RecordRow.seller_id, RecordNameRow.name)
        .join(RecordNameRow, RecordNameRow.record_id == RecordRow.id)
        .where(RecordRow.seller_id.in_(ids))
        .order_by(RecordNameRow.first_seen_at, RecordNameRow.name)
    )
    of_listings = (
        select(ListingRow.seller_id, ListingRow.seller_name)
        .where(ListingRow.seller_id.in_(ids), ListingRow.seller_name.is_not(None))
        .distinct()
        .order_by(ListingRow.seller_id, ListingRow.seller_name)
    )
    own = select(SellerRow.id, SellerRow.name).where(SellerRow.id.in_(ids), SellerRow.name.is_not(None))
    for query in (own, of_records, of_listings):
        for seller_id, name in connection.execute(query):
            names = found.setdefault(seller_id or 0, [])
            if name is not None and name not in names:
                names.append(name)
    return found


def _links(connection: Connection, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the verdicts that hold between the nodes of each seller."""
    nodes: dict[tuple[Node, int], tuple[int, str]] = {}
    records = (
        select(RecordRow.id, RecordRow.seller_id, RecordRow.key, SiteRow.name)
        .join(SiteRow, SiteRow.id == RecordRow.site_id)
        .where(RecordRow.seller_id.in_(ids))
    )
    for key, seller_id, user, site in connection.execute(records):
        nodes[Node.RECORD, key] = (seller_id or 0, f"{site}/{user}" if user else site)
    handles = select(HandleRow.id, HandleRow.seller_id, HandleRow.type, HandleRow.value)
    for key, seller_id, kind, value in connection.execute(handles.where(HandleRow.seller_id.in_(ids))):
        nodes[Node.HANDLE, key] = (seller_id or 0, f"{kind.value}:{value}")
    found: dict[int, list[dict[str, Any]]] = {}
    for some in chunks(nodes, AT_ONCE):
        by_kind = {kind: [key for one, key in some if one is kind] for kind in Node}
        query = select(
            VerdictRow.a_kind,
            VerdictRow.a_id,
            VerdictRow.b_kind,
            VerdictRow.b_id,
            VerdictRow.verdict,
            VerdictRow.score,
            VerdictRow.reasons,
        ).where(
            or_(*(and_(VerdictRow.a_kind == kind, VerdictRow.a_id.in_(keys)) for kind, keys in by_kind.items())),
            VerdictRow.withdrawn_at.is_(None),
        )
        for a_kind, a_id, b_kind, b_id, verdict, score, reasons in connection.execute(query.order_by(VerdictRow.id)):
            a, b = nodes[a_kind, a_id], nodes.get((b_kind, b_id))
            if b is None:
                continue
            found.setdefault(a[0], []).append(
                {
                    "a": a[1],
                    "b": b[1],
                    "verdict": verdict.value,
                    "score": plain(score),
                    "reasons": orjson.loads(reasons),
                }
            )
    return found
