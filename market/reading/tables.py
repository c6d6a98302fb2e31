"""Tables in plain text: which cell of a row is the price, the stock, the smallest order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from market.model import Span
from market.prices.counting import BARE, MONEY, PIECES, YEAR
from market.prices.figures import Figure
from market.quick import quick_dataclass
from market.reading.document import Line

_CELL: Final = re.compile(r"[^|\t]+")
_SLASHED: Final = re.compile(r"(?:(?! / ).)+?(?= / |$)")
_NUMERIC_ROLES: Final = frozenset({BARE, MONEY, PIECES, YEAR})
_COLUMN_CUES: Final = ("price", "stock", "minimum", "sold", "rate", "not_price")
_LEAST_ROWS: Final = 2
_LEAST_CELLS: Final = 3


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one table line by what their column holds."""

    price: Span | None = None
    """Folded place of the price cell."""
    rate: Span | None = None
    stock: Span | None = None
    minimum: Span | None = None
    ignored: tuple[Span, ...] = ()
    """Cells of other numbers (sold, no.)."""
    heading: str = ""
    """Folded text of the price column's heading, which may name currency and unit."""


_OF_NUMBERS: Final = re.compile(r"编号|序号?|号|代码|项目id|id|no\.?|#|№|code")
"""Heading of a column of numbers, which rows may write into the cell of the name."""
_PART_HEAD: Final = re.compile(r"\s*(?:[【〖「\[][^】〗」\]\d]{1,12}[】〗」\]]|[■◆●▍#▪▫□◇◈❖]{1,3} ?[^\W\d]{1,12})\s*")
"""A line within a table that only names the goods of the rows below it."""
_RULE: Final = re.compile(r"[ |:=+-]+")
"""A line that only underlines a heading."""


def read_tables(text: str, lines: Sequence[Line], cues: frozenset[str]) -> Mapping[int, Row]:
    """Return the rows of all tables of a folded text by line number, headings left out; *cues* are all of the text."""
    divided = _divides(text) and len([line for line in lines if _divides(line.text)]) >= _LEAST_ROWS
    if not divided and ("price" not in cues or not any(map(_may_head, lines))):
        return {}
    rows: dict[int, Row] = {}
    columns: dict[str, int] = {}
    width = 0
    heading = ""
    numbered = False
    for line in lines:
        cells = _cells(line) or _blank_cells(line, width if columns else 0)
        if not cells and _RULE.fullmatch(line.text):
            continue
        if len(cells) < _LEAST_ROWS:
            columns = {} if line.text.strip() and not _PART_HEAD.fullmatch(line.text) else columns
            continue
        said = _columns(line, cells)
        if ("price" in said or "rate" in said) and not line.has_money:
            columns, width = said, len(cells)
            first = line.text[cells[0][0] - line.start : cells[0][1] - line.start].strip()
            numbered = 0 not in said.values() and _OF_NUMBERS.fullmatch(first) is not None
            low, high = cells[said.get("price", said.get("rate", 0))]
            heading = line.text[low - line.start : high - line.start]
        elif columns and len(cells) == width:
            rows[line.number] = _row(cells, columns, heading)
        elif numbered and len(cells) == width - 1:
            rows[line.number] = _row([cells[0], *cells], columns, heading)
    return rows or _without_heading(lines)


WIDE_CELL: Final = re.compile(r"[^ ]+(?: [^ ]+)*")
"""A cell where columns stand apart by two blanks or more."""


_SHORT_HEAD: Final = 40


def _may_head(line: Line) -> bool:
    """Whether a short line without numbers names a column of prices and another one."""
    cues = line.cues
    return "price" in cues and not line.figures and len(line.text) <= _SHORT_HEAD and not _OTHERS.isdisjoint(cues)


_OTHERS: Final = frozenset({"stock", "minimum", "sold", "not_price"})


def _divides(text: str) -> bool:
    """Whether signs or wide blanks divide a line into cells."""
    return "|" in text or (" / " in text and text.count(" / ") > 1) or _divides_wide(text)


def _divides_wide(text: str) -> bool:
    return "\t" in text or ("   " in text and text.strip().count("   ") > 1)


def _cells(line: Line) -> list[Span]:
    if "|" not in line.text and "\t" not in line.text:
        if " / " in line.text and line.text.count(" / ") > 1:
            return [(line.start + cell.start(), line.start + cell.end()) for cell in _SLASHED.finditer(line.text)]
        if not _divides(line.text):
            return []
        found = [(line.start + cell.start(), line.start + cell.end()) for cell in WIDE_CELL.finditer(line.text)]
        return found if len(found) >= _LEAST_CELLS else []
    cells = [
        (line.start + cell.start(), line.start + cell.end())
        for cell in _CELL.finditer(line.text)
        if cell[0].strip(" -:=")
    ]
    inside = [hit for hit in line.hits if "|" in line.text[hit.start - line.start : hit.end - line.start]]
    for hit in inside:  # a bar pushed into a word (抖|音) divides no cells
        first = next((at for at, cell in enumerate(cells) if cell[0] <= hit.start < cell[1]), None)
        if first is not None and first + 1 < len(cells) and cells[first + 1][0] < hit.end:
            cells[first : first + 2] = [(cells[first][0], cells[first + 1][1])]
    return cells


