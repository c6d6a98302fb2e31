"""Mended listings into their rows, some hundred in each short transaction; or only compared, for a dry run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select

from market.changes import LARGEST_COUNT
from storage.batch_rows import write_offer_rows
from storage.batches import attribute
from storage.bulk import chunks, insert_rows, new_ids, table, update_rows
from storage.codes import EndCause
from storage.handles import SITE_KEY, name_handles, name_records
from storage.listings import load_listings
from storage.models import (
    ListingRow,
    ListingUndoRow,
    ObservationBeforeRow,
    ObservationRow,
    OfferPresenceRow,
    PresenceRow,
    SightingRow,
    SnapshotRow,
)
from storage.offers import LOOK_COLUMNS, OfferInHand, Sight
from storage.pages import Names, reader_id
from storage.records import Run
from storage.rereading.differences import Difference, What
from storage.rereading.loading import ends_of, handle_keys, last_sight
from storage.rereading.mending import Looked, Mended, mended_listing, unread_listing
from storage.rereading.scratch import Scratch
from storage.rereading.tracks import HandleKey
from storage.searching import index_listings, indexed_words

_OBSERVATION = table(ObservationRow)
_KEPT = ("uid", "site_id", "key", "first_seen_at", "first_run_id", "seller_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """From when on a listing that only a reread found has been gone, by the proven looks of the site."""

    proofs: Sequence[tuple[int, datetime]]
    """Turn and end of each healthy and complete run, oldest first; none where absence says nothing."""
    needed: int

    def ended_at(self, turn: int) -> datetime | None:
        """Return when a listing last seen in *turn* was gone; None where it may still be there."""
        after = [at for proof, at in self.proofs if proof > turn]
        return after[self.needed - 1] if len(after) >= self.needed else None


@dataclass(slots=True, kw_only=True)
class Mender:
    """Mends the listings of one site."""

    site_id: int
    site: str
    lease: Run | None
    """None for a dry run: nothing is written."""
    scratch: Scratch
    turns: Mapping[int, int]
    absence: Absence
    now: datetime
    names: Names = field(default_factory=Names)
    dropped: set[int] = field(default_factory=set)
    """Handles that some listing turned out not to show."""
    skipped: int = 0
    """Listings whose page could not be read again."""

    @property
    def is_dry(self) -> bool:
        """Whether rows are only compared."""
        return self.lease is None

    @property
    def _run(self) -> Run:
        return self.lease or Run(
            id=0,
            site_id=self.site_id,
            site=self.site,
            started_at=self.now,
            is_first=False,
            floor_id=LARGEST_COUNT,
            continued=frozenset(),
        )

    def mend(self, connection: Connection, uids: Sequence[int]) -> list[Difference]:
        """Return what changes in listings, stored or new, and write it."""
        held = load_listings(connection, self._run, uids)
        looks = self._looks(connection, [one.row["id"] for listing in held.values() for one in listing.offers])
        done: list[Mended] = []
        handles = handle_keys(connection, held.values())
        gone_at = ends_of(connection, [one.row["id"] for one in held.values()])
        own = self.scratch.covered(one.row["snapshot_id"] for one in held.values())
        for uid in uids:
            one, track = held.get(uid), self.scratch.get(uid)
            if one is not None and one.row["snapshot_id"] not in own:
                self.skipped += 1
            elif track is not None:
                gone = self.absence.ended_at(track.shown.turn) if one is None else gone_at.get(one.row["id"])
                reader = 0 if self.is_dry else reader_id(connection, self.names, track.version)
                reader = one.row["reader_id"] if self.is_dry and one is not None else reader
                done.append(mended_listing(one, track, looks, self._run, uid=uid, reader_id=reader, gone_at=gone))
            elif one is not None:
                done.append(unread_listing(one, last_sight(connection, one)))
        changes = [self._mend_handles(one, handles) for one in done]
        if not self.is_dry:
            self._write(connection, done, changes)
        return [difference for one in done for difference in one.differences]

    def _looks(self, connection: Connection, offer_ids: Iterable[int]) -> dict[int, list[Looked]]:
        found: list[RowMapping] = []
        for some in chunks(offer_ids):
            query = select(_OBSERVATION, SnapshotRow.run_id).join(
                SnapshotRow, SnapshotRow.id == _OBSERVATION.c.snapshot_id
            )
            query = query.where(_OBSERVATION.c.offer_id.in_(some))
            found += connection.execute(query.order_by(_OBSERVATION.c.offer_id, _OBSERVATION.c.snapshot_id)).mappings()
        covered = self.scratch.covered({row["snapshot_id"] for row in found})
        looks: dict[int, list[Looked]] = {}
        for row in found:
            look = Looked(row=dict(row), turn=self.turns.get(row["run_id"]), is_covered=row["snapshot_id"] in covered)
            looks.setdefault(row["offer_id"], []).append(look)
        return looks

    def _mend_handles(self, mended: Mended, keys: Mapping[int, HandleKey]) -> _Sightings:
        """Return which handles the listing shows anew, otherwise, or not at all; they are in hand afterwards."""
        held, shown = mended.held, {} if mended.track is None else mended.track.handles
        known = {keys[handle_id]: handle_id for handle_id in held.handles}
        changes = _Sightings()
        for key, handle_track in shown.items():
            span = handle_track.handle.span or (None, None)
            ended_at = None if handle_track.left is None else handle_track.left.sight.at
            if key not in known:
                changes.new.append(key)
                if ended_at is None:
                    mended.tell(What.HANDLE_ADDED, after=":".join(key))
                continue
            row = held.handles[known[key]]
            values = {
                "span_start": span[0],
                "span_end": span[1],
                "ended_at": ended_at and (row["ended_at"] or ended_at),
            }
            if {name: row[name] for name in values} != values:
                row.update(values)
                changes.changed.append(known[key])
                held.is_changed = True
        read_again = self.scratch.covered(held.handles[handle_id]["snapshot_id"] for handle_id in held.handles)
        for key, handle_id in known.items():
            if key not in shown and held.handles[handle_id]["snapshot_id"] in read_again:
                mended.tell(What.HANDLE_DROPPED, before=":".join(key))
                changes.dropped.append(handle_id)
                del held.handles[handle_id]
        return changes

    def _write(self, connection: Connection, done: Sequence[Mended], changes: Sequence[_Sightings]) -> None:
        self._name(connection, done)
        self._write_listings(connection, done, changes)
        for one in done:
            for offer_id, since_at in one.reopened:
                ended = (OfferPresenceRow.offer_id == offer_id, OfferPresenceRow.since_at == since_at)
                connection.execute(delete(OfferPresenceRow).where(*ended))
        write_offer_rows(connection, [(one.held, offer) for one in done for offer in one.held.offers if _moves(offer)])
        columns = ("offer_id", "snapshot_id", "origin", *LOOK_COLUMNS)
        before = [
            {name: row[name] for name in columns} | {"replaced_at": self.now} for one in done for row in one.before
        ]
        insert_rows(connection, ObservationBeforeRow, before)
        corrected = [row for one in done for row in one.corrected]
        update_rows(connection, ObservationRow, corrected, by=["offer_id", "snapshot_id"])
        added = [{"offer_id": offer.row["id"], **row} for one in done for offer, row in one.added]
        insert_rows(connection, ObservationRow, added)
        self._write_sightings(connection, done, changes)

    def _name(self, connection: Connection, done: Iterable[Mended]) -> None:
        """Make the handles and sellers of new readings known by id."""
        tracks = [one.track for one in done if one.track is not None]
        handles = [(one.handle, one.first.sight) for track in tracks for one in track.handles.values()]
        name_handles(connection, self.names, handles)
        records: dict[str, tuple[str | None, Sight]] = {}
        for track in sorted(tracks, key=lambda one: one.last.turn):
            records.setdefault(SITE_KEY, (None, track.first.sight))
            if track.listing.seller_key:
                records[track.listing.seller_key] = (track.listing.seller_name, track.first.sight)
        if records:
            name_records(connection, self.site_id, self.site, self.names, records)

    def _write_listings(self, connection: Connection, done: Sequence[Mended], changes: Sequence[_Sightings]) -> None:
        new = [one for one in done if one.held.is_new]
        for listing_id, one in zip(new_ids(connection, ListingRow, len(new)), new, strict=True):
            one.held.row["id"] = listing_id
        for one, change in zip(done, changes, strict=True):
            self._attribute(one, change)
        insert_rows(connection, ListingRow, [one.held.row for one in new])
        insert_rows(connection, PresenceRow, [self._presence(one) for one in new])
        old = [one.held for one in done if not one.held.is_new and (one.held.is_changed or one.differences)]
        rows = [{key: value for key, value in held.row.items() if key not in _KEPT} for held in old]
        before = indexed_words(
            connection, [one.held.row["id"] for one in done if one.held.has_new_words and not one.held.is_new]
        )
        update_rows(connection, ListingRow, rows)
        for some in chunks(held.row["id"] for held in old):
            connection.execute(delete(ListingUndoRow).where(ListingUndoRow.listing_id.in_(some)))
        index_listings(connection, [one.held.row for one in done if one.held.has_new_words], before)

    def _attribute(self, one: Mended, change: _Sightings) -> None:
        """Say who sells it; a listing whose party is another one is due for resolving."""
        held = one.held
        for key in change.new:
            assert one.track is not None  # noqa: S101 - only a track brings new handles
            handle_track = one.track.handles[key]
            span = handle_track.handle.span or (None, None)
            handle_id = self.names.handles[key]
            held.handles[handle_id] = {
                "listing_id": held.row["id"],
                "handle_id": handle_id,
                "scope": handle_track.handle.scope,
                "span_start": span[0],
                "span_end": span[1],
                "first_seen_at": handle_track.first.sight.at,
                "snapshot_id": handle_track.first.sight.snapshot_id,
                "ended_at": None if handle_track.left is None else handle_track.left.sight.at,
            }
        if one.track is None:
            return
        if change.new or change.dropped or change.changed:
            held.row["due"] = True
        attribute(held, self.names)
        if held.row["seller_id"] is None and any(
            offer.row["end_cause"] is not EndCause.SUPERSEDED for offer in held.offers
        ):
            held.row["due"] = True

    def _write_sightings(self, connection: Connection, done: Sequence[Mended], changes: Sequence[_Sightings]) -> None:
        pairs = list(zip(done, changes, strict=True))
        new = [one.held.handles[self.names.handles[key]] for one, change in pairs for key in change.new]
        insert_rows(connection, SightingRow, new)
        changed = [one.held.handles[key] for one, change in pairs for key in change.changed]
        names = ("listing_id", "handle_id", "span_start", "span_end", "ended_at")
        rows = [{name: row[name] for name in names} for row in changed]
        update_rows(connection, SightingRow, rows, by=["listing_id", "handle_id"])
        for one, change in pairs:
            self.dropped.update(change.dropped)
            for some in chunks(change.dropped):
                shown = (SightingRow.listing_id == one.held.row["id"], SightingRow.handle_id.in_(some))
                connection.execute(delete(SightingRow).where(*shown))

    def _presence(self, one: Mended) -> dict[str, Any]:
        assert one.track is not None  # noqa: S101 - same
        first, shown = one.track.first.sight, one.track.shown
        ended_at = self.absence.ended_at(shown.turn)
        return {
            "listing_id": one.held.row["id"],
            "nth": 0,
            "first_seen_at": first.at,
            "last_seen_at": shown.sight.at,
            "last_run_id": shown.sight.run_id,
            "last_snapshot_id": shown.sight.snapshot_id,
            "missed": 0,
            "ended_at": ended_at,
            "end_cause": None if ended_at is None else EndCause.ABSENT,
        }


@dataclass(slots=True, kw_only=True)
class _Sightings:
    """What becomes of the handles of one listing."""

    new: list[HandleKey] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)


def _moves(offer: OfferInHand) -> bool:
    return offer.is_changed or offer.is_new
