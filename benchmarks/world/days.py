"""Daily life of the sellers: who arrives, moves, renames, comes back under another name, copies."""

from __future__ import annotations

from random import Random

from benchmarks.world.goods import Goods
from benchmarks.world.grammar import chance
from benchmarks.world.model import Contact, Event, Line, Record, Seller, Site, Sizes
from benchmarks.world.people import ARRIVING, ESCROWS, LANGUAGES, Names, new_record, new_seller, new_site

RATES = {"listed": 0.04, "posts": 0.6}
"""Chance a day that a record lists something more or posts."""
SELLER_RATES = {"renamed": 0.003, "reregistered": 0.002, "moved": 0.002, "second": 0.003, "copied": 0.004}


class World:
    """The whole market; `advance` lives one day and tells the truth of it."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.rng = Random(sizes.seed)  # noqa: S311 - a simulation repeats by its seed
        self.names = Names(self.rng)
        self.escrows = {language: [self.names.contact("telegram") for _ in range(ESCROWS)] for language in LANGUAGES}
        self.sites = [new_site(number, sizes, self.rng, self.names) for number in range(sizes.sites)]
        self.sellers = [self._born(number) for number in range(sizes.sellers)]
        self.goods = Goods(sizes, self.rng)
        self.seller_events: list[dict[str, object]] = []
        self.day = 0

    def _born(self, number: int) -> Seller:
        late = self.rng.randint(1, max(1, self.sizes.days - 1)) if chance(self.rng, ARRIVING) else 0
        return new_seller(number, starts=late, rng=self.rng, names=self.names, escrows=self.escrows)

    def advance(self, day: int) -> list[Event]:
        """Live one day; return what truly happened to listings."""
        self.day, self.seller_events = day, []
        self.goods.begin(day)
        self._plan_sites()
        for seller in self.sellers:
            if seller.starts == day:
                self._settle(seller)
            elif seller.starts < day:
                self._live(seller)
        if day > 0:
            for site in self.sites:
                for item in list(site.items.values()):
                    if site.kind == "catalogue":
                        self.goods.age(item, site)
        return self.goods.events

    def _plan_sites(self) -> None:
        for number, site in enumerate(self.sites):
            if self.day == 0 and number % 20 == 13:  # noqa: PLR2004 - one site of twenty
                site.died = self.rng.randint(max(2, self.sizes.days // 3), max(3, self.sizes.days - 5))
            if number % 20 == 7 and self.day == max(2, self.sizes.days // 2):  # noqa: PLR2004 - one site of twenty
                before, site.host = site.host, f"{self.names.word()}.example"
                self._tell("host_moved", site=site.name, before=before, after=site.host)
            if site.died == self.day:
                self._tell("site_died", site=site.name)

    def _tell(self, what: str, **more: object) -> None:
        self.seller_events.append({"what": what, **more})

    def _settle(self, seller: Seller) -> None:
        shop = next((site for site in self._open("shop") if not self._records_at(site)), None)
        if shop and seller.starts == 0 and chance(self.rng, 0.5):
            self._enter(seller, shop, self._shown(seller))
        for _ in range(self.rng.choices((1, 2, 3), (6, 3, 1))[0]):
            if len(seller.records) < 3:  # noqa: PLR2004 - nobody keeps more at the start
                self._enter_market(seller)
        self._tell("arrived", seller=seller.id)

    def _open(self, layout: str) -> list[Site]:
        return [site for site in self.sites if site.layout == layout and site.died is None]

    def _records_at(self, site: Site) -> list[Record]:
        return [record for seller in self.sellers for record in seller.records if record.site is site]

    def _shown(self, seller: Seller) -> list[Contact]:
        """Return the handles a new record shows: all, or some of them."""
        if self.sizes.hide_handles and seller.records:
            return list(self.names.contacts(seller.language))
        if len(seller.contacts) > 1 and chance(self.rng, 0.3):
            return [self.rng.choice(seller.contacts)]
        return list(seller.contacts)

    def _enter_market(self, seller: Seller) -> Record | None:
        markets = [
            site
            for site in self.sites
            if site.layout == "market"
            and (site.died is None or site.died > self.day)
            and all(record.site is not site or record.ended for record in seller.records)
        ]
        near = [site for site in markets if site.language == seller.language] or markets
        if not near:
            return None
        site = self.rng.choice(near if chance(self.rng, 0.85) else markets)
        return self._enter(seller, site, self._shown(seller))

    def _enter(self, seller: Seller, site: Site, contacts: list[Contact]) -> Record:
        label = None
        if site.names_sellers:
            label = seller.name if chance(self.rng, 0.75) else self.names.name(seller.language)
        record = new_record(site, seller, label=label, contacts=contacts)
        count = self.rng.randint(2, 5) if site.layout == "market" else len(seller.catalogue) + self.rng.randint(2, 8)
        for number in range(count):
            self.goods.put_up(record, first=number == 0)
        return record

    def _live(self, seller: Seller) -> None:
        for record in [record for record in seller.records if not record.ended and record.site.died is None]:
            if record.site.kind == "stream":
                if chance(self.rng, RATES["posts"]):
                    self.goods.post(record)
            elif chance(self.rng, RATES["listed"]):
                self.goods.put_up(record)
        markets = [r for r in seller.records if r.label and not r.ended and r.site.layout == "market"]
        if not markets:
            return
        record = self.rng.choice(markets)
        for what, share in SELLER_RATES.items():
            if chance(self.rng, share):
                getattr(self, f"_{what}")(seller, record)
                return

    def _renamed(self, seller: Seller, record: Record) -> None:
        before, record.label = record.label, self.names.name(seller.language)
        seller.name = record.label
        self._tell("renamed", seller=seller.id, site=record.site.name, before=before, after=record.label)

    def _end(self, record: Record) -> None:
        record.ended = True
        for item in record.site.items.values():
            if item.record is record and item.is_listed:
                self.goods.remove(item)

    def _reregistered(self, seller: Seller, record: Record) -> None:
        self._end(record)
        kept = self.names.contacts(seller.language) if self.sizes.hide_handles else record.contacts[:1]
        label = self.names.name(seller.language)
        fresh = new_record(record.site, seller, label=label, contacts=kept)
        for number in range(self.rng.randint(2, 5)):
            self.goods.put_up(fresh, first=number == 0)
        self._tell("reregistered", seller=seller.id, site=record.site.name, before=record.label, after=label)

    def _moved(self, seller: Seller, record: Record) -> None:
        fresh = self._enter_market(seller)
        if fresh is None:
            return
        self._end(record)
        self._tell("moved", seller=seller.id, site=record.site.name, after=fresh.site.name)

    def _second(self, seller: Seller, record: Record) -> None:
        fresh = self._enter_market(seller)
        if fresh is not None:
            self._tell("second", seller=seller.id, site=record.site.name, after=fresh.site.name)

    def _copied(self, seller: Seller, record: Record) -> None:
        """Take the texts of another seller of the language; only the contacts are the copier's own."""
        models = [
            item
            for site in self.sites
            for item in site.items.values()
            if item.is_listed and item.record.seller is not seller and item.record.seller.language == seller.language
        ]
        if not models:
            return
        source = self.rng.choice(models).record
        for model in [item for item in source.site.items.values() if item.record is source and item.is_listed][:4]:
            item = self.goods.put_up(
                record, lines=[Line(product=line.product, words=line.words, price=line.price) for line in model.lines]
            )
            item.title, item.clauses = model.title, list(model.clauses)
        self._tell("copied", seller=seller.id, source=source.seller.id, site=record.site.name)
