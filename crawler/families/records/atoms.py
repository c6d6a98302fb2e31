"""Price atoms: the smallest places of a page that state a price, with how sure that is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.families.records import words_data as words
from crawler.families.records.prices import Mark, Money, parse_money
from crawler.families.records.tree import Element

MAX_ATOM = 60
"""Characters of a text that is nothing but a price."""
MAX_EMBEDDED = 160
"""Characters of a line that names a thing and its price."""
MAX_ATOMS = 6000
MAX_LABEL = 25
MAX_NEAR = 4
"""Neighbours, pieces of white space counted, among which a label or sign right beside is looked for."""
MAX_MORE = 16
_UNSPACED = "\u2e80"
"""From here on scripts write no spaces between words."""
MAX_SPAN = 500
_WEIGHTS = {Mark.NONE: 0.0, Mark.BARE: 0.2, Mark.DECIMAL: 1.0, Mark.LABELLED: 3.0, Mark.SIGNED: 3.0}
_NAMED = 2.0
_HEADED = 3.0
_OTHER = -5.0
_LEAST = 0.9
_OTHER_NAMES = (
    "stock", "qty", "quantity", "sold", "sales", "count", "rating", "discount", "percent", "member", "vip", "wholesale",
    "shipping", "total", "cart", "badge", "save", "year", "date", "time", "phone", "num-", "page",
)  # fmt: skip
_LEAST_CELLS = 2
_PLAIN_LABELS = frozenset(
    (*words.PRICE_LABELS, *words.STOCK_LABELS, *words.SOLD_LABELS, *words.MINIMUM_LABELS, *words.CATEGORY_LABELS)
) | {"id", "sku"}
_FORMER_NAMES = ("regular", "base", "full", "list-price", "tax")
_CURRENT_NAMES = ("sale", "special", "new", "current", "now", "final", "actual")
_DIGIT = re.compile(r"\d")
_NUMERIC = re.compile(r"\W*\d[\W\d]*")
_HEADER_TAGS = frozenset({"td", "th"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """One place that states a price."""

    element: Element
    money: Money
    weight: float
    embedded: bool = False
    """Whether the price stands in a line with other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """What heads each cell of the tables of a page: order of a cell's element -> lower-case label."""

    by_cell: Mapping[int, str] = field(default_factory=dict)

    def of(self, element: Element) -> str:
        """Return the column label over the cell around *element*; empty where there is none."""
        at: Element | None = element if self.by_cell else None
        while at is not None and at.tag != "tr":
            label = self.by_cell.get(at.order)
            if label is not None:
                return label
            at = at.parent
        return ""


def read_headings(body: Element) -> Headings:
    """Return the column labels of every table of a page, tables whose header is a table of its own included."""
    by_cell: dict[int, str] = {}
    pending: list[str] = []
    for table in (e for e in body.walk() if e.tag == "table"):
        rows = [e for e in table.walk() if e.tag == "tr" and _table_of(e) is table]
        _place_cells(rows)
        labels: list[str] = pending
        for number, row in enumerate(rows):
            cells = [c for c in row.elements if c.tag in _HEADER_TAGS]
            if _is_header(cells):
                labels = _spread(cells)
                pending = labels if len(rows) == 1 else []
            elif labels:
                by_cell.update(
                    (c.order, labels[c.column]) for c in cells if c.column is not None and c.column < len(labels)
                )
            elif number == 0:
                pending = []
    return Headings(by_cell=by_cell)


def _place_cells(rows: list[Element]) -> None:
    """Give every cell its column, those under a cell of several rows shifted."""
    reaching: dict[int, int] = {}
    for row in rows:
        column = 0
        down = {c: n - 1 for c, n in reaching.items() if n > 1}
        for cell in row.elements:
            if cell.tag not in _HEADER_TAGS:
                continue
            while reaching.get(column, 0) > 0:
                column += 1
            cell.column = column
            width = _span(cell, "colspan")
            down.update(
                {c: _span(cell, "rowspan") - 1 for c in range(column, column + width) if _span(cell, "rowspan") > 1}
            )
            column += width
        reaching = down


def _span(cell: Element, name: str) -> int:
    said = cell.get(name)
    return max(1, min(int(said[:4]), MAX_SPAN)) if said.isdigit() else 1


def plain_kind(label: str) -> str:
    """Return what a label right before a value says it is; unlike a column's heading it says nothing else."""
    low = label.strip(" :：*.")
    return column_kind(low) if low in _PLAIN_LABELS else ""


def label_before(element: Element) -> str:
    """Return the short text that stands right before an element in its parent, lower case."""
    siblings = element.parent.children if element.parent else []
    for sibling in reversed(siblings[max(0, element.spot - MAX_NEAR) : element.spot]):
        text = sibling.strip() if isinstance(sibling, str) else sibling.text
        if text:
            return text.lower() if len(text) <= MAX_LABEL else ""
    return ""


def is_label(text: str, group: tuple[str, ...]) -> bool:
    """Whether a heading or label is one of *group*, alone or with a currency or unit behind it."""
    low = text.lower().strip(" :：*.\u00a0")
    return low in group or any(_is_part(word, low) for word in group if len(word) < len(low) <= len(word) + MAX_MORE)


def _is_part(word: str, low: str) -> bool:
    if word[0] >= _UNSPACED:
        return len(word) > 1 and (low.startswith(word) or low.endswith(word))
    return (low.startswith(word) and not low[len(word)].isalpha()) or low.endswith(" " + word)


