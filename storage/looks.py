"""Observations of offers, as recording and taking back need them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, and_, func, select

from storage.bulk import table
from storage.models import ObservationRow, OfferRow

_OFFER = table(OfferRow)
_OBSERVATION = table(ObservationRow)


def latest_observations(connection: Connection, offer_ids: Sequence[int]) -> Sequence[RowMapping]:
    """Return the latest observation of each offer."""
    query = select(_OBSERVATION.c.offer_id, _OBSERVATION.c.snapshot_id, _OBSERVATION.c.origin).join(
        _OFFER, and_(_OFFER.c.id == _OBSERVATION.c.offer_id, _OFFER.c.observed_id == _OBSERVATION.c.snapshot_id)
    )
    return connection.execute(query.where(_OFFER.c.id.in_(offer_ids))).mappings().all()


def observations_before(connection: Connection, offer_ids: Sequence[int], floor_id: int) -> Sequence[RowMapping]:
    """Return the last observation of each offer that no later snapshot than *floor_id* made."""
    last = (
        select(_OBSERVATION.c.offer_id, func.max(_OBSERVATION.c.snapshot_id).label("snapshot_id"))
        .where(_OBSERVATION.c.offer_id.in_(offer_ids), _OBSERVATION.c.snapshot_id <= floor_id)
        .group_by(_OBSERVATION.c.offer_id)
        .subquery()
    )
    query = select(_OBSERVATION).join(
        last,
        and_(_OBSERVATION.c.offer_id == last.c.offer_id, _OBSERVATION.c.snapshot_id == last.c.snapshot_id),
    )
    return connection.execute(query).mappings().all()
