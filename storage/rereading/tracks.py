"""A listing followed through its looks, oldest to newest, as today's reader reads them; no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from market.changes import Look, look_at
from market.identity import KnownOffer, LineKey, line_keys, paired, same_line, still_says
from market.model import Detail, Handle, Listing, Offer, Reading
from storage.handles import handle_key
from storage.listings import own_handles
from storage.offers import Sight, as_kept, look_from, look_values
from storage.types import from_millionths, in_millionths

HandleKey = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """A page that shows a listing, and the turn of its run among those of the site."""

    sight: Sight
    turn: int


@dataclass(slots=True, kw_only=True)
class Seen:
    """An offer as one look showed it, where that differs from the one before."""

    at: Glimpse
    look: Look


@dataclass(slots=True, kw_only=True)
class OfferTrack:
    """One offer through all looks."""

    said: Offer
    """As last read."""
    key: LineKey
    looks: list[Seen]
    left: Glimpse | None = None
    """The look that no longer had it; None where the last one does."""
    quietly: bool = False
    """It left for a fuller text, nothing happened at the site."""

    @property
    def first(self) -> Glimpse:
        """The look that had it first."""
        return self.looks[0].at

    @property
    def known(self) -> KnownOffer:
        """What pairing needs of it."""
        return KnownOffer(key=self.key, span=self.said.span, product=(self.said.kind, self.said.platform))


@dataclass(slots=True, kw_only=True)
class HandleTrack:
    """One handle of a listing."""

    handle: Handle
    first: Glimpse
    left: Glimpse | None = None


@dataclass(slots=True, kw_only=True)
class Track:
    """One listing through all looks."""

    listing: Listing
    """Masked, as last seen."""
    reading: Reading
    version: str
    """Of the reader of its last look."""
    first: Glimpse
    last: Glimpse
    """The look that these words stand on."""
    shown: Glimpse
    """The last look that shows it at all."""
    offers: list[OfferTrack] = field(default_factory=list)
    handles: dict[HandleKey, HandleTrack] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What spans count over."""
        return f"{self.listing.title}\n{self.listing.text}"


def follow(track: Track | None, at: Glimpse, listing: Listing, read: Reading, version: str) -> Track:
    """Return *track* after a look that says something else than the one before."""
    if track is None:
        track = Track(listing=listing, reading=read, version=version, first=at, last=at, shown=at)
        before, same_words, fuller = "", 0, False
    else:
        before, same_words = track.words, _same_words(track.listing, listing)
        fuller = track.listing.detail is Detail.SUMMARY and listing.detail is Detail.FULL
    track.listing, track.reading, track.version, track.last, track.shown = listing, read, version, at, at
    keys = line_keys(track.words, read)
    matches = _matches(track, read, keys, same_words=same_words, fuller=fuller)
    current = [one for one in track.offers if one.left is None]
    for i, (offer, key) in enumerate(zip(read.offers, keys, strict=True)):
        look = plainly(as_kept(look_at(listing, offer)))
        if i in matches:
            _see(matches[i], offer, key, Seen(at=at, look=look))
        else:
            matches[i] = OfferTrack(said=offer, key=key, looks=[Seen(at=at, look=look)])
            track.offers.append(matches[i])
    kept = {id(one) for one in matches.values()}
    for one in current:
        if id(one) not in kept:
            _leave(track, one, at, quietly=fuller or still_says(before, one.said.span, track.words))
    _see_handles(track, at, own_handles(read))
    return track


def plainly(look: Look) -> Look:
    """Return *look* with its sums as the database gives them back: 12.50 is 12.5."""
    values = look_values(look)
    for name in ("price_min", "price_max", "rate_min", "rate_max"):
        scaled = None if values[name] is None else in_millionths(values[name])
        values[name] = None if scaled is None else from_millionths(scaled)
    return look_from(values)


def _matches(
    track: Track, read: Reading, keys: tuple[LineKey, ...], *, same_words: int, fuller: bool
) -> dict[int, OfferTrack]:
    current = [one for one in track.offers if one.left is None]
    pairs = paired([one.known for one in current], read.offers, keys, same_words=same_words, reread=fuller)
    matches = {i: current[j] for i, j in pairs.items()}
    ended = [one for one in track.offers if one.left is not None]
    for i, j in same_line([one.known for one in ended], read.offers, keys).items():
        if i not in matches and not any(one is ended[j] for one in matches.values()):
            matches[i] = ended[j]
    return matches


def _see(track: OfferTrack, offer: Offer, key: LineKey, seen: Seen) -> None:
    """Add a look; a run leaves at most one look of an offer, its last."""
    track.said, track.key, track.left = offer, key, None
    if track.looks[-1].look == seen.look:
        return
    if track.looks[-1].at.turn != seen.at.turn:
        track.looks.append(seen)
        return
    track.looks.pop()
    if not track.looks or track.looks[-1].look != seen.look:
        track.looks.append(seen)


def _leave(track: Track, offer: OfferTrack, at: Glimpse, *, quietly: bool) -> None:
    if offer.first.turn == at.turn:
        track.offers.remove(offer)
    else:
        offer.left, offer.quietly = at, quietly


def _see_handles(track: Track, at: Glimpse, handles: Iterable[Handle]) -> None:
    shown: Mapping[HandleKey, Handle] = {handle_key(one): one for one in reversed(list(handles))}
    for key, handle in shown.items():
        if key in track.handles:
            track.handles[key].handle, track.handles[key].left = handle, None
        else:
            track.handles[key] = HandleTrack(handle=handle, first=at)
    for key, known in list(track.handles.items()):
        if key in shown or known.left is not None:
            continue
        if known.first.turn == at.turn:
            del track.handles[key]
        else:
            known.left = at


def _same_words(before: Listing, after: Listing) -> int:
    """Return how many code points from the start are as they were."""
    if before.title != after.title:
        return 0
    length = len(before.title)
    return length + 1 + len(after.text) if before.text == after.text else length
