"""Listing rows of the contract: one line an offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from base.clock import iso
from market.changes import OfferState
from market.errors import MarketError
from market.rates import NO_RATES, RateTable
from market.unit_price import unit_price_on
from storage.codes import EndCause
from storage.database import reading
from storage.handles import SITE_KEY
from storage.ids import LISTING, OFFER, SELLER, parse_id, public_id
from storage.models import (
    HandleRow,
    ListingRow,
    OfferRow,
    PresenceRow,
    RecordRow,
    RecordSightingRow,
    SellerRow,
    SightingRow,
    SiteRow,
    SnapshotRow,
    WarcRow,
)
from storage.offers import look_from
from storage.queries.columns_data import LISTING_COLUMNS
from storage.queries.filters import AnySelect, Filters, seller_ids
from storage.queries.shapes import evidence, in_stock, plain, rate

AT_ONCE = 500


class UnknownStateError(MarketError):
    """A filter names a state that no offer can have."""


_SiteRecord = aliased(RecordRow)


def listing_rows(
    engine: Engine,
    chosen: Filters,
    *,
    with_bare_listings: bool = False,
    newest_first: bool = False,
    limit: int | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield a row for each offer that *chosen* lets through, in every state.

    With *with_bare_listings* a listing without an offer gets a row too, its kind None.
    """
    query = offer_query(chosen)
    ordered = query.order_by(OfferRow.id.desc() if newest_first else OfferRow.id).limit(limit)
    yield from shaped_rows(engine, ordered, chosen.rates)
    if with_bare_listings and not (chosen.platform or chosen.kind or chosen.state):
        yield from shaped_rows(engine, _bare_query(chosen).order_by(ListingRow.id), chosen.rates)


def offer_row(engine: Engine, offer_id: str, rates: RateTable = NO_RATES) -> dict[str, Any] | None:
    """Return the row of the offer of this public id; None where there is none, or a better reading replaced it."""
    query = offer_query(Filters()).where(OfferRow.uid == (parse_id(OFFER, offer_id) or 0))
    return next(shaped_rows(engine, query, rates), None)


def offer_query(chosen: Filters) -> AnySelect:
    """Return the query for offers; those that a better reading replaced are none."""
    query = _joined(_selected(*_SHARED, *_OFFER).join(OfferRow, OfferRow.listing_id == ListingRow.id))
    query = query.where(or_(OfferRow.end_cause.is_(None), OfferRow.end_cause != EndCause.SUPERSEDED))
    if chosen.platform is not None:
        query = query.where(OfferRow.platform == chosen.platform)
    if chosen.kind is not None:
        query = query.where(OfferRow.kind == chosen.kind)
    if chosen.state is not None:
        query = query.where(OfferRow.state == chosen_state(chosen.state))
    if chosen.until is not None:
        query = query.where(OfferRow.first_seen_at <= chosen.until)
    return query.where(*_of_listing(chosen))


def chosen_state(said: str) -> OfferState:
    """Return the state that somebody named.

    Raises:
        UnknownStateError: there is none of that name.
    """
    try:
        return OfferState(said)
    except ValueError:
        names = ", ".join(OfferState)
        raise UnknownStateError(f"{said}: no such state; one of {names}") from None


def _bare_query(chosen: Filters) -> AnySelect:
    query = _joined(_selected(*_SHARED))
    current = exists().where(
        OfferRow.listing_id == ListingRow.id,
        or_(OfferRow.end_cause.is_(None), OfferRow.end_cause != EndCause.SUPERSEDED),
    )
    return query.where(~current, *_of_listing(chosen))


def _selected(*columns: Any) -> AnySelect:  # noqa: ANN401 - any column
    return select(*columns)


def _joined(query: AnySelect) -> AnySelect:
    latest = (
        select(func.max(PresenceRow.nth))
        .where(PresenceRow.listing_id == ListingRow.id)
        .correlate(ListingRow)
        .scalar_subquery()
    )
    return (
        query.join(SiteRow, SiteRow.id == ListingRow.site_id)
        .join(PresenceRow, and_(PresenceRow.listing_id == ListingRow.id, PresenceRow.nth == latest))
        .join(SnapshotRow, SnapshotRow.id == ListingRow.snapshot_id)
        .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
        .outerjoin(SellerRow, SellerRow.id == ListingRow.seller_id)
        .outerjoin(RecordRow, RecordRow.id == ListingRow.record_id)
        .outerjoin(_SiteRecord, and_(_SiteRecord.site_id == ListingRow.site_id, _SiteRecord.key == SITE_KEY))
    )


