"""Personal data of third parties out of everything that will be recorded."""

from __future__ import annotations

from dataclasses import replace

from crawler.items import ReadPage
from crawler.masked_listing import masked_listing
from crawler.pipelines.stage import Stage
from storage.records import ReadListing


class Mask(Stage):
    """Masks listings character for character, after their text was read."""

    def process_item(self, item: ReadPage) -> ReadPage:
        """Return *item* with nothing left in it that belongs to third parties."""
        record = item.record
        if not record.listings and record.reading is None:
            return item
        listings = tuple(self._masked(listing) for listing in record.listings)
        # the page's own listings were merged into those above, and nobody needs their clear text from here on
        reading = None if record.reading is None else replace(record.reading, listings=())
        return replace(item, record=replace(record, listings=listings, reading=reading))

    def _masked(self, read: ReadListing) -> ReadListing:
        if read.reading is None:
            return read
        listing = masked_listing(read.listing)
        return read if listing is read.listing else replace(read, listing=listing)