@lru_cache(maxsize=1024)
def column_kind(label: str) -> str:
    """Return what a column holds (price, stock, sold, title, category, id, minimum, other); empty where unknown."""
    if not label:
        return ""
    low = label.strip(" :：*.")
    if low not in words.PRICE_LABELS and any(_names(word, low) for word in words.OTHER_PRICE_LABELS):
        return "other"
    for kind, group in (
        ("price", words.PRICE_LABELS),
        ("id", words.ID_LABELS),
        ("sold", words.SOLD_LABELS),
        ("minimum", words.MINIMUM_LABELS),
        ("stock", words.STOCK_LABELS),
        ("category", words.CATEGORY_LABELS),
        ("title", words.TITLE_LABELS),
        ("other", words.OTHER_PRICE_LABELS),
    ):
        if is_label(label, group):
            return kind
    return ""


def _names(word: str, label: str) -> bool:
    return (
        word in label
        if not word.isascii()
        else word in label.replace("(", " ").replace(")", " ").split() or (" " in word and word in label)
    )


def read_atoms(body: Element, headings: Headings, *, lang: str, currency: str | None) -> list[Atom]:
    """Return the price atoms of a page in document order, struck-out ones left out."""
    atoms: list[Atom] = []
    stack = [body]
    while stack and len(atoms) < MAX_ATOMS:
        element = stack.pop()
        if element.struck or element.tag in {"select", "option"}:
            continue
        atom = _atom(element, headings, lang, currency)
        if atom:
            atoms.append(atom)
            if not atom.embedded:
                continue
        stack.extend(reversed(element.elements))
    followers = [*atoms[1:], None]
    return [a for a, b in zip(atoms, followers, strict=False) if not (a.embedded and b and a.element.holds(b.element))]


def _atom(element: Element, headings: Headings, lang: str, currency: str | None) -> Atom | None:
    text = element.text
    if len(text) <= MAX_ATOM and _DIGIT.search(text):
        label = headings.of(element) if element.tag not in {"tr", "tbody", "table"} else ""
        money = parse_money(text, lang=lang, currency=currency or _currency_of(label))
        if money is not None and money.alone and money.mark < Mark.SIGNED:
            money = _signed_beside(element, text, lang) or money
        if money is not None and money.alone:
            weight = _weight(element, money, label)
            return Atom(element=element, money=money, weight=weight) if weight >= _LEAST else None
    own = element.own_text
    if not _DIGIT.search(own):
        return None
    stated = parse_money(own, lang=lang, currency=currency)
    if stated is None or stated.mark < Mark.LABELLED or stated.other:
        return None
    return Atom(element=element, money=stated, weight=_WEIGHTS[stated.mark] - 1, embedded=True)


def _signed_beside(element: Element, text: str, lang: str) -> Money | None:
    """Return the price with the currency that stands in an element or text of its own right beside."""
    siblings = element.parent.children if element.parent else []
    place = element.spot
    around = (siblings[max(0, place - MAX_NEAR) : place][::-1], siblings[place + 1 : place + 1 + MAX_NEAR])
    for near, before in zip(around, (True, False), strict=True):
        sign = next((t for t in (c.strip() if isinstance(c, str) else c.text for c in near) if t), "")
        sign = sign.split()[-1 if before else 0] if sign and len(sign) < MAX_ATOM // 2 else ""
        if sign.strip(".:：").lower() in words.CURRENCY_SIGNS:
            sign = sign.strip(":：")
            return parse_money(f"{sign} {text}" if before else f"{text} {sign}", lang=lang)
    return None


def _weight(element: Element, money: Money, label: str) -> float:
    weight = _WEIGHTS[money.mark]
    kind = column_kind(label) or (plain_kind(label_before(element)) if money.mark < Mark.LABELLED else "")
    if kind == "price":
        weight += _HEADED
    elif kind:
        weight += _OTHER
    names = " ".join(
        (
            element.css,
            element.get("aria-label").lower(),
            *(p.css for p in list(element.ancestors())[:1]),
            *(c.css for c in element.elements),
        )
    )
    if any(name in names for name in words.PRICE_NAMES):
        weight += _NAMED
    elif money.mark < Mark.LABELLED and any(name in names for name in _OTHER_NAMES):
        weight += _OTHER
    inside = " ".join(e.css for e in (element, *element.elements))
    if any(name in inside for name in _FORMER_NAMES) and not any(name in inside for name in _CURRENT_NAMES):
        weight -= 1
    if money.other or (money.mark < Mark.LABELLED and money.price.min == 0):
        weight += _OTHER
    return weight


def _currency_of(label: str) -> str | None:
    for token in (
        label.replace("(", " ").replace(")", " ").replace("（", " ").replace("）", " ").replace(",", " ").split()
    ):
        if token in words.CURRENCY_SIGNS:
            return words.CURRENCY_SIGNS[token]
    return None


def _table_of(row: Element) -> Element | None:
    return next((a for a in row.ancestors() if a.tag == "table"), None)


def _is_header(cells: list[Element]) -> bool:
    texts = [c.text for c in cells]
    if any(_NUMERIC.fullmatch(t) for t in texts):
        return False
    if len(cells) < _LEAST_CELLS or any(any(ch.isdigit() for ch in t) and len(t) > MAX_ATOM // 2 for t in texts):
        return False
    known = sum(bool(column_kind(t.lower())) for t in texts)
    return known >= _LEAST_CELLS or (known >= 1 and all(c.tag == "th" for c in cells))


def _spread(cells: list[Element]) -> list[str]:
    labels: list[str] = []
    for cell in cells:
        labels.extend([cell.text.lower()] * _span(cell, "colspan"))
    return labels
