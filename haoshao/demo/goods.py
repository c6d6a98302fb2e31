"""One listing of a make-believe shop, and how a ware becomes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from haoshao.demo.disguise import disguised
from haoshao.demo.people import Seller, contact_line
from haoshao.demo.shops import Shop
from haoshao.demo.wares import SMS_COUNTRIES, SMS_SERVICES, SmsCountry, SmsService, Ware, filled

CENT = Decimal("0.01")
ROUBLES_A_DOLLAR = 90
DISGUISED = 0.2
"""Share of listings whose title hides a word."""
WITH_TIERS = 0.2
LIST_POSTS = 0.3
"""Share of channel posts that are price lists of three lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One product at one price. Kind and platform are the truth about it; a kind of None is a decoy."""

    kind: str | None
    platform: str | None
    title: str
    price: Decimal
    stock: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """One listing as the shop shows it on one day."""

    shop: str
    number: int
    seller: Seller | None
    """None where the shop itself sells."""
    language: str
    category: str
    title: str
    text: str
    """Description, one line a paragraph; the contact line is its last."""
    lines: tuple[Line, ...]
    """What is sold: one line, several only in a channel's price list."""
    sold: int = 0
    tiers: tuple[tuple[int, Decimal], ...] = ()
    """Wholesale: from so many pieces on, each costs this."""
    posted_at: datetime
    note: str = ""
    """Of an SMS row: the ids of service and country, `wx:0`."""

    @property
    def price(self) -> Decimal:
        """What one piece of the first line costs."""
        return self.lines[0].price

    @property
    def stock(self) -> int:
        """How many pieces of the first line are left."""
        return self.lines[0].stock

    @property
    def is_decoy(self) -> bool:
        """Whether nothing in it is our business."""
        return all(line.kind is None for line in self.lines)


def rounded(price: Decimal) -> Decimal:
    """Return *price* in whole cents."""
    return price.quantize(CENT, rounding=ROUND_HALF_UP)


def shelved(
    shop: Shop, number: int, wares: tuple[Ware, ...], seller: Seller | None, posted_at: datetime, rng: Random
) -> Good:
    """Return the listing that *shop* makes of *wares*, several of which make a price list."""
    lines = tuple(_line(shop, ware, rng) for ware in wares)
    first = wares[0]
    text = filled(first.text, rng)
    if seller is not None:
        text = f"{text}\n{contact_line(seller, rng)}"
    tiers: tuple[tuple[int, Decimal], ...] = ()
    if shop.family in {"dujiaoka", "acg-faka"} and rng.random() < WITH_TIERS:
        tiers = tuple((count, rounded(lines[0].price * share)) for count, share in ((10, _NINE), (100, _EIGHT)))
    return Good(
        shop=shop.name,
        number=number,
        seller=seller,
        language=first.language,
        category=first.category,
        title=lines[0].title,
        text=text,
        lines=lines,
        sold=rng.randint(0, 400),
        tiers=tiers,
        posted_at=posted_at,
    )


_NINE, _EIGHT = Decimal("0.9"), Decimal("0.8")


def _line(shop: Shop, ware: Ware, rng: Random) -> Line:
    price = ware.price * Decimal(rng.randint(85, 120)) / 100
    if ware.language == "ru" and shop.family == "woocommerce":
        price /= ROUBLES_A_DOLLAR
    title = filled(ware.title, rng)
    if rng.random() < DISGUISED:
        title = disguised(title, rng)
    return Line(
        kind=ware.kind,
        platform=ware.platform,
        title=title,
        price=max(rounded(price), Decimal("0.05")),
        stock=rng.choice((3, 12, 26, 58, 120, 237, 1000)),
    )


def sms_row(shop: Shop, number: int, service: SmsService, country: SmsCountry, at: datetime, rng: Random) -> Good:
    """Return one cell of the SMS service's price list: a service in a country."""
    line = Line(
        kind="sms_code",
        platform=service.platform,
        title=f"{service.name} / {country.english}",
        price=rounded(Decimal(rng.randint(11, 240)) / 100),
        stock=rng.choice((12, 350, 8043, 25190)),
    )
    return Good(
        shop=shop.name,
        number=number,
        seller=None,
        language="en",
        category=country.english,
        title=line.title,
        text="",
        lines=(line,),
        posted_at=at,
        note=f"{service.code}:{country.number}",
    )


def sms_rows(shop: Shop, at: datetime, rng: Random) -> tuple[Good, ...]:
    """Return the SMS service's whole price list; a few services are not offered everywhere."""
    cells = [(service, country) for country in SMS_COUNTRIES for service in SMS_SERVICES if rng.random() < 0.94]  # noqa: PLR2004 - nearly all
    return tuple(sms_row(shop, number, *cell, at, rng) for number, cell in enumerate(cells, 1))
