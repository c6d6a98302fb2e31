"""One listing mended: its rows as today's readers see the pages that are still there; nothing is written here.

Identities, first and last sights, presence and transitions stay. What an observation said is replaced where the very
snapshot it stands on reads otherwise now; pages whose bodies are gone keep what was read of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson

from market.changes import OfferState, state_of
from storage.codes import EndCause, Origin
from storage.listings import ListingInHand, new_listing, same_words_of
from storage.offers import OfferInHand, Sight, look_from, look_values, miss, new_offer, observed_values, show, supersede
from storage.records import Run
from storage.rereading.differences import Difference, What, changed, claims_of, looks_words
from storage.rereading.matching import matched
from storage.rereading.tracks import OfferTrack, Seen, Track
from storage.searching import WORDS
from storage.stated import encoded
from storage.types import whole_milliseconds
from storage.words import storable

_READ = ("score", "reasons", "subjects", "posted_at", "detail", "stated", "url", *WORDS)
_SEEN = frozenset({OfferState.ACTIVE, OfferState.SOLD_OUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A stored observation of an offer."""

    row: Mapping[str, Any]
    turn: int | None
    """Of its run; None where that run's pages say nothing."""
    is_covered: bool
    """Today's readers have read its snapshot."""


@dataclass(slots=True, kw_only=True)
class Mended:
    """What the rows of a listing are to become."""

    held: ListingInHand
    track: Track | None
    differences: list[Difference] = field(default_factory=list)
    before: list[Mapping[str, Any]] = field(default_factory=list)
    """Observations as they were, to be kept."""
    corrected: list[dict[str, Any]] = field(default_factory=list)
    added: list[tuple[OfferInHand, dict[str, Any]]] = field(default_factory=list)
    """Observations of offers that may not have their id yet."""
    reopened: list[tuple[int, Any]] = field(default_factory=list)
    """Offer and start of intervals that did not end after all."""

    def tell(self, what: What, offer: OfferInHand | None = None, **said: Any) -> None:  # noqa: ANN401 - JSON
        """Note a difference."""
        uid, url = self.held.row["uid"], self.held.row["url"]
        offer_uid = None if offer is None else offer.row["uid"]
        self.differences.append(Difference(what=what, listing_uid=uid, url=url, offer_uid=offer_uid, **said))


def mended_listing(
    held: ListingInHand | None,
    track: Track,
    looks: Mapping[int, Sequence[Looked]],
    run: Run,
    *,
    uid: int,
    reader_id: int,
    gone_at: datetime | None,
) -> Mended:
    """Return what becomes of a listing; *held* is None where the database does not know it.

    *gone_at* is when the listing as a whole was gone; None where it stands.
    """
    same_words = 0
    if held is None:
        held = new_listing(run, uid, track.listing, track.first.sight)
        held.row["url"] = track.listing.url
        mended = Mended(held=held, track=track)
        mended.tell(What.LISTING_ADDED, after=track.listing.title)
    else:
        mended = Mended(held=held, track=track)
        same_words = same_words_of(held.row, track.listing)
    turns = {key: frozenset(one.turn for one in some if one.turn is not None) for key, some in looks.items()}
    pairs = matched(held.offers, track.offers, same_words=same_words, turns=turns)
    unmatched = [one for one in held.offers if not any(one is pair for pair in pairs.values())]
    used = {one.row["uid"] for one in held.offers}
    for i, offer_track in enumerate(track.offers):
        if i in pairs:
            _mend_offer(mended, pairs[i], offer_track, looks.get(pairs[i].row["id"], ()), is_gone=gone_at is not None)
        elif not (offer_track.left is not None and offer_track.quietly):
            _add_offer(mended, offer_track, used, gone_at=gone_at)
    for offer in unmatched:
        _drop_offer(mended, offer, looks.get(offer.row["id"], ()), track.last.sight)
    _mend_words(mended, track, reader_id)
    return mended


