"""What the make-believe market sells, from `wares.tsv` beside this module, and the price list of its SMS service.

In the table `{years} {months} {friends} {fans} {year} {level}` are filled when a ware is put on a shelf. Prices are
in the currency of the language: CNY, USD, RUB. A row without a kind is a decoy that is no business of ours.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from importlib.resources import files
from random import Random
from typing import NamedTuple


class Ware(NamedTuple):
    """One thing a seller of this world may offer."""

    language: str
    kind: str | None
    platform: str | None
    category: str
    price: Decimal
    title: str
    text: str

    @property
    def is_decoy(self) -> bool:
        """Whether it is no business of ours; what we watch names a kind."""
        return self.kind is None


class SmsService(NamedTuple):
    """A row of the SMS service's own table of services."""

    code: str
    name: str
    platform: str


class SmsCountry(NamedTuple):
    """A row of the SMS service's own table of countries."""

    number: int
    russian: str
    english: str
    chinese: str


@cache
def wares(language: str) -> tuple[Ware, ...]:
    """Return every ware worded in *language* (zh, en or ru), in the order of the table."""
    table = files(__package__).joinpath("wares.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(_ware(row) for row in rows if row["language"] == language)


def _ware(row: dict[str, str]) -> Ware:
    return Ware(
        language=row["language"],
        kind=row["kind"] or None,
        platform=row["platform"] or None,
        category=row["category"],
        price=Decimal(row["price"]),
        title=row["title"],
        text=row["text"],
    )


def filled(wording: str, rng: Random) -> str:
    """Return *wording* with its blanks filled by *rng*."""
    return wording.format(
        years=rng.randint(2, 4),
        months=rng.choice((3, 6, 12)),
        friends=rng.choice((100, 200, 300, 500)),
        fans=rng.choice((1000, 2000, 5000)),
        year=rng.randint(2014, 2021),
        level=rng.choice((16, 20, 32)),
    )


SMS_SERVICES = (
    SmsService("wx", "WeChat", "wechat"),
    SmsService("tg", "Telegram", "telegram"),
    SmsService("wa", "WhatsApp", "whatsapp"),
    SmsService("go", "Google,youtube,Gmail", "google"),
    SmsService("fb", "facebook", "facebook"),
    SmsService("ig", "Instagram+Threads", "instagram"),
    SmsService("vk", "vk.com", "vk"),
    SmsService("ds", "Discord", "discord"),
)

SMS_COUNTRIES = (
    SmsCountry(0, "Россия", "Russia", "俄罗斯"),
    SmsCountry(2, "Казахстан", "Kazakhstan", "哈萨克斯坦"),
    SmsCountry(6, "Индонезия", "Indonesia", "印度尼西亚"),
    SmsCountry(16, "Англия", "United Kingdom", "英国"),
    SmsCountry(22, "Индия", "India", "印度"),
    SmsCountry(187, "США", "USA", "美国"),
)
