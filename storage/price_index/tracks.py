"""What every offer asked at the end of each day of a span, drawn from its observations.

An offer counts on a day (UTC) where, as the day ended,
- it stood: it had appeared and had not ended (gone, superseded);
- it was not sold out by its last observation of that day or before;
- it was fresh: in a catalogue its listing was still to be seen within FRESH_DAYS, and its site had a usable run
  within FRESH_DAYS; in a stream its newest post was written within FRESH_DAYS. A post that repeats an earlier one
  takes its place.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, case, or_, select

from market.model import SiteKind
from market.price_index import Grouping, Seen, Series
from storage.bulk import table
from storage.models import ListingRow, OfferRow, PresenceRow, RunRow, SiteRow
from storage.price_index.looks import (
    COMPARED,
    UNITS,
    History,
    Look,
    ask_in,
    load_histories,
    load_past,
    look_of,
    plain_look,
)
from storage.price_index.spans import DAY_MS, Days, Span, common, in_runs, midnight, milliseconds, plain_time
from storage.records import Health, RunSource

FRESH_DAYS = 7
"""Days after which a price that nobody has looked at again, or a post, is no price of the market."""
_USABLE = (Health.HEALTHY, Health.PARTIAL)
_LATER = 2**62


class Stretch(NamedTuple):
    """Days of the span, by number, on which an offer showed the same."""

    first: int
    last: int
    seen: Seen


@dataclass(slots=True)
class Track:
    """One offer over a span of days."""

    uid: int
    series: Series
    seller: int
    is_passing: bool
    snapshot_id: int
    """The page of its latest observation."""
    stretches: list[Stretch]
    written: tuple[int, ...] = ()
    """Days of the span on which posts that say this were written; of a stream only."""
    readable_from: int = 0
    """Day of the span before which another reader understood it otherwise: prices before are not compared."""


def load_tracks(
    connection: Connection, span: Span, grouping: Grouping, *, kind: str | None = None, platform: str | None = None
) -> list[Track]:
    """Return the track of every offer that counts on some day of *span*; *kind* and *platform* restrict them."""
    desk = _Desk(
        start_ms=span.start_ms,
        length=span.length,
        grouping=grouping,
        streams=_streams(connection),
        fresh=_fresh_days(connection, span),
        histories=load_histories(connection, span, kind=kind, platform=platform),
        past=load_past(connection, span),
    )
    tracks: list[Track] = []
    collects = gc.isenabled()
    gc.disable()  # all that is made here stays: looking for garbage among it takes a quarter of the time
    try:
        _fill(tracks, desk, _offers(connection, span, desk.streams, kind, platform))
    finally:
        if collects:
            gc.enable()
    return tracks


def _fill(tracks: list[Track], desk: _Desk, rows: Iterable[Row[*tuple[Any, ...]]]) -> None:
    posts: defaultdict[tuple[Any, ...], list[tuple[int, Track]]] = defaultdict(list)
    for row in rows:
        track = desk.track(row)
        if track.is_passing:
            posts[track.seller, row.site_id, row.title, row.line_key, row.ordinal].append((_posted(row), track))
        elif track.stretches:
            tracks.append(track)
    tracks.extend(track for same in posts.values() if (track := _as_one(same)).stretches)


@dataclass(slots=True, kw_only=True)
class _Desk:
    """What it takes to turn the row of an offer into its track."""

    start_ms: int
    length: int
    grouping: Grouping
    streams: set[int]
    fresh: Mapping[int, list[Days]]
    histories: Mapping[int, History]
    past: Mapping[int, list[tuple[int, int]]]
    series: dict[tuple[Any, ...], Series] = field(default_factory=dict)

    def track(self, row: Any) -> Track:  # noqa: ANN401 - a row of `_offers`
        """Return the track of one offer; without a stretch where it never counts."""
        key = (row.kind, row.platform, row.attributes, row.country, row.unit)
        series = self.series.get(key)
        if series is None:
            series = self.series[key] = _series(key, self.grouping)
        history = self.histories.get(row.id)
        seller = _party(row)
        stretches = _stretches(self._days(row), history, look_of(row), seller, COMPARED[row.unit])
        track = Track(row.uid, series, seller, row.site_id in self.streams, row.observed_id, stretches)
        if track.is_passing:
            track.written = (self._number(_posted(row)),)
        if history is not None:
            track.readable_from = history.readable_from
        return track

    def _number(self, moment_ms: int) -> int:
        return (moment_ms - self.start_ms) // DAY_MS

    def _days(self, row: Any) -> list[Days]:  # noqa: ANN401 - a row of `_offers`
        """Return the days of the span at whose end the offer stood and was fresh."""
        last = self.length - 1 if row.ended_at is None else self._number(milliseconds(row.ended_at)) - 1
        begun = milliseconds(row.since_at)
        standing = [(self._number(begun), last)]
        for since, until in self.past.get(row.id, ()):
            if since != begun:  # one that is over and not begun again stands in both tables
                standing.append((self._number(since), self._number(until) - 1))
        if row.site_id in self.streams:
            usable = [(0, self.length - 1)]
            limit = self._number(_posted(row)) + FRESH_DAYS - 1
        else:
            usable = self.fresh.get(row.site_id, [])
            seen_at = row.last_seen_at
            limit = self.length if seen_at is None else self._number(milliseconds(seen_at)) + FRESH_DAYS
        return common(standing, usable, limit)


def _series(key: tuple[Any, ...], grouping: Grouping) -> Series:
    kind, platform, attributes, country, unit = key
    return Series(
        kind=kind,
        platform=platform,
        attributes=grouping.group_of(attributes.split("|") if attributes else ()),
        country=country,
        unit=UNITS[COMPARED[unit]],
    )


def _party(row: Row[*tuple[Any, ...]]) -> int:
    """Return who asks: the seller, else who the site says it is, else the site itself; no two are the same number."""
    if row.seller_id is not None:
        return int(row.seller_id) * 4
    return int(row.record_id) * 4 + 1 if row.record_id is not None else int(row.site_id) * 4 + 2


def _streams(connection: Connection) -> set[int]:
    return set(connection.scalars(select(SiteRow.id).where(SiteRow.kind == SiteKind.STREAM)))


def _fresh_days(connection: Connection, span: Span) -> Mapping[int, list[Days]]:
    """Return the days of the span on which the last usable look at each site was recent enough."""
    query = select(RunRow.site_id, RunRow.started_at).where(
        RunRow.health.in_(_USABLE),
        RunRow.source != RunSource.REREAD,
        RunRow.started_at >= midnight(span.first) - timedelta(days=FRESH_DAYS),
        RunRow.started_at < midnight(span.last) + timedelta(days=1),
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for site_id, at in connection.execute(query):
        number = (milliseconds(at) - span.start_ms) // DAY_MS
        found[site_id].update(range(max(0, number), min(number + FRESH_DAYS, span.length)))
    return {site_id: in_runs(days) for site_id, days in found.items()}


def _offers(
    connection: Connection, span: Span, streams: set[int], kind: str | None, platform: str | None
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Yield the offers that may count, sums and units as the database keeps them: a million go through here."""
    offer, listing, presence = table(OfferRow).c, table(ListingRow).c, table(PresenceRow).c
    query = (
        select(
            offer.id,
            offer.uid,
            offer.kind,
            offer.platform,
            offer.attributes,
            offer.country,
            offer.line_key,
            offer.ordinal,
            offer.observed_id,
            *plain_look(offer),
            *(plain_time(column, connection) for column in (offer.since_at, offer.ended_at, offer.first_seen_at)),
            plain_time(presence.last_seen_at, connection),
            plain_time(listing.posted_at, connection),
            case((listing.site_id.in_(sorted(streams)), listing.title)).label("title"),
            listing.site_id,
            listing.seller_id,
            listing.record_id,
        )
        .join(table(ListingRow), listing.id == offer.listing_id)
        .outerjoin(table(PresenceRow), and_(presence.listing_id == listing.id, presence.ended_at.is_(None)))
        .where(
            offer.first_seen_at < midnight(span.last) + timedelta(days=1),
            or_(offer.ended_at.is_(None), offer.ended_at >= midnight(span.first)),
        )
    )
    if kind is not None:
        query = query.where(offer.kind == kind)
    if platform is not None:
        query = query.where(offer.platform == platform)
    yield from connection.execution_options(yield_per=5000).execute(query)


