"""Price lists written as plain lines: one thing a line, headings between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.families.records import addresses, sections
from crawler.families.records import words_data as words
from crawler.families.records.options import parse_tier
from crawler.families.records.prices import Mark, Money, parse_money
from crawler.families.records.stocks import is_sold_out, parse_minimum, parse_pieces, parse_stock, without_stock
from crawler.families.records.tree import INLINE, read_lines
from market.model import Detail, Listing, Stock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.families.records.tree import Element

MAX_LINE = 160
MAX_LINES = 3000
_LEAST_LINES = 3
_LEAST_SHARE = 0.4
_EDGES = " \t-–—=:：|/·•*.,，、()（）[]【】→>~"
_TRAILING_LABEL = re.compile(
    rf"(?:^|[\s\W])(?:{'|'.join(re.escape(w) for w in sorted(words.PRICE_LABELS, key=len, reverse=True))})\W*$",
    re.IGNORECASE,
)
_ADVERSE = frozenset({"nav", "footer", "header", "form", "aside"})
_LINE_TAGS = INLINE | {"p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "center", "pre", "blockquote", "img"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that names a thing and its price."""

    title: str
    money: Money
    rest: str


def split_line(text: str, *, lang: str = "", currency: str | None = None, least: Mark = Mark.LABELLED) -> Line | None:
    """Return the parts of a line that names a thing and its price; None where it is no such line."""
    money = parse_money(text, lang=lang, currency=currency) if len(text) <= MAX_LINE else None
    if money is None or money.mark < least or money.alone or money.other:
        return None
    before = _TRAILING_LABEL.sub("", text[: money.span[0]].strip(_EDGES)).strip(_EDGES)
    after = text[money.span[1] :].strip(_EDGES)
    if sum(c.isalpha() for c in before) > 1:
        return Line(title=before, money=money, rest=after)
    if sum(c.isalpha() for c in without_stock(after)) > 1:
        return Line(title=after, money=money, rest=after)
    return None


def stock_in(rest: str) -> Stock:
    """Return the stock that the rest of a line states."""
    for part in (rest, *re.split(r"[|/,，;；—–]|\s-\s|\s{2,}", rest)):
        stock = parse_pieces(part.strip())
        if stock:
            return stock
        cue = parse_stock(part.strip())
        if cue:
            return cue.stock
    return Stock(label=rest, available=False) if is_sold_out(rest) else Stock()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineList:
    """A plain price list and the element that holds it."""

    block: Element
    listings: tuple[Listing, ...]


def read_line_lists(body: Element, url: str, *, lang: str) -> list[LineList]:
    """Return the plain price lists of a page with a listing for each of their lines."""
    found = []
    for block in _blocks(body):
        lines = _lines_of(block)
        parsed = [split_line(line, lang=lang) if not parse_tier(line) else None for line in lines]
        priced = sum(p is not None for p in parsed)
        if priced >= _LEAST_LINES and priced >= _LEAST_SHARE * len(lines):
            found.append(LineList(block=block, listings=tuple(_listings(lines, parsed, url, _heading_over(block)))))
    return found


def _blocks(body: Element) -> list[Element]:
    """Return the elements that hold nothing but lines: text cut by br, line breaks of pre, paragraphs and headings."""
    built: set[int] = set()
    for element in body.walk():
        if element.tag not in _LINE_TAGS:
            for at in element.ancestors():
                if at.order in built:
                    break
                built.add(at.order)
    blocks: list[Element] = []
    stack = [body]
    while stack:
        element = stack.pop()
        if element.tag in _ADVERSE:
            continue
        if element.tag == "pre" or (element.order not in built and _is_text_block(element)):
            blocks.append(element)
        else:
            stack.extend(reversed(element.elements))
    return blocks


def _is_text_block(element: Element) -> bool:
    tags = [e.tag for e in element.walk()]
    return tags.count("a") < _LEAST_LINES and tags.count("br") + tags.count("p") >= _LEAST_LINES - 1


def _lines_of(block: Element) -> list[str]:
    if block.tag == "pre":
        raw = "".join(c if isinstance(c, str) else "\n" if c.tag == "br" else _raw(c) for c in block.children)
        return [line for line in (" ".join(part.split()) for part in raw.splitlines()) if line][:MAX_LINES]
    return read_lines(block)[:MAX_LINES]


def _raw(element: Element) -> str:
    return "".join(c if isinstance(c, str) else _raw(c) for c in element.children)


def _heading_over(block: Element) -> str | None:
    return sections.Sections(region=block, records=frozenset()).over(block)


def _listings(lines: Sequence[str], parsed: Sequence[Line | None], url: str, heading: str | None) -> list[Listing]:
    category = heading if heading and not sections.is_shop_word(heading) else None
    listings = []
    for number, (text, line) in enumerate(zip(lines, parsed, strict=True)):
        if line is None:
            if _is_heading(text) and any(p is not None for p in parsed[number + 1 : number + 3]):
                category = text.strip(_EDGES + "#") or category
            continue
        listings.append(
            Listing(
                url=url,
                key=f"{addresses.key_of(url)}#{' '.join(f'{category or str()} {line.title}'.lower().split())}",
                title=line.title,
                text=text,
                category=category,
                price=line.money.price,
                stock=stock_in(line.rest),
                min_quantity=parse_minimum(line.rest),
                detail=Detail.FULL,
                confidence=0.7 if line.money.mark is Mark.SIGNED else 0.6,
            )
        )
    return listings


def _is_heading(text: str) -> bool:
    return (
        len(text) <= sections.MAX_HEADING
        and sum(c.isalpha() for c in text) > 1
        and not any(c.isdigit() for c in text[-4:])
    )
