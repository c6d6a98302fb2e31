"""The offers of a document: its lines are cut into items, and each item inherits from what stands above it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from market.prices.figures import Role
from market.reading.assembly import PERIOD_KINDS, Draft, continues, drafts_of, plain_copy, widen
from market.reading.claims import NOTHING, Claims, read_claims
from market.reading.clauses import Clause, Note, cut, whole
from market.reading.context import AGE_WORDS, Context, below, is_heading, joined, on_shelf, title_context
from market.reading.document import Document, Line
from market.reading.items import Item, enumerated, read_item
from market.reading.labels import is_struck
from market.reading.packs import Quantity
from market.reading.pricing import Policy, asked_in, marked_prices
from market.reading.quantities import Amounts, read_amounts
from market.reading.rates import read_rates
from market.reading.tables import Row, count_in, read_tables
from market.reading.unpriced import counted_categories, listed_goods, listed_segments, one_product

_PACK: Final = re.compile(
    r"(?:\bcarton|\bpacks?|\bbox|\blot|коробк[аеи]|упаковк[аеи]|一?[箱盒板包])(?: of)? ?[:=(]? ?(?P<count>\d{1,3}(?: \d{3})+|\d{1,6}) ?"
    r"(?:pcs|pieces|шт|张|个|只|[a-z]{3,12})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRead:
    """A line with what it says."""

    line: Line
    claims: Claims
    items: tuple[Item, ...] = ()
    notes: tuple[Note, ...] = ()


def read_offers(document: Document, category: Claims | None = None) -> list[Draft]:
    """Return the offers of a document, everything settled but the currency of numbers that name none.

    *category* is what the shelf claims on which the document stands.
    """
    return _Drafting(document, category).drafts()


def described(document: Document, category: Claims | None = None) -> Context:
    """Return what a document as a whole says of the one thing it sells, whatever prices it mentions."""
    return _Drafting(document, category).whole_context()


class _Drafting:
    """One document on its way to offers."""

    def __init__(self, document: Document, category: Claims | None) -> None:
        self._document = document
        self._rows = read_tables(document.lines)
        self._policy = _policy(document, has_table=bool(self._rows))
        self._lines = _without_price_in_title([self._read(line) for line in document.lines])
        if not any(read.items for read in self._lines) and any(line.figures for line in document.lines):
            self._policy = replace(self._policy, lenient=True)
            self._lines = _without_price_in_title([self._read(line) for line in document.lines])
        self._claims = {read.line.number: read.claims for read in self._lines}
        title = self._lines[0]
        body = [read.claims for read in self._lines[1:] if read.line.text.strip()]
        kind = title.claims.strong_kind
        self._title = title_context(title.claims, enumerated(whole(title.line), kind), body, document.finance)
        self._title = on_shelf(self._title, title.claims, category)
        self._bare = self._title
        """The title's words alone."""
        self._context = self._title
        self._drafts: list[Draft] = []
        self._below_heading = False
        """True until the first item below a heading, which continues none above it."""
        self._pending: list[Claims] = []
        """What lines without price said since the last item."""

    @cached_property
    def _telling(self) -> list[LineRead]:
        """The lines that describe the goods."""
        return _telling(self._lines)

    def whole_context(self) -> Context:
        """Return title and text as one description; lines that name other platforms are left out."""
        named = set(self._title.platforms)
        said = [
            read.claims
            for read in self._telling
            if not named or {place.value for place in read.claims.platforms} <= named
        ]
        return joined(self._title, said, single=True)

    def drafts(self) -> list[Draft]:
        """Return the drafts of the whole document."""
        if not self._is_list():
            self._title = self._context = joined(self._title, (read.claims for read in self._telling), single=True)
        for read in self._lines:
            if read.items:
                self._take_line(read)
            elif not read.line.is_title:
                self._pass_line(read)
        if not self._drafts and not self._title.outside:
            self._drafts = self._unpriced()
        self._apply_notes()
        return self._drafts

    # -- reading lines

    def _read(self, line: Line) -> LineRead:
        if not line.hits and not line.figures:
            return LineRead(line=line, claims=NOTHING)
        loose = not line.is_title and not is_short(line)
        claims = read_claims(line.text, line.start, line.hits, line.figures, loose=loose)
        row = self._rows.get(line.number)
        if row is not None:
            item = _table_item(line, row)
            return LineRead(line=line, claims=claims, items=(item,) if item else ())
        found = cut(line, self._policy)
        if not found.clauses and self._policy.has_marked and _asks(line, claims):
            return LineRead(line=line, claims=claims, items=(read_item(whole(line)),))
        clauses = _paired(line, found.clauses)
        known = claims if len(clauses) == 1 and not loose else None
        items = tuple(read_item(clause, self._policy.pack, known) for clause in clauses)
        return LineRead(line=line, claims=claims, items=items, notes=found.notes)

    def _is_list(self) -> bool:
        """Whether items describe products of their own, so that lines do not share their words."""
        items = [item for read in self._lines for item in read.items]
        if len(items) < 2:  # noqa: PLR2004 - one item is no list
            return False
        title = self._lines[0].claims
        return any(_adds(item.claims, title) and item.quantity.tier is None for item in items)

    # -- walking

    def _take_line(self, read: LineRead) -> None:
        first = len(self._drafts)
        places: list[int] = []
        """Number of drafts after each clause."""
        for item in read.items:
            self._take(item, self._drafts[-1] if len(self._drafts) > first else None)
            self._pending = []
            places.append(len(self._drafts))
        for note in read.notes:
            upto = places[min(note.clauses, len(places)) - 1]
            self._note(note.clause, self._drafts[first:upto])

    def _take(self, item: Item, beside: Draft | None) -> None:
        if self._context.outside and not item.claims.strong_kind:
            return
        last = self._drafts[-1] if self._drafts and not self._below_heading else None
        self._below_heading = False
        if last is not None and _repeats(item, last):
            return
        if last is not None and item.asked is not None and not any(claims.describes for claims in self._pending):
            if continues(item, last):
                widen(self._siblings(last), item, item.asked)
                return
            if _is_plain_here(item, last) and not (beside is not None and item.has_words):
                self._drafts.extend(plain_copy(draft, item, item.asked) for draft in self._siblings(last))
                return
        context = joined(self._context, self._pending) if item.is_plain else self._context
        self._drafts.extend(drafts_of(item, context, beside))

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
        claims = read_claims(clause.text, clause.start, clause.hits, clause.figures)
        amounts = read_amounts(clause.text, clause.start, clause.hits, clause.figures)
        for draft in drafts:
            draft.attributes |= claims.attributes
            draft.minimum = draft.minimum if draft.minimum is not None else amounts.minimum
            if draft.months is None and claims.months:
                draft.months = claims.months
        if amounts.stock is not None and drafts and drafts[-1].stock is None:
            drafts[-1].stock = amounts.stock

    def _pass_line(self, read: LineRead) -> None:
        """Take what a line without price sets for those below."""
        if is_heading(read.line, read.claims):
            platforms = enumerated(whole(read.line), read.claims.strong_kind)
            self._context = below(read.claims, platforms, self._title)
            self._pending = []
            self._below_heading = True
        elif not _is_aside(read):
            self._pending.append(read.claims)

    # -- the rest

    def _unpriced(self) -> list[Draft]:
        bare = Context(platforms=self._bare.platforms, kind=self._bare.kind, sure=self._bare.sure)
        counted = [draft for read in self._lines for draft in counted_categories(read.line, bare)]
        if counted:
            return counted
        return (
            listed_segments(self._document, self._bare)
            or listed_goods(self._document, self._claims, self._bare)
            or one_product(self._document, self._claims, joined(self._bare, (read.claims for read in self._telling)))
        )

    def _is_general(self, read: LineRead) -> bool:
        """Whether a line without price speaks of all the goods."""
        if read.claims.platforms or read.line.is_title or _is_aside(read) or is_heading(read.line, read.claims):
            return False
        if len(self._lines) <= _FEW_LINES:
            return len(read.line.text) <= _LONG
        return "all_of" in read.line.cues and len(read.line.text) <= _SHORT_NOTE

    def _apply_notes(self) -> None:
        """Give the offers what lines without price say of smallest order, stock and all of them."""
        listed = len(self._drafts) > 1
        uniform = len({(draft.platform, draft.kind) for draft in self._drafts}) == 1
        telling = {read.line.number for read in self._telling} if uniform else set()
        general: list[Claims] = []
        minimum: int | None = None
        for read in self._lines:
            if read.items:
                continue
            amounts = _amounts(read.line)
            minimum = amounts.minimum if minimum is None else minimum
            if amounts.stock is not None:
                _add_stock(self._drafts, read.line, amounts.stock)
            told = self._is_general(read) or (read.line.number in telling and not read.line.is_title)
            if listed and told and read.claims.attributes and len(general) < _MOST_NOTES:
                general.append(read.claims)
        for draft in self._drafts:
            draft.minimum = minimum if draft.minimum is None else draft.minimum
            for claims in general:
                _add_general(draft, claims, aged=uniform)


