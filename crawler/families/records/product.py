"""A page about one thing: its title, price, stock, description, category, variants and tiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.families.records import addresses, sections
from crawler.families.records import words_data as words
from crawler.families.records.atoms import column_kind, label_before
from crawler.families.records.descriptions import read_description
from crawler.families.records.options import read_minimum, read_tiers, read_variants
from crawler.families.records.prices import Mark, parse_money
from crawler.families.records.stocks import parse_sold, parse_stock, parse_stock_cell
from market.model import Detail, Listing, StatedPrice, Stock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.families.records.atoms import Atom
    from crawler.families.records.tree import Document, Element

MAX_TITLE = 200
_LEAST = 2.0
_HEADINGS = {"h1": 2.0, "h2": 1.0, "h3": 0.6, "h4": 0.5, "h5": 0.3}
_NAMES = ("title", "name", "goods", "product", "subject")
_AWAY_TAGS = frozenset({"nav", "header", "footer", "aside"})
_AWAY_NAMES = (
    "footer", "navbar", "nav-", "menu", "modal", "popup", "cookie", "logo", "brand", "site-title", "site-name",
    "sidebar", "breadcrumb", "crumb", "dialog", "toast",
)  # fmt: skip
_OUTSIDE_TAGS = frozenset({"nav", "footer", "select", "option"})
_OUTSIDE_NAMES = ("cart", "basket", "balance", "footer")
_WHOLE_TAGS = frozenset({"body", "main", "section", "form"})
_CRUMBS = ("breadcrumb", "crumb", "bread", "location", "position", "ariane", "migas")
_ORDER_LABELS = frozenset({"qty", "quantity", "数量", "购买数量", "кол-во", "количество", "số lượng", "count"})
"""What stands before the field for how many to buy."""
_CATEGORY_LABELS = frozenset(words.CATEGORY_LABELS) - {"platform", "平台"}
_QUANTITY_FIELDS = ("qty", "quantity", "amount", "num", "count")
_FORM_WORDS = frozenset(words.BUY_WORDS) - {"auto", "hot", "new"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """A page with what was found on it so far."""

    document: Document
    url: str
    atoms: Sequence[Atom]
    others: Sequence[Element]
    """Elements that belong to other things: lists of related goods, feeds."""
    category: str | None = None

    def walk(self) -> Iterator[Element]:
        """Yield the elements of the page without those of other things."""
        return self.document.body.walk(frozenset(o.order for o in self.others))


def read_product(page: Surveyed) -> Listing | None:
    """Return the thing that a page is about; None where it has no title or neither price nor stock nor form."""
    title, element = _title(page)
    if not title:
        return None
    atom = _price_atom(page, element)
    price = atom.money.price if atom else _field_price(page)
    stock = _stock(page, element)
    if price is None and stock == Stock():
        return None
    seen = [e for e in (element, atom.element if atom else None) if e is not None]
    return Listing(
        url=page.url,
        key=addresses.key_of(page.url),
        title=title[:MAX_TITLE],
        text=read_description(page.document, seen, page.others, title),
        category=read_category(page.document, title) or page.category,
        price=price,
        tiers=read_tiers(page.document.body, page.others),
        stock=stock,
        min_quantity=read_minimum(page.document.body, page.others),
        sold=_sold(page),
        variants=read_variants(page.document.body, page.others),
        detail=Detail.FULL,
        confidence=_confidence(page, element, atom, price),
    )


def is_product_page(page: Surveyed) -> bool:
    """Whether a page is about one thing: a heading that its title names, a marked price by it, and a way to order."""
    title, element = _title(page)
    if not title or element is None:
        return False
    atom = _price_atom(page, element)
    return atom is not None and atom.weight >= 1 and _has_order_form(page)


def read_category(document: Document, title: str) -> str | None:
    """Return the category that a page's breadcrumb or category label names."""
    for element in document.body.walk():
        if len(element.text) > MAX_TITLE * 2:
            continue
        names = f"{element.css} {element.get('aria-label')} {element.get('typeof')} {element.get('itemtype')}".lower()
        if any(n in names for n in _CRUMBS) or _is_trail(element):
            found = _last_step(element, title)
            if found:
                return found
    return _labelled_category(document.body)


