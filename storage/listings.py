"""Listings while a batch is being recorded: what is stored of them, and what its pages say anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, bindparam, select

from market.changes import look_at, state_of
from market.identity import line_keys, paired, same_line, still_says
from market.model import Detail, Listing, Reading, Scope
from storage.bulk import chunks, table
from storage.codes import Origin
from storage.database import reading
from storage.looks import latest_observations, observations_before
from storage.models import ListingRow, OfferRow, ReaderRow, SightingRow
from storage.offers import Before, OfferInHand, Sight, as_kept, look_from, miss, new_offer, show, supersede
from storage.records import Run, StoredListing, digest63
from storage.searching import WORDS
from storage.stated import decoded, encoded
from storage.undo import packed
from storage.words import storable

_LISTING = table(ListingRow)
_OFFER = table(OfferRow)
_STORED = (
    select(
        ListingRow.uid,
        ListingRow.url,
        ListingRow.key,
        ListingRow.title,
        ListingRow.text,
        ListingRow.category,
        ListingRow.seller_key,
        ListingRow.seller_name,
        ListingRow.posted_at,
        ListingRow.detail,
        ListingRow.stated,
        ReaderRow.version,
    )
    .join(ReaderRow, ReaderRow.id == ListingRow.reader_id)
    .where(ListingRow.uid.in_(bindparam("uids", expanding=True)))
)
_UIDS = select(ListingRow.uid).where(ListingRow.site_id == bindparam("site_id"))


@dataclass(slots=True, kw_only=True)
class ListingInHand:
    """One listing of a batch."""

    row: dict[str, Any]
    is_new: bool = False
    is_changed: bool = False
    offers: list[OfferInHand] = field(default_factory=list)
    handles: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Rows of its sightings by handle, ended ones included."""
    changed_handles: set[int] = field(default_factory=set)
    new_handles: set[int] = field(default_factory=set)
    has_new_words: bool = False
    """What can be searched is not what was stored."""
    saved: str | None = None
    """What it was before this batch, where it was known before this run."""

    @property
    def words(self) -> str:
        """What spans count over."""
        return f"{self.row['title']}\n{self.row['text']}"


def listing_uid(site: str, key: str) -> int:
    """Return the identity of a listing: the site and its key for it."""
    return digest63(site, key)


def stored_listings(engine: Engine, uids: Iterable[int]) -> dict[int, StoredListing]:
    """Return those listings that the database knows, by uid."""
    found: dict[int, StoredListing] = {}
    with reading(engine) as connection:
        for some in chunks(uids):
            for row in connection.execute(_STORED, {"uids": some}).mappings():
                found[row["uid"]] = StoredListing(listing=decoded(row), reader_version=row["version"])
    return found


def known_uids(engine: Engine, site_id: int, most: int) -> set[int] | None:
    """Return the uids of a site's listings; None where they are more than *most*."""
    with reading(engine) as connection:
        found = connection.scalars(_UIDS.limit(most + 1), {"site_id": site_id}).all()
    return set(found) if len(found) <= most else None


def load_listings(connection: Connection, run: Run, uids: Iterable[int]) -> dict[int, ListingInHand]:
    """Return the stored ones of *uids*, each with all its offers and sightings."""
    held: dict[int, ListingInHand] = {}
    for some in chunks(uids):
        for row in connection.execute(select(_LISTING).where(_LISTING.c.uid.in_(some))).mappings():
            held[row["uid"]] = ListingInHand(row=dict(row))
    by_id = {one.row["id"]: one for one in held.values()}
    for some in chunks(by_id):
        query = select(_OFFER).where(_OFFER.c.listing_id.in_(some)).order_by(_OFFER.c.id)
        for row in connection.execute(query).mappings():
            by_id[row["listing_id"]].offers.append(_offer(dict(row)))
        sightings = select(table(SightingRow)).where(SightingRow.listing_id.in_(some))
        for row in connection.execute(sightings).mappings():
            by_id[row["listing_id"]].handles[row["handle_id"]] = dict(row)
    _recall(connection, run, [offer for one in held.values() for offer in one.offers])
    return held


def new_listing(run: Run, uid: int, listing: Listing, sight: Sight) -> ListingInHand:
    """Return a listing that the site did not have."""
    row = {
        "uid": uid,
        "site_id": run.site_id,
        "key": listing.key,
        "first_seen_at": sight.at,
        "first_run_id": sight.run_id,
        "record_id": None,
        "seller_id": None,
        "due": False,
    }
    return ListingInHand(row=row, is_new=True)