_WORD: Final = re.compile(r"[^ ]+")
_MOST_CELLS: Final = 7
_LONGEST_CELL: Final = 14
_SHORT_CELL: Final = 6


def _blank_cells(line: Line, width: int) -> list[Span]:
    """Return the cells of a line that only blanks divide; none unless it may head a table or is as wide as the last."""
    if not width and ("price" not in line.cues or line.figures):
        return []
    if max(map(len, line.text.split(" "))) > _LONGEST_CELL:
        return []
    found = [(line.start + word.start(), line.start + word.end()) for word in _WORD.finditer(line.text)]
    if not _LEAST_CELLS <= len(found) <= _MOST_CELLS:
        return []
    if width and len(found) >= width and _only_figure(line, found[-1]):
        extra = len(found) - width
        return [(found[0][0], found[extra][1]), *found[extra + 1 :]]
    named = {hit.term.cue for hit in line.hits} & set(_COLUMN_CUES)
    short = all(end - start <= _SHORT_CELL for start, end in found)
    return found if "price" in named and (len(named) > 1 or short) and not line.figures else []


def _columns(line: Line, cells: Sequence[Span]) -> dict[str, int]:
    """Return the column of each cue that the cells of a heading name."""
    columns: dict[str, int] = {}
    for hit in line.hits:
        if hit.term.cue in _COLUMN_CUES:
            for number, (start, end) in enumerate(cells):
                if start <= hit.start < end:
                    columns.setdefault(hit.term.cue, number)
    if "price" not in columns and "rate" not in columns and not line.figures:
        texts = [line.text[start - line.start : end - line.start].strip() for start, end in cells]
        if any(map(_BEFORE.fullmatch, texts)) and (
            now := [at for at, said in enumerate(texts) if _NOW.fullmatch(said)]
        ):
            columns["rate" if line.cards else "price"] = now[0]
            return columns
        for number, (start, end) in enumerate(cells):
            if number and _MONEY_HEADING.search(line.text, start - line.start, end - line.start):
                columns["price"] = number
    return columns


_NOW: Final = re.compile(r"(?:今[日天]|现在?|目前|today|now|сегодня)(?:价|折扣?|报价|回收价?| price| rate)?")
_BEFORE: Final = re.compile(r"(?:昨[日天]|前[日天]|上[次周]|yesterday|вчера)(?:价|折扣?|报价|回收价?| price| rate)?")
"""Headings of two columns of prices, of which the first holds today's."""
_MONEY_HEADING: Final = re.compile(
    r"\b(?:usd|usdt|eur|rub|cny|rmb|gbp|руб|sum|fee|charge|tariff)\b|[$€£¥₽元]|сумма|стоимость"
)
"""A column's heading that names money only."""


def _row(cells: Sequence[Span], columns: Mapping[str, int], heading: str) -> Row:
    place = {cue: cells[number] for cue, number in columns.items()}
    return Row(
        price=place.get("price"),
        rate=place.get("rate"),
        stock=place.get("stock"),
        minimum=place.get("minimum"),
        ignored=tuple(place[cue] for cue in ("sold", "not_price") if cue in place),
        heading=heading,
    )


def _without_heading(lines: Sequence[Line]) -> dict[int, Row]:
    """Return rows of a table without heading whose last cells are a price and a count."""
    rows: dict[int, Row] = {}
    for line in lines:
        cells = [] if line.has_money or not ("|" in line.text or _divides_wide(line.text)) else _cells(line)
        if len(cells) < _LEAST_CELLS:
            continue
        numeric = [(cell, figure) for cell in cells if (figure := _only_figure(line, cell)) is not None]
        if len(numeric) == 2 and numeric[0][0] != cells[0]:  # noqa: PLR2004 - price and stock
            (price, first), (stock, second) = numeric
            if (_is_of_stock(line, price) and not _is_of_stock(line, stock)) or (
                first.low > second.low and first.low == int(first.low) and second.low != int(second.low)
            ):
                price, stock = stock, price
            rows[line.number] = Row(price=price, stock=stock)
    return rows if len(rows) >= _LEAST_ROWS else {}


def _is_of_stock(line: Line, cell: Span) -> bool:
    """Whether a cell itself says that it counts the stock (余 1300)."""
    return "stock" in line.cues and any(hit.term.cue == "stock" and cell[0] <= hit.start < cell[1] for hit in line.hits)


def _only_figure(line: Line, cell: Span) -> Figure | None:
    """Return the figure that fills a cell; None where the cell holds words as well."""
    inside = [figure for figure in line.figures if cell[0] <= figure.start < cell[1] and figure.role in _NUMERIC_ROLES]
    text = line.text[cell[0] - line.start : cell[1] - line.start]
    letters = sum(char.isalpha() for char in text)
    return inside[0] if len(inside) == 1 and letters <= 2 else None  # noqa: PLR2004 - a unit at most


def figure_in(line: Line, cell: Span | None) -> Figure | None:
    """Return the first number of a cell."""
    if cell is None:
        return None
    for figure in line.figures:
        if cell[0] <= figure.start < cell[1] and figure.role in _NUMERIC_ROLES:
            return figure
    return None


def count_in(line: Line, cell: Span | None) -> int | None:
    """Return the whole number of a cell; None where it has none."""
    figure = figure_in(line, cell)
    return int(figure.low) if figure is not None and figure.low == Decimal(int(figure.low)) else None
