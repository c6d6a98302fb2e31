"""Listings of a page, each merged with what the database knows of it."""

from __future__ import annotations

from dataclasses import replace

from crawler.items import ReadPage
from crawler.masked_listing import masked_listing
from crawler.pipelines.stage import Stage
from market.merging import merged
from market.model import Listing
from storage.records import ReadListing, StoredListing


class MergeListings(Stage):
    """Tells listings that are the stored ones from those whose text has to be read."""

    def process_item(self, item: ReadPage) -> ReadPage:
        """Return *item* with its listings merged: seen again, or unread."""
        reading = item.record.reading
        if reading is None or not reading.listings:
            return item
        version = item.record.reader_version
        stored = self.run.recorder.stored_listings([listing.key for listing in reading.listings])
        again: list[ReadListing] = []
        unread: dict[str, Listing] = {}
        for seen in reading.listings:
            known = stored.get(seen.key)
            base = unread.get(seen.key) or (known.listing if known else None)
            listing = merged(base, seen)
            if known is not None and seen.key not in unread and known.is_current(version) and _is_same(listing, known):
                again.append(ReadListing(listing=known.listing, reading=None))
            else:
                unread[seen.key] = listing
        record = replace(item.record, listings=tuple(again))
        return replace(item, record=record, unread=tuple(unread.values()))


def _is_same(listing: Listing, known: StoredListing) -> bool:
    """Return whether *listing* is what is stored, masked as that is: the same words give the same stars."""
    return listing == known.listing or masked_listing(listing) == known.listing
