"""Listings of a page, each merged with what the database knows of it."""

from __future__ import annotations

from dataclasses import replace

from crawler.items import ReadPage
from crawler.masked_listing import masked_listing
from crawler.pipelines.stage import Stage
from market.expectations import silent_fields
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
        listings = self._under_known_keys(reading.listings)
        stored = self.run.recorder.stored_listings([listing.key for listing in listings])
        again: list[ReadListing] = []
        unread: dict[str, Listing] = {}
        for seen in listings:
            known = stored.get(seen.key)
            base = unread.get(seen.key) or (known.listing if known else None)
            listing = merged(base, seen)
            if known is not None and seen.key not in unread and known.is_current(version) and _is_same(listing, known):
                again.append(ReadListing(listing=known.listing, reading=None))
            else:
                unread[seen.key] = listing
        silent = {seen.key: silent_fields(seen) for seen in listings}
        record = replace(item.record, listings=tuple(again), silent=silent)
        return replace(item, record=record, unread=tuple(unread.values()))

    def _under_known_keys(self, listings: tuple[Listing, ...]) -> tuple[Listing, ...]:
        """Return *listings* with the cards that lost their link under the key they had, where one title tells it."""
        linked = {listing.title for listing in listings if not listing.keyless}
        lost = {listing.title for listing in listings if listing.keyless} - linked
        known = self.run.recorder.keys_of_titles(lost) if lost else {}
        return tuple(
            replace(listing, key=known[listing.title].key, url=known[listing.title].url, keyless=False)
            if listing.keyless and listing.title in known
            else replace(listing, keyless=False)
            for listing in listings
        )


def _is_same(listing: Listing, known: StoredListing) -> bool:
    """Return whether *listing* is what is stored, masked as that is: the same words give the same stars."""
    return listing == known.listing or masked_listing(listing) == known.listing
