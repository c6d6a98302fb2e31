"""An offer while a batch is being recorded: what was known before the run, what the run shows, what follows.

A run leaves at most one observation of an offer. A card of an index and the offer's own
page are two looks of one run: the later replaces the earlier, and what changed is judged
against the last run that came to a verdict. A killed run and the one that continues it count as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import RowMapping

from market.changes import Asked, ChangeKind, Look, OfferState, changes_between, state_of
from market.identity import KnownOffer, LineKey
from market.model import Offer
from storage.codes import EndCause, Origin
from storage.records import digest63
from storage.types import from_millionths, in_millionths, is_kept
from storage.words import storable

LOOK_COLUMNS = (
    "price_min",
    "price_max",
    "currency",
    "unit",
    "pack_size",
    "rate_min",
    "rate_max",
    "min_quantity",
    "stock",
    "available",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One page that shows a listing: where, when, in which run."""

    run_id: int
    snapshot_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """An offer as the last run with a verdict left it."""

    look: Look
    state: OfferState
    snapshot_id: int


@dataclass(slots=True, kw_only=True)
class OfferInHand:
    """One offer of a listing in hand."""

    row: dict[str, Any]
    before: Before | None
    """None where it first appeared in this run."""
    is_new: bool = False
    """It has no row in the table yet."""
    is_changed: bool = False
    is_dropped: bool = False
    """It never was: a fuller look of the same run reads it otherwise."""
    quiet: bool = False
    """What is new about it comes from a fuller or better reading, not from the site."""
    written_id: int | None = None
    """The snapshot of the observation that this run has already written."""
    sight: Sight | None = None
    """The page that its latest look stands on, where this batch has one."""
    ended: tuple[datetime, datetime, EndCause] | None = None
    """The interval that this batch closes: since, until, why."""

    @property
    def is_current(self) -> bool:
        """Whether it stands in its listing as last read."""
        return not self.is_dropped and self.row["ended_at"] is None

    @property
    def known(self) -> KnownOffer:
        """What pairing needs of it."""
        row = self.row
        return KnownOffer(
            key=LineKey(digest=row["line_key"], ordinal=row["ordinal"], variant=row["variant"]),
            span=(row["span_start"], row["span_end"]),
            product=(row["kind"], row["platform"]),
        )

    @property
    def look(self) -> Look:
        """The latest look at it."""
        return look_from(self.row)


def look_from(row: Mapping[str, Any] | RowMapping) -> Look:
    """Return the look that a row of offer or observation holds."""
    unit = row["unit"]
    asked = (
        None
        if unit is None
        else Asked(
            min=row["price_min"],
            max=row["price_min"] if row["price_max"] is None else row["price_max"],
            currency=row["currency"],
            unit=unit,
            pack_size=row["pack_size"],
        )
    )
    return Look(
        asked=asked,
        rate_min=row["rate_min"],
        rate_max=row["rate_max"],
        min_quantity=row["min_quantity"],
        stock=row["stock"],
        available=row["available"],
    )


