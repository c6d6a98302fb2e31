"""The end of offers, and the transitions that a run's verdict makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, update

from market.changes import ChangeKind, OfferState
from storage.bulk import chunks, insert_rows, table
from storage.codes import EndCause
from storage.models import OfferPresenceRow, OfferRow
from storage.records import Health
from storage.transitions import record_transitions

_OFFER = table(OfferRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRun:
    """A run as its verdict leaves it."""

    id: int
    site_id: int
    continued: frozenset[int]
    """The run and the killed ones that it continues."""
    started_at: datetime
    health: Health
    cause: str | None
    complete: bool


def end_offers(
    connection: Connection,
    run: EndedRun,
    now: datetime,
    offers: Sequence[RowMapping],
    shown: dict[int, int],
    cause: str,
    *,
    end_cause: EndCause = EndCause.ABSENT,
) -> None:
    """End offers as gone; *shown* is the last snapshot of each listing."""
    for some in chunks(row["id"] for row in offers):
        connection.execute(
            update(_OFFER)
            .where(_OFFER.c.id.in_(some))
            .values(state=OfferState.GONE, state_at=now, ended_at=now, end_cause=end_cause)
        )
    insert_rows(
        connection,
        OfferPresenceRow,
        [
            {"offer_id": row["id"], "since_at": row["since_at"], "ended_at": now, "end_cause": end_cause}
            for row in offers
        ],
    )
    record_transitions(
        connection,
        [
            transition_of(
                ChangeKind.VANISHED, run, now, cause, offer_id=row["id"], snapshot_id=shown.get(row["listing_id"])
            )
            for row in offers
        ],
    )


def transition_of(
    kind: ChangeKind,
    run: EndedRun,
    now: datetime,
    cause: str | None,
    *,
    offer_id: int | None = None,
    snapshot_id: int | None = None,
) -> dict[str, Any]:
    """Return the row of a transition."""
    return {
        "kind": kind,
        "site_id": run.site_id,
        "offer_id": offer_id,
        "run_id": run.id,
        "snapshot_id": snapshot_id,
        "at": now,
        "cause": cause,
    }