def unread_listing(held: ListingInHand, sight: Sight) -> Mended:
    """Return what becomes of a listing that today's readers see on none of its pages."""
    mended = Mended(held=held, track=None)
    for offer in held.offers:
        if offer.is_current:
            supersede(offer, sight)
            mended.tell(What.OFFER_SUPERSEDED, offer, before=claims_of(offer))
    if mended.differences:
        mended.tell(What.LISTING_UNREAD, before=held.row["title"])
    return mended


def _mend_words(mended: Mended, track: Track, reader_id: int) -> None:
    row, listing, read = mended.held.row, track.listing, track.reading
    said = {
        "url": listing.url,
        "title": listing.title,
        "text": listing.text,
        "category": listing.category,
        "seller_key": listing.seller_key,
        "seller_name": listing.seller_name,
        "posted_at": None if listing.posted_at is None else whole_milliseconds(listing.posted_at),
        "detail": listing.detail,
        "stated": encoded(listing),
        "score": int(read.score * 100),
        "reasons": orjson.dumps([storable(reason) for reason in read.reasons]).decode(),
        "subjects": orjson.dumps([[s.type, storable(s.value), *s.span] for s in read.subjects]).decode(),
    }
    before = {name: row.get(name) for name in _READ}
    fields = changed(before, said)
    is_other = bool(fields) or any(one.is_changed for one in mended.held.offers)
    if mended.held.is_new or is_other:
        row |= {**said, "snapshot_id": track.last.sight.snapshot_id}
    if row.get("reader_id") != reader_id or is_other:
        row["reader_id"] = reader_id
        mended.held.is_changed = True
    mended.held.has_new_words = mended.held.is_new or any(name in WORDS for name in fields)
    if not mended.held.is_new:
        for name in fields:
            if name in {"title", "text", "category", "seller_name", "url", "posted_at"}:
                mended.tell(What.LISTING_CHANGED, field=name, before=_short(before[name]), after=_short(said[name]))


def _short(said: Any) -> Any:  # noqa: ANN401 - a column
    return said if said is None else str(said)[:200]


def _mend_offer(
    mended: Mended, offer: OfferInHand, track: OfferTrack, looks: Sequence[Looked], *, is_gone: bool
) -> None:
    before, stood = claims_of(offer), dict(offer.row)
    _mend_observations(mended, offer, track, looks)
    row, said, look = offer.row, track.said, track.looks[-1].look
    row.update(
        line_key=track.key.digest,
        ordinal=track.key.ordinal,
        variant=storable(track.key.variant),
        kind=storable(said.kind),
        platform=storable(said.platform),
        attributes="|".join(sorted(said.attributes)),
        age_months=said.age_months,
        country=storable(said.country),
        span_start=said.span[0],
        span_end=said.span[1],
        spans=orjson.dumps(dict(said.spans)).decode(),
        **look_values(look),
    )
    _mend_life(mended, offer, track, is_gone=is_gone)
    if offer.is_current and row["state"] in _SEEN:
        row["state"] = state_of(look)
    offer.is_changed = offer.row != stood
    after = claims_of(offer)
    for name in changed(before, after):
        mended.tell(What.OFFER_CHANGED, offer, field=name, before=before[name], after=after[name])


def _mend_life(mended: Mended, offer: OfferInHand, track: OfferTrack, *, is_gone: bool) -> None:
    """Let an offer stand or end as its listing shows it; what ended with its listing stays as it is."""
    row = offer.row
    if track.left is not None:
        if offer.is_current and row["missing_at"] is None:
            if track.quietly:
                supersede(offer, track.left.sight)
                mended.tell(What.OFFER_SUPERSEDED, offer)
            else:
                miss(offer, track.left.sight)
        return
    if offer.is_current:
        row.update(missing_at=None, missing_run_id=None)
    elif row["end_cause"] is EndCause.SUPERSEDED or not is_gone:
        mended.reopened.append((row["id"], row["since_at"]))
        row.update(ended_at=None, end_cause=None, missing_at=None, missing_run_id=None)
        row.update(state=state_of(track.looks[-1].look))
        mended.tell(What.OFFER_REVIVED, offer)


