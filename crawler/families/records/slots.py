"""Slots: what each part of a repeated record is, judged over all records at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TypeAlias

from crawler.families.records import words_data as words
from crawler.families.records.atoms import Atom, Headings, column_kind, label_before, plain_kind
from crawler.families.records.clusters import Cluster, Record
from crawler.families.records.lines import split_line
from crawler.families.records.prices import Mark, parse_money
from crawler.families.records.stocks import is_sold_out, parse_pieces, parse_sold, parse_stock
from crawler.families.records.tree import Element

Path: TypeAlias = tuple[str, ...]

MAX_TITLE = 200
MAX_SIBLINGS = 200
_LONG_TITLE = 110
_SAMPLE = 60
"""Records that are looked at to judge a slot."""
_TITLE_NAMES = ("title", "name", "goods", "subject", "heading", "biaoti", "product-t")
_NOT_TITLE_NAMES = (
    "desc", "price", "stock", "qty", "badge", "tag", "label", "meta", "cat", "date", "time", "btn", "button", "count",
    "sku", "rating", "sales", "num", "ribbon", "status", "type", "seller", "vendor", "author",
)  # fmt: skip
_MAX_STOCK = 30
_MAX_SOLD = 24
_LEAST_SHARE = 0.3
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_BUY = frozenset(words.BUY_WORDS)
_LEAST_TITLE = 1.5


@dataclass(slots=True, kw_only=True)
class Slot:
    """The same place in many records."""

    path: Path
    elements: dict[int, Element] = field(default_factory=dict)
    """Number of the record -> its element there."""
    heading: str = ""
    """Column label, lower case."""

    def text(self, number: int) -> str:
        """Return the text of the slot in one record; empty where the record has none."""
        element = self.elements.get(number)
        return element.text if element else ""

    @property
    def sample(self) -> list[str]:
        """Texts of the first records."""
        return [e.text for e in list(self.elements.values())[:_SAMPLE]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which slot of a cluster is what."""

    slots: tuple[Slot, ...]
    title: Slot | None
    title_score: float
    title_orders: frozenset[int] = frozenset()
    price: Path | None
    stock: Slot | None
    pieces: Slot | None
    """A count of pieces without a word for stock."""
    sold: Slot | None
    category: Slot | None


def read_layout(cluster: Cluster, headings: Headings) -> Layout:
    """Return what the parts of a cluster's records are."""
    slots = _slots(cluster, headings)
    total = len(cluster.records)
    price = _price_path(cluster)
    priced = {a.element.order for r in cluster.records for a in r.atoms if not a.embedded}
    scored = sorted(((_title_score(s, total, priced), -n) for n, s in enumerate(slots)), reverse=True)
    title, score = (slots[-scored[0][1]], scored[0][0]) if scored and scored[0][0] >= _LEAST_TITLE else (None, 0.0)
    others = [s for s in slots if s is not title]
    return Layout(
        slots=tuple(slots),
        title=title,
        title_score=score,
        title_orders=frozenset(e.order for e in title.elements.values()) if title else frozenset(),
        price=price,
        stock=_best(others, _stock_score),
        pieces=_best(others, lambda s: _share(s, lambda t: parse_pieces(t) is not None)),
        sold=_best(others, _sold_score),
        category=next((s for s in others if column_kind(s.heading) == "category"), None),
    )


def path_of(element: Element, record: Record) -> Path:
    """Return where *element* stands in its record, the same for the same place of another record."""
    steps: list[str] = []
    at: Element | None = element
    roots = {root.order for root in record.roots}
    while at is not None and at.order not in roots:
        steps.append(_step(at))
        at = at.parent
    if at is not None and len(record.roots) > 1:
        same = [root for root in record.roots if root.tag == at.tag and root.classes == at.classes]
        steps.append(f"{at.tag}.{'.'.join(at.classes)}:{same.index(at)}")
    return tuple(reversed(steps))


def embedded_atom(element: Element, atoms: tuple[Atom, ...]) -> Atom | None:
    """Return the price that stands inside the line of a title."""
    return next((a for a in atoms if a.embedded and a.element is element), None)


def clean_title(element: Element, atoms: tuple[Atom, ...]) -> str:
    """Return the text of a title's element without the price elements inside it."""
    line = split_line(element.own_text) if embedded_atom(element, atoms) else None
    if line:
        return line.title
    inside = [a.element for a in atoms if not a.embedded and element.holds(a.element) and a.element is not element]
    if not inside:
        return element.text
    text = element.text
    for atom in inside:
        text = text.replace(atom.text, " ", 1)
    return " ".join(text.split()).strip(" -–—|:：·,") or element.text


def _step(element: Element) -> str:
    if element.column is not None:
        return f"{element.tag}:{element.column}"
    if element.tag not in {"td", "th", "dd"} and element.classes:
        return element.tag + "." + ".".join(element.classes)
    before = element.parent.elements[: element.place] if element.parent else []
    return f"{element.tag}:{sum(e.tag == element.tag for e in before[-MAX_SIBLINGS:])}"


