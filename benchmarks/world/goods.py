"""What is on the shelves: listings made, posted again, repriced, sold out, taken down, put back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

from benchmarks.world import phrases_data as said
from benchmarks.world.grammar import category_of, chance, filled, price_of, product_words, rounded, title_of
from benchmarks.world.model import Event, Item, Line, Product, Record, Seller, Site, Sizes
from benchmarks.world.products_data import PRODUCTS

SHIFT = Decimal("0.15")
RATES = {"price": 0.03, "sold_out": 0.012, "removed": 0.008, "text": 0.006, "stock": 0.25}
"""Chance a day of what happens to a listing."""


class Goods:
    """Every listing of the world and the market's price levels."""

    def __init__(self, sizes: Sizes, rng: Random) -> None:
        self.sizes = sizes
        self.rng = rng
        self.day = 0
        self.shifts = self._planned_shifts()
        self.events: list[Event] = []
        self._adopted: set[tuple[str, int]] = set()

    def begin(self, day: int) -> None:
        """Start a day with nothing told yet."""
        self.day = day
        self.events = []

    def _planned_shifts(self) -> dict[str, tuple[int, Decimal]]:
        """Return product id -> day and factor of its level shift, for a third of the products."""
        shifted = self.rng.sample(PRODUCTS, len(PRODUCTS) // 3)
        days = self.sizes.days
        return {
            product.id: (self.rng.randint(min(10, days), max(10, days - 6)), 1 + self.rng.choice((SHIFT, -SHIFT)))
            for product in shifted
        }

    def level(self, product: Product) -> Decimal:
        """Return where the market of a product stands today, 1 at the start."""
        day, factor = self.shifts.get(product.id, (self.day + 1, Decimal(1)))
        return factor if self.day >= day else Decimal(1)

    def _event(self, what: str, item: Item, *, line: int = 0, before: object = None, after: object = None) -> None:
        told = tuple(None if value is None else str(value) for value in (before, after))
        site = item.record.site.name
        self.events.append(
            Event(day=self.day, what=what, site=site, key=item.key, line=line, before=told[0], after=told[1])
        )

    def put_up(self, record: Record, *, first: bool = False, lines: list[Line] | None = None) -> Item:
        """Return a new listing of *record*; the first of a record always shows how to reach the seller."""
        seller, site = record.seller, record.site
        if lines is None:
            many = site.layout == "market" and chance(self.rng, 0.12) and len(seller.catalogue) > 3  # noqa: PLR2004
            count = self.rng.randint(3, min(6, len(seller.catalogue))) if many else 1
            lines = [self._line(seller, product) for product in self.rng.sample(seller.catalogue, count)]
        clauses = [clause for clause in seller.style.clauses if chance(self.rng, 0.9)]
        key = f"{site.name}/{site.next_key}"
        path = f"/t/{site.next_key}" if site.kind == "stream" else f"/item/{site.next_key}"
        site.next_key += 1
        item = Item(
            key=key,
            path=path,
            record=record,
            lines=lines,
            title=title_of(lines, seller.style, seller.language),
            clauses=clauses,
            category=category_of(lines[0].product, site.language, self.rng) if site.kind == "catalogue" else None,
            stock=self.rng.randint(3, 400),
            shows_contact=first or site.kind == "stream" or chance(self.rng, 0.75),
            posted_at=self.sizes.start + timedelta(days=self.day, minutes=site.minute - 60)
            if site.kind == "stream"
            else None,
        )
        site.items[key] = item
        self._event("appeared", item)
        return item

    def _line(self, seller: Seller, product: Product) -> Line:
        words = product_words(product, seller.style, self.rng, seller.language)
        return Line(product=product, words=words, price=price_of(seller, product, self.level(product), self.rng))

    def post(self, record: Record) -> None:
        """Post an advert again, or a new one."""
        earlier = [item for item in record.site.items.values() if item.record is record]
        if not earlier or chance(self.rng, 0.3):
            self.put_up(record)
            return
        model = self.rng.choice(earlier)
        lines = [Line(product=line.product, words=line.words, price=line.price) for line in model.lines]
        item = self.put_up(record, lines=lines)
        item.title, item.clauses, item.repost_of = model.title, list(model.clauses), model.repost_of or model.key

    def remove(self, item: Item) -> None:
        """Take a listing down for good, unless a day of return is set later."""
        item.removed, item.back_on = self.day, None
        self._event("removed", item)

    def age(self, item: Item, site: Site) -> None:
        """Live one day of a listing of a catalogue."""
        if site.died is not None and self.day >= site.died:
            return
        if item.removed is not None:
            if item.back_on == self.day and not item.record.ended:
                item.removed, item.back_on = None, None
                self._event("relisted", item)
            return
        if item.sold_out and item.back_on == self.day:
            item.sold_out, item.back_on, item.stock = False, None, self.rng.randint(5, 300)
            self._event("restocked", item, after=item.stock)
        elif not item.sold_out and len(item.lines) == 1 and chance(self.rng, RATES["sold_out"]):
            item.sold_out, item.back_on = True, self.day + self.rng.randint(1, 6)
            self._event("sold_out", item)
        if chance(self.rng, RATES["removed"]):
            self.remove(item)
            item.back_on = self.day + self.rng.randint(3, 9) if chance(self.rng, 0.4) else None
            return
        self._edit(item)

    def _edit(self, item: Item) -> None:
        if not item.sold_out and chance(self.rng, RATES["stock"]):
            item.stock = max(1, item.stock + self.rng.randint(-20, 12))
        if chance(self.rng, RATES["text"]):
            language = item.record.seller.language
            item.clauses.append(filled(self.rng.choice(said.PHRASES[language]["edit"]), self.rng, language))
            self._event("text_edited", item)
        for number in range(len(item.lines)):
            self._follow_market(item, number)

    def _follow_market(self, item: Item, number: int) -> None:
        """Take over a shift of the market on its day or the next one; else perhaps change the price a little."""
        shift = self.shifts.get(item.lines[number].product.id)
        place = (item.key, number)
        if shift and self.day in {shift[0], shift[0] + 1} and place not in self._adopted:
            if self.day > shift[0] or chance(self.rng, 0.7):
                self._adopted.add(place)
                self._reprice(item, number, shift[1])
        elif chance(self.rng, RATES["price"]):
            self._reprice(item, number, Decimal(str(round(self.rng.uniform(0.88, 1.12), 3))))

    def _reprice(self, item: Item, number: int, factor: Decimal) -> None:
        line = item.lines[number]
        after = rounded(line.price * factor, item.record.seller.style)
        if after != line.price:
            self._event("price_changed", item, line=number, before=line.price, after=after)
            line.price = after
