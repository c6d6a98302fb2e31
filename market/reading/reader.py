"""The reader: what a text or a listing says, as offers and handles."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from market.handles import HandleScan, find_handles, handles_of_contact
from market.handles.subjects import find_subjects
from market.handles.tokens import label_words
from market.lexicon import Hit, Lexicon
from market.model import Contact, Handle, Listing, Offer, Reading, Subject
from market.prices.figures import FigureReader
from market.prices.numbers import NUMERALS
from market.quick import quick_dataclass
from market.reading.claims import Claims, read_claims
from market.reading.document import Document, document
from market.reading.handed_data import SIGNS
from market.reading.listings import listing_drafts
from market.reading.offers import described, read_offers
from market.reading.settling import settled
from market.reading.topics import TopicModel
from market.reading.trace import Trace
from market.taxonomy import Taxonomy
from market.text.folding import Folded, fold
from market.voice import Verdict, Voice
from market.wordlists import WordLists, WordsFound

REVISION: Final = 4
"""Raised whenever the code reads an old text otherwise."""

_SHOP_ODDS: Final = 3.0
"""Log-odds that a price in a field of its own adds: a page that sells it says so by its structure."""
_REMEMBERED: Final = 512
"""Names of categories and variants whose reading is kept."""
_LEAST, _MOST = Decimal("0.01"), Decimal("0.99")


@quick_dataclass(frozen=True, slots=True)
class _Seen:
    """A text with everything found in it."""

    folded: Folded
    hits: Sequence[Hit]
    scan: HandleScan
    document: Document
    spoken: WordsFound
    """The words that tell who is speaking."""


class Reader:
    """Reads texts with one lexicon and taxonomy; pure and free to share between threads."""

    def __init__(
        self,
        lexicon: Lexicon,
        taxonomy: Taxonomy,
        voice: Voice | None = None,
        data_version: str = "",
        topics: TopicModel | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._taxonomy = taxonomy
        self._voice = voice
        self._topics = topics
        self._words = WordLists(lexicon.forms, voice.words.forms if voice else (), NUMERALS, SIGNS, label_words())
        self._figures = FigureReader({currency.id: currency.signs for currency in taxonomy.currencies.values()})
        self._shelf = lru_cache(maxsize=_REMEMBERED)(self._claims_of_category)
        self._named = lru_cache(maxsize=_REMEMBERED)(self._document_of_name)
        self.version: str = hashlib.sha256(f"{REVISION}:{data_version}".encode()).hexdigest()[:16]

    def read_text(self, title: str, text: str, category: str | None = None) -> Reading:
        """Return what a title and its text say; any string is read, in time linear in its length.

        *category* is the shelf that the text stands on; a bare line inherits its platform and kind.
        """
        seen = self._see(f"{title}\n{text}")
        drafts = read_offers(seen.document, self._category(category))
        offers = settled(seen.document, drafts, self._taxonomy)
        return _reading(seen, offers, self._verdict(seen, offers))

    def read_listing(self, listing: Listing) -> Reading:
        """Return what a listing says; price, stock, variants and tiers of the page's structure win over its prose."""
        if listing.price is None and not any(variant.price for variant in listing.variants):
            reading = self._with_stock(self.read_text(listing.title, listing.text, listing.category), listing)
        else:
            reading = self._read_structured(listing)
        return replace(reading, handles=_with_contacts(reading.handles, listing.contacts))

    def read_contacts(self, contacts: tuple[Contact, ...]) -> tuple[Handle, ...]:
        """Return the handles in contact fields of a site, each once, in their order."""
        return _with_contacts((), contacts)

    def document_of(self, title: str, text: str) -> Document:
        """Return a title and its text as lines with what stands in each, before anything is concluded."""
        return self._see(f"{title}\n{text}").document

    def trace(self, title: str, text: str) -> Trace:
        """Return the reading of a title and its text with all that led to it, for explanations."""
        seen = self._see(f"{title}\n{text}")
        return Trace(
            folded=seen.folded,
            hits=seen.hits,
            figures=self._figures.read(seen.folded.text),
            scan=seen.scan,
            candidates=settled(seen.document, read_offers(seen.document, None), self._taxonomy),
            reading=self.read_text(title, text),
        )

    def _read_structured(self, listing: Listing) -> Reading:
        seen = self._see(f"{listing.title}\n{listing.text}")
        context = described(seen.document, self._category(listing.category))
        drafts = listing_drafts(seen.document, context, listing, self._named)
        offers = settled(seen.document, drafts, self._taxonomy)
        return _reading(
            seen, offers, _in_a_shop(self._verdict(seen, offers)) if offers else self._verdict(seen, offers)
        )

    def _with_stock(self, reading: Reading, listing: Listing) -> Reading:
        """Return a reading with the stock, smallest order and knowledge that the page states of its only offer."""
        if len(reading.offers) != 1:
            return reading
        offer = reading.offers[0]
        known = listing.known
        offer = replace(
            offer,
            stock=listing.stock.count if listing.stock.count is not None else offer.stock,
            min_quantity=listing.min_quantity if listing.min_quantity is not None else offer.min_quantity,
            kind=known.kind or offer.kind,
            platform=known.platform or offer.platform,
            country=known.country or offer.country,
        )
        return replace(reading, offers=(offer,))

    def _see(self, text: str) -> _Seen:
        folded = fold(text)
        terms, spoken, numerals, handed, labels = self._words.find(folded.text)
        scan = find_handles(folded, labels=labels)
        hits = self._lexicon.hits(folded, terms)
        known = self._taxonomy
        figures = self._figures.read(folded.text, numerals)
        found = document(folded, hits, figures, scan, handed, known, self._topics)
        return _Seen(folded, hits, scan, found, spoken)

    def _category(self, category: str | None) -> Claims | None:
        """Return what a category's name claims."""
        return self._shelf(category) if category and category.strip() else None

    def _document_of_name(self, name: str) -> Document:
        """Return the name of a variant, read; a shop has the same ones on many pages."""
        return self._see(f"{name}\n").document

    def _claims_of_category(self, category: str) -> Claims:
        line = self._document_of_name(category).title
        return read_claims(line.text, line.start, line.hits, line.figures, hands_over=line.hands_over)

    def _verdict(self, seen: _Seen, offers: Sequence[Offer]) -> Verdict:
        """Return who is speaking; without a voice model every text that names goods is an offer."""
        if self._voice is not None:
            return self._voice.judge(seen.folded, seen.hits, offers, seen.scan, seen.spoken)
        return Verdict(is_offer=bool(offers), score=Decimal("0.50"), reasons=("no voice model is loaded",))