def _is_trail(element: Element) -> bool:
    """Whether links with nothing but arrows or slashes between them begin at the site's front page."""
    steps = [e for e in element.elements if e.tag == "a"]
    if len(steps) < 2 or not sections.is_shop_word(steps[0].text):  # noqa: PLR2004 - the front page and one more
        return False
    return any(mark in element.own_text for mark in ("/", ">", "»", "›", "→", "|"))


def _last_step(element: Element, title: str) -> str | None:
    steps = [a.text.strip(" »›>/→·|") for a in element.walk() if a.tag == "a"]
    named = [
        s
        for s in steps
        if s and not sections.is_shop_word(s) and s != title and not title.startswith(s.rstrip(".… ") + "…")
    ]
    return named[-1] if named and len(named[-1]) <= sections.MAX_HEADING and len(steps) > len(named) else None


def _labelled_category(body: Element) -> str | None:
    for element in body.walk():
        text = element.text
        if not text or len(text) > sections.MAX_HEADING * 2:
            continue
        label, mark, rest = text.replace("：", ":").partition(":")
        if mark and element.own_text and label.lower().strip() in _CATEGORY_LABELS:
            linked = [a.text for a in element.walk() if a.tag == "a" and a.text]
            name = linked[-1] if linked else rest.strip()
        else:
            name = text if label_before(element).strip(" :：") in _CATEGORY_LABELS else ""
        if name and len(name) <= sections.MAX_HEADING:
            return name
    return None


def _title(page: Surveyed) -> tuple[str, Element | None]:
    stated = [t for t in (page.document.metas.get("og:title", ""), page.document.title) if t]
    segments = {s.strip() for t in stated for s in (t, *sections.title_parts(t))}
    best: tuple[float, int, Element | None] = (0.0, 0, None)
    for element in page.walk():
        points = _title_points(element, stated, segments)
        if points > best[0]:
            best = (points, -element.order, element)
    if best[2] is not None and best[0] >= _LEAST:
        return best[2].text, best[2]
    return "", None


def _title_points(element: Element, stated: list[str], segments: set[str]) -> float:
    named = any(n in element.css for n in _NAMES)
    text = element.text
    if element.tag not in _HEADINGS and not (element.own_text and (named or text in segments)):
        return 0.0
    if not 1 < len(text) <= MAX_TITLE or not any(c.isalpha() for c in text):
        return 0.0
    low = text.lower()
    if sections.is_shop_word(text) or low in words.DESCRIPTION_WORDS or low in _FORM_WORDS:
        return 0.0
    points = _HEADINGS.get(element.tag, 0.0) + (0.8 if named else 0.0)
    points += max((2.0 + len(text) / max(len(t), 1) for t in stated if text in t), default=0.0)
    if _is_away(element):
        points -= 3.0
    return points


def _is_away(element: Element) -> bool:
    return any(at.tag in _AWAY_TAGS or any(n in at.css for n in _AWAY_NAMES) for at in (element, *element.ancestors()))


def _price_atom(page: Surveyed, title: Element | None) -> Atom | None:
    usable = [a for a in page.atoms if a.weight > 0 and not a.money.other and _is_own(a, page)]
    return max(usable, key=lambda a: _price_points(a, title), default=None)


def _is_own(atom: Atom, page: Surveyed) -> bool:
    """Whether a price is the page's own: of no other thing, no tier, no basket."""
    if any(o.holds(atom.element) for o in page.others) or _is_outside(atom.element):
        return False
    return not (atom.embedded and (atom.money.mark < Mark.LABELLED or _is_tier(atom)))


def _is_tier(atom: Atom) -> bool:
    return any(ch.isdigit() for ch in atom.element.text[: atom.money.span[0]])