def _mend_observations(mended: Mended, offer: OfferInHand, track: OfferTrack, looks: Sequence[Looked]) -> None:
    """Make each observation say what its snapshot shows, and add those that were missing between them."""
    stands: dict[int, Mapping[str, Any]] = {}
    for one in looks:
        shown = _shown_at(track, one.turn) if one.is_covered and one.turn is not None else None
        row = one.row
        if shown is not None and look_from(row) != shown.look:
            row = dict(row) | look_values(shown.look)
            mended.before.append(one.row)
            place = {name: row[name] for name in ("offer_id", "snapshot_id")}
            mended.corrected.append(place | observed_values(row))
            _tell_look(mended, offer, What.OBSERVATION_CORRECTED, one.row, row)
        stands[row["snapshot_id"]] = row
    observed = {one.turn for one in looks}
    first = min(stands, default=0)
    for seen in track.looks:
        at = seen.at.sight.snapshot_id
        earlier = [key for key in stands if key < at]
        if seen.at.turn in observed or at < first or not earlier:
            continue
        before = stands[max(earlier)]
        if look_from(before) != seen.look:
            row = _observation(seen)
            stands[at] = row
            mended.added.append((offer, row))
            _tell_look(mended, offer, What.OBSERVATION_ADDED, before, row)
    if stands:
        offer.row["observed_id"] = max(stands)


def _shown_at(track: OfferTrack, turn: int) -> Seen | None:
    return next((seen for seen in reversed(track.looks) if seen.at.turn <= turn), None)


def _tell_look(
    mended: Mended, offer: OfferInHand, what: What, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    was, now = looks_words(look_from(before)), looks_words(look_from(after))
    for name in changed(was, now):
        mended.tell(what, offer, field=name, before=was[name], after=now[name], at=after["seen_at"])


def _observation(seen: Seen) -> dict[str, Any]:
    sight = seen.at.sight
    return {
        "snapshot_id": sight.snapshot_id,
        "seen_at": sight.at,
        "origin": Origin.READER,
        **observed_values(look_values(seen.look)),
    }


def _add_offer(mended: Mended, track: OfferTrack, used: set[int], *, gone_at: datetime | None) -> None:
    """Add an offer that nobody read before; it appears quietly, since when it was there."""
    held, last = mended.held, track.looks[-1]
    offer = new_offer(held.row["uid"], track.key, used, track.first.sight, quiet=True)
    show(offer, track.said, track.key, last.look, last.at.sight)
    ends = gone_at if track.left is None else track.left.sight.at
    if ends is not None:
        ends = max(ends, offer.row["since_at"])
        offer.ended = (offer.row["since_at"], ends, EndCause.ABSENT)
        offer.row.update(state=OfferState.GONE, state_at=ends, ended_at=ends, end_cause=EndCause.ABSENT)
    held.offers.append(offer)
    mended.added += [(offer, _observation(seen)) for seen in track.looks]
    mended.tell(What.OFFER_ADDED, offer, after=claims_of(offer))


def _drop_offer(mended: Mended, offer: OfferInHand, looks: Sequence[Looked], sight: Sight) -> None:
    """Supersede an offer that today's reader does not make; one that had ended stays where a page of it is gone."""
    if offer.is_current:
        said = claims_of(offer)
        supersede(offer, replace(sight, at=max(sight.at, offer.row["since_at"])))
        mended.tell(What.OFFER_SUPERSEDED, offer, before=said)
    elif offer.row["end_cause"] is not EndCause.SUPERSEDED and looks and all(one.is_covered for one in looks):
        offer.row["end_cause"] = EndCause.SUPERSEDED
        offer.is_changed = True
        mended.tell(What.OFFER_SUPERSEDED, offer, before=claims_of(offer))