def _in_a_shop(verdict: Verdict) -> Verdict:
    """Return the verdict on a text that a page sells at a stated price."""
    odds = math.log(float(verdict.score) / (1 - float(verdict.score))) + _SHOP_ODDS
    score = min(max(Decimal(f"{1 / (1 + math.exp(-odds)):.2f}"), _LEAST), _MOST)
    reason = f"for {_SHOP_ODDS}: the page states a price for it"
    return Verdict(is_offer=score >= Decimal("0.5"), score=score, reasons=(reason, *verdict.reasons))


def _reading(seen: _Seen, offers: tuple[Offer, ...], verdict: Verdict) -> Reading:
    return Reading(
        is_offer=verdict.is_offer,
        score=verdict.score,
        reasons=verdict.reasons,
        offers=offers if verdict.is_offer else (),
        handles=seen.scan.handles,
        subjects=_subjects(seen, offers) if verdict.is_offer else seen.scan.subjects,
    )


def _subjects(seen: _Seen, offers: Sequence[Offer]) -> tuple[Subject, ...]:
    """Return the identifiers of what a text offers, in order of place."""
    found = find_subjects(seen.folded, {offer.kind for offer in offers}, seen.scan.occupied)
    return tuple(sorted((*seen.scan.subjects, *found), key=lambda subject: subject.span))


def _with_contacts(handles: tuple[Handle, ...], contacts: tuple[Contact, ...]) -> tuple[Handle, ...]:
    """Return the handles of a text and of contact fields, each once."""
    known = {(handle.type, handle.value) for handle in handles}
    found = list(handles)
    for contact in contacts:
        for handle in handles_of_contact(contact):
            if (handle.type, handle.value) not in known:
                known.add((handle.type, handle.value))
                found.append(handle)
    return tuple(found)
