"""Sections: under which heading of a page a record stands."""

from __future__ import annotations

from crawler.families.records import words_data as words
from crawler.families.records.tree import Element

MAX_HEADING = 60
_HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend", "summary", "dt")
_HEADING_NAMES = ("title", "head", "header", "caption", "name", "category", "cate", "group", "legend", "tit")
_LABEL_TAGS = frozenset({"span", "b", "strong", "a", "p", "div", "label", "em", "i"})
_EVERYTHING = frozenset(words.EVERYTHING)
_SHOP = frozenset(words.SHOP_WORDS)


def tab_names(body: Element) -> dict[str, str]:
    """Return the tab texts of a page by the id of the pane they open."""
    names: dict[str, str] = {}
    for element in body.walk():
        if not element.attrs:
            continue
        for attribute in ("href", "data-target", "data-bs-target", "aria-controls", "data-tab", "for"):
            target = element.get(attribute)
            if attribute in {"href", "data-target", "data-bs-target"} and not target.startswith("#"):
                continue
            target = target.lstrip("#")
            if target and element.tag not in {"label", "input"} and 0 < len(element.text) <= MAX_HEADING:
                names.setdefault(target, element.text)
    return names


def is_everything(name: str) -> bool:
    """Whether a tab or heading stands for all goods rather than a category."""
    return name.lower().strip(" :：") in _EVERYTHING


def is_shop_word(name: str) -> bool:
    """Whether a heading or anchor names the shop as a whole."""
    return name.lower().strip(" :：»›>") in _SHOP or is_everything(name)


def title_parts(title: str) -> list[str]:
    """Return the parts of a page's title that its separators cut: the thing, its category, the shop."""
    for mark in (" | ", "|", " – ", " — ", " - ", "_", " · ", " » ", "-"):
        if mark in title:
            return title.split(mark)
    return [title]


class Sections:
    """Which heading each record of a list stands under; what was worked out once for a parent is kept."""

    def __init__(self, *, region: Element, records: frozenset[int], tabs: dict[str, str] | None = None) -> None:
        self._region = region
        self._records = records
        self._tabs = tabs or {}
        self._before: dict[int, list[str | None]] = {}

    def over(self, record: Element) -> str | None:
        """Return the heading over *record* inside or right before the region; an empty string for "everything"."""
        at: Element | None = record
        while at is not None and at.parent is not None:
            before = (
                self._tabs.get(at.get("id")) or self._heading_before(at) or _label_over(at, self._records, self._region)
            )
            if before:
                return "" if is_everything(before) else before
            if at is self._region:
                return None
            at = at.parent
        return None

    def _heading_before(self, element: Element) -> str | None:
        """Return the nearest sibling before *element* that is or ends in a heading and is no record."""
        parent = element.parent
        if parent is None:
            return None
        known = self._before.get(parent.order)
        if known is None:
            known = []
            latest: str | None = None
            for sibling in parent.elements:
                known.append(latest)
                if sibling.order not in self._records and len(sibling.text) <= MAX_HEADING * 4:
                    latest = _heading_in(sibling) or latest
            self._before[parent.order] = known
        return known[element.place]


def _label_over(element: Element, records: frozenset[int], region: Element) -> str | None:
    """Return the short text right before a part of the list that holds some of the records but not all."""
    if element.order in records or element is region or not any(e.order in records for e in element.elements):
        return None
    before = element.parent.elements[element.place - 1] if element.parent and element.place else None
    if before is None or before.order in records or before.tag not in _LABEL_TAGS:
        return None
    return _heading_text(before)


def _heading_in(element: Element) -> str | None:
    text = element.text
    if not text:
        return None
    if element.tag in _HEADING_TAGS:
        return _heading_text(element)
    if len(text) <= MAX_HEADING * 2:
        inner = element.first(*_HEADING_TAGS)
        if inner is not None:
            return _heading_text(inner)
    if len(text) <= MAX_HEADING and any(n in element.css for n in _HEADING_NAMES):
        return _heading_text(element)
    if element.tag in {"tr", "tbody", "thead"} or (element.tag in {"b", "strong", "p", "div"} and _is_bold(element)):
        cells = [e for e in element.walk() if e.own_text]
        if len(cells) == 1:
            return _heading_text(cells[0])
    return None


def _is_bold(element: Element) -> bool:
    return len(element.text) <= MAX_HEADING and element.first("b", "strong", "big", "font", "center") is not None


def _heading_text(element: Element) -> str | None:
    text = element.text.strip(" :：-–—=*#|»›▼▾↓")
    if not text or len(text) > MAX_HEADING or sum(ch.isdigit() for ch in text) > len(text) / 2:
        return None
    return text if any(ch.isalnum() for ch in text) else None
