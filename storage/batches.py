"""One batch of pages in one transaction: all that they say of listings, offers, handles and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from market.model import Handle
from storage.batch_rows import Batch, write_listings
from storage.codes import EndCause
from storage.handles import (
    SITE_KEY,
    handle_key,
    name_handles,
    name_records,
    see_pages_again,
    sight_numbers,
    sight_on_record,
)
from storage.listings import ListingInHand, listing_uid, load_listings, new_listing, own_handles, update_listing
from storage.offers import Sight
from storage.pages import KeptPage, Names, keep_pages, reader_id
from storage.records import PageRecord, ReadListing, Run
from storage.removals import is_own_page
from storage.runs import hold
from storage.words import storable


def write_batch(connection: Connection, run: Run, names: Names, records: Sequence[PageRecord]) -> Batch:
    """Write *records*, whose words are storable, and return what was seen in them.

    Raises:
        LeaseLostError: another run of the site has begun; nothing is written.
    """
    hold(connection, run)
    batch = Batch(run=run, names=names)
    kept = keep_pages(connection, run, names, records)
    _name_parties(connection, batch, kept)
    _sight_site(connection, batch, kept)
    read = [(page, one) for page in kept for one in page.record.listings]
    batch.listings = load_listings(connection, run, {_uid(run, one) for _, one in read})
    for page, one in read:
        _read_listing(connection, batch, page, one)
    for page in kept:
        _meet_own(batch, page)
        for key in page.record.listing_keys if page.record.unchanged else ():
            batch.seen[listing_uid(run.site, storable(key))] = _sight(run, page)
    write_listings(connection, batch)
    see_pages_again(connection, run, names, {page.page_id: _sight(run, page) for page in kept if page.record.unchanged})
    return batch


def _sight(run: Run, page: KeptPage) -> Sight:
    return Sight(run_id=run.id, snapshot_id=page.snapshot_id, at=page.record.snapshot.fetched_at)


def _uid(run: Run, one: ReadListing) -> int:
    return listing_uid(run.site, one.listing.key)


def _name_parties(connection: Connection, batch: Batch, kept: Iterable[KeptPage]) -> None:
    """Make handles and records of the batch known by id."""
    handles: list[tuple[Handle, Sight]] = []
    records: dict[str, tuple[str | None, Sight]] = {}
    for page in kept:
        sight, record = _sight(batch.run, page), page.record
        shop_name = None if record.reading is None else record.reading.seller_name
        if SITE_KEY not in records or shop_name:
            records[SITE_KEY] = (shop_name, sight)
        handles += [(handle, sight) for handle in record.handles]
        for one in record.listings:
            if one.reading is None:
                continue
            handles += [(handle, sight) for handle in one.reading.handles]
            if one.listing.seller_key:
                records[one.listing.seller_key] = (one.listing.seller_name, sight)
    name_handles(connection, batch.names, handles)
    name_records(connection, batch.run.site_id, batch.run.site, batch.names, records)


def _sight_site(connection: Connection, batch: Batch, kept: Iterable[KeptPage]) -> None:
    """Record what pages show of the site as a whole: its handles, and burner numbers."""
    shown: dict[int, Sight] = {}
    numbers = []
    for page in kept:
        sight, record = _sight(batch.run, page), page.record
        of_listings = [h for one in record.listings if one.reading for h in one.reading.handles]
        own = {id(h) for one in record.listings for h in own_handles(one.reading)}
        for handle in (*record.handles, *(h for h in of_listings if id(h) not in own)):
            shown[batch.names.handles[handle_key(handle)]] = sight
        if record.reading is not None:
            numbers += [(number, sight) for number in record.reading.numbers]
    sight_on_record(connection, batch.names.records[SITE_KEY], shown)
    sight_numbers(connection, batch.run, numbers)


def _read_listing(connection: Connection, batch: Batch, page: KeptPage, one: ReadListing) -> None:
    uid, sight = _uid(batch.run, one), _sight(batch.run, page)
    held = batch.listings.get(uid)
    if held is not None and was_removed(held) and not is_own_page(page.record):
        batch.passed.add(uid)
        return
    if one.reading is None:
        if held is not None:
            batch.seen[uid] = sight
        return
    if held is None:
        held = batch.listings[uid] = new_listing(batch.run, uid, one.listing, sight)
    update_listing(
        held,
        batch.run,
        one.listing,
        one.reading,
        reader_id=reader_id(connection, batch.names, page.record.reader_version),
        sight=sight,
    )
    _sight_handles(held, batch.names, own_handles(one.reading), sight)
    attribute(held, batch.names)
    batch.seen[uid] = sight


def was_removed(held: ListingInHand) -> bool:
    """Return whether a listing ended by the word of its own address; a card does not bring it back."""
    causes = {one.row["end_cause"] for one in held.offers}
    return EndCause.REMOVED in causes and not any(one.is_current for one in held.offers)


def _meet_own(batch: Batch, page: KeptPage) -> None:
    """Note which listings their own address shows, and which it says are gone."""
    record, sight = page.record, _sight(batch.run, page)
    batch.own.gone.update((listing_uid(batch.run.site, storable(key)), sight) for key in record.removed_keys)
    if is_own_page(record):
        keys = [one.listing.key for one in record.listings] + list(record.listing_keys if record.unchanged else ())
        batch.own.there.update(listing_uid(batch.run.site, storable(key)) for key in keys)


def _sight_handles(held: ListingInHand, names: Names, handles: Iterable[Handle], sight: Sight) -> None:
    """Set which handles stand in the listing; another set makes it due for resolving."""
    shown: set[int] = set()
    for handle in handles:
        handle_id = names.handles[handle_key(handle)]
        span = handle.span or (None, None)
        known = held.handles.get(handle_id)
        if handle_id in shown:
            continue
        shown.add(handle_id)
        values = {"span_start": span[0], "span_end": span[1], "ended_at": None}
        if known is None:
            held.new_handles.add(handle_id)
            held.handles[handle_id] = {
                "handle_id": handle_id,
                "scope": handle.scope,
                "first_seen_at": sight.at,
                "snapshot_id": sight.snapshot_id,
                **values,
            }
        elif {name: known[name] for name in values} != values:
            known.update(values)
            held.changed_handles.add(handle_id)
    for handle_id, row in held.handles.items():
        if handle_id not in shown and row["ended_at"] is None:
            row["ended_at"] = sight.at
            held.changed_handles.add(handle_id)
    if held.new_handles or held.changed_handles:
        held.row["due"] = True


def attribute(held: ListingInHand, names: Names) -> None:
    """Set who the site says sells it: the named seller, else nobody where it has handles of its own, else the site."""
    if held.row["seller_key"]:
        record_id = names.records.get(held.row["seller_key"])
    elif any(row["ended_at"] is None for row in held.handles.values()):
        record_id = None
    else:
        record_id = names.records[SITE_KEY]
    if record_id != held.row["record_id"] or held.row["seller_id"] is None:
        held.row["due"] = True
    held.row["record_id"] = record_id
    held.row["due"] = held.row["due"] and any(one.is_current for one in held.offers)
