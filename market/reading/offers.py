"""The offers of a document: its lines are cut into items, and each item inherits from what stands above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from market.model import Unit
from market.quick import changed
from market.reading.assembly import PERIOD_KINDS, Draft, drafts_of
from market.reading.brands import unlisted_brand
from market.reading.claims import NOTHING, Claims, read_claims
from market.reading.clauses import Clause, whole
from market.reading.context import Context, below, is_heading, joined, leaves_shelf, with_pending
from market.reading.copies import at_same_price, plain_copy
from market.reading.document import Document
from market.reading.items import Item, enumerated, read_item
from market.reading.lettings import LET, term_named, term_stated, with_term
from market.reading.likeness import (
    add_general,
    add_stock,
    adds_to,
    has_own_words,
    is_plain_here,
    is_the_same,
    repeats,
    says_same_price,
)
from market.reading.lines import LineRead, read_words
from market.reading.lineup import read_lines
from market.reading.packs import lot_of
from market.reading.quantities import read_amounts
from market.reading.telling import is_aside, telling_lines
from market.reading.tiers import continues, widen
from market.reading.titles import (
    BLOCK_LABEL,
    graded_attributes,
    in_blocks,
    on_strip,
    shared_attributes,
    strip_of,
    tells_apart,
    title_of,
    whole_context_of,
)
from market.reading.unpriced import unpriced_drafts

_LONG, _FEW_LINES = 260, 14
_MOST_NOTES: Final = 60
_SHORT_NOTE: Final = 48
_MIXED: Final = 2
_IS_NEWS: Final = re.compile("updat|更新|обновл|每日|今日|дня|daily|hourly")
"""A list that is made anew every day or hour rents nothing by the day."""


def read_offers(document: Document, category: Claims | None = None) -> list[Draft]:
    """Return the offers of a document, everything settled but the currency of numbers that name none.

    *category* is what the shelf claims on which the document stands.
    """
    return _Drafting(document, category).drafts()


def described(document: Document, category: Claims | None = None) -> Context:
    """Return what a document as a whole says of the one thing it sells, whatever prices it mentions."""
    lines = [read_words(line) for line in document.lines]
    title = title_of(lines, document, category)
    if len(title.platforms) != 1:
        return _Drafting(document, category).whole_context()
    return whole_context_of(title, telling_lines(lines))


class _Drafting:
    """One document on its way to offers."""

    def __init__(self, document: Document, category: Claims | None) -> None:
        self._document = document
        self._lines = read_lines(document)
        self._strip = strip_of(self._lines) if "strip" in document.cues else len(self._lines)
        """Number of the line from which on other goods are shown."""
        self._own = self._lines[: self._strip] if self._strip < len(self._lines) else self._lines
        """The lines that speak of the page's own goods, not of others that it shows below (同类推荐)."""
        self._is_list = self._sells_several()
        """Whether items describe products of their own, so that lines do not share their words."""
        self._title = title_of(self._lines, document, category)
        if not self._title.sure and any(item.rate for read in self._lines if read.items for item in read.items):
            self._title = changed(self._title, kind="stored_value", sure=True)
        if len(self._title.platforms) != 1 and self._lists_platforms():
            self._title = changed(self._title, mixed=True)
        if len(self._title.attributes) and self._is_list:
            shared = self._title.attributes & shared_attributes(self._lines)
            self._title = changed(self._title, attributes=shared - graded_attributes(shared, self._own))
        self._bare = self._title
        """The title's words alone."""
        self._context = self._title
        self._drafts: list[Draft] = []
        self._left_out = False
        """True where a price was for something we do not watch."""
        self._below_other = False
        """True below a line that names something we do not watch, until the next goods or price."""
        self._below_heading = False
        """True until the first item below a heading, which continues none above it."""
        self._pending: list[Claims] = []
        """What lines without price said since the last item."""
        self._term: tuple[Unit, int | None] | None = None
        """The term that the line above named alone, for the price below it."""

    @cached_property
    def _telling(self) -> list[LineRead]:
        """The lines that describe the goods."""
        return telling_lines(self._own)

    @cached_property
    def _lot(self) -> int | None:
        """The number of pieces there are, for a price that is for all of them."""
        return next((count for line in self._document.lines if (count := lot_of(line)) is not None), None)

    def whole_context(self) -> Context:
        """Return title and text as one description; lines that name other platforms are left out."""
        return whole_context_of(self._title, self._telling)

    def drafts(self) -> list[Draft]:
        """Return the drafts of the whole document."""
        if not self._is_list:
            title = self._title
            served = [read.claims.strong_kind for read in self._telling if read.claims.strong_kind]
            if title.outside and served:
                title = changed(title, outside=False, kind=served[0], sure=True)
            self._title = self._context = joined(title, [read.claims for read in self._telling], single=True)
        for read in self._lines:
            if read.line.number == self._strip:
                self._context, self._pending, self._below_heading = on_strip(self._bare), [], True
            if read.items:
                self._take_line(read)
            elif not read.line.is_title:
                self._pass_line(read)
        if not (self._drafts or self._title.outside or self._left_out):
            self._drafts = unpriced_drafts(self._document, self._lines, self._bare, self._telling)
        self._apply_notes()
        self._apply_term([self._lines[0]] if self._is_list else self._telling)
        return self._drafts

    def _apply_term(self, lines: Sequence[LineRead]) -> None:
        """Give the offers of one rented or licensed thing the term that its description states (租用30天, 包月)."""
        for read in lines:
            term = None if read.items else term_stated(read.line)
            if term is not None and not _IS_NEWS.search(read.line.text):
                break
        else:
            return
        for draft in self._drafts:
            lets = draft.kind in PERIOD_KINDS or draft.rented
            if draft.unit is None and draft.low is not None and lets:
                draft.unit, draft.pack_size = term

    def _lists_platforms(self) -> bool:
        """Whether several priced items name platforms, each its own."""
        items = [item for read in self._lines if read.items for item in read.items]
        named = [{place.value for place in item.claims.platforms} for item in items]
        return len(set().union(*named)) >= _MIXED and sum(map(bool, named)) * 2 > len(items)

    def _sells_several(self) -> bool:
        items = [item for read in self._own if read.items for item in read.items]
        if len(items) < 2:  # noqa: PLR2004 - one item is no list
            return False
        title = self._lines[0].claims
        listed = any(adds_to(item.claims, title) and item.quantity.tier is None for item in items)
        return listed or in_blocks(self._own) or tells_apart([item.claims.attributes for item in items])

    def _take_line(self, read: LineRead) -> None:
        first = len(self._drafts)
        places: list[int] = []
        """Number of drafts after each clause."""
        for item in read.items:
            self._take(item, self._drafts[-1] if len(self._drafts) > first else None)
            self._pending, self._below_other = [], False
            places.append(len(self._drafts))
        for note in read.notes:
            upto = places[min(note.clauses, len(places)) - 1]
            self._note(note.clause, self._drafts[first:upto])

    def _take(self, item: Item, beside: Draft | None) -> None:
        item, self._term = with_term(item, self._term, self._context), None
        if self._context.outside and not item.claims.strong_kind:
            return
        if self._below_other and item.is_plain:
            self._left_out = True
            return
        last = self._drafts[-1] if self._drafts and not self._below_heading else None
        self._below_heading = False
        if last is not None and repeats(item, last):
            return
        named = self._context.mixed and unlisted_brand(item.clause) is not None
        if named:
            self._drafts.extend(drafts_of(item, self._context, beside))
            return
        lot = self._lot if item.quantity.whole_lot else None
        if last is not None and item.asked is not None and not any(claims.describes for claims in self._pending):
            if continues(item, last):
                widen(self._siblings(last), item, item.asked)
                return
            if is_plain_here(item, last) and not has_own_words(item, beside, last, self._lines[last.line].claims):
                self._drafts.extend(plain_copy(draft, item, item.asked, lot) for draft in self._siblings(last))
                return
        context = with_pending(self._context, self._pending) if item.is_plain else self._context
        drafts = drafts_of(item, context, beside, lot)
        if last is not None and is_the_same(item):
            for draft in drafts:
                draft.attributes |= last.attributes
                draft.months = draft.months or last.months
        self._drafts.extend(drafts)

    def _siblings(self, last: Draft) -> list[Draft]:
        """Return the drafts of the same clause: one product on several platforms."""
        siblings: list[Draft] = []
        for draft in reversed(self._drafts):
            if (draft.start, draft.end) != (last.start, last.end):
                break
            siblings.append(draft)
        return siblings[::-1]

    def _note(self, clause: Clause, drafts: Sequence[Draft]) -> None:
        """Give drafts of one line what is said of all of them behind or between."""
        hands_over = clause.line.hands_over
        claims = read_claims(clause.text, clause.start, clause.hits, clause.figures, hands_over=hands_over)
        amounts = read_amounts(clause.text, clause.start, clause.hits, clause.figures, clause.cues)
        for draft in drafts:
            draft.attributes |= claims.attributes
            draft.minimum = draft.minimum if draft.minimum is not None else amounts.minimum
            if draft.months is None and claims.months:
                draft.months = claims.months
        if amounts.stock is not None and drafts and drafts[-1].stock is None:
            drafts[-1].stock = amounts.stock

    def _pass_line(self, read: LineRead) -> None:
        """Take what a line without price sets for those below."""
        said = read.claims
        self._term = term_named(read.line) if self._context.kind in LET else None
        if said is NOTHING and ":" not in read.line.text:
            return
        if self._drafts and says_same_price(read):
            self._drafts.extend(at_same_price(read_item(whole(read.line)), self._context, self._drafts[-1]))
            return
        if said.outside or said.platforms or said.kinds:
            self._below_other = said.outside and not (said.platforms or said.strong_kind)
        if leaves_shelf(read.line, said):
            self._context, self._pending, self._below_heading = self._bare, [], True
            return
        if is_heading(read.line, read.claims) and not self._tells_of_the_one(read.claims):
            platforms = enumerated(whole(read.line), read.claims.strong_kind)
            self._context = below(read.claims, platforms, self._title)
            self._pending = []
            self._below_heading = True
        elif not is_aside(read):
            self._pending.append(read.claims)

    def _tells_of_the_one(self, claims: Claims) -> bool:
        """Whether a text of one product goes on about it rather than begins a part on another."""
        return self._context.single and self._context.sure and not claims.platforms and not claims.outside

    def _is_general(self, read: LineRead) -> bool:
        """Whether a line without price speaks of all the goods."""
        if read.claims.platforms or read.line.is_title or is_aside(read) or is_heading(read.line, read.claims):
            return False
        if len(self._lines) <= _FEW_LINES:
            return len(read.line.text) <= _LONG
        return "all_of" in read.line.cues and len(read.line.text) <= _SHORT_NOTE

    def _apply_notes(self) -> None:
        """Give the offers what lines without price say of smallest order, stock and all of them."""
        drafts = [draft for draft in self._drafts if draft.line < self._strip]
        listed = len(drafts) > 1
        uniform = len({(draft.platform, draft.kind) for draft in drafts}) == 1
        telling = {read.line.number for read in self._telling} if listed and uniform else set()
        general: list[Claims] = []
        minimum: int | None = None
        drafted = {draft.line for draft in drafts}
        blocks = listed and in_blocks(self._own)
        for read in self._own:
            line = read.line
            if read.items or not (line.figures or line.cues or read.claims is not NOTHING):
                continue
            if line.figures or "sold_out" in line.cues:
                amounts = read_amounts(line.text, line.start, line.hits, line.figures, line.cues)
                minimum = amounts.minimum if minimum is None else minimum
                if amounts.stock is not None:
                    add_stock(drafts, line, amounts.stock)
            if read.line.number in drafted or (blocks and BLOCK_LABEL.match(read.line.text)):
                continue
            if not (listed and (read.claims.attributes or read.claims.no_email) and len(general) < _MOST_NOTES):
                continue
            if self._is_general(read) or (read.line.number in telling and not read.line.is_title):
                general.append(read.claims)
        for draft in drafts:
            draft.minimum = minimum if draft.minimum is None else draft.minimum
            for claims in general:
                add_general(draft, claims, aged=uniform)
