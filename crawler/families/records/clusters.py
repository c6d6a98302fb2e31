"""Clusters: the records that a page repeats, found by what stands around its prices."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.families.records import words_data as words
from crawler.families.records.prices import parse_money
from crawler.families.records.stocks import without_stock
from crawler.families.records.tree import Element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.families.records.atoms import Atom

MIN_RECORDS = 2
MAX_RECORDS = 2000
_COMMON = 0.25
"""Share of the records that must agree on how far a record reaches."""
_ALIKE = 0.5
_TITLE_LETTERS = 4
_WIDE = "\u2e80"
_MAX_GAP = 12
MAX_FIELDS = 60
"""Characters of a text that may be nothing but a price and a stock."""
_BUY = frozenset(words.BUY_WORDS)
_PRICE_LABELS = "|".join(re.escape(w) for w in sorted(words.PRICE_LABELS, key=len, reverse=True))
_LABELS = re.compile(rf"(?:^|(?<=[\s\W]))(?:{_PRICE_LABELS})(?=[\s:：]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One repeated thing: an element, or a run of siblings where nothing holds it together."""

    roots: tuple[Element, ...]
    atoms: tuple[Atom, ...] = ()

    def walk(self) -> Iterator[Element]:
        """All its elements in document order."""
        for root in self.roots:
            yield from root.walk()

    @property
    def order(self) -> int:
        """Its place in the page."""
        return self.roots[0].order

    def holds(self, element: Element) -> bool:
        """Whether *element* is part of it."""
        return any(root.holds(element) for root in self.roots)


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Records of one shape, in document order."""

    records: tuple[Record, ...]
    flat: bool = False

    @cached_property
    def orders(self) -> frozenset[int]:
        """The places of all elements that begin or belong to a record as a root."""
        return frozenset(root.order for record in self.records for root in record.roots)

    @cached_property
    def region(self) -> Element:
        """The smallest element around all records."""
        first, last = self.records[0].roots[0], self.records[-1].roots[-1]
        at = first.parent or first
        while at.parent is not None and not (at.order <= first.order and last.end <= at.end):
            at = at.parent
        return at


def find_clusters(atoms: Sequence[Atom]) -> list[Cluster]:
    """Return every group of records around price atoms; groups over the same records are one."""
    by_shape: dict[tuple[str, ...], list[Atom]] = defaultdict(list)
    for atom in atoms:
        by_shape[_shape(atom.element)].append(atom)
    found: list[list[tuple[Element, ...]]] = []
    flat: list[bool] = []
    for group in sorted(by_shape.values(), key=lambda g: (-len(g), -sum(a.weight for a in g))):
        if len(group) < MIN_RECORDS:
            continue
        roots = _roots(group)
        is_flat = _share_without_title(roots) > _ALIKE
        spans: list[tuple[Element, ...]] = _flat_runs(roots) if is_flat else [(root,) for root in roots]
        if len(spans) >= MIN_RECORDS and not any(_overlap(spans, other) for other in found):
            found.append(spans[:MAX_RECORDS])
            flat.append(is_flat)
    return [
        Cluster(records=_with_atoms(spans if is_flat else _with_siblings(spans), atoms), flat=is_flat)
        for spans, is_flat in zip(found, flat, strict=True)
    ]


def _shape(element: Element) -> tuple[str, ...]:
    return (*(_placed(a) for a in element.ancestors()), _placed(element), *element.classes)


def _placed(element: Element) -> str:
    return element.tag if element.column is None else f"{element.tag}{element.column}"


def _roots(group: Sequence[Atom]) -> list[Element]:
    """Return the highest element around each atom that holds no other atom of the group, as far as many agree."""
    held = Counter(a.order for atom in group for a in (atom.element, *atom.element.ancestors()))
    levels = []
    for atom in group:
        level = 0
        for ancestor in atom.element.ancestors():
            if held[ancestor.order] > 1:
                break
            level += 1
        levels.append(level)
    tally = Counter(levels)
    common = next((level for level in sorted(tally) if tally[level] >= _COMMON * len(group)), min(levels))
    roots: dict[int, Element] = {}
    for atom, level in zip(group, levels, strict=True):
        root = [atom.element, *atom.element.ancestors()][min(level, common)]
        roots.setdefault(root.order, root)
    return [roots[order] for order in sorted(roots)]


def _share_without_title(roots: Sequence[Element]) -> float:
    return sum(not _has_title(root) for root in roots) / len(roots)


def _has_title(root: Element) -> bool:
    """Whether an element says more than a price and a stock."""
    text = root.text
    if len(text) > MAX_FIELDS:
        return True
    money = parse_money(text)
    if money is not None and money.alone:
        return False
    rest = (text[: money.span[0]] + " " + text[money.span[1] :]).strip() if money else text
    rest = _LABELS.sub(" ", without_stock(rest))
    if rest.lower().strip(" !»›:") in _BUY:
        return False
    return sum(1 if ch < _WIDE else 2 for ch in rest if ch.isalpha()) >= _TITLE_LETTERS


def _flat_runs(roots: Sequence[Element]) -> list[tuple[Element, ...]]:
    """Cut the siblings around price-only elements into one run a record."""
    parents: dict[int, list[Element]] = defaultdict(list)
    for root in roots:
        if root.parent is not None:
            parents[root.parent.order].append(root)
    shapes = {_kind(a[0].parent) for a in parents.values() if a[0].parent is not None and len(a) >= MIN_RECORDS}
    opener = None
    for anchors in parents.values():
        if anchors[0].parent is not None and len(anchors) >= MIN_RECORDS and opener is None:
            siblings = anchors[0].parent.elements
            opener = _opener(siblings, _places(siblings, anchors))
    runs: list[tuple[Element, ...]] = []
    for anchors in parents.values():
        parent = anchors[0].parent
        if parent is not None and (len(anchors) >= MIN_RECORDS or _kind(parent) in shapes):
            runs.extend(_cut(parent.elements, _places(parent.elements, anchors), opener))
    return sorted(runs, key=lambda run: run[0].order)


def _places(siblings: list[Element], anchors: list[Element]) -> list[int]:
    orders = {a.order for a in anchors}
    return [i for i, s in enumerate(siblings) if s.order in orders]


def _cut(siblings: list[Element], places: list[int], opener: tuple[str, ...] | None) -> list[tuple[Element, ...]]:
    runs = []
    for n, place in enumerate(places):
        before = places[n - 1] if n else -1
        start = max(before + 1, place - _MAX_GAP)
        if opener:
            marked = [i for i in range(start, place) if _kind(siblings[i]) == opener]
            start = marked[-1] if marked else start
        after = places[n + 1] if n + 1 < len(places) else len(siblings)
        end = place + 1
        if opener:
            stops = [i for i in range(place + 1, after) if _kind(siblings[i]) == opener or siblings[i].tag in _BREAKS]
            end = stops[0] if stops else (after if n + 1 == len(places) else end)
        runs.append(tuple(siblings[start : min(end, place + _MAX_GAP)]))
    return [run for run in runs if any(_has_title(e) for e in run)]


_BREAKS = frozenset({"h1", "h2", "h3", "hr"})


def _kind(element: Element) -> tuple[str, ...]:
    return (element.tag, *element.classes)


def _opener(siblings: list[Element], places: list[int]) -> tuple[str, ...] | None:
    """Return the kind of sibling with which records begin: a heading, else the first that stands before every price."""
    gaps = [
        siblings[(places[n - 1] + 1) if n else max(0, places[0] - _MAX_GAP) : place] for n, place in enumerate(places)
    ]
    anchors = {_kind(siblings[i]) for i in places}
    common = set.intersection(*({_kind(e) for e in gap if _has_title(e)} for gap in gaps)) - anchors
    usable = [k for k in (_kind(e) for e in gaps[-1]) if k in common]
    headed = [k for k in usable if k[0] in _TITLE_TAGS]
    chosen = headed or usable
    return chosen[0] if chosen else None


_TITLE_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})


def _overlap(spans: list[tuple[Element, ...]], other: list[tuple[Element, ...]]) -> bool:
    """Whether most of *spans* lie in or around records that are known already."""
    known = [(s[0].order, s[-1].end) for s in other]
    hits = sum(any(a <= s[0].order <= b or s[0].order <= a <= s[-1].end for a, b in known) for s in spans[:200])
    return hits > _ALIKE * min(len(spans), 200)


def _with_siblings(spans: list[tuple[Element, ...]]) -> list[tuple[Element, ...]]:
    """Add the siblings that look like a record and state no price: sold out, or on request."""
    known = {span[0].order for span in spans}
    parents = {span[0].parent.order: span[0] for span in spans if span[0].parent is not None}
    added: list[tuple[Element, ...]] = []
    for sample in parents.values():
        for sibling in sample.parent.elements if sample.parent else ():
            if sibling.order not in known and _is_like(sibling, sample):
                added.append((sibling,))
                known.add(sibling.order)
    return sorted([*spans, *added], key=lambda span: span[0].order)


def _is_like(element: Element, sample: Element) -> bool:
    if element.tag != sample.tag or not _has_title(element):
        return False
    if element.tag == "tr":
        return abs(len(element.elements) - len(sample.elements)) <= 1 and not any(
            c.tag == "th" for c in element.elements
        )
    mine, theirs = set(element.classes), set(sample.classes)
    inside, wanted = _kinds_in(element), _kinds_in(sample)
    shared = len(inside & wanted) / max(1, min(len(inside), len(wanted)))
    if mine and theirs and len(mine & theirs) >= _ALIKE * len(mine | theirs):
        return shared > 0 or not wanted
    return shared >= _ALIKE and len(inside & wanted) > 1


def _kinds_in(element: Element) -> set[tuple[str, ...]]:
    return {_kind(e) for e in element.walk() if e is not element}


def _with_atoms(spans: list[tuple[Element, ...]], atoms: Sequence[Atom]) -> tuple[Record, ...]:
    records = []
    at = 0
    for span in spans:
        low, high = span[0].order, span[-1].end
        while at < len(atoms) and atoms[at].element.order < low:
            at += 1
        inside = []
        n = at
        while n < len(atoms) and atoms[n].element.order <= high:
            inside.append(atoms[n])
            n += 1
        records.append(Record(roots=span, atoms=tuple(inside)))
    return tuple(records)
