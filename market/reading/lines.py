"""Lines with what they say: claims, priced items, and notes that speak of several items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from market.prices.counting import BARE, PIECES
from market.prices.numbers import han_value
from market.quick import changed, quick_dataclass
from market.reading.claims import NOTHING, Claims, read_claims
from market.reading.clauses import Clause, Note, clause_of, cut, whole
from market.reading.document import Document, Line
from market.reading.items import Item, read_item
from market.reading.labels import is_struck
from market.reading.pricing import Policy, asked_in, marked_prices
from market.reading.quantities import Amounts
from market.reading.rates import read_rates
from market.reading.shares import of_a_hundred, states_shares
from market.reading.tables import Row, count_in, figure_in

_PACK: Final = re.compile(
    r"(?:\b(?:carton|packs?|box|brick|lot|crate|sleeve|tray|bag|sack|reel|bundle|batch)|"
    r"коробк[аеи]|упаковк[аеи]|лот(?:ок|ке)|меш(?:ок|ке)|пачк[аеи]|сумк[аеи]|"
    r"一?[箱盒板包])(?: of| из| по)? ?[:=(]? ?(?P<count>\d{1,3}(?: \d{3})+|\d{1,6}) ?"
    r"(?:pcs|pieces|шт|张|个|只|[a-z]{1,12})|(?P<each>\d{1,6}|[二三四五六七八九]?十|"
    r"[一二两三四五六七八九]?百)[个张只条枚] ?一?[箱盒板包份](?!\w)"
)


_MAX_ASKING, _SHORT_ASKING = 80, 30
_UNPRICED_CUES: Final = frozenset({"ask", "sold_out"})
_SHORT: Final = 130


@quick_dataclass(frozen=True, slots=True)
class LineRead:
    """A line with what it says."""

    line: Line
    claims: Claims
    items: tuple[Item, ...] = ()
    notes: tuple[Note, ...] = ()


def read_line(line: Line, policy: Policy, rows: Mapping[int, Row], claims: Claims | None = None) -> LineRead:
    """Return what a line says; *rows* are the text's table rows by line number, *claims* the line's where known."""
    if not line.hits and not line.figures:
        return LineRead(line, _claims_of(line) if line.hands_over else NOTHING)
    if claims is None:
        claims = _claims_of(line)
    if rows and (row := rows.get(line.number)) is not None:
        item = _table_item(line, row)
        return LineRead(line, claims, (item,) if item else ())
    found = cut(line, policy)
    if not found.clauses:
        asks = policy.has_marked and _asks(line, claims)
        return LineRead(line, claims, (read_item(whole(line)),) if asks else ())
    clauses = _paired(line, found.clauses)
    known = claims if len(clauses) == 1 and not _is_loose(line) else None
    items = tuple([read_item(clause, policy.pack, known) for clause in clauses])
    return LineRead(line, claims, items, found.notes)


def read_words(line: Line) -> LineRead:
    """Return what the words of a line claim, whatever prices it states."""
    return LineRead(line, _claims_of(line))


def _claims_of(line: Line) -> Claims:
    return read_claims(
        line.text, line.start, line.hits, line.figures, hands_over=line.hands_over, loose=_is_loose(line)
    )


def _is_loose(line: Line) -> bool:
    """Whether a line is prose, in which weak words say nothing of the goods."""
    return len(line.text) > _SHORT and line.number > 0


_SIBLINGS: Final = 2
_MAX_SIBLING: Final = 60
_MAX_NAME: Final = 12
_MAX_ENTRY: Final = 20
_NO_NAME_ENDS: Final = frozenset("0123456789.,;+=")
_SIGNS: Final = (
    (":", ":"),
    ("…", "."),
    (".", "."),
    ("-", "-"),
    ("—", "-"),
    ("=", "="),
    ("~", "~"),
    (">", ">"),
    ("→", ">"),
)


def with_siblings(lines: Sequence[LineRead], policy: Policy) -> list[LineRead]:
    """Return lines, those read as prices, too, that look like the priced lines of a list but name no known goods."""
    if policy.lenient or (policy.has_marked and not _mostly_bare(lines)):
        return list(lines)
    shapes = Counter(shape for read in lines if read.items and (shape := _shape(read.line)))
    if not shapes:
        return list(lines)
    needed = 1 if lines[0].claims.platforms else _SIBLINGS
    lenient = changed(policy, lenient=True, has_marked=False)
    return [
        read_line(read.line, lenient, {})
        if not read.items and read.line.number and shapes[_shape(read.line)] >= needed
        else read
        for read in lines
    ]


_FEWEST: Final = 3


def _mostly_bare(lines: Sequence[LineRead]) -> bool:
    """Whether the prices of a list name no currency, but for a sum that only describes an entry."""
    asked = [item.asked for read in lines for item in read.items if item.asked]
    return len(asked) >= _FEWEST and all(one.figure.role is BARE for one in asked)


def _shape(line: Line) -> str:
    """Return the sign that leads to the number at a short line's end; empty where none does."""
    last = line.figures[-1] if line.figures else None
    if last is None or last.role is not BARE or len(line.text) > _MAX_SIBLING:
        return ""
    before = line.text[: last.start - line.start].rstrip()
    plain = last.end == line.end and (
        (before.isalpha() and len(before) <= _MAX_NAME)
        or (line.has_han and len(before) <= _MAX_ENTRY and before[-1:] not in _NO_NAME_ENDS)
    )
    return next((shape for sign, shape in _SIGNS if before.endswith(sign)), " " if plain else "")


