"""Which stored offer of a listing is which of those that today's reader follows through its looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from market.identity import paired, same_line
from storage.codes import EndCause
from storage.offers import OfferInHand
from storage.rereading.tracks import OfferTrack

Turns = Mapping[int, frozenset[int]]
"""Offer id -> the turns of the runs that observed it."""


def matched(
    offers: Sequence[OfferInHand], tracks: Sequence[OfferTrack], *, same_words: int, turns: Turns
) -> dict[int, OfferInHand]:
    """Return the stored offer of each of *tracks*, by position; one that is left out is new.

    First those that stand at the end on both sides, as a look of a new reader pairs them; then by line, whatever
    stands; then by product, where the times of both meet; last the only one left on each side.
    """
    pairs: dict[int, OfferInHand] = {}
    standing = _standing(offers)
    final = [i for i, track in enumerate(tracks) if track.left is None]
    said = [tracks[i].said for i in final]
    keys = [tracks[i].key for i in final]
    found = paired([one.known for one in standing], said, keys, same_words=same_words, reread=True)
    pairs.update({final[i]: standing[j] for i, j in found.items()})
    _pair_lines(pairs, offers, tracks)
    _pair_times(pairs, offers, tracks, turns)
    left = [i for i in final if i not in pairs]
    free = [one for one in standing if not _is_used(pairs, one)]
    if len(left) == len(free) == 1:
        pairs[left[0]] = free[0]
    return pairs


def _standing(offers: Sequence[OfferInHand]) -> list[OfferInHand]:
    """Return the offers that the listing makes, or made last where it has ended itself."""
    current = [one for one in offers if one.row["ended_at"] is None]
    gone = [one for one in offers if one.row["end_cause"] not in {None, EndCause.SUPERSEDED}]
    if current or not gone:
        return current
    last = max(one.row["ended_at"] for one in gone)
    return [one for one in gone if one.row["ended_at"] == last]


def _pair_lines(pairs: dict[int, OfferInHand], offers: Sequence[OfferInHand], tracks: Sequence[OfferTrack]) -> None:
    left = [i for i in range(len(tracks)) if i not in pairs]
    free = [one for one in offers if not _is_used(pairs, one)]
    said, keys = [tracks[i].said for i in left], [tracks[i].key for i in left]
    for i, j in same_line([one.known for one in free], said, keys).items():
        pairs[left[i]] = free[j]


def _pair_times(
    pairs: dict[int, OfferInHand], offers: Sequence[OfferInHand], tracks: Sequence[OfferTrack], turns: Turns
) -> None:
    meetings = []
    for i, track in enumerate(tracks):
        if i in pairs:
            continue
        seen = {one.at.turn for one in track.looks}
        for j, offer in enumerate(offers):
            superseded = offer.row["end_cause"] is EndCause.SUPERSEDED
            if superseded or _is_used(pairs, offer) or offer.known.product != track.known.product:
                continue
            both = seen & turns.get(offer.row["id"], frozenset())
            if both:
                meetings.append((-len(both), i, j))
    for _, i, j in sorted(meetings):
        if i not in pairs and not _is_used(pairs, offers[j]):
            pairs[i] = offers[j]


def _is_used(pairs: Mapping[int, OfferInHand], offer: OfferInHand) -> bool:
    return any(one is offer for one in pairs.values())
