"""New sellers as a digest tells them: who, where, what, for how much, and the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, RowMapping, select

from market.changes import ChangeKind
from market.model import Handle, Span, Unit
from storage.bulk import chunks
from storage.codes import SEVERITY, Disposition
from storage.database import reading
from storage.ids import LISTING, OFFER, SELLER, public_id
from storage.models import (
    AlertRow,
    HandleRow,
    ListingRow,
    OfferRow,
    SellerRow,
    SiteRow,
    SnapshotRow,
    TransitionRow,
    WarcRow,
)
from storage.queries.roles import roles_of

LONGEST_EXCERPT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSpan:
    """The asking prices of one product in one currency and unit."""

    kind: str
    platform: str | None
    min: Decimal | None
    max: Decimal | None
    currency: str | None
    unit: str
    offers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where the proof lies."""

    snapshot: str
    """SHA-256 of the body, hex."""
    warc: str
    offset: int
    fetched_at: datetime
    spans: Mapping[str, Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One listing of a seller."""

    listing_id: str
    offer_id: str | None
    title: str
    url: str
    site: str
    excerpt: str
    """What the text says of the offer, third-party data masked."""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeller:
    """A seller first seen after its site's baseline."""

    seller_id: str
    name: str | None
    sites: tuple[str, ...]
    handles: tuple[Handle, ...]
    platforms: tuple[str, ...]
    kinds: tuple[str, ...]
    prices: tuple[PriceSpan, ...]
    stock: int | None
    """What its pages say is left in all; None where none says."""
    offers: int
    first_seen_at: datetime
    example: Example | None
    why: tuple[str, ...]
    score: Decimal
    severity: str
    dedup_key: str
    alert_id: int
    roles: tuple[str, ...] = ()
    """The part it plays in the chain, the strongest first: market/sellers/roles.py."""


def new_sellers(engine: Engine, *, since: datetime, until: datetime, limit: int | None = None) -> list[NewSeller]:
    """Return the sellers told as new after *since* up to *until*, the gravest and surest first.

    One that turned out to be a seller known before is left out.
    """
    query = (
        select(
            AlertRow.id.label("alert_id"),
            AlertRow.severity,
            AlertRow.score,
            AlertRow.reasons,
            AlertRow.dedup_key,
            SellerRow.id,
            SellerRow.uid,
            SellerRow.name,
            SellerRow.first_seen_at,
        )
        .join(TransitionRow, TransitionRow.id == AlertRow.transition_id)
        .join(SellerRow, SellerRow.id == AlertRow.seller_id)
        .where(
            TransitionRow.kind == ChangeKind.SELLER_NEW,
            AlertRow.disposition.is_distinct_from(Disposition.FALSE_POSITIVE),
            AlertRow.created_at > since,
            AlertRow.created_at <= until,
            SellerRow.merged_into_id.is_(None),
        )
    )
    with reading(engine) as connection:
        rows = sorted(connection.execute(query).mappings(), key=_grave)
        # several rules may speak of one seller: the gravest tells of it
        found = list({row["id"]: row for row in reversed(rows)}.values())[::-1][:limit]
        told: list[NewSeller] = []
        for some in chunks(found, 200):
            ids = [row["id"] for row in some]
            handles, offers, roles = _handles(connection, ids), _offers(connection, ids), roles_of(connection, ids)
            told += [
                _seller(row, handles.get(row["id"], []), offers.get(row["id"], []), roles[row["id"]]) for row in some
            ]
    return told


def _grave(row: RowMapping) -> tuple[int, Decimal, int]:
    return -SEVERITY[row["severity"]], -row["score"], row["alert_id"]


def _handles(connection: Connection, ids: Sequence[int]) -> dict[int, list[Handle]]:
    found: dict[int, list[Handle]] = {}
    query = select(HandleRow.seller_id, HandleRow.type, HandleRow.value).where(HandleRow.seller_id.in_(ids))
    for seller_id, kind, value in connection.execute(query.order_by(HandleRow.id)):
        found.setdefault(seller_id or 0, []).append(Handle(type=kind, value=value, span=None))
    return found


def _offers(connection: Connection, ids: Sequence[int]) -> dict[int, list[RowMapping]]:
    found: dict[int, list[RowMapping]] = {}
    query = (
        select(
            ListingRow.seller_id,
            ListingRow.uid.label("listing_uid"),
            ListingRow.title,
            ListingRow.text,
            ListingRow.url,
            ListingRow.score,
            SiteRow.name.label("site"),
            OfferRow.uid,
            OfferRow.kind,
            OfferRow.platform,
            OfferRow.price_min,
            OfferRow.price_max,
            OfferRow.currency,
            OfferRow.unit,
            OfferRow.stock,
            OfferRow.span_start,
            OfferRow.span_end,
            OfferRow.spans,
            SnapshotRow.sha256,
            SnapshotRow.fetched_at,
            SnapshotRow.offset,
            WarcRow.name.label("warc"),
        )
        .join(ListingRow, ListingRow.id == OfferRow.listing_id)
        .join(SiteRow, SiteRow.id == ListingRow.site_id)
        .join(SnapshotRow, SnapshotRow.id == ListingRow.snapshot_id)
        .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
        .where(ListingRow.seller_id.in_(ids), OfferRow.ended_at.is_(None))
        .order_by(OfferRow.id)
    )
    for row in connection.execute(query).mappings():
        found.setdefault(row["seller_id"], []).append(row)
    return found


def _seller(
    row: RowMapping, handles: Sequence[Handle], offers: Sequence[RowMapping], roles: tuple[str, ...]
) -> NewSeller:
    stocks = [offer["stock"] for offer in offers if offer["stock"] is not None]
    best = max(offers, key=lambda offer: (offer["score"], offer["price_min"] is not None), default=None)
    return NewSeller(
        seller_id=public_id(SELLER, row["uid"]),
        name=row["name"],
        sites=tuple(sorted({offer["site"] for offer in offers})),
        handles=tuple(handles),
        platforms=tuple(sorted({offer["platform"] for offer in offers if offer["platform"]})),
        kinds=tuple(sorted({offer["kind"] for offer in offers})),
        prices=price_spans(offers),
        stock=sum(stocks) if stocks else None,
        offers=len(offers),
        first_seen_at=row["first_seen_at"],
        example=None if best is None else _example(best),
        why=tuple(orjson.loads(row["reasons"])),
        score=row["score"],
        severity=row["severity"].value,
        dedup_key=row["dedup_key"],
        alert_id=row["alert_id"],
        roles=roles,
    )


def price_spans(offers: Sequence[RowMapping]) -> tuple[PriceSpan, ...]:
    """Return the asking prices of offers by product, currency and unit, the most offered first."""
    groups: dict[tuple[str, str | None, str | None, Unit], list[RowMapping]] = {}
    for offer in offers:
        unit = offer["unit"] or Unit.EACH
        groups.setdefault((offer["kind"], offer["platform"], offer["currency"], unit), []).append(offer)
    spans = [_price(*key, own) for key, own in groups.items()]
    return tuple(sorted(spans, key=lambda span: (-span.offers, span.kind, span.platform or "")))


def _price(
    kind: str, platform: str | None, currency: str | None, unit: Unit, offers: Sequence[RowMapping]
) -> PriceSpan:
    ends: list[Decimal] = [
        offer[name] for offer in offers for name in ("price_min", "price_max") if offer[name] is not None
    ]
    return PriceSpan(
        kind=kind,
        platform=platform,
        min=min(ends, default=None),
        max=max(ends, default=None),
        currency=currency,
        unit=unit.value,
        offers=len(offers),
    )


def _example(row: RowMapping) -> Example:
    words = f"{row['title']}\n{row['text']}"
    spans: dict[str, Any] = orjson.loads(row["spans"])
    excerpt = " ".join(words[row["span_start"] : row["span_end"]].split()) or row["title"]
    return Example(
        listing_id=public_id(LISTING, row["listing_uid"]),
        offer_id=public_id(OFFER, row["uid"]),
        title=row["title"],
        url=row["url"],
        site=row["site"],
        excerpt=excerpt if len(excerpt) <= LONGEST_EXCERPT else excerpt[: LONGEST_EXCERPT - 1] + "…",
        evidence=Evidence(
            snapshot=row["sha256"].hex(),
            warc=row["warc"],
            offset=row["offset"],
            fetched_at=row["fetched_at"],
            spans={"offer": (row["span_start"], row["span_end"])}
            | {name: (start, end) for name, (start, end) in spans.items()},
        ),
    )