def _is_plain_here(item: Item, last: Draft) -> bool:
    """Whether an item says nothing of its goods but price and, for what is rented, the term."""
    if item.rate is not None:
        return False
    claims = item.claims
    only_term = not (claims.platforms or claims.kinds or claims.countries or claims.attributes - {"aged"})
    return item.is_plain or (item.term is not None and last.kind in PERIOD_KINDS and only_term)


_MAX_ASKING: Final = 80


def _add_general(draft: Draft, claims: Claims, *, aged: bool) -> None:
    """Give an offer what is said of all; an age only where it states none of its own."""
    draft.attributes |= claims.attributes - AGE_WORDS - claims.tied
    if aged and "aged" in claims.attributes and not draft.attributes & AGE_WORDS:
        draft.attributes |= {"aged"}
        draft.months = claims.months


def _asks(line: Line, claims: Claims) -> bool:
    """Whether a line of a price list names goods and asks for a message instead of a price."""
    if line.is_title or len(line.text) > _MAX_ASKING:
        return False
    return claims.describes and any(hit.term.cue in {"ask", "sold_out"} for hit in line.hits)


def _repeats(item: Item, last: Draft) -> bool:
    """Whether an item only states the last price again."""
    same = item.asked is not None and (item.asked.low, item.asked.high) == (last.low, last.high)
    return same and item.is_plain and item.quantity == Quantity() and item.term is None


