"""What the words of new and changed listings say."""

from __future__ import annotations

import logging
from dataclasses import replace
from decimal import Decimal

from crawler.items import ReadPage
from crawler.pipelines.stage import Stage
from crawler.time_limit import TooSlowError, at_most
from market.model import Handle, Listing, PageIssue, Reading
from storage.records import ReadListing

logger = logging.getLogger(__name__)

LISTING_S = 5.0
"""Processor time that the words of one listing may take; an ordinary one takes a thousandth of a second."""
_UNREAD = Reading(is_offer=False, score=Decimal(0), reasons=("the text could not be read",))


class ReadText(Stage):
    """Reads each unread listing, and the contacts of the site as a whole."""

    def process_item(self, item: ReadPage) -> ReadPage:
        """Return *item* with the offers and handles of its listings."""
        handles = self._site_handles(item)
        if not item.unread and not handles:
            return item
        issues: list[PageIssue] = []
        read = tuple(ReadListing(listing=listing, reading=self._read(listing, issues)) for listing in item.unread)
        record = item.record
        record = replace(record, listings=record.listings + read, handles=handles, issues=(*record.issues, *issues))
        return replace(item, record=record, unread=())

    def _read(self, listing: Listing, issues: list[PageIssue]) -> Reading:
        """Return what *listing* says; one that cannot be read is kept without offers, with an issue."""
        try:
            with at_most(LISTING_S):
                return self.run.reader.read_listing(listing)
        except TooSlowError:
            detail = f"{listing.key[:120]}: its text took more than {LISTING_S:g} s"
        except Exception as error:  # the border around one listing: it becomes an issue, the run goes on
            logger.exception("the text reader failed on %s", listing.url or listing.key)
            detail = f"{listing.key[:120]}: {type(error).__name__}"
        issues.append(PageIssue(code="text_unread", detail=detail))
        return _UNREAD

    def _site_handles(self, item: ReadPage) -> tuple[Handle, ...]:
        reading = item.record.reading
        return self.run.reader.read_contacts(reading.contacts) if reading and reading.contacts else ()