def observed_values(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a look as an observation keeps them: the upper end only where it is another price."""
    values = {name: row[name] for name in LOOK_COLUMNS}
    if values["price_max"] == values["price_min"]:
        values["price_max"] = None
    return values


def look_values(look: Look) -> dict[str, Any]:
    """Return the columns of a look."""
    asked = look.asked
    return {
        "price_min": None if asked is None else asked.min,
        "price_max": None if asked is None else asked.max,
        "currency": None if asked is None else storable(asked.currency),
        "unit": None if asked is None else asked.unit,
        "pack_size": None if asked is None else asked.pack_size,
        "rate_min": look.rate_min,
        "rate_max": look.rate_max,
        "min_quantity": look.min_quantity,
        "stock": look.stock,
        "available": look.available,
    }


def as_kept(look: Look) -> Look:
    """Return *look* as the database will give it back, so that comparing is fair: sums in millionths."""
    asked = look.asked
    sums = (look.rate_min, look.rate_max, *(() if asked is None else (asked.min, asked.max)))
    if all(amount is None or is_kept(amount) for amount in sums):
        return look
    values = look_values(look)
    for name in ("price_min", "price_max", "rate_min", "rate_max"):
        amount: Decimal | None = values[name]
        values[name] = None if amount is None else _rounded(amount)
    return look_from(values)


def new_offer(listing_uid: int, key: LineKey, used: set[int], sight: Sight, *, quiet: bool) -> OfferInHand:
    """Return an offer that the listing did not have, with an identity of its own."""
    uid, turn = digest63(str(listing_uid), str(key.digest), str(key.ordinal), key.variant or ""), 0
    while uid in used:
        turn += 1
        uid = digest63(str(listing_uid), str(key.digest), str(key.ordinal), key.variant or "", str(turn))
    used.add(uid)
    row = {
        "uid": uid,
        "first_seen_at": sight.at,
        "first_run_id": sight.run_id,
        "since_at": sight.at,
        "state": OfferState.UNKNOWN,
        "state_at": sight.at,
        "observed_id": 0,
        "missing_at": None,
        "missing_run_id": None,
        "ended_at": None,
        "end_cause": None,
        **look_values(Look()),
    }
    return OfferInHand(row=row, before=None, is_new=True, quiet=quiet)


def show(offer: OfferInHand, said: Offer, key: LineKey, look: Look, sight: Sight) -> None:
    """Set what the page in *sight* says of *offer*."""
    row = offer.row
    offer.is_changed = True
    returned = row["ended_at"] is not None
    if returned:
        row.update(ended_at=None, end_cause=None, since_at=sight.at)
    state = state_of(look)
    if state is not row["state"]:
        row.update(state=state, state_at=sight.at)
    if returned or look != offer.look or row["observed_id"] == 0:
        row["observed_id"] = sight.snapshot_id
        offer.sight = sight
    row.update(
        line_key=key.digest,
        ordinal=key.ordinal,
        variant=storable(key.variant),
        kind=storable(said.kind),
        platform=storable(said.platform),
        attributes="|".join(sorted(said.attributes)),
        age_months=said.age_months,
        country=storable(said.country),
        span_start=said.span[0],
        span_end=said.span[1],
        spans=orjson.dumps(dict(said.spans)).decode(),
        missing_at=None,
        missing_run_id=None,
        **look_values(look),
    )


def supersede(offer: OfferInHand, sight: Sight) -> None:
    """End an offer that a fuller or better reading no longer makes; nothing happened at the site."""
    offer.ended = (offer.row["since_at"], sight.at, EndCause.SUPERSEDED)
    offer.row.update(ended_at=sight.at, end_cause=EndCause.SUPERSEDED, missing_at=sight.at, missing_run_id=sight.run_id)
    offer.is_changed = True


def miss(offer: OfferInHand, sight: Sight) -> None:
    """Note that the listing was seen without this offer; what that means is not for one look to say."""
    if offer.row["missing_at"] is None:
        offer.row.update(missing_at=sight.at, missing_run_id=sight.run_id)
        offer.is_changed = True


def outcome(offer: OfferInHand) -> tuple[Origin | None, tuple[ChangeKind, ...]]:
    """Return why the run adds an observation (None: it adds none) and the changes that come of it."""
    before = offer.before
    if before is None:
        return (Origin.READER, ()) if offer.quiet else (Origin.PAGE, (ChangeKind.APPEARED,))
    if offer.quiet:
        return (None if offer.look == before.look else Origin.READER), ()
    changes = changes_between(before.look, before.state, offer.look)
    if offer.look == before.look and not changes:
        return None, ()
    return Origin.PAGE, changes


def _rounded(amount: Decimal) -> Decimal | None:
    scaled = in_millionths(amount)
    return None if scaled is None else from_millionths(scaled)


def revive(offer: OfferInHand, sight: Sight) -> None:
    """Take an offer that had gone as seen again, as it was: its page is the one of then."""
    state = state_of(offer.look)
    offer.row.update(
        ended_at=None,
        end_cause=None,
        since_at=sight.at,
        state=state,
        state_at=sight.at,
        observed_id=sight.snapshot_id,
        missing_at=None,
        missing_run_id=None,
    )
    offer.sight = sight
    offer.is_changed = True
