"""The sellers and offers that occasions are about, as rules see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, Select, select

from market.changes import Look
from market.occasions import Party, Sold
from market.unit_price import unit_price
from storage.bulk import chunks
from storage.ids import OFFER, SELLER, public_id
from storage.models import HandleRow, ListingRow, OfferRow, SellerRow, SiteRow
from storage.queries.roles import roles_of
from storage.watchlist import Partners

MOST_OFFERS = 20
"""Offers that one alert names as its evidence."""
QUARANTINE = 0.5
"""Listings that a reader was less sure of than this raise no alert."""
MOST_HANDLES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An offer with whose it is and where."""

    sold: Sold
    listing_id: int
    site_id: int
    seller_id: int | None
    is_sure: bool


def offer_query() -> Select[*tuple[Any, ...]]:
    """Return the query for offers with what a rule may ask of them."""
    return (
        select(
            OfferRow.id,
            OfferRow.uid,
            OfferRow.kind,
            OfferRow.platform,
            OfferRow.country,
            OfferRow.price_min,
            OfferRow.price_max,
            OfferRow.currency,
            OfferRow.unit,
            OfferRow.pack_size,
            OfferRow.stock,
            ListingRow.id.label("listing_id"),
            ListingRow.site_id,
            ListingRow.seller_id,
            ListingRow.snapshot_id,
            ListingRow.score,
            ListingRow.stated,
            ListingRow.title,
            SiteRow.experimental,
        )
        .join_from(OfferRow, ListingRow, ListingRow.id == OfferRow.listing_id)
        .join(SiteRow, SiteRow.id == ListingRow.site_id)
    )


def shown(row: RowMapping, factors: Mapping[str, Decimal]) -> Shown:
    """Return what a row of `offer_query` says."""
    confidence: float = orjson.loads(row["stated"]).get("confidence", 1.0)
    return Shown(
        sold=Sold(
            offer_id=row["id"],
            snapshot_id=row["snapshot_id"],
            public_id=public_id(OFFER, row["uid"]),
            kind=row["kind"],
            platform=row["platform"],
            country=row["country"],
            unit_price_cny=unit_price(
                row["price_min"], row["price_max"], row["currency"], row["unit"], row["pack_size"], factors
            ),
            stock=row["stock"],
            score=Decimal(row["score"]) / 100,
            title=row["title"],
        ),
        listing_id=row["listing_id"],
        site_id=row["site_id"],
        seller_id=row["seller_id"],
        is_sure=confidence >= QUARANTINE and not row["experimental"],
    )


def offers_by_id(connection: Connection, ids: Iterable[int], factors: Mapping[str, Decimal]) -> dict[int, Shown]:
    """Return offers by their row id."""
    found: dict[int, Shown] = {}
    for some in chunks(sorted(set(ids))):
        for row in connection.execute(offer_query().where(OfferRow.id.in_(some))).mappings():
            found[row["id"]] = shown(row, factors)
    return found


def offers_of_sellers(
    connection: Connection, seller_ids: Iterable[int], factors: Mapping[str, Decimal]
) -> dict[int, list[Shown]]:
    """Return the offers that stand, by seller."""
    found: dict[int, list[Shown]] = {}
    for some in chunks(sorted(set(seller_ids))):
        query = offer_query().where(ListingRow.seller_id.in_(some), OfferRow.ended_at.is_(None)).order_by(OfferRow.id)
        for row in connection.execute(query).mappings():
            found.setdefault(row["seller_id"], []).append(shown(row, factors))
    return found


def price_of(look: Look | None, factors: Mapping[str, Decimal]) -> Decimal | None:
    """Return the price in CNY of one piece that a look shows."""
    if look is None or look.asked is None:
        return None
    asked = look.asked
    return unit_price(asked.min, asked.max, asked.currency, asked.unit, asked.pack_size, factors)


def parties(connection: Connection, seller_ids: Iterable[int], partners: Partners) -> dict[int, Party]:
    """Return sellers by the id asked for; one that was joined to another is given as its survivor."""
    found: dict[int, Party] = {}
    for some in chunks(sorted(set(seller_ids))):
        rows = connection.execute(select(SellerRow.id, SellerRow.merged_into_id).where(SellerRow.id.in_(some)))
        survivor = {row.id: row.merged_into_id or row.id for row in rows}
        known = _parties(connection, sorted(set(survivor.values())), partners)
        found |= {key: known[last] for key, last in survivor.items() if last in known}
    return found


def _parties(connection: Connection, ids: Sequence[int], partners: Partners) -> dict[int, Party]:
    handles: dict[int, list[str]] = {}
    query = select(HandleRow.seller_id, HandleRow.type, HandleRow.value).where(HandleRow.seller_id.in_(ids))
    for owner, kind, value in connection.execute(query.order_by(HandleRow.id)):
        handles.setdefault(owner or 0, []).append(f"{kind.value}:{value}")
    also: dict[int, list[str]] = {}
    joined = select(SellerRow.merged_into_id, SellerRow.uid).where(SellerRow.merged_into_id.in_(ids))
    for survivor, uid in connection.execute(joined.order_by(SellerRow.id)):
        also.setdefault(survivor or 0, []).append(public_id(SELLER, uid))
    columns = SellerRow.id, SellerRow.uid, SellerRow.name, SellerRow.first_seen_at, SellerRow.baseline
    rows = connection.execute(select(*columns).where(SellerRow.id.in_(ids)))
    roles = roles_of(connection, ids)
    told: dict[int, Party] = {}
    for row in rows:
        own, named = handles.get(row.id, []), public_id(SELLER, row.uid)
        others = tuple(also.get(row.id, []))
        told[row.id] = Party(
            seller_id=row.id,
            public_id=named,
            name=row.name,
            handles=tuple(own[:MOST_HANDLES]),
            also=others,
            roles=roles.get(row.id, ()),
            new_since=None if row.baseline else row.first_seen_at,
            is_partner=partners.include({named, *others}, own),
        )
    return told