def _asks(line: Line, claims: Claims) -> bool:
    """Whether a line of a price list names goods and asks for a message instead of a price."""
    if line.is_title or len(line.text) > _MAX_ASKING or _UNPRICED_CUES.isdisjoint(line.cues):
        return False
    named = claims.platforms or claims.attributes or claims.countries or claims.strong_kind or claims.has_age
    return bool(named) or (claims.describes and len(line.text) <= _SHORT_ASKING)


def with_asking(lines: Sequence[LineRead]) -> list[LineRead]:
    """Return the lines of a list of bare prices, those of its entries that ask for a message, too."""
    if len([read for read in lines if read.items]) < _SIBLINGS:
        return list(lines)
    return [
        changed(read, items=(read_item(whole(read.line)),))
        if not read.items
        and "ask" in read.line.cues
        and len(read.line.text) <= _MAX_SIBLING
        and _asks(read.line, read.claims)
        else read
        for read in lines
    ]


def policy_of(document: Document, *, has_table: bool) -> Policy:
    """Return how the prices of a document are written."""
    marked = {line.number: found for line in document.lines if line.has_money and (found := marked_prices(line))}
    unstruck = "struck" not in document.cues or any(
        not is_struck(document.lines[number], figure) for number, figures in marked.items() for figure in figures
    )
    cues = document.cues
    pack = _PACK.search(document.folded.text) if "box" in cues else None
    return Policy(
        marked=marked,
        has_marked=has_table or any(number > 0 for number in marked),
        has_unstruck=unstruck,
        is_buyback="buyback" in cues and (document.lines[0].cards or states_shares(document)),
        of_hundred="buyback" in cues and of_a_hundred(document),
        pack=_count_of(pack["count"] or pack["each"]) if pack else None,
    )


def _count_of(written: str) -> int:
    """Return the number of pieces in a box, in digits or Chinese numerals."""
    plain = written.replace(" ", "")
    return int(plain) if plain.isdecimal() else int(han_value(plain))


