"""The reader: what a text or a listing says, as offers and handles."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from market.handles import HandleScan, find_handles, handle_of_contact
from market.lexicon import Hit, Lexicon
from market.model import Contact, Handle, Listing, Offer, Price, Reading, Unit
from market.prices.figures import FigureReader
from market.reading.assembly import Draft
from market.reading.document import Document, document
from market.reading.listings import read_structured
from market.reading.offers import read_offers
from market.reading.trace import Trace
from market.taxonomy import Taxonomy
from market.text.folding import Folded, fold
from market.voice import Verdict, Voice

REVISION: Final = 1
"""Raised whenever the code reads an old text otherwise."""

_SERVICES: Final = frozenset({"account_service", "identity_data", "stored_value", "tool", "sms_code"})
_SIM_ATTRIBUTES: Final = frozenset({"real_name", "enterprise"})


class Reader:
    """Reads texts with one lexicon and taxonomy; pure and free to share between threads."""

    def __init__(
        self, lexicon: Lexicon, taxonomy: Taxonomy, voice: Voice | None = None, data_version: str = ""
    ) -> None:
        self._lexicon = lexicon
        self._voice = voice
        self._taxonomy = taxonomy
        self._figures = FigureReader({currency.id: currency.signs for currency in taxonomy.currencies.values()})
        self.version: str = hashlib.sha256(f"{REVISION}:{data_version}".encode()).hexdigest()[:16]

    def read_text(self, title: str, text: str) -> Reading:
        """Return what a title and its text say; any string is read, in time linear in its length."""
        seen, hits = self._seen(title, text)
        offers = self._offers(seen, read_offers(seen))
        verdict = self._verdict(seen.folded, hits, offers, seen.scan)
        return Reading(
            is_offer=verdict.is_offer,
            score=verdict.score,
            reasons=verdict.reasons,
            offers=offers if verdict.is_offer else (),
            handles=seen.scan.handles,
            subjects=seen.scan.subjects,
        )

    def read_listing(self, listing: Listing) -> Reading:
        """Return what a listing says; facts of the page's structure win over its prose."""
        reading = read_structured(listing, self.products, self.read_text(listing.title, listing.text))
        return replace(reading, handles=self._with_contacts(reading.handles, listing.contacts))

    def read_contacts(self, contacts: tuple[Contact, ...]) -> tuple[Handle, ...]:
        """Return the handles in contact fields, each once, in their order."""
        return self._with_contacts((), contacts)

    def products(self, title: str, text: str) -> tuple[Offer, ...]:
        """Return the offers that a title and its text name, whoever is speaking.

        A text that names neither a platform nor a kind names no product of ours.
        """
        seen, _ = self._seen(title, text)
        terms = [hit.term for line in seen.lines for hit in line.hits]
        if not any(term.platform or (term.kind and not term.weak) for term in terms):
            return ()
        return self._offers(seen, read_offers(seen))

    def trace(self, title: str, text: str) -> Trace:
        """Return the reading of a title and its text with all that led to it, for explanations."""
        seen, hits = self._seen(title, text)
        return Trace(
            folded=seen.folded,
            hits=hits,
            figures=self._figures.read(seen.folded.text),
            scan=seen.scan,
            candidates=self._offers(seen, read_offers(seen)),
            reading=self.read_text(title, text),
        )

    def _seen(self, title: str, text: str) -> tuple[Document, Sequence[Hit]]:
        """Return the folded lines of a text with what stands in them, and the terms of the lexicon alone."""
        folded = fold(f"{title}\n{text}")
        hits = self._lexicon.hits(folded)
        figures = self._figures.read(folded.text)
        return document(folded, hits, figures, find_handles(folded), self._taxonomy.finance), hits

    def _with_contacts(self, handles: tuple[Handle, ...], contacts: tuple[Contact, ...]) -> tuple[Handle, ...]:
        """Return *handles* and those of *contacts* that are not among them."""
        found = {(handle.type, handle.value): handle for handle in handles}
        for contact in contacts:
            handle = handle_of_contact(contact)
            if handle is not None:
                found.setdefault((handle.type, handle.value), handle)
        return tuple(found.values())

    def _verdict(self, folded: Folded, hits: Sequence[Hit], offers: Sequence[Offer], scan: HandleScan) -> Verdict:
        """Return who is speaking; without a voice model every text that names goods is an offer."""
        if self._voice is not None:
            return self._voice.judge(folded, hits, offers, scan)
        return Verdict(is_offer=bool(offers), score=Decimal("0.50"), reasons=("no voice model is loaded",))

    # -- offers

    def _offers(self, seen: Document, drafts: Sequence[Draft]) -> tuple[Offer, ...]:
        currency = self._currency(seen, drafts)
        return tuple(self._offer(seen, draft, currency) for draft in drafts)

    def _currency(self, seen: Document, drafts: Sequence[Draft]) -> str | None:
        """Return the currency of numbers that name none."""
        marked = Counter(draft.currency for draft in drafts if draft.currency)
        if marked:
            return marked.most_common(1)[0][0]
        named = self._named_currencies(seen.folded.text)
        if len(named) == 1:
            return named[0]
        if seen.has_han:
            return "CNY"
        return None

    def _named_currencies(self, text: str) -> list[str]:
        return [
            currency.id
            for currency in self._taxonomy.currencies.values()
            if any(_stands_alone(text, word) for word in currency.words)
        ]

    def _offer(self, seen: Document, draft: Draft, currency: str | None) -> Offer:
        attributes = draft.attributes
        if draft.kind == "sim_card":
            attributes &= _SIM_ATTRIBUTES
        elif draft.kind != "account":
            attributes = frozenset()
        aged = "aged" in attributes
        return Offer(
            kind=draft.kind,
            platform=draft.platform,
            attributes=attributes,
            age_months=draft.months if aged else None,
            price=_price(draft, currency),
            rate=draft.rate,
            min_quantity=draft.minimum,
            stock=draft.stock,
            country=draft.country,
            span=seen.folded.span(draft.start, draft.end),
            spans={name: seen.folded.span(*place) for name, place in draft.places.items()},
        )


def _stands_alone(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        before = text[at - 1] if at else " "
        after = text[end] if end < len(text) else " "
        letters = word[0].isalpha() and word[0] < "\u0590"
        if not letters or not (before.isalpha() or after.isalpha()):
            return True
        at = text.find(word, end)
    return False


def _price(draft: Draft, currency: str | None) -> Price | None:
    if draft.low is None:
        return None
    unit = draft.unit or (Unit.CODE if draft.kind == "sms_code" else Unit.EACH)
    if unit is Unit.EACH and draft.kind == "sms_code":
        unit = Unit.CODE
    return Price(
        min=draft.low,
        max=draft.high,
        currency=draft.currency or currency,
        unit=unit,
        pack_size=draft.pack_size,
    )
