"""Burner numbers on the stored pages of a site, as today's readers read them, and what that changes in the tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, select, update

from market.model import BurnerNumber
from storage.bulk import chunks, insert_rows, table, upsert_rows
from storage.codes import NumberState
from storage.handles import number_value
from storage.models import NumberRow, NumberSightingRow
from storage.offers import Sight
from storage.rereading.differences import Difference, What
from storage.words import storable

_NUMBER = table(NumberRow)
_SIGHTING = table(NumberSightingRow)
Covered = Callable[[Iterable[int]], Collection[int]]
"""Returns those of some snapshots that today's readers have read."""


@dataclass(slots=True, kw_only=True)
class NumberTrack:
    """A number, its first and last sight, and the page that showed it last."""

    country: str | None
    """As the first page said."""
    first: Sight
    last: Sight
    page_id: int


@dataclass(slots=True, kw_only=True)
class NumberTracks:
    """The numbers of one site, followed from page to page."""

    by_value: dict[str, NumberTrack] = field(default_factory=dict)

    def see(self, numbers: Iterable[BurnerNumber], sight: Sight, page_id: int) -> None:
        """Take what a page shows."""
        for number in numbers:
            value = number_value(number)
            known = self.by_value.get(value)
            country, first = (storable(number.country), sight) if known is None else (known.country, known.first)
            self.by_value[value] = NumberTrack(country=country, first=first, last=sight, page_id=page_id)

    def see_again(self, page_id: int, sight: Sight) -> None:
        """Take a page that shows what it showed before."""
        for track in self.by_value.values():
            if track.page_id == page_id:
                track.last = sight

    def words(self) -> list[Any]:
        """Return the tracks as JSON."""
        return [
            [
                value,
                one.country,
                one.page_id,
                *([s.run_id, s.snapshot_id, s.at.isoformat()] for s in (one.first, one.last)),
            ]
            for value, one in self.by_value.items()
        ]

    def recall(self, words: Iterable[Any]) -> None:
        """Go on from what `words` returned."""
        for value, country, page_id, first, last in words:
            sights = [Sight(run_id=s[0], snapshot_id=s[1], at=datetime.fromisoformat(s[2])) for s in (first, last)]
            track = NumberTrack(country=country, first=sights[0], last=sights[1], page_id=page_id)
            self.by_value[value] = track


def mend_numbers(
    connection: Connection, site_id: int, tracks: Mapping[str, NumberTrack], covered: Covered, *, dry: bool
) -> list[Difference]:
    """Return how the burner numbers of a site change, and write it; sights of numbers that stay are left alone.

    A number that other sites show stays with them.
    """
    query = select(
        NumberRow.value,
        NumberRow.id,
        NumberRow.country,
        NumberRow.first_seen_at,
        NumberSightingRow.snapshot_id,
        NumberSightingRow.first_seen_at.label("here_at"),
    )
    query = query.join(NumberSightingRow, NumberSightingRow.number_id == NumberRow.id)
    known = {row.value: row for row in connection.execute(query.where(NumberSightingRow.site_id == site_id))}
    read = covered([row.snapshot_id for row in known.values()])
    added = [value for value in tracks if value not in known]
    gone = [value for value, row in known.items() if value not in tracks and row.snapshot_id in read]
    moved = [
        value
        for value, row in known.items()
        if value in tracks and tracks[value].country != row.country and row.first_seen_at == row.here_at
    ]
    if not dry:
        _add(connection, site_id, {value: tracks[value] for value in added})
        _drop(connection, site_id, [known[value].id for value in gone])
        for value in moved:
            there = _NUMBER.c.id == known[value].id
            connection.execute(update(_NUMBER).where(there).values(country=tracks[value].country))
    return [
        *(_said(What.NUMBER_ADDED, after=value) for value in added),
        *(_said(What.NUMBER_DROPPED, before=value) for value in gone),
        *(_said(What.NUMBER_CHANGED, field="country", before=known[v].country, after=tracks[v].country) for v in moved),
    ]


def _said(what: What, **said: Any) -> Difference:  # noqa: ANN401 - fields of Difference
    return Difference(what=what, listing_uid=None, url="", **said)


def _add(connection: Connection, site_id: int, tracks: Mapping[str, NumberTrack]) -> None:
    rows = [
        {
            "value": value,
            "country": one.country,
            "first_seen_at": one.first.at,
            "last_seen_at": one.last.at,
            "state": NumberState.ACTIVE,
        }
        for value, one in tracks.items()
    ]
    upsert_rows(connection, NumberRow, rows, by=["value"])
    for some in chunks(tracks):
        found = connection.execute(select(_NUMBER).where(_NUMBER.c.value.in_(some))).all()
        sightings = []
        for row in found:
            one = tracks[row.value]
            span = {
                "first_seen_at": min(row.first_seen_at, one.first.at),
                "last_seen_at": max(row.last_seen_at, one.last.at),
            }
            connection.execute(update(_NUMBER).where(_NUMBER.c.id == row.id).values(**span))
            sightings.append(
                {
                    "number_id": row.id,
                    "site_id": site_id,
                    "first_seen_at": one.first.at,
                    "last_seen_at": one.last.at,
                    "last_run_id": one.last.run_id,
                    "snapshot_id": one.last.snapshot_id,
                }
            )
        insert_rows(connection, NumberSightingRow, sightings)


def _drop(connection: Connection, site_id: int, number_ids: Iterable[int]) -> None:
    for some in chunks(number_ids):
        connection.execute(delete(_SIGHTING).where(_SIGHTING.c.site_id == site_id, _SIGHTING.c.number_id.in_(some)))
        unseen = ~exists().where(NumberSightingRow.number_id == _NUMBER.c.id)
        connection.execute(delete(_NUMBER).where(_NUMBER.c.id.in_(some), unseen))