def _is_outside(element: Element) -> bool:
    """Whether an element stands in a menu, a footer or the basket of the visitor."""
    for at in (element, *element.ancestors()):
        if at.tag in _OUTSIDE_TAGS:
            return True
        if at.tag not in _WHOLE_TAGS and "add" not in at.css and any(n in at.css for n in _OUTSIDE_NAMES):
            return True
    return False


def _price_points(atom: Atom, title: Element | None) -> tuple[float, int]:
    points = atom.weight - (1.0 if atom.embedded else 0.0)
    if title is not None:
        points -= 0.35 * _distance(atom.element, title)
        points += 0.5 if atom.element.order > title.order else 0.0
    return round(points, 3), -atom.element.order


def _distance(element: Element, title: Element) -> int:
    steps = 0
    for at in title.ancestors():
        if at.holds(element):
            return steps
        steps += 1
    return steps


def _field_price(page: Surveyed) -> StatedPrice | None:
    for element in page.document.body.walk():
        if element.tag == "input" and element.get("name").lower() in {"price", "unit_price", "goods_price"}:
            money = parse_money(element.get("value"))
            if money and money.price.min > 0:
                return money.price
    return None


def _stock(page: Surveyed, title: Element | None) -> Stock:
    best: tuple[float, Stock] = (0.0, Stock())
    for element in page.walk():
        text = element.text
        if not text or len(text) > MAX_TITLE // 2 or not element.own_text or element.tag in {"option", "label"}:
            continue
        points, stock = _stock_points(element, text)
        if points and _is_outside(element):
            continue
        if points and title is not None:
            points = max(0.1, points - 0.1 * min(_distance(element, title), 10))
        if points > best[0] and element is not title:
            best = (points, stock)
    return best[1]


def _stock_points(element: Element, text: str) -> tuple[float, Stock]:
    cue = parse_stock(text)
    named = any(n in element.css for n in words.STOCK_NAMES)
    if cue and (cue.labelled or cue.stock.available is not None):
        return (2.5 if cue.stock.count is not None else 1.5) + (0.5 if named else 0.0), cue.stock
    if named:
        stock = parse_stock_cell(text)
        if stock and (stock.count is not None or stock.available is not None):
            return 1.2, stock
    label = label_before(element).strip(" :：")
    if label and label not in _ORDER_LABELS and not any(ch.isdigit() for ch in label) and column_kind(label) == "stock":
        stock = parse_stock_cell(text)
        if stock and (stock.count is not None or stock.available is not None):
            return 2.0, stock
    return 0.0, Stock()


def _sold(page: Surveyed) -> int | None:
    for element in page.walk():
        if element.own_text and len(element.text) <= MAX_TITLE // 5:
            sold = parse_sold(element.text)
            if sold is None and element.text.isdigit() and column_kind(label_before(element).strip(" :：")) == "sold":
                sold = int(element.text[:9])
            if sold is not None and not _is_outside(element):
                return sold
    return None


def _has_order_form(page: Surveyed) -> bool:
    for element in page.walk():
        if element.tag == "form" and any(_is_quantity(e) for e in element.walk() if e.tag == "input"):
            return True
        if element.tag in {"button", "a", "input"}:
            said = element.text or element.get("value")
            if said.lower().strip(" !»›") in _FORM_WORDS:
                return True
    return False


def _is_quantity(field: Element) -> bool:
    name = field.get("name").lower()
    return field.get("type") == "number" or any(n in name for n in _QUANTITY_FIELDS)


def _confidence(page: Surveyed, title: Element | None, atom: Atom | None, price: StatedPrice | None) -> float:
    points = 0.65
    if title is not None and title.text in (page.document.metas.get("og:title") or page.document.title):
        points += 0.15
    if atom is not None and atom.money.mark >= Mark.LABELLED:
        points += 0.1
    if price is None:
        points -= 0.2
    if not _has_order_form(page):
        points -= 0.1
    return round(points, 2)
