"""Alerts as a message tells them: what, who, where, an example, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, func, select

from market.changes import ChangeKind
from market.model import Handle, Unit
from market.newness import Severity
from storage.bulk import chunks
from storage.codes import SEVERITY, Disposition
from storage.database import reading
from storage.models import AlertOfferRow, AlertRow, HandleRow, ListingRow, OfferRow, SellerRow, SiteRow, TransitionRow

MOST_HANDLES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedOffer:
    """One offer that an alert rests on."""

    title: str
    url: str
    kind: str
    platform: str | None
    price_min: Decimal | None
    price_max: Decimal | None
    currency: str | None
    unit: str
    stock: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertNote:
    """One alert."""

    alert_id: int
    rule: str
    change: ChangeKind | None
    """The kind of its transition; None where the market did not change."""
    severity: Severity
    score: Decimal
    reasons: tuple[str, ...]
    created_at: datetime
    site: str | None
    seller: str | None
    handles: tuple[Handle, ...]
    offers: int
    example: NotedOffer | None

    @property
    def weight(self) -> tuple[int, Decimal, int]:
        """What sorts the gravest and surest first."""
        return -SEVERITY[self.severity], -self.score, self.alert_id


def alert_notes(engine: Engine, ids: Sequence[int]) -> list[AlertNote]:
    """Return the alerts that have these ids, the gravest first."""
    found: list[AlertNote] = []
    with reading(engine) as connection:
        for some in chunks(ids):
            found += _notes(connection, some)
    return sorted(found, key=lambda note: note.weight)


def count_capped(engine: Engine, rule: str, *, since: datetime, until: datetime) -> int:
    """Return how many alerts of a rule people were told of by a count only."""
    with reading(engine) as connection:
        query = select(func.count()).where(
            AlertRow.rule == rule, AlertRow.over_cap, AlertRow.created_at >= since, AlertRow.created_at < until
        )
        return connection.scalar(query) or 0


def held_back(engine: Engine, *, since: datetime, until: datetime) -> dict[str, int]:
    """Return how many alerts nobody was told of by themselves, by why; empty where there are none."""
    stretch = AlertRow.created_at > since, AlertRow.created_at <= until
    with reading(engine) as connection:
        capped = connection.scalar(select(func.count()).where(AlertRow.over_cap, *stretch))
        silenced = connection.scalar(
            select(func.count()).where(AlertRow.disposition == Disposition.FALSE_POSITIVE, *stretch)
        )
    return {key: count for key, count in (("over_cap", capped), ("silenced", silenced)) if count}


def _notes(connection: Connection, ids: Sequence[int]) -> list[AlertNote]:
    query = (
        select(
            AlertRow.id,
            AlertRow.rule,
            AlertRow.severity,
            AlertRow.score,
            AlertRow.reasons,
            AlertRow.created_at,
            AlertRow.seller_id,
            TransitionRow.kind,
            SellerRow.name,
            SiteRow.name.label("site"),
        )
        .outerjoin(TransitionRow, TransitionRow.id == AlertRow.transition_id)
        .outerjoin(SellerRow, SellerRow.id == AlertRow.seller_id)
        .outerjoin(SiteRow, SiteRow.id == AlertRow.site_id)
        .where(AlertRow.id.in_(ids))
    )
    rows = connection.execute(query).all()
    handles = _handles(connection, [row.seller_id for row in rows if row.seller_id is not None])
    offers = _offers(connection, ids)
    return [
        AlertNote(
            alert_id=row.id,
            rule=row.rule,
            change=row.kind,
            severity=row.severity,
            score=row.score,
            reasons=tuple(orjson.loads(row.reasons)),
            created_at=row.created_at,
            site=row.site,
            seller=row.name,
            handles=tuple(handles.get(row.seller_id, [])[:MOST_HANDLES]),
            offers=offers.get(row.id, (0, None))[0],
            example=offers.get(row.id, (0, None))[1],
        )
        for row in rows
    ]


def _handles(connection: Connection, seller_ids: Sequence[int]) -> dict[int | None, list[Handle]]:
    found: dict[int | None, list[Handle]] = {}
    query = select(HandleRow.seller_id, HandleRow.type, HandleRow.value).where(HandleRow.seller_id.in_(seller_ids))
    for seller_id, kind, value in connection.execute(query.order_by(HandleRow.id)):
        found.setdefault(seller_id, []).append(Handle(type=kind, value=value, span=None))
    return found


def _offers(connection: Connection, alert_ids: Sequence[int]) -> dict[int, tuple[int, NotedOffer]]:
    found: dict[int, tuple[int, NotedOffer]] = {}
    query = (
        select(
            AlertOfferRow.alert_id,
            ListingRow.title,
            ListingRow.url,
            OfferRow.kind,
            OfferRow.platform,
            OfferRow.price_min,
            OfferRow.price_max,
            OfferRow.currency,
            OfferRow.unit,
            OfferRow.stock,
        )
        .join(OfferRow, OfferRow.id == AlertOfferRow.offer_id)
        .join(ListingRow, ListingRow.id == OfferRow.listing_id)
        .where(AlertOfferRow.alert_id.in_(alert_ids))
        .order_by(AlertOfferRow.alert_id, ListingRow.score.desc(), OfferRow.id)
    )
    for row in connection.execute(query):
        count, first = found.get(row.alert_id, (0, None))
        found[row.alert_id] = (count + 1, first or _noted(row))
    return found


def _noted(row: Any) -> NotedOffer:  # noqa: ANN401 - a row
    return NotedOffer(
        title=row.title,
        url=row.url,
        kind=row.kind,
        platform=row.platform,
        price_min=row.price_min,
        price_max=row.price_max,
        currency=row.currency,
        unit=(row.unit or Unit.EACH).value,
        stock=row.stock,
    )
