"""How the make-believe market moves from day to day: who comes, what gets cheaper, sells out, goes and returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any

from haoshao.demo.goods import LIST_POSTS, Good, rounded, shelved, sms_rows
from haoshao.demo.people import Seller, seller
from haoshao.demo.shops import BEIDOU, SHOP, SHOPS, Shop
from haoshao.demo.wares import Ware, wares

DEBUTS = (
    ("qingniao", "qingniao"),
    ("haobazaar",),
    ("yehang", "haobazaar"),
    ("accharbor",),
    ("qingniao",),
    ("haobazaar", "haobazaar"),
    ("yehang",),
    ("accharbor", "haobazaar"),
)
"""Where newcomers put their first listings, one entry each, over and over."""
DEBUTS_A_DAY = (4, 3, 2)
RENAMED = {"zh": " 现货", "en": " (in stock)", "ru": " в наличии"}
STORY_SHOPS = ("qingniao", "beidou", "yehang", "accharbor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to one listing."""

    kind: str
    """appeared, price_changed, renamed, sold_out, restocked, vanished or relisted."""
    good: Good
    """As it is afterwards; as it was before where it vanished."""


class Market:
    """The shelves of every shop, today. Its methods change them and say what changed."""

    def __init__(self, seed: int, opened_at: datetime) -> None:
        self.rng = Random(seed)  # noqa: S311 - a make-believe world is to be foreseen
        self._opened_at = opened_at
        self._shelves: dict[str, dict[int, Good]] = {shop.name: {} for shop in SHOPS}
        self._away: list[Good] = []
        self._numbers = {shop.name: 0 for shop in SHOPS}
        self._people = dict.fromkeys(("zh", "en", "ru"), 0)
        self._touched: set[tuple[str, int]] = set()
        self._debuts = 0
        self._decks: dict[tuple[str, str], list[Ware]] = {}

    def goods(self) -> Mapping[str, tuple[Good, ...]]:
        """Return what stands on the shelves now."""
        return MappingProxyType({name: tuple(shelf.values()) for name, shelf in self._shelves.items()})

    # --- the first day ---

    def opening(self) -> tuple[Change, ...]:
        """Fill the shelves and return every listing as having appeared."""
        for shop in SHOPS:
            if shop.family == "sms-handler-api":
                rows = sms_rows(shop, self._opened_at, self.rng)
                self._shelves[shop.name] = {row.number: row for row in rows}
            else:
                self._fill(shop)
        return tuple(Change(kind="appeared", good=good) for shelf in self.goods().values() for good in shelf)

    def _fill(self, shop: Shop) -> None:
        guests = [self.newcomer(language) for language in self._guest_languages(shop)]
        if shop.family == "telegram":
            guests[0] = BEIDOU
        if shop.name == "yehang":
            guests += list({good.seller: None for good in self._shelves["qingniao"].values() if good.seller})[:2]
        whose: list[Seller | None] = [guest for guest in guests for _ in range(self.rng.choice((1, 2, 2, 3)))]
        whose += [None] * (shop.shelf - len(whose))
        self.rng.shuffle(whose)
        for place, person in enumerate(whose):
            age = timedelta(days=self.rng.randint(1, 90)) if shop.family != "telegram" else None
            posted_at = self._opened_at - (age or timedelta(hours=3 * (len(whose) - place)))
            self.put(shop, person, posted_at)

    def _guest_languages(self, shop: Shop) -> list[str]:
        return [shop.languages[place % len(shop.languages)] for place in range(shop.consignors)]

    # --- acts ---

    def newcomer(self, language: str) -> Seller:
        """Return a seller nobody has seen yet, who speaks *language*."""
        self._people[language] += 1
        return seller(language, self._people[language] - 1)

    def put(self, shop: Shop, person: Seller | None, posted_at: datetime) -> Change:
        """Put a listing on a shelf; in a channel every post without a seller is the channel's own."""
        self._numbers[shop.name] += 1 if shop.family != "telegram" else self.rng.choice((1, 1, 2, 3))
        number = self._numbers[shop.name]
        language = person.language if person and shop.family != "dujiaoka" else self.rng.choice(shop.languages)
        count = 3 if shop.family == "telegram" and self.rng.random() < LIST_POSTS else 1
        ours = person is not None or count > 1
        chosen = tuple(self._draw(shop, language, ours=ours) for _ in range(count))
        good = shelved(shop, number, chosen, person, posted_at, self.rng)
        return self._shelve("appeared", good)

    def debut(self, at: datetime) -> list[Change]:
        """Let the next newcomer put up his first listings."""
        places = DEBUTS[self._debuts % len(DEBUTS)]
        self._debuts += 1
        person = self.newcomer(SHOP[places[0]].languages[self._debuts % len(SHOP[places[0]].languages)])
        return [self.put(SHOP[name], person, at) for name in places]

    def reprice(self) -> Change | None:
        """Let one listing get cheaper by a tenth to a third."""
        good = self._pick(lambda good: good.stock > 0 and good.price > Decimal("0.5"))
        if good is None:
            return None
        share = Decimal(self.rng.randint(67, 90)) / 100
        tiers = tuple((count, rounded(price * share)) for count, price in good.tiers)
        return self._shelve("price_changed", _with_line(replace(good, tiers=tiers), price=rounded(good.price * share)))

    def sell_out(self) -> Change | None:
        """Let one listing run out of stock."""
        good = self._pick(lambda good: good.stock > 0)
        return self._shelve("sold_out", _with_line(good, stock=0)) if good else None

    def restock(self) -> Change | None:
        """Let one listing come back into stock; None where none is sold out."""
        good = self._pick(lambda good: good.stock == 0)
        return self._shelve("restocked", _with_line(good, stock=50)) if good else None

    def rename(self) -> Change | None:
        """Let one listing be worded another way; who sells it stays."""
        good = self._pick(lambda good: not good.title.endswith(tuple(RENAMED.values())))
        return self._shelve("renamed", _with_line(good, title=good.title + RENAMED[good.language])) if good else None

    def vanish(self) -> Change | None:
        """Take one listing off its shelf."""
        good = self._pick(lambda good: good.stock > 0)
        if good is None:
            return None
        self._away.append(good)
        del self._shelves[good.shop][good.number]
        return Change(kind="vanished", good=good)

    def relist(self) -> Change | None:
        """Put the listing that has been away longest back as it was; None where none is away."""
        return self._shelve("relisted", self._away.pop(0)) if self._away else None

    def known_seller_again(self, at: datetime) -> Change:
        """Let somebody whom a shop knows put up one more listing there."""
        person, name = self.rng.choice([(good.seller, good.shop) for good in self._story_goods() if good.seller])
        return self.put(SHOP[name], person, at)

    def known_seller_elsewhere(self, at: datetime) -> Change:
        """Let somebody who sells in a shop post in the channel for the first time."""
        posting = {good.seller for good in self._shelves["haobazaar"].values()}
        known = [good.seller for good in self._story_goods() if good.seller and good.seller not in posting]
        return self.put(SHOP["haobazaar"], self.rng.choice(known), at)

    def new_day(self) -> None:
        """Forget what was touched yesterday; one listing lives through one event a day."""
        self._touched.clear()

    # --- within ---

    def _story_goods(self) -> list[Good]:
        return [good for name in STORY_SHOPS for good in self._shelves[name].values()]

    def _pick(self, fits: Callable[[Good], bool]) -> Good | None:
        goods = [good for good in self._story_goods() if fits(good) and not good.is_decoy]
        fresh = [good for good in goods if (good.shop, good.number) not in self._touched]
        return self.rng.choice(fresh) if fresh else None

    def _shelve(self, kind: str, good: Good) -> Change:
        self._touched.add((good.shop, good.number))
        self._shelves[good.shop][good.number] = good
        return Change(kind=kind, good=good)

    def _draw(self, shop: Shop, language: str, *, ours: bool) -> Ware:
        deck = self._decks.setdefault((shop.name, language), [])
        fitting = [ware for ware in deck if not (ours and ware.is_decoy)]
        if not fitting:
            fresh = list(wares(language))
            self.rng.shuffle(fresh)
            deck += fresh
            fitting = [ware for ware in deck if not (ours and ware.is_decoy)]
        deck.remove(fitting[0])
        return fitting[0]


def _with_line(good: Good, **changed: Any) -> Good:  # noqa: ANN401 - fields of Line, checked by it
    line = replace(good.lines[0], **changed)
    return replace(good, title=line.title, lines=(line, *good.lines[1:]))


def next_day(market: Market, number: int, at: datetime) -> tuple[Change, ...]:
    """Move *market* to day *number* and return what happened."""
    market.new_day()
    happened: list[Change | None] = []
    for _ in range(DEBUTS_A_DAY[(number - 2) % len(DEBUTS_A_DAY)]):
        happened += market.debut(at)
    happened += [market.known_seller_again(at), market.known_seller_elsewhere(at), market.relist(), market.restock()]
    happened += [market.reprice() for _ in range(6)]
    happened += [market.rename() for _ in range(2)]
    happened += [market.sell_out() for _ in range(3)]
    happened += [market.vanish() for _ in range(2)]
    return tuple(change for change in happened if change)