def _posted(row: Any) -> int:  # noqa: ANN401 - a row of `_offers`
    """Return when a post was written, in milliseconds: by its own word where that is before it was first seen."""
    first = milliseconds(row.first_seen_at)
    return first if row.posted_at is None else min(first, milliseconds(row.posted_at))


def _stretches(
    days: Sequence[Days], history: History | None, now: Look, seller: int, unit: int | None
) -> list[Stretch]:
    """Return what an offer showed on *days*; nothing for days on which it was sold out.

    Without a *history* it is what it shows *now*; *unit* is the code of the unit that its series compares.
    """
    found: list[Stretch] = []
    if not days:
        return found
    if history is None:
        if not now.is_sold_out:
            same = Seen(seller, ask_in(now, unit), now.stock)
            found.extend(Stretch(first, last, same) for first, last in days)
        return found
    begins = history.days
    for at, look in enumerate(history.looks):
        end = begins[at + 1] - 1 if at + 1 < len(begins) else _LATER
        if look.is_sold_out or end < days[0][0]:
            continue
        seen: Seen | None = None
        for first, last in days:
            low, high = max(first, begins[at]), min(last, end)
            if low <= high:
                seen = seen or Seen(seller, ask_in(look, unit), look.stock)
                found.append(Stretch(low, high, seen))
    return found


def _as_one(posts: list[tuple[int, Track]]) -> Track:
    """Return one track of posts that say the same: on each day the newest of them speaks."""
    if len(posts) == 1:
        return posts[0][1]
    posts.sort(key=lambda post: (post[0], post[1].uid))
    spoken: dict[int, Seen] = {}
    for _, track in posts:
        for stretch in track.stretches:
            spoken.update(dict.fromkeys(range(stretch.first, stretch.last + 1), stretch.seen))
    one = posts[-1][1]
    one.written = tuple(day for _, track in posts for day in track.written)
    one.stretches = [Stretch(day, day, spoken[day]) for day in sorted(spoken)]
    return one
