"""Rows that changed since an earlier export: new, seen again, of another state, judged otherwise; page by page.

A run writes what it saw a moment ago, so an export that is made meanwhile must not take that moment as done:
`settled_until` says up to when nothing more can come. What comes twice is an update, what is left out would be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, or_, select

from storage.codes import Node
from storage.database import reading
from storage.ids import SELLER, public_id
from storage.models import (
    AlertEventRow,
    AlertRow,
    HandleRow,
    OfferRow,
    PresenceRow,
    RecordRow,
    RunRow,
    SellerRow,
    VerdictRow,
)
from storage.queries.filters import AnySelect, Filters
from storage.queries.listings import offer_query, shaped_rows

PAGE = 2_000
"""Offers that are looked up at once."""


def settled_until(engine: Engine, now: datetime) -> datetime:
    """Return the moment before which every change has been written: the start of the oldest run under way, else now."""
    with reading(engine) as connection:
        begun = connection.scalar(select(func.min(RunRow.started_at)).where(RunRow.ended_at.is_(None)))
    return now if begun is None else min(now, begun)


def changed_offers(
    engine: Engine, chosen: Filters, *, since: datetime | None, after: int, limit: int | None
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield pages of listing rows that changed since *since*, in the order of their offers after the one *after*.

    With each page comes the last offer it covers, so that whoever is interrupted can go on from there.
    """
    left = limit
    while left is None or left > 0:
        count = PAGE if left is None else min(PAGE, left)
        ids = _next_ids(engine, chosen, since, after, count)
        if not ids:
            return
        query = _changed(offer_query(chosen), since).where(OfferRow.id > after, OfferRow.id <= ids[-1])
        yield ids[-1], list(shaped_rows(engine, query.order_by(OfferRow.id)))
        after = ids[-1]
        left = None if left is None else left - len(ids)


def _next_ids(engine: Engine, chosen: Filters, since: datetime | None, after: int, count: int) -> list[int]:
    query = _changed(offer_query(chosen), since).with_only_columns(OfferRow.id)
    with reading(engine) as connection:
        return list(connection.scalars(query.where(OfferRow.id > after).order_by(OfferRow.id).limit(count)))


def _changed(query: AnySelect, since: datetime | None) -> AnySelect:
    if since is None:
        return query
    return query.where(
        or_(
            PresenceRow.last_seen_at >= since,
            OfferRow.state_at >= since,
            OfferRow.ended_at >= since,
            OfferRow.missing_at >= since,
        )
    )


def changed_alert_ids(connection: Connection, since: datetime) -> frozenset[int]:
    """Return the alerts that were raised, or that a person acted on, since *since*."""
    raised = connection.scalars(select(AlertRow.id).where(AlertRow.created_at >= since))
    acted = connection.scalars(select(AlertEventRow.alert_id).where(AlertEventRow.at >= since))
    return frozenset((*raised, *acted))


def changed_seller_ids(connection: Connection, since: datetime) -> frozenset[str]:
    """Return the public ids of sellers whose ties were judged otherwise since *since*: joined, split, tied anew."""
    judged = or_(VerdictRow.at > since, VerdictRow.withdrawn_at > since)
    found: set[int | None] = set(
        connection.scalars(select(SellerRow.merged_into_id).where(SellerRow.merged_at > since))
    )
    for node, row in ((Node.RECORD, RecordRow), (Node.HANDLE, HandleRow)):
        for kind, key in ((VerdictRow.a_kind, VerdictRow.a_id), (VerdictRow.b_kind, VerdictRow.b_id)):
            keys = select(key).where(kind == node, judged)
            found.update(connection.scalars(select(row.seller_id).where(row.id.in_(keys))))
    uids = connection.scalars(select(SellerRow.uid).where(SellerRow.id.in_(found - {None})))
    return frozenset(public_id(SELLER, uid) for uid in uids)
