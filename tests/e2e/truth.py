"""The alerts that the make-believe market demands of the shipped rules, worked out from its days alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from haoshao.demo.people import Seller
from haoshao.demo.shops import Shop
from haoshao.demo.world import Day, World

PROTECTED = ("wechat", "qq")
Handle = tuple[str, str]
Demanded = tuple[str, Handle, str]
"""Rule, the seller's first handle, and the site or product that it is about; nothing for who is new.

Which of two shops shows a newcomer first is a matter of which is crawled first.
"""


def demanded_alerts(world: World, shops: Sequence[Shop], days: int) -> Counter[Demanded]:
    """Return the alerts that *days* demand where *shops* are watched and crawled once a day.

    A shop that cannot be read on a day shows nothing on it. Who is new there and at a second shop on the same day is
    told as new only.
    """
    memory = _Memory()
    for number in range(1, days + 1):
        day = world.day(number)
        readable = [shop for shop in shops if day.outage(shop) is None]
        memory.live(day, readable)
    return memory.told


class _Memory:
    def __init__(self) -> None:
        self.told: Counter[Demanded] = Counter()
        self._shops: dict[str, set[str]] = {}
        """Seller -> the shops that have shown him."""
        self._products: dict[str, set[str]] = {}

    def live(self, day: Day, shops: Sequence[Shop]) -> None:
        is_baseline = day.number == 1
        known = {key: set(names) for key, names in self._shops.items()}
        for shop in shops:
            for person in _shown(day, shop):
                places = self._shops.setdefault(person.key, set())
                if not is_baseline and person.key not in known and not places:
                    self.told["seller_new", person.handles[0], ""] += 1
                elif not is_baseline and person.key in known and shop.name not in places:
                    self.told["seller_on_new_site", person.handles[0], shop.name] += 1
                places.add(shop.name)
            for person, product in _offered(day, shop):
                products = self._products.setdefault(person.key, set())
                if person.key in known and product not in products and product.startswith(PROTECTED):
                    self.told["new_product", person.handles[0], product] += 1
                products.add(product)


def _shown(day: Day, shop: Shop) -> Iterator[Seller]:
    """Yield whom a shop's pages show, the owner first."""
    yield from {
        person.key: person
        for person in (shop.owner, *(good.seller for good in day.goods[shop.name] if not good.is_decoy))
        if person is not None and person.handles
    }.values()


def _offered(day: Day, shop: Shop) -> Iterator[tuple[Seller, str]]:
    for good in day.goods[shop.name]:
        person = good.seller or shop.owner
        if person.handles:
            yield from ((person, f"{line.platform or 'any'}/{line.kind}") for line in good.lines if line.kind)