def _of_listing(chosen: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.site is not None:
        found.append(SiteRow.name.in_(chosen.site))
    if chosen.seller is not None:
        found.append(ListingRow.seller_id.in_(seller_ids(chosen.seller)))
    if chosen.since is not None:
        found.append(PresenceRow.last_seen_at > chosen.since)
    if chosen.until is not None:
        found.append(ListingRow.first_seen_at <= chosen.until)
    return found


_SHARED = (
    ListingRow.id,
    ListingRow.uid,
    ListingRow.url,
    ListingRow.title,
    ListingRow.text,
    ListingRow.category,
    ListingRow.stated,
    ListingRow.seller_name,
    ListingRow.seller_key,
    ListingRow.subjects,
    ListingRow.posted_at,
    ListingRow.site_id,
    ListingRow.first_seen_at.label("listing_first_seen_at"),
    PresenceRow.last_seen_at,
    PresenceRow.ended_at.label("presence_ended_at"),
    SiteRow.name.label("site"),
    SiteRow.family,
    SellerRow.uid.label("seller_uid"),
    func.coalesce(RecordRow.name, _SiteRecord.name).label("record_name"),
    SnapshotRow.sha256,
    SnapshotRow.fetched_at,
    SnapshotRow.offset,
    WarcRow.name.label("warc"),
)
_OFFER = tuple(
    column.label(f"o_{column.name}") for column in OfferRow.__table__.c if column.name not in {"listing_id", "line_key"}
)


def shaped_rows(engine: Engine, query: AnySelect, rates: RateTable = NO_RATES) -> Iterator[dict[str, Any]]:
    """Yield the rows of the contract that *query*, made by `offer_query`, finds."""
    with reading(engine) as connection:
        site_handles: dict[int, list[dict[str, str]]] = {}
        found = connection.execution_options(yield_per=AT_ONCE).execute(query).mappings()
        for some in found.partitions(AT_ONCE):
            own = _handles(connection, [row["id"] for row in some])
            for site_id in {row["site_id"] for row in some} - site_handles.keys():
                site_handles[site_id] = _site_handles(connection, site_id)
            for row in some:
                of_site = [] if row["seller_key"] else site_handles[row["site_id"]]
                yield _shaped(row, [*own.get(row["id"], ()), *of_site], rates)


def _shaped(row: RowMapping, handles: list[dict[str, str]], rates: RateTable) -> dict[str, Any]:
    stated = orjson.loads(row["stated"])
    stock = stated.get("stock") or [None, None, None]
    shared = {
        "listing_id": public_id(LISTING, row["uid"]),
        "site": row["site"],
        "family": row["family"],
        "url": row["url"],
        "title": row["title"],
        "text": row["text"],
        "category": row["category"],
        "stock_label": stock[0],
        "sold": stated.get("sold"),
        "face_value": None,
        "seller_id": None if row["seller_uid"] is None else public_id(SELLER, row["seller_uid"]),
        "seller_name": row["seller_name"] or row["record_name"],
        "handles": handles,
        "subjects": [{"type": kind, "value": value} for kind, value, *_ in orjson.loads(row["subjects"])],
        "posted_at": iso(row["posted_at"]),
    }
    own = _of_offer(row, stock, rates) if "o_id" in row else _of_bare(row, stock)
    together = shared | own
    return {name: together[name] for name in LISTING_COLUMNS}


def _of_offer(row: RowMapping, stock: Sequence[Any], rates: RateTable) -> dict[str, Any]:
    offer = {key[2:]: value for key, value in row.items() if key.startswith("o_")}
    look = look_from(offer)
    asked = look.asked
    spans = {"offer": [offer["span_start"], offer["span_end"]]} | orjson.loads(offer["spans"])
    unit = None if asked is None else asked.unit
    left = in_stock(look.available, look.stock)
    ends = [at for at in (row["last_seen_at"], offer["missing_at"], offer["ended_at"]) if at is not None]
    return {
        "offer_id": public_id(OFFER, offer["uid"]),
        "kind": offer["kind"],
        "platform": offer["platform"],
        "attributes": offer["attributes"].split("|") if offer["attributes"] else [],
        "age_months": offer["age_months"],
        "country": offer["country"],
        "price_min": None if asked is None else plain(asked.min),
        "price_max": None if asked is None else plain(asked.max),
        "currency": None if asked is None else asked.currency,
        "unit": None if unit is None else unit.value,
        "pack_size": None if asked is None else asked.pack_size,
        "unit_price_cny": plain(None if asked is None else unit_price_on(asked, rates, min(ends).date())),
        "rate": rate(look.rate_min, look.rate_max),
        "min_quantity": look.min_quantity,
        "stock": look.stock,
        "in_stock": stock[2] if left is None else left,
        "state": offer["state"].value,
        "first_seen_at": iso(offer["first_seen_at"]),
        "last_seen_at": iso(min(ends)),
        "evidence": evidence(row, spans),
    }


def _of_bare(row: RowMapping, stock: Sequence[Any]) -> dict[str, Any]:
    nothing = dict.fromkeys(
        [
            "offer_id",
            "kind",
            "platform",
            "age_months",
            "country",
            "price_min",
            "price_max",
            "currency",
            "unit",
            "pack_size",
            "unit_price_cny",
            "rate",
            "min_quantity",
        ]
    )
    state = OfferState.ACTIVE if row["presence_ended_at"] is None else OfferState.GONE
    return nothing | {
        "attributes": [],
        "stock": stock[1],
        "in_stock": in_stock(stock[2], stock[1]),
        "state": state.value,
        "first_seen_at": iso(row["listing_first_seen_at"]),
        "last_seen_at": iso(row["last_seen_at"]),
        "evidence": evidence(row),
    }


def _handles(connection: Connection, listing_ids: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    own: dict[int, list[dict[str, str]]] = {}
    query = (
        select(SightingRow.listing_id, HandleRow.type, HandleRow.value, SightingRow.scope)
        .join(HandleRow, HandleRow.id == SightingRow.handle_id)
        .where(SightingRow.listing_id.in_(listing_ids), SightingRow.ended_at.is_(None))
        .order_by(SightingRow.listing_id, SightingRow.span_start, HandleRow.id)
    )
    for listing_id, kind, value, scope in connection.execute(query):
        own.setdefault(listing_id, []).append({"type": kind.value, "value": value, "scope": scope.value})
    return own


def _site_handles(connection: Connection, site_id: int) -> list[dict[str, str]]:
    query = (
        select(HandleRow.type, HandleRow.value)
        .join(RecordSightingRow, RecordSightingRow.handle_id == HandleRow.id)
        .join(RecordRow, RecordRow.id == RecordSightingRow.record_id)
        .where(RecordRow.site_id == site_id, RecordRow.key == SITE_KEY)
        .order_by(HandleRow.id)
    )
    return [{"type": kind.value, "value": value, "scope": "site"} for kind, value in connection.execute(query)]
