"""From records to listings: title, address, price, stock, category and text of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.families.records import addresses, sections
from crawler.families.records import words_data as words
from crawler.families.records.atoms import column_kind
from crawler.families.records.identity import Surroundings, links_of, own_key
from crawler.families.records.lines import split_line, stock_in
from crawler.families.records.prices import Mark
from crawler.families.records.slots import MAX_TITLE, Layout, Slot, clean_title, path_of
from crawler.families.records.stocks import is_sold_out, parse_minimum, parse_sold, parse_stock, parse_stock_cell
from crawler.families.records.tree import Element
from market.model import Detail, Listing, StatedPrice, Stock

if TYPE_CHECKING:
    from crawler.families.records.clusters import Cluster, Record

MAX_TEXT_LINES = 12
_LEAST_TEXT = 8
_PLAIN_TITLE = 4
"""The score of a title slot that not only its length speaks for."""
_BUY = frozenset(words.BUY_WORDS)
_ELLIPSES = ("…", "...", "..")
_HASHED = "javascript:"


def read_listings(cluster: Cluster, layout: Layout, around: Surroundings) -> list[Listing]:
    """Return a listing for each record that has a title; the same thing printed twice is one."""
    links = links_of(cluster, around)
    headings = sections.Sections(region=cluster.region, records=cluster.orders, tabs=around.tabs)
    found: dict[str, Listing] = {}
    for number, record in enumerate(cluster.records):
        title = _title(layout, record, number)
        if not title:
            continue
        listing = _listing(
            cluster, layout, around, number, title, links.get(number), linked=bool(links), headings=headings
        )
        known = found.get(listing.key)
        found[listing.key] = joined(known, listing) if known else listing
    return list(found.values())


def _listing(
    cluster: Cluster,
    layout: Layout,
    around: Surroundings,
    number: int,
    title: str,
    link: str | None,
    *,
    linked: bool,
    headings: sections.Sections,
) -> Listing:
    record = cluster.records[number]
    price = _price(layout, record)
    category = _category(cluster, layout, around, number, headings)
    return Listing(
        url=link or around.url,
        key=addresses.key_of(link) if link else own_key(record, around, title),
        keyless=link is None and linked,
        title=title,
        text=_text(layout, record, number, title),
        category=category,
        price=price,
        stock=_stock(layout, record, number),
        min_quantity=_first(record, parse_minimum, layout),
        sold=_sold(layout, number),
        detail=Detail.SUMMARY if linked else Detail.FULL,
        confidence=_confidence(layout, record, price, link, around),
    )


def _title(layout: Layout, record: Record, number: int) -> str:
    element = layout.title.elements.get(number) if layout.title else None
    if element is None:
        element = _next_best(layout, number)
    title = clean_title(element, record.atoms) if element else ""
    full = _spelled_out(element, title, record) if element else ""
    title = full or title
    if not any(ch.isalpha() for ch in title):
        title = next(
            (e.get("alt") for e in record.walk() if e.tag == "img" and any(c.isalpha() for c in e.get("alt"))), ""
        )
    return title[:MAX_TITLE]


def _next_best(layout: Layout, number: int) -> Element | None:
    """For a record without the title slot: its longest text that no other slot explains."""
    known = {id(s) for s in (layout.stock, layout.sold, layout.category) if s}
    texts = [s.elements[number] for s in layout.slots if number in s.elements and id(s) not in known]
    usable = [
        e
        for e in texts
        if sum(c.isalpha() for c in e.text) > 1 and e.text.lower() not in _BUY and not parse_stock(e.text)
    ]
    return max(usable, key=lambda e: len(e.text), default=None)


def _spelled_out(element: Element, title: str, record: Record) -> str:
    """Return the whole title where the page prints a cut one and keeps the rest in an attribute."""
    if not title.endswith(_ELLIPSES):
        return ""
    start = title.rstrip(".… ")
    for at in (element, *list(element.ancestors())[:3], *record.walk()):
        for name in ("title", "aria-label", "alt", "data-title", "data-original-title"):
            if at.get(name).startswith(start):
                return at.get(name)
    return ""


def _price(layout: Layout, record: Record) -> StatedPrice | None:
    at_place = [a for a in record.atoms if path_of(a.element, record) == layout.price and a.weight > 0]
    if at_place:
        return at_place[0].money.price
    marked = [a for a in record.atoms if a.money.mark >= Mark.LABELLED and a.weight > 0]
    return max(marked, key=lambda a: a.weight).money.price if marked else None


def _stock(layout: Layout, record: Record, number: int) -> Stock:
    stock = _stock_of(layout, record, number)
    for element in record.walk():
        if element.struck or stock.available is False:
            continue
        if any(name in element.css.split() for name in words.SOLD_OUT_NAMES):
            return replace(
                stock, available=False, label=stock.label or (element.text if is_sold_out(element.text) else None)
            )
        own = element.own_text
        if own and len(own) <= _LEAST_TEXT * 3 and is_sold_out(own):
            cue = parse_stock(own)
            return replace(stock, available=False, label=cue.stock.label if cue else own)
    return stock


def _stock_of(layout: Layout, record: Record, number: int) -> Stock:
    for slot in (layout.stock, layout.pieces):
        text = slot.text(number) if slot else ""
        stock = parse_stock_cell(text) if text else None
        if stock and slot is layout.stock and stock.available is None and not column_kind(slot.heading if slot else ""):
            continue
        if stock:
            return stock
    for atom in record.atoms:
        line = split_line(atom.element.own_text) if atom.embedded else None
        if line and line.rest:
            return stock_in(line.rest)
    return Stock()


def _sold(layout: Layout, number: int) -> int | None:
    text = layout.sold.text(number) if layout.sold else ""
    if not text:
        return None
    digits = "".join(ch for ch in text if ch.isdigit())
    return parse_sold(text) if not text.isdigit() else int(digits[:9])


def _first(record: Record, parse: object, layout: Layout) -> int | None:
    if not callable(parse):
        return None
    for element in record.walk():
        own = element.own_text
        if own and len(own) <= MAX_TITLE // 4 and element.order not in layout.title_orders:
            value = parse(own)
            if isinstance(value, int):
                return value
    return None


def _category(
    cluster: Cluster, layout: Layout, around: Surroundings, number: int, headings: sections.Sections
) -> str | None:
    named = _category_cell(layout, number)
    if named:
        return named
    section = headings.over(cluster.records[number].roots[0])
    if section and not sections.is_shop_word(section):
        return section
    return around.category


def _category_cell(layout: Layout, number: int) -> str:
    """Return what the category column says, also where its cell reaches down from a row above."""
    slot = layout.category
    if slot is None or slot.text(number):
        return slot.text(number) if slot else ""
    above = max((n for n in slot.elements if n < number), default=None)
    if above is None:
        return ""
    span = slot.elements[above].get("rowspan")
    return slot.text(above) if span.isdigit() and int(span[:4]) > number - above else ""


def _text(layout: Layout, record: Record, number: int, title: str) -> str:
    """Return what else the record says, without buttons and what the other fields already hold."""
    used = {id(s) for s in (layout.title, layout.stock, layout.sold, layout.category, layout.pieces) if s}
    priced = {a.element.order for a in record.atoms if not a.embedded}
    lines: list[str] = []
    for slot in layout.slots:
        element = slot.elements.get(number)
        if element is None or id(slot) in used or element.order in priced:
            continue
        line = element.text
        if (
            len(line) >= _LEAST_TEXT
            and line != title
            and line.lower() not in _BUY
            and not any(line in known for known in lines)
        ):
            lines.append(line)
    return "\n".join(lines[:MAX_TEXT_LINES])


def joined(known: Listing, again: Listing) -> Listing:
    """One listing of a thing printed twice: what one card lacks the other fills."""
    return replace(
        known,
        title=again.title
        if len(again.title) > len(known.title) and again.title.startswith(known.title.rstrip(".… "))
        else known.title,
        text=known.text or again.text,
        category=known.category or again.category,
        price=known.price or again.price,
        stock=known.stock if known.stock != Stock() else again.stock,
        sold=known.sold if known.sold is not None else again.sold,
        min_quantity=known.min_quantity or again.min_quantity,
        confidence=max(known.confidence, again.confidence),
    )


def _confidence(
    layout: Layout, record: Record, price: StatedPrice | None, link: str | None, around: Surroundings
) -> float:
    marks = [a.money.mark for a in record.atoms if a.weight > 0]
    points = around.confidence
    points += 0.05 if link else -0.05
    points += 0.05 if layout.stock else 0.0
    points += {True: 0.05, False: -0.1}[bool(marks) and max(marks) >= Mark.LABELLED]
    if price is None:
        points -= 0.1
    if layout.title_score < _PLAIN_TITLE:
        points -= 0.15
    return round(max(0.1, min(points, 0.95)), 2)


__all__ = ["Slot", "Surroundings", "joined", "read_listings"]
