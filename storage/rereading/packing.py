"""A track as JSON, for the scratch file of a reading under way, and back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from market.changes import Look
from market.identity import LineKey
from market.model import Detail, Handle, HandleType, Listing, Offer, Reading, Scope, Subject, Unit
from storage.offers import Sight, look_from, look_values
from storage.rereading.tracks import Glimpse, HandleTrack, OfferTrack, Seen, Track
from storage.stated import decoded, encoded
from storage.words import storable

_SUMS = ("price_min", "price_max", "rate_min", "rate_max")
_COLUMNS = ("url", "key", "title", "text", "category", "seller_key", "seller_name")


def packed_track(track: Track) -> bytes:
    """Return *track* as JSON; its readings keep what the tracks of offers and handles do not."""
    return orjson.dumps(
        {
            "listing": _listing(track.listing),
            "reading": [
                str(track.reading.score),
                list(map(storable, track.reading.reasons)),
                [[one.type, storable(one.value), *one.span] for one in track.reading.subjects],
            ],
            "version": track.version,
            "at": [_glimpse(one) for one in (track.first, track.last, track.shown)],
            "offers": [_offer(one) for one in track.offers],
            "handles": [_handle(one) for one in track.handles.values()],
            "keys": [list(key) for key in track.handles],
        }
    )


def unpacked_track(packed: bytes) -> Track:
    """Return the track that *packed* holds."""
    said = orjson.loads(packed)
    score, reasons, subjects = said["reading"]
    first, last, shown = map(_as_glimpse, said["at"])
    found = tuple(Subject(type=kind, value=value, span=(start, end)) for kind, value, start, end in subjects)
    return Track(
        listing=_as_listing(said["listing"]),
        reading=Reading(is_offer=False, score=Decimal(score), reasons=tuple(reasons), subjects=found),
        version=said["version"],
        first=first,
        last=last,
        shown=shown,
        offers=[_as_offer(one) for one in said["offers"]],
        handles={(k[0], k[1]): _as_handle(one) for k, one in zip(said["keys"], said["handles"], strict=True)},
    )


def _listing(listing: Listing) -> dict[str, Any]:
    posted_at = None if listing.posted_at is None else listing.posted_at.isoformat()
    said = {name: getattr(listing, name) for name in _COLUMNS}
    return said | {"posted_at": posted_at, "detail": listing.detail, "stated": encoded(listing)}


def _as_listing(said: dict[str, Any]) -> Listing:
    posted_at = None if said["posted_at"] is None else datetime.fromisoformat(said["posted_at"])
    row: Any = said | {"posted_at": posted_at, "detail": Detail(said["detail"])}
    return decoded(row)


def _glimpse(at: Glimpse | None) -> list[Any] | None:
    return None if at is None else [at.turn, at.sight.run_id, at.sight.snapshot_id, at.sight.at.isoformat()]


def _as_glimpse(said: list[Any]) -> Glimpse:
    turn, run_id, snapshot_id, at = said
    return Glimpse(turn=turn, sight=Sight(run_id=run_id, snapshot_id=snapshot_id, at=datetime.fromisoformat(at)))


def _maybe(said: list[Any] | None) -> Glimpse | None:
    return None if said is None else _as_glimpse(said)


def _look(look: Look) -> dict[str, Any]:
    values = {name: value for name, value in look_values(look).items() if value is not None}
    return values | {name: str(values[name]) for name in _SUMS if name in values}


def _as_look(said: dict[str, Any]) -> Look:
    values: dict[str, Any] = dict.fromkeys(look_values(Look())) | said
    values |= {name: None if values[name] is None else Decimal(values[name]) for name in _SUMS}
    return look_from(values | {"unit": None if values["unit"] is None else Unit(values["unit"])})


def _offer(track: OfferTrack) -> list[Any]:
    said, key = track.said, track.key
    claims = [said.kind, said.platform, sorted(said.attributes), said.age_months, said.country, said.variant]
    return [
        [storable(one) if isinstance(one, str) else one for one in claims],
        [list(said.span), {name: list(span) for name, span in said.spans.items()}],
        [key.digest, key.ordinal, storable(key.variant)],
        [[_glimpse(seen.at), _look(seen.look)] for seen in track.looks],
        _glimpse(track.left),
        track.quietly,
    ]


def _as_offer(said: list[Any]) -> OfferTrack:
    (kind, platform, attributes, age_months, country, variant), (span, spans), key, looks, left, quietly = said
    return OfferTrack(
        said=Offer(
            kind=kind,
            platform=platform,
            attributes=frozenset(attributes),
            age_months=age_months,
            country=country,
            variant=variant,
            span=(span[0], span[1]),
            spans={name: (start, end) for name, (start, end) in spans.items()},
        ),
        key=LineKey(digest=key[0], ordinal=key[1], variant=key[2]),
        looks=[Seen(at=_as_glimpse(at), look=_as_look(look)) for at, look in looks],
        left=_maybe(left),
        quietly=quietly,
    )


def _handle(track: HandleTrack) -> list[Any]:
    one = track.handle
    span = None if one.span is None else list(one.span)
    return [one.type, storable(one.value), span, one.scope, _glimpse(track.first), _glimpse(track.left)]


def _as_handle(said: list[Any]) -> HandleTrack:
    kind, value, span, scope, first, left = said
    handle = Handle(
        type=HandleType(kind), value=value, span=None if span is None else (span[0], span[1]), scope=Scope(scope)
    )
    return HandleTrack(handle=handle, first=_as_glimpse(first), left=_maybe(left))