def _slots(cluster: Cluster, headings: Headings) -> list[Slot]:
    slots: dict[Path, Slot] = {}
    for number, record in enumerate(cluster.records):
        seen: Counter[Path] = Counter()
        for element in _leaves(record):
            path = path_of(element, record)
            seen[path] += 1
            path = path if seen[path] == 1 else (*path, f"#{seen[path]}")
            slot = slots.setdefault(path, Slot(path=path))
            slot.elements.setdefault(number, element)
            slot.heading = slot.heading or headings.of(element) or _labelled(element)
    return list(slots.values())


def _labelled(element: Element) -> str:
    label = label_before(element)
    return label.strip(" :：*.") if plain_kind(label) else ""


def _leaves(record: Record) -> list[Element]:
    """Return the elements that carry text of their own, a price's element as a whole."""
    atoms = {a.element.order for a in record.atoms if not a.embedded}
    leaves: list[Element] = []
    stack = list(reversed(record.roots))
    while stack:
        element = stack.pop()
        if element.tag in {"select", "option"} or not element.text:
            continue
        if element.own_text or element.order in atoms:
            leaves.append(element)
        if element.order not in atoms:
            stack.extend(reversed(element.elements))
    return leaves


def _price_path(cluster: Cluster) -> Path | None:
    weights: dict[Path, float] = defaultdict(float)
    firsts: dict[Path, int] = {}
    for record in cluster.records:
        for n, atom in enumerate(record.atoms):
            path = path_of(atom.element, record)
            weights[path] += atom.weight
            firsts.setdefault(path, n)
    if not weights:
        return None
    best = max(weights, key=lambda path: (round(weights[path], 3), -firsts[path]))
    return best if weights[best] > 0 else None


def _title_score(slot: Slot, total: int, priced: set[int]) -> float:
    texts = slot.sample
    if all(e.order in priced for e in slot.elements.values()):
        return -9.0
    kind = column_kind(slot.heading)
    score = 2.0 * len(set(texts)) / len(texts) + 1.5 * len(slot.elements) / total
    score += {"title": 3.0, "": 0.0}.get(kind, -4.0)
    score += _name_score(slot) + _letters_score(texts)
    score -= 4.0 * _share_of(texts, _is_price) + 3.0 * _share_of(texts, _is_stock) + 5.0 * _share_of(texts, _is_button)
    return score


def _name_score(slot: Slot) -> float:
    element = next(iter(slot.elements.values()))
    score = 0.0
    if any(step.split(".")[0].split(":")[0] in _HEADINGS for step in slot.path[-3:]) or element.tag in _HEADINGS:
        score += 1.5
    names = element.css + " " + (element.parent.css if element.parent else "")
    if any(name in element.css for name in _TITLE_NAMES):
        score += 1.5
    elif any(name in names for name in _TITLE_NAMES):
        score += 0.5
    if any(name in element.css for name in _NOT_TITLE_NAMES):
        score -= 1.2
    if element.tag == "a" or any(a.tag == "a" for a, _ in zip(element.ancestors(), range(3), strict=False)):
        score += 0.7
    return score


def _letters_score(texts: list[str]) -> float:
    letters = sum(sum(ch.isalpha() for ch in t) for t in texts) / len(texts)
    score = min(letters, 24) / 24 * 1.5
    if letters < 1:
        score -= 4.0
    if letters > _LONG_TITLE:
        score -= 2.0
    return score


def _is_price(text: str) -> bool:
    money = parse_money(text) if len(text) < _SAMPLE else None
    return money is not None and money.alone and money.mark >= Mark.BARE


def _is_stock(text: str) -> bool:
    cue = parse_stock(text)
    sold = len(text) < _MAX_SOLD and parse_sold(text) is not None
    return (cue is not None and len(text) < _MAX_STOCK) or sold or is_sold_out(text)


def _is_button(text: str) -> bool:
    return text.lower().strip(" !»›>→:：.") in _BUY


def _share_of(texts: list[str], test: object) -> float:
    return sum(bool(test(t)) for t in texts) / len(texts) if callable(test) and texts else 0.0


def _share(slot: Slot, test: object) -> float:
    return _share_of(slot.sample, test)


def _stock_score(slot: Slot) -> float:
    kind = column_kind(slot.heading)
    if kind and kind != "stock":
        return 0.0
    element = next(iter(slot.elements.values()))
    named = any(name in element.css for name in words.STOCK_NAMES)
    labelled = _share(
        slot, lambda t: (cue := parse_stock(t)) is not None and (cue.labelled or cue.stock.count is not None)
    )
    return (2.0 if kind == "stock" else 0.0) + (0.8 if named else 0.0) + labelled


def _sold_score(slot: Slot) -> float:
    return (1.0 if column_kind(slot.heading) == "sold" else 0.0) + _share(slot, lambda t: parse_sold(t) is not None)


def _best(slots: list[Slot], score: object) -> Slot | None:
    if not callable(score):
        return None
    rated = [(score(s), len(s.elements), -n) for n, s in enumerate(slots)]
    best = max(rated, default=(0.0, 0, 0))
    return slots[-best[2]] if best[0] > _LEAST_SHARE else None