def _table_item(line: Line, row: Row) -> Item | None:
    """Return the item of a table row; None where its price cell holds no number."""
    asked = asked_in(line, row)
    if asked is None and any(hit.term.cue == "ask" for hit in line.hits):
        return read_item(whole(line))
    rates = [said for said in read_rates(line) if row.rate[0] <= said.start < row.rate[1]] if row.rate else []
    if asked is None and not rates:
        return None
    stock = None if row.stock and _is_quantity(line, row) else row.stock
    cells = [cell for cell in (row.price, row.rate, stock, row.minimum, *row.ignored) if cell]

    def is_word(start: int) -> bool:
        return not any(low <= start < high for low, high in cells)

    clause = clause_of(
        line,
        line.start,
        line.end,
        hits=[hit for hit in line.hits if is_word(hit.start)],
        figures=[figure for figure in line.figures if is_word(figure.start)],
        asked=asked,
        rate=None if asked or not rates else rates[0].rate,
        anchor=(asked.start, asked.end) if asked else (line.start, line.end),
    )
    item = read_item(clause)
    amounts = Amounts(
        stock=count_in(line, stock) if stock else item.amounts.stock,
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


def _is_quantity(line: Line, row: Row) -> bool:
    """Whether the count of a row is what its price is for: a bound (1-9, 50+), or all that the row says beside it."""
    figure = figure_in(line, row.stock)
    if figure is None or row.price is None or figure.start > row.price[0]:
        return False
    return figure.is_range or figure.is_open or not (line.hits or row.minimum or len(line.text) > _SHORT_ROW)


_SHORT_ROW: Final = 24


def _paired(line: Line, clauses: Sequence[Clause]) -> Sequence[Clause]:
    """Return clauses with products and prices paired by order ("40 netflix + 25 spotify, 2.2 / 1.3")."""
    if len(clauses) < 2:  # noqa: PLR2004 - nothing to pair
        return clauses
    found = list(clauses)
    first = found[0]
    products = [hit for hit in first.hits if hit.term.platform and not hit.term.weak]
    bare = [clause for clause in found[1:] if not any(hit.term.platform or hit.term.kind for hit in clause.hits)]
    if len({hit.term.platform for hit in products}) < len(products):
        return found
    if len(products) < 2 or len(bare) < len(products) - 1 or first.asked is None:  # noqa: PLR2004
        return found
    tiered = any(figure.is_open and figure.role is PIECES for clause in bare for figure in clause.figures)
    return found if tiered else _pair(line, found, [hit.start for hit in products])


def _pair(line: Line, found: list[Clause], starts: list[int]) -> list[Clause]:
    """Return clauses in which the n-th product of the first has the n-th price."""
    first = found[0]
    if first.asked is None or len(found) < len(starts) or not all(clause.asked for clause in found[: len(starts)]):
        return found
    between = line.text[starts[1] - line.start : (first.anchor or (0, 0))[0] - line.start]
    bare = len(found) == len(starts) and not any(map(str.isalpha, line.text[_end_of(found[0], line) :]))
    if not bare and not re.search(r"[,:;=—-]|分别|各|respectively|соответственно", between):
        return found
    borders = [first.start, *(start for start in starts[1:]), first.asked.start]
    paired = []
    for number, (first_place, last_place) in enumerate(pairwise(borders)):
        clause = found[number]
        low = _before_count(first, first_place) if number else first_place
        high = _before_count(first, last_place) if number + 1 < len(starts) else last_place
        paired.append(
            clause_of(
                line,
                low,
                high,
                hits=[hit for hit in first.hits if low <= hit.start < high],
                figures=[figure for figure in first.figures if low <= figure.start < high],
                asked=clause.asked,
                anchor=clause.anchor,
            )
        )
    return paired + found[len(starts) :]


def _end_of(clause: Clause, line: Line) -> int:
    """Return where in its line the price of a clause ends."""
    return (clause.anchor[1] if clause.anchor else clause.end) - line.start


def _before_count(clause: Clause, place: int) -> int:
    """Return where the count right before a product begins ("25 spotify"), else the product's own place."""
    for figure in clause.figures:
        if 0 <= place - figure.end <= 1:
            return figure.start
    return place
