"""Listings whose own address says that they are gone: 404, 410, or the shop's own words for it.

One such look may be an accident, two healthy ones in a row end the listing, even where an index still shows its card;
then only its own page brings it back. Signs of an unsound run are forgotten with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, delete, select, update

from market.model import LinkRole, PageIssue
from storage.bulk import chunks, insert_rows, table
from storage.codes import EndCause
from storage.ending import EndedRun, end_offers
from storage.models import ListingRow, OfferRow, PresenceRow, RemovalRow
from storage.offers import Sight
from storage.records import PageRecord, PageState, StoredListing

CAUSE = "its own address said in 2 healthy looks that it is gone"
_MOST = 0.3
"""Where more than this share of the own pages is gone at once, it is the shop's addresses that have changed."""
_FEW = 3
_REMOVAL = table(RemovalRow)
_OFFER = table(OfferRow)


@dataclass(slots=True, kw_only=True)
class OwnPages:
    """What a run met at the own addresses of listings, by uid."""

    gone: dict[int, Sight] = field(default_factory=dict)
    there: set[int] = field(default_factory=set)

    def add(self, other: OwnPages) -> None:
        """Take what a batch met."""
        self.gone.update(other.gone)
        self.there |= other.there
        for uid in other.there:
            self.gone.pop(uid, None)

    @property
    def doubt(self) -> PageIssue | None:
        """Return why nothing is concluded; None where the run's own pages are to be believed."""
        looked = len(self.gone) + len(self.there)
        if len(self.gone) < _FEW or len(self.gone) <= _MOST * looked:
            return None
        detail = f"{len(self.gone)} of {looked} product pages say at once that they are gone"
        return PageIssue(code="unlike_pages", detail=detail, breaks=True)


def is_own_page(record: PageRecord) -> bool:
    """Return whether a page is a listing's own address, or a row that was handed over, rather than an index."""
    return record.role is LinkRole.PRODUCT or not record.url.startswith("http")


def keys_at(url: str, state: PageState | None, recent: Iterable[StoredListing]) -> tuple[str, ...]:
    """Return the key of the listing whose own address *url* is; none where nobody knows.

    *state* is what the last readable look at the address left, *recent* are listings that this run has shown.
    """
    keys = () if state is None else state.reading.listing_keys
    if len(keys) != 1:
        keys = tuple(one.listing.key for one in recent if one.listing.url == url)
    return keys if len(keys) == 1 else ()


def end_removed(connection: Connection, run: EndedRun, own: OwnPages, *, now: datetime) -> None:
    """End listings whose own address says for the second healthy look that they are gone; note the first."""
    signs = {row.uid: row for row in _signs(connection, run.site_id)}
    back = [signs[uid].listing_id for uid in own.there & signs.keys()]
    gone = {uid: sight for uid, sight in own.gone.items() if uid not in own.there}
    proved = [uid for uid in gone if uid in signs and signs[uid].run_id not in run.continued and signs[uid].at < now]
    _end(connection, run, {signs[uid].listing_id: gone[uid] for uid in proved}, now)
    _forget(connection, [*back, *(signs[uid].listing_id for uid in proved)])
    ids = _standing(connection, [uid for uid in gone if uid not in signs])
    rows = [
        {"listing_id": ids[uid], "run_id": run.id, "snapshot_id": gone[uid].snapshot_id, "at": now}
        for uid in sorted(ids)
    ]
    insert_rows(connection, RemovalRow, rows)


def _signs(connection: Connection, site_id: int) -> list[Row[int, int, int, datetime]]:
    query = select(ListingRow.uid, RemovalRow.listing_id, RemovalRow.run_id, RemovalRow.at).join(
        ListingRow, ListingRow.id == RemovalRow.listing_id
    )
    return list(connection.execute(query.where(ListingRow.site_id == site_id)))


def _standing(connection: Connection, uids: Iterable[int]) -> dict[int, int]:
    """Return the ids of those listings that are there, by uid."""
    ids: dict[int, int] = {}
    for some in chunks(uids):
        query = select(ListingRow.uid, ListingRow.id).join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
        ids.update(connection.execute(query.where(ListingRow.uid.in_(some), PresenceRow.ended_at.is_(None))).all())
    return ids


def _end(connection: Connection, run: EndedRun, sights: Mapping[int, Sight], now: datetime) -> None:
    for some in chunks(sights):
        standing = (PresenceRow.listing_id.in_(some), PresenceRow.ended_at.is_(None))
        there = connection.scalars(select(PresenceRow.listing_id).where(*standing)).all()
        connection.execute(update(PresenceRow).where(*standing).values(ended_at=now, end_cause=EndCause.REMOVED))
        offers = connection.execute(
            select(_OFFER.c.id, _OFFER.c.listing_id, _OFFER.c.since_at).where(
                _OFFER.c.listing_id.in_(there), _OFFER.c.ended_at.is_(None)
            )
        ).mappings()
        shown = {listing_id: sights[listing_id].snapshot_id for listing_id in there}
        end_offers(connection, run, now, offers.all(), shown, CAUSE, end_cause=EndCause.REMOVED)


def _forget(connection: Connection, listing_ids: Iterable[int]) -> None:
    for some in chunks(listing_ids):
        connection.execute(delete(_REMOVAL).where(_REMOVAL.c.listing_id.in_(some)))