def update_listing(
    held: ListingInHand, run: Run, listing: Listing, read: Reading, *, reader_id: int, sight: Sight
) -> None:
    """Set what the page in *sight* says of a listing, and of each offer in it."""
    save(held, run)
    stated = encoded(listing)
    quiet, same_words, fuller = False, 0, False
    before = held.words if "title" in held.row else ""
    words = [held.row.get(name) for name in WORDS]
    if "title" in held.row:
        reread = held.row["reader_id"] != reader_id
        fuller = reread or (held.row["detail"] is Detail.SUMMARY and listing.detail is Detail.FULL)
        is_old = held.row["first_run_id"] not in run.continued
        quiet = is_old and fuller and (not reread or held.row["stated"] == stated)
        same_words = same_words_of(held.row, listing)
    held.row |= {
        "url": listing.url,
        "title": listing.title,
        "text": listing.text,
        "category": listing.category,
        "seller_key": listing.seller_key,
        "seller_name": listing.seller_name,
        "posted_at": listing.posted_at,
        "detail": listing.detail,
        "stated": stated,
        "reader_id": reader_id,
        "snapshot_id": sight.snapshot_id,
        "score": int(read.score * 100),
        "reasons": orjson.dumps([storable(reason) for reason in read.reasons]).decode(),
        "subjects": orjson.dumps([[s.type, storable(s.value), *s.span] for s in read.subjects]).decode(),
    }
    held.is_changed = True
    held.has_new_words = held.has_new_words or words != [held.row[name] for name in WORDS]
    for offer in _update_offers(held, listing, read, sight=sight, same_words=same_words, fuller=fuller, quiet=quiet):
        is_there = offer.row["missing_at"] is None and still_says(before, offer.known.span, held.words)
        _leave(offer, run, sight, quietly=fuller or is_there)


def save(held: ListingInHand, run: Run) -> None:
    """Keep what the listing was, once, where the run's verdict may yet undo what follows."""
    if held.saved is None and not held.is_new and held.row["first_run_id"] not in run.continued:
        held.saved = packed(held.row, [offer.row for offer in held.offers], held.handles.values())


def own_handles(read: Reading | None) -> list[Any]:
    """Return the handles that stand in the listing itself."""
    return [] if read is None else [one for one in read.handles if one.scope is Scope.LISTING]


def _update_offers(
    held: ListingInHand,
    listing: Listing,
    read: Reading,
    *,
    sight: Sight,
    same_words: int,
    fuller: bool,
    quiet: bool,
) -> list[OfferInHand]:
    """Set what is read of each offer, and return those that the listing no longer makes."""
    keys = line_keys(f"{listing.title}\n{listing.text}", read)
    current = [one for one in held.offers if one.is_current]
    matches: dict[int, OfferInHand] = {}
    known = [one.known for one in current]
    for i, j in paired(known, read.offers, keys, same_words=same_words, reread=fuller).items():
        matches[i] = current[j]
    ended = [one for one in held.offers if not one.is_current and not one.is_dropped]
    for i, j in same_line([one.known for one in ended], read.offers, keys).items():
        if i not in matches and not any(one is ended[j] for one in matches.values()):
            matches[i] = ended[j]
    used = {one.row["uid"] for one in held.offers}
    for i, (offer, key) in enumerate(zip(read.offers, keys, strict=True)):
        match = matches.get(i)
        if match is None:
            match = new_offer(held.row["uid"], key, used, sight, quiet=quiet)
            held.offers.append(match)
            current.append(match)
            matches[i] = match
        match.quiet = match.quiet or quiet
        show(match, offer, key, as_kept(look_at(listing, offer)), sight)
    shown = {id(one) for one in matches.values()}
    return [offer for offer in current if id(offer) not in shown]


def _leave(offer: OfferInHand, run: Run, sight: Sight, *, quietly: bool) -> None:
    """Decide what becomes of an offer that its listing no longer makes."""
    if offer.row["first_run_id"] in run.continued:
        offer.is_dropped = True
    elif quietly:
        supersede(offer, sight)
    else:
        miss(offer, sight)


def same_words_of(row: Mapping[str, Any], listing: Listing) -> int:
    """Return how many code points from the start are as they were."""
    if row["title"] != listing.title:
        return 0
    length = len(listing.title)
    return length + 1 + len(listing.text) if row["text"] == listing.text else length


def _offer(row: dict[str, Any]) -> OfferInHand:
    look = look_from(row)
    before = Before(look=look, state=row["state"], snapshot_id=row["observed_id"])
    return OfferInHand(row=row, before=before)


def _recall(connection: Connection, run: Run, offers: Sequence[OfferInHand]) -> None:
    """Set what stood before the run for offers that this run has already written about."""
    written = {one.row["id"]: one for one in offers if one.row["observed_id"] > run.floor_id}
    for some in chunks(written):
        for row in latest_observations(connection, some):
            offer = written[row["offer_id"]]
            offer.written_id = row["snapshot_id"]
            offer.quiet = row["origin"] is Origin.READER
            offer.before = None
    older = [key for key, one in written.items() if one.row["first_run_id"] not in run.continued]
    for some in chunks(older):
        for row in observations_before(connection, some, run.floor_id):
            look = look_from(row)
            written[row["offer_id"]].before = Before(look=look, state=state_of(look), snapshot_id=row["snapshot_id"])