_FEW_LINES: Final = 14
_MOST_NOTES: Final = 60
_SHORT_NOTE: Final = 48


def _policy(document: Document, *, has_table: bool) -> Policy:
    marked = {
        line.number: found
        for line in document.lines
        if any(figure.role is Role.MONEY for figure in line.figures) and (found := marked_prices(line))
    }
    unstruck = any(
        not is_struck(document.lines[number], figure) for number, figures in marked.items() for figure in figures
    )
    cues = document.cues
    pack = _PACK.search(document.folded.text) if "box" in cues else None
    return Policy(
        marked=marked,
        has_marked=has_table or any(number > 0 for number in marked),
        has_unstruck=unstruck,
        is_buyback="buyback" in cues and any(line.cards for line in document.lines),
        pack=int(pack["count"].replace(" ", "")) if pack else None,
    )


_LONG: Final = 260
_FIRST_LINES: Final = 4
_BULLET_MARK: Final = re.compile(r"\s*(?:[-*•·✓✔+▪◆●]|\d[.)])\s?")


def is_short(line: Line) -> bool:
    """Whether a line is a fact or a bullet rather than prose."""
    return len(line.text) <= _LONG // 2


def _telling(lines: Sequence[LineRead]) -> list[LineRead]:
    """Return the lines that describe the goods: not asides, not the prose and answers of a long text."""
    telling = []
    asked = False
    filled = [read for read in lines if read.line.text.strip()]
    for number, read in enumerate(filled):
        early = number <= _FIRST_LINES
        if _is_question(read.line.text) and not early:
            asked = True
            continue
        if is_heading_mark(read.line):
            asked = False
        bullet = bool(_BULLET_MARK.match(read.line.text))
        fact = len(read.line.text) <= _LONG and (bullet or not asked)
        if (early or fact) and not _is_aside(read) and "some_of" not in read.line.cues:
            telling.append(read)
    return telling


def _is_question(text: str) -> bool:
    """Whether a line asks: what follows answers rather than describes."""
    return text.rstrip(" *_#)\"'").endswith("?") or text.startswith(("faq", "q:", "问:", "вопрос"))


def is_heading_mark(line: Line) -> bool:
    """Whether a line begins like a heading or bullet."""
    return line.text.lstrip()[:1] in set("#*-•✓✔【[")


def _without_price_in_title(lines: list[LineRead]) -> list[LineRead]:
    """Return lines without the title's price where the text below states prices too."""
    title, *body = lines
    body = _without_header_range(body)
    lines = [title, *body]
    if title.items and any(item.asked or item.rate for read in body for item in read.items):
        return [LineRead(line=title.line, claims=title.claims), *body]
    return lines


_PRICE_RANGE: Final = re.compile(
    r"\W*[^\W\d]{0,3}\W{0,2}[\d.,]+ ?[^\W\d]{0,4}\W{0,3} ?[-–] ?\W{0,2}[^\W\d]{0,3}[\d.,]+ ?[^\W\d]{0,4}\W*"
)


def _without_header_range(body: list[LineRead]) -> list[LineRead]:
    """Return lines without the range "$14 - $1290" above a choice of priced options."""
    priced = [read for read in body if read.items]
    if len(priced) < 2 or not _PRICE_RANGE.fullmatch(priced[0].line.text.strip()):  # noqa: PLR2004 - range and options
        return body
    return [LineRead(line=read.line, claims=read.claims) if read is priced[0] else read for read in body]


