"""The offers of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from market.reading.assembly import Draft, continues, drafts_of, plain_copy, widen
from market.reading.claims import ACCOUNT, Claims, read_claims
from market.reading.clauses import asking_clauses, split, whole
from market.reading.context import Context, below, inheritable, is_heading, title_context
from market.reading.document import Document, Line
from market.reading.items import Item, read_item
from market.reading.quantities import Amounts, read_amounts

_COUNTED_CATEGORY: Final = re.compile(r"\( ?(\d{1,3}(?:[ ,.]\d{3})*|\d+) ?\)")


@dataclass(slots=True, kw_only=True)
class Draftsman:
    """Walks through the lines of a document and drafts its offers."""

    document: Document
    drafts: list[Draft] = field(default_factory=list)
    context: Context = field(default_factory=Context)
    title: Context = field(default_factory=Context)
    notes: list[tuple[Line, Claims, Amounts]] = field(default_factory=list)
    """Lines without price."""
    items: list[Item] = field(default_factory=list)

    def draft(self) -> list[Draft]:
        """Return the offers of the document, prices and attributes settled, currencies not."""
        rows = [(line, self._items(line)) for line in self.document.lines]
        claims = {line.number: _line_claims(line) for line, _ in rows}
        title = claims[0]
        body = [claims[line.number] for line, _ in rows[1:] if line.text.strip()]
        self.title = self.context = title_context(title, body)
        self.items = [item for _, items in rows for item in items]
        listed = self._is_list()
        if not listed:
            self._gather(rows, claims)
        for line, items in rows:
            self._read_line(line, items, claims[line.number], listed=listed)
        if not self.drafts:
            self._draft_unpriced(rows, claims)
        self._apply_notes(listed=listed)
        return self.drafts

    def _items(self, line: Line) -> list[Item]:
        return [read_item(clause) for clause in asking_clauses(line, split(line))]

    def _is_list(self) -> bool:
        """Whether several items describe products of their own, so that lines do not share their words."""
        own = [item for item in self.items if not item.is_plain and not item.claims.outside]
        return len(own) > 1

    def _gather(self, rows: Sequence[tuple[Line, list[Item]]], claims: dict[int, Claims]) -> None:
        """Let the words of all lines speak for the one product."""
        attributes = set(self.title.attributes)
        months = {self.title.months} - {None}
        countries = dict.fromkeys(filter(None, [self.title.country]))
        aged = False
        for line, _items in rows:
            said = claims[line.number]
            attributes |= said.attributes
            aged |= said.has_age
            months |= {said.months} - {None}
            countries.update(dict.fromkeys(said.countries))
        gathered = inheritable(frozenset(attributes)) if "aged" in attributes else frozenset(attributes)
        self.title = self.context = Context(
            platforms=self.title.platforms,
            kind=self.title.kind,
            attributes=gathered | ({"aged"} if "aged" in attributes else frozenset()),
            months=months.pop() if len(months) == 1 else None,
            country=next(iter(countries)) if len(countries) == 1 else None,
            outside=self.title.outside,
        )

    def _read_line(self, line: Line, items: list[Item], claims: Claims, *, listed: bool) -> None:
        if not items:
            if not line.is_title:
                amounts = read_amounts(line.text, line.start, line.hits, line.figures)
                self.notes.append((line, claims, amounts))
                if listed and is_heading(line, claims):
                    self.context = below(self.context, claims, self.title)
            return
        for item in items:
            self._take(item)

    def _take(self, item: Item) -> None:
        last = self.drafts[-1] if self.drafts else None
        if last is not None and item.asked is not None:
            if continues(item, last, self.drafts):
                widen(last, item, item.asked)
                return
            if item.is_plain:
                self.drafts.append(plain_copy(last, item, item.asked))
                return
        if self.context.outside and not item.claims.strong_kind:
            return
        self.drafts.extend(drafts_of(item, self.context, last))

    # -- texts without a price

    def _draft_unpriced(self, rows: Sequence[tuple[Line, list[Item]]], claims: dict[int, Claims]) -> None:
        """Draft what a text without any price offers: counted categories, rates, bullets, or the one product."""
        for line, _ in rows:
            item = read_item(whole(line))
            if item.rate is not None and (item.claims.platforms or item.claims.kinds or line.is_title):
                self.drafts.extend(drafts_of(item, self._rated(), None))
        if self.drafts or self.title.outside:
            return
        if self.title.platforms or self.title.kind:
            line = self.document.title if self.document.title.text.strip() else self.document.lines[-1]
            item = read_item(whole(line))
            attributes = frozenset().union(*(said.attributes for said in claims.values()))
            context = Context(
                platforms=self.title.platforms,
                kind=self.title.kind or ACCOUNT,
                attributes=attributes,
                months=self.title.months,
                country=self.title.country,
            )
            self.drafts.extend(drafts_of(item, context, None)[:6])

    def _rated(self) -> Context:
        return Context(platforms=self.title.platforms, kind="stored_value")

    # -- notes

    def _apply_notes(self, *, listed: bool) -> None:
        """Give the offers what lines without price say of stock, smallest order and all of them."""
        for line, claims, amounts in self.notes:
            if amounts.minimum is not None:
                for draft in self.drafts:
                    if draft.minimum is None:
                        draft.minimum = amounts.minimum
            if amounts.stock is not None:
                self._add_stock(line, amounts.stock)
            if listed and claims.attributes and not claims.platforms and not is_heading(line, claims):
                for draft in self.drafts:
                    draft.attributes |= claims.attributes - {"aged", "fresh"}

    def _add_stock(self, line: Line, stock: int) -> None:
        before = [draft for draft in self.drafts if draft.line <= line.number]
        draft = before[-1] if before else (self.drafts[0] if self.drafts else None)
        if draft is not None and draft.stock is None:
            draft.stock = stock


def _line_claims(line: Line) -> Claims:
    return read_claims(line.text, line.start, line.hits, line.figures)
