"""Who lives in the world: sellers with handles and habits, sites with their forms."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from benchmarks.world import phrases_data as said
from benchmarks.world.grammar import chance, filled, new_name, new_style
from benchmarks.world.model import Contact, Record, Seller, Site, Sizes
from benchmarks.world.products_data import PRODUCTS

LANGUAGES = ("zh", "en", "ru")
_SHARES = (6, 2.5, 1.5)
_SYLLABLES = ("ka", "lo", "mi", "zu", "ra", "ten", "vo", "shi", "dra", "po", "qin", "bel", "nor", "fu", "gar", "wei")
ESCROWS = 3
ARRIVING = 0.3
"""Share of sellers that are not there on the first day."""


class Names:
    """Makes handles, names and hosts that nobody else in the world has."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def word(self) -> str:
        """Return a made-up word in Latin letters."""
        while True:
            made = "".join(self._rng.choices(_SYLLABLES, k=self._rng.randint(2, 4)))
            made += self._rng.choice(("", str(self._rng.randint(10, 9999))))
            if len(made) >= 6 and made not in self._taken:  # noqa: PLR2004 - shorter ones are no valid handle anywhere
                self._taken.add(made)
                return made

    def name(self, language: str) -> str:
        """Return a seller's name."""
        while True:
            made = new_name(self._rng, language)
            if made not in self._taken:
                self._taken.add(made)
                return made

    def contact(self, kind: str) -> Contact:
        """Return a fresh handle of one type, in normal form."""
        rng = self._rng
        if kind == "qq":
            while True:
                digits = str(rng.randint(2_000_000_00, 3_999_999_999))
                if digits not in self._taken:
                    self._taken.add(digits)
                    return Contact(type=kind, value=digits)
        if kind == "whatsapp":
            for _ in range(2000):
                number = f"+447700900{rng.randint(0, 999):03d}"
                if number not in self._taken:
                    self._taken.add(number)
                    return Contact(type=kind, value=number)
            return self.contact("telegram")
        value = self.word()
        if kind == "wechat":
            value = f"{value}_{rng.randint(10, 99)}"
        if kind in {"email", "jabber"}:
            value += "@" + rng.choice(("mail.example", "post.example", "inbox.example"))
        return Contact(type=kind, value=value)

    def contacts(self, language: str) -> list[Contact]:
        """Return the handles of a new seller, one to three types."""
        kinds = said.CONTACT_TYPES[language]
        count = self._rng.choices((1, 2, 3), (5, 4, 1))[0]
        return [self.contact(kind) for kind in self._rng.sample(kinds, min(count, len(kinds)))]


def new_seller(number: int, *, starts: int, rng: Random, names: Names, escrows: dict[str, list[Contact]]) -> Seller:
    """Return a seller with habits of its own."""
    language = rng.choices(LANGUAGES, _SHARES)[0]
    own = Random(rng.getrandbits(64))  # noqa: S311 - a simulation repeats by its seed
    sold = [product for product in PRODUCTS if language in product.languages]
    style = new_style(own, language)
    return Seller(
        id=f"s{number:04d}",
        language=language,
        name=names.name(language),
        contacts=names.contacts(language),
        style=style,
        catalogue=own.sample(sold, min(len(sold), own.randint(3, 12))),
        level=Decimal(str(round(own.lognormvariate(0, 0.15), 3))),
        starts=starts,
        escrow=own.choice(escrows[language]) if style.escrow else None,
        rng=own,
    )


def new_site(number: int, sizes: Sizes, rng: Random, names: Names) -> Site:
    """Return a site: four of ten are shops of one seller, three marketplaces, three boards or channels."""
    language = rng.choices(LANGUAGES, _SHARES)[0]
    layout, kind = (("shop", "catalogue"), ("market", "catalogue"), ("market", "stream"))[
        (0, 1, 2, 0, 1, 2, 0, 1, 0, 2)[number % 10]
    ]
    word = names.word()
    price_form = rng.choices(("field", "both", "text"), (5, 2, 3))[0]
    site = Site(
        name=f"{'board' if kind == 'stream' else layout}-{number:02d}-{word}"[:60],
        kind=kind,
        layout=layout,
        host=f"{word}.example",
        language=language,
        price_form="text" if kind == "stream" else price_form,
        stock_form="none" if kind == "stream" else rng.choices(("number", "label", "text", "none"), (5, 2, 1, 2))[0],
        names_sellers=layout == "market" or chance(rng, 0.4),
        field_price=rng.choice(said.FIELD_PRICES[language]),
        minute=rng.randrange(24 * 60),
    )
    if layout == "market" and chance(rng, 0.4) and not sizes.hide_handles:
        site.footer = names.contact(rng.choice(("telegram", "qq") if language == "zh" else ("telegram", "email")))
        shown = (
            "@" if site.footer.type == "telegram" else "QQ " if site.footer.type == "qq" else ""
        ) + site.footer.value
        site.footer_text = filled(rng.choice(said.PHRASES[language]["footer"]), rng, language).format(x=shown)
    return site


def new_record(site: Site, seller: Seller, *, label: str | None, contacts: list[Contact]) -> Record:
    """Return *seller* as *site* is to know it, entered with both."""
    record = Record(site=site, seller=seller, label=label, contacts=contacts)
    seller.records.append(record)
    return record
