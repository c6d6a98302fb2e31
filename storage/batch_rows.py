"""The rows of one batch: listings, presence, offers, observations, transitions, in that order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select

from market.changes import ChangeKind
from storage.bulk import chunks, insert_rows, new_ids, table, update_rows, upsert_rows
from storage.codes import EndCause, Origin
from storage.listings import ListingInHand, load_listings, save
from storage.models import (
    ListingRow,
    ListingUndoRow,
    ObservationRow,
    OfferPresenceRow,
    OfferRow,
    PresenceRow,
    SightingRow,
    TransitionRow,
)
from storage.offers import OfferInHand, Sight, observed_values, outcome, revive
from storage.pages import Names
from storage.records import Run
from storage.removals import OwnPages
from storage.searching import index_listings, indexed_words
from storage.transitions import record_transitions

_OBSERVATION = table(ObservationRow)
_TRANSITION = table(TransitionRow)
_OFFER = table(OfferRow)
_IDS = select(ListingRow.uid, ListingRow.id).where(ListingRow.uid.in_(bindparam("uids", expanding=True)))


@dataclass(slots=True, kw_only=True)
class Batch:
    """What one transaction is about to write."""

    run: Run
    names: Names
    listings: dict[int, ListingInHand] = field(default_factory=dict)
    seen: dict[int, Sight] = field(default_factory=dict)
    """The latest sight of each listing, by its uid."""
    own: OwnPages = field(default_factory=OwnPages)
    passed: set[int] = field(default_factory=set)
    """Listings whose cards are still shown, though their own address said twice that they are gone."""


def write_listings(connection: Connection, batch: Batch) -> None:
    """Write what the batch says of its listings and all that hangs on them."""
    _write_listing_rows(connection, batch)
    _write_presence(connection, batch)
    _write_offers(connection, batch.listings.values())
    _write_undo(connection, batch)


def _write_listing_rows(connection: Connection, batch: Batch) -> None:
    new = [one for one in batch.listings.values() if one.is_new]
    for listing_id, one in zip(new_ids(connection, ListingRow, len(new)), new, strict=True):
        one.row["id"] = listing_id
    insert_rows(connection, ListingRow, [one.row for one in new])
    changed = [one.row for one in batch.listings.values() if one.is_changed and not one.is_new]
    fixed = {"uid", "site_id", "key", "first_seen_at", "first_run_id", "seller_id"}
    reworded = [one for one in batch.listings.values() if one.has_new_words]
    before = indexed_words(connection, [one.row["id"] for one in reworded if not one.is_new])
    update_rows(connection, ListingRow, [{k: v for k, v in row.items() if k not in fixed} for row in changed])
    index_listings(connection, [one.row for one in reworded], before)
    sightings = [
        (one.row["id"], handle_id, one.handles[handle_id])
        for one in batch.listings.values()
        for handle_id in one.new_handles
    ]
    insert_rows(connection, SightingRow, [row | {"listing_id": listing_id} for listing_id, _, row in sightings])
    again = [
        {
            "listing_id": one.row["id"],
            "handle_id": handle_id,
            **{name: one.handles[handle_id][name] for name in ("span_start", "span_end", "ended_at")},
        }
        for one in batch.listings.values()
        for handle_id in one.changed_handles - one.new_handles
    ]
    update_rows(connection, SightingRow, again, by=["listing_id", "handle_id"])


def _write_presence(connection: Connection, batch: Batch) -> None:
    """Prolong the interval of every listing seen, open one for each new or returned listing."""
    fresh: list[dict[str, Any]] = []
    again: dict[int, Sight] = {}
    for uid, sight in batch.seen.items():
        held = batch.listings.get(uid)
        if held is not None and held.is_new:
            fresh.append(_presence(held.row["id"], 0, sight))
        else:
            again[uid] = sight
    insert_rows(connection, PresenceRow, fresh)
    ids = _ids(connection, batch, again)
    rows = [_seen(ids[uid], sight) for uid, sight in again.items() if uid in ids]
    if update_rows(
        connection, PresenceRow, rows, by=["listing_id"], grow=["last_seen_at"], where="ended_at IS NULL"
    ) < len(rows):
        _reopen(connection, batch, again)


def _ids(connection: Connection, batch: Batch, uids: Iterable[int]) -> dict[int, int]:
    """Return the id of each listing; of those not in hand, as the table knows it."""
    ids = {uid: batch.listings[uid].row["id"] for uid in uids if uid in batch.listings}
    for some in chunks(uid for uid in uids if uid not in ids):
        ids |= dict(connection.execute(_IDS, {"uids": some}).all())
    return ids


def _seen(listing_id: int, sight: Sight) -> dict[str, Any]:
    return {
        "listing_id": listing_id,
        "last_seen_at": sight.at,
        "last_run_id": sight.run_id,
        "last_snapshot_id": sight.snapshot_id,
        "missed": 0,
        "missed_at": None,
        "missed_run_id": None,
    }


def _write_undo(connection: Connection, batch: Batch) -> None:
    rows = [
        {"listing_id": one.row["id"], "site_id": batch.run.site_id, "saved": one.saved}
        for one in batch.listings.values()
        if one.saved is not None
    ]
    upsert_rows(connection, ListingUndoRow, rows, by=["listing_id"])


def _presence(listing_id: int, nth: int, sight: Sight) -> dict[str, Any]:
    return {
        "listing_id": listing_id,
        "nth": nth,
        "first_seen_at": sight.at,
        "last_seen_at": sight.at,
        "last_run_id": sight.run_id,
        "last_snapshot_id": sight.snapshot_id,
        "missed": 0,
    }


def _reopen(connection: Connection, batch: Batch, returned: dict[int, Sight]) -> None:
    """Open a new interval for listings that had ended, and take back the offers that ended with them."""
    for some in chunks(returned):
        rows = connection.execute(
            select(ListingRow.uid, PresenceRow.listing_id, PresenceRow.nth, PresenceRow.ended_at, PresenceRow.end_cause)
            .join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
            .where(ListingRow.uid.in_(some))
            .order_by(PresenceRow.listing_id, PresenceRow.nth)
        ).all()
        latest = {row.uid: row for row in rows}
        last = [row for row in latest.values() if row.ended_at is not None and _comes_back(batch, row)]
        insert_rows(
            connection, PresenceRow, [_presence(row.listing_id, row.nth + 1, returned[row.uid]) for row in last]
        )
        ended_at = {row.uid: row.ended_at for row in last}
        unread = [uid for uid in ended_at if uid not in batch.listings or not batch.listings[uid].is_changed]
        for uid, held in load_listings(connection, batch.run, unread).items():
            batch.listings[uid] = held
            save(held, batch.run)
            for offer in held.offers:
                if offer.row["end_cause"] not in {None, EndCause.SUPERSEDED} and offer.row["ended_at"] == ended_at[uid]:
                    revive(offer, returned[uid])


def _write_offers(connection: Connection, listings: Iterable[ListingInHand]) -> None:
    touched = [(held, one) for held in listings for one in held.offers if one.is_changed or one.is_dropped]
    observations, transitions = [], []
    stale: list[tuple[int, int]] = []
    for held, offer in touched:
        if offer.is_dropped or not offer.is_current:
            continue
        origin, kinds = outcome(offer)
        written = offer.written_id
        if written == offer.row["observed_id"] and origin is not None:
            continue
        if written is not None:
            stale.append((offer.row["id"], written))
        if origin is None:
            offer.row["observed_id"] = offer.before.snapshot_id if offer.before else offer.row["observed_id"]
            continue
        observations.append((offer, origin))
        transitions += [(held, offer, kind) for kind in kinds]
    _forget(connection, stale, [one.row["id"] for _, one in touched if one.is_dropped and not one.is_new])
    write_offer_rows(connection, [(held, one) for held, one in touched if not one.is_dropped])
    insert_rows(
        connection,
        ObservationRow,
        [_observation(offer, origin) for offer, origin in observations],
    )
    record_transitions(connection, [_transition(held, offer, kind) for held, offer, kind in transitions])


def _observation(offer: OfferInHand, origin: Origin) -> dict[str, Any]:
    return {
        "offer_id": offer.row["id"],
        "snapshot_id": offer.row["observed_id"],
        "seen_at": _observed(offer).at,
        "origin": origin,
        **observed_values(offer.row),
    }


def _transition(held: ListingInHand, offer: OfferInHand, kind: ChangeKind) -> dict[str, Any]:
    sight = _observed(offer)
    return {
        "kind": kind,
        "site_id": held.row["site_id"],
        "offer_id": offer.row["id"],
        "run_id": sight.run_id,
        "snapshot_id": sight.snapshot_id,
        "at": sight.at,
    }


def _observed(offer: OfferInHand) -> Sight:
    assert offer.sight is not None  # noqa: S101 - only an offer that this batch showed has an outcome
    return offer.sight


def _forget(connection: Connection, stale: Sequence[tuple[int, int]], dropped: Sequence[int]) -> None:
    """Take back what an earlier page of this same run had written about offers."""
    if stale:
        named = [{"offer": offer_id, "snapshot": snapshot_id} for offer_id, snapshot_id in stale]
        for target in (_OBSERVATION, _TRANSITION):
            connection.execute(
                delete(target).where(
                    target.c.offer_id == bindparam("offer"), target.c.snapshot_id == bindparam("snapshot")
                ),
                named,
            )
    for some in chunks(dropped):
        for target in (_OBSERVATION, _TRANSITION):
            connection.execute(delete(target).where(target.c.offer_id.in_(some)))
        connection.execute(delete(_OFFER).where(_OFFER.c.id.in_(some)))


def _comes_back(batch: Batch, row: Row[Any, Any, Any, Any, Any]) -> bool:
    """Return whether a listing that had ended is back; one that its own address gave up only by that address."""
    if row.end_cause is EndCause.REMOVED and row.uid not in batch.own.there:
        batch.passed.add(row.uid)
        return False
    return True


def write_offer_rows(connection: Connection, touched: Sequence[tuple[ListingInHand, OfferInHand]]) -> None:
    """Write offers as they stand in hand, new ones with an id, and the intervals that ended with them."""
    new = [(held, one) for held, one in touched if one.is_new]
    for offer_id, (held, one) in zip(new_ids(connection, OfferRow, len(new)), new, strict=True):
        one.row |= {"id": offer_id, "listing_id": held.row["id"]}
    insert_rows(connection, OfferRow, [one.row for _, one in new])
    fixed = {"uid", "listing_id", "first_seen_at", "first_run_id"}
    changed = [one.row for _, one in touched if not one.is_new]
    update_rows(connection, OfferRow, [{k: v for k, v in row.items() if k not in fixed} for row in changed])
    upsert_rows(
        connection,
        OfferPresenceRow,
        [
            {"offer_id": one.row["id"], "since_at": one.ended[0], "ended_at": one.ended[1], "end_cause": one.ended[2]}
            for _, one in touched
            if one.ended is not None and one.row["ended_at"] is not None
        ],
        by=["offer_id", "since_at"],
        change=["ended_at", "end_cause"],
    )
