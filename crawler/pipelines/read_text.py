"""What the words of new and changed listings say."""

from __future__ import annotations

from dataclasses import replace

from crawler.items import ReadPage
from crawler.pipelines.stage import Stage
from market.model import Handle
from storage.records import ReadListing


class ReadText(Stage):
    """Reads each unread listing, and the contacts of the site as a whole."""

    def process_item(self, item: ReadPage) -> ReadPage:
        """Return *item* with the offers and handles of its listings."""
        handles = self._site_handles(item)
        if not item.unread and not handles:
            return item
        reader = self.run.reader
        read = tuple(ReadListing(listing=listing, reading=reader.read_listing(listing)) for listing in item.unread)
        record = replace(item.record, listings=item.record.listings + read, handles=handles)
        return replace(item, record=record, unread=())

    def _site_handles(self, item: ReadPage) -> tuple[Handle, ...]:
        reading = item.record.reading
        return self.run.reader.read_contacts(reading.contacts) if reading and reading.contacts else ()