def _is_aside(read: LineRead) -> bool:
    """Whether a line speaks of surcharges or other things than the goods."""
    goods = read.claims.attributes or read.claims.platforms or read.claims.kinds
    return (read.claims.outside and not goods) or "surcharge" in read.line.cues


def _adds(claims: Claims, title: Claims) -> bool:
    """Whether an item says more of its product than the title does."""
    if claims.outside and not claims.strong_kind:
        return False
    platforms = {place.value for place in claims.platforms} - {place.value for place in title.platforms}
    kinds = {kind for kind, _ in claims.kinds} - {kind for kind, _ in title.kinds} - {"account"}
    countries = set(claims.countries) - set(title.countries)
    return bool(platforms or kinds or claims.attributes - title.attributes or countries or claims.months)


def _amounts(line: Line) -> Amounts:
    if not line.figures and not any(hit.term.cue == "sold_out" for hit in line.hits):
        return Amounts()
    return read_amounts(line.text, line.start, line.hits, line.figures)


def _add_stock(drafts: Sequence[Draft], line: Line, stock: int) -> None:
    place = bisect.bisect_right(drafts, line.number, key=lambda draft: draft.line)
    draft = drafts[max(0, place - 1)] if drafts else None
    if draft is not None and draft.stock is None:
        draft.stock = stock


def _table_item(line: Line, row: Row) -> Item | None:
    """Return the item of a table row; None where its price cell holds no number."""
    asked = asked_in(line, row)
    if asked is None and any(hit.term.cue == "ask" for hit in line.hits):
        return read_item(whole(line))
    rates = read_rates(line) if row.rate else []
    if asked is None and not rates:
        return None
    cells = [cell for cell in (row.price, row.rate, row.stock, row.minimum, *row.ignored) if cell]

    def is_word(start: int) -> bool:
        return not any(low <= start < high for low, high in cells)

    clause = Clause(
        line=line,
        start=line.start,
        end=line.end,
        hits=[hit for hit in line.hits if is_word(hit.start)],
        figures=[figure for figure in line.figures if is_word(figure.start)],
        asked=asked,
        rate=None if asked or not rates else rates[0].rate,
        anchor=(asked.start, asked.end) if asked else (line.start, line.end),
    )
    item = read_item(clause)
    amounts = Amounts(
        stock=count_in(line, row.stock) if row.stock else item.amounts.stock,
        minimum=count_in(line, row.minimum) if row.minimum else item.amounts.minimum,
    )
    return Item(
        clause=clause,
        claims=item.claims,
        amounts=amounts,
        asked=asked,
        rate=clause.rate,
        quantity=item.quantity,
        term=item.term,
    )


def _paired(line: Line, clauses: Iterable[Clause]) -> list[Clause]:
    """Return clauses with products and prices paired by order ("40 netflix + 25 spotify, 2.2 / 1.3")."""
    found = list(clauses)
    if len(found) < 2:  # noqa: PLR2004 - nothing to pair
        return found
    first = found[0]
    products = [hit for hit in first.hits if hit.term.platform and not hit.term.weak]
    bare = [clause for clause in found[1:] if not any(hit.term.platform or hit.term.kind for hit in clause.hits)]
    if len(products) < 2 or len(bare) < len(products) - 1 or first.asked is None:  # noqa: PLR2004
        return found
    return _pair(line, found, [hit.start for hit in products])


def _pair(line: Line, found: list[Clause], starts: list[int]) -> list[Clause]:
    """Return clauses in which the n-th product of the first has the n-th price."""
    first = found[0]
    if first.asked is None or len(found) < len(starts) or not all(clause.asked for clause in found[: len(starts)]):
        return found
    between = line.text[starts[1] - line.start : (first.anchor or (0, 0))[0] - line.start]
    if not re.search(r"[,:;=—-]", between):
        return found
    borders = [first.start, *(start for start in starts[1:]), first.asked.start]
    paired = []
    for number, (low, high) in enumerate(zip(borders, borders[1:], strict=False)):
        clause = found[number]
        low = _before_count(first, low) if number else low
        high = _before_count(first, high) if number + 1 < len(starts) else high
        paired.append(
            Clause(
                line=line,
                start=low,
                end=high,
                hits=[hit for hit in first.hits if low <= hit.start < high],
                figures=[figure for figure in first.figures if low <= figure.start < high],
                asked=clause.asked,
                anchor=clause.anchor,
            )
        )
    return paired + found[len(starts) :]


def _before_count(clause: Clause, place: int) -> int:
    """Return where the count right before a product begins ("25 spotify"), else the product's own place."""
    for figure in clause.figures:
        if 0 <= place - figure.end <= 1:
            return figure.start
    return place
