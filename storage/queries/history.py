"""The history of one offer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, bindparam, select

from base.clock import iso
from market.changes import Look
from storage.bulk import table
from storage.database import reading
from storage.ids import OFFER, parse_id
from storage.models import (
    ObservationBeforeRow,
    ObservationRow,
    OfferPresenceRow,
    OfferRow,
    SnapshotRow,
    TransitionRow,
    WarcRow,
)
from storage.offers import look_from
from storage.queries.filters import Filters
from storage.queries.shapes import evidence, in_stock, priced
from storage.queries.sides import sides_among
from storage.queries.transitions import shaped, transition_query

_OBSERVATION = table(ObservationRow)
_OFFER = select(OfferRow.id, OfferRow.since_at, OfferRow.ended_at).where(OfferRow.uid == bindparam("uid"))
_LOOKS = (
    select(_OBSERVATION, SnapshotRow.sha256, SnapshotRow.fetched_at, SnapshotRow.offset, WarcRow.name.label("warc"))
    .join(SnapshotRow, SnapshotRow.id == _OBSERVATION.c.snapshot_id)
    .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
    .where(_OBSERVATION.c.offer_id == bindparam("offer_id"))
    .order_by(_OBSERVATION.c.snapshot_id)
)
_BEFORE = (
    select(table(ObservationBeforeRow))
    .where(ObservationBeforeRow.offer_id == bindparam("offer_id"))
    .order_by(ObservationBeforeRow.snapshot_id, ObservationBeforeRow.replaced_at)
)
_CHANGES = transition_query(Filters()).where(TransitionRow.offer_id == bindparam("offer_id")).order_by(TransitionRow.id)
_PAST = (
    select(OfferPresenceRow.since_at, OfferPresenceRow.ended_at, OfferPresenceRow.end_cause)
    .where(OfferPresenceRow.offer_id == bindparam("offer_id"))
    .order_by(OfferPresenceRow.since_at)
)


def offer_history(engine: Engine, offer_id: str) -> dict[str, Any]:
    """Return every observation, transition and interval of an offer, oldest first; empty for an unknown id.

    An observation that a reread corrected says in `read_before` what it was read as until when.
    """
    with reading(engine) as connection:
        offer = connection.execute(_OFFER, {"uid": parse_id(OFFER, offer_id) or 0}).one_or_none()
        if offer is None:
            return {"observations": [], "transitions": [], "presence": []}
        key = {"offer_id": offer.id}
        before: dict[int, list[dict[str, Any]]] = {}
        for row in connection.execute(_BEFORE, key).mappings():
            read = {"until": iso(row["replaced_at"]), **_look(look_from(row))}
            before.setdefault(row["snapshot_id"], []).append(read)
        shown = connection.execute(_LOOKS, key).mappings().all()
        changes = connection.execute(_CHANGES, key).mappings().all()
        past = connection.execute(_PAST, key).all()
    looks = [(row["snapshot_id"], look_from(row)) for row in shown]
    observations = [
        {
            "seen_at": iso(row["seen_at"]),
            "origin": row["origin"].value,
            **_look(look),
            "evidence": evidence(row),
            "read_before": before.get(snapshot_id, []),
        }
        for row, (snapshot_id, look) in zip(shown, looks, strict=True)
    ]
    presence = [{"from": iso(since), "until": iso(until), "cause": cause.value} for since, until, cause in past]
    if offer.ended_at is None:
        presence.append({"from": iso(offer.since_at), "until": None, "cause": None})
    return {
        "observations": observations,
        "transitions": [shaped(row, sides_among(row, looks)) for row in changes],
        "presence": presence,
    }


def _look(look: Look) -> dict[str, Any]:
    return {
        **priced(look),
        "min_quantity": look.min_quantity,
        "stock": look.stock,
        "in_stock": in_stock(look.available, look.stock),
    }
