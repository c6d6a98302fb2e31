"""Lists, tiers, lots and terms of invented goods, each layout in every way of writing that the trade knows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from base.lexicon import load_lexicon, load_taxonomy
from market.model import Offer
from market.reading import Reader

CONFIG = Path(__file__).parents[3] / "config"

HEADINGS = {
    "sms_code": {"zh": "今日接码单价", "en": "SMS code prices", "ru": "Прайс на смс-активации"},
    "account": {"zh": "账号批发价格表", "en": "Accounts price list", "ru": "Аккаунты оптом"},
    "account_service": {"zh": "解封价目表", "en": "Unban service prices", "ru": "Разбан, цены"},
    "tool": {"zh": "群控软件报价", "en": "Registration bots price list", "ru": "Регеры, прайс"},
}
NAMES = {
    "zh": {"微信": "wechat", "抖音": "douyin", "小红书": "xiaohongshu"},
    "en": {"Telegram": "telegram", "Discord": "discord", "Tinder": "tinder"},
    "ru": {"Телеграм": "telegram", "Вконтакте": "vk", "Инстаграм": "instagram"},
}
MONEY = {
    "zh": ("{}元", "¥{}", "{}u", "{}"),
    "en": ("${}", "{}$", "{} USD", "{}"),
    "ru": ("{} ₽", "{}р", "{}"),
}
LINE_SIGNS = (
    " ",
    ": ",
    " - ",
    " — ",
    " | ",
    "\t",
    "......",
    " = ",
    " → ",
    "：",
    " … ",
    " · ",
    " @ ",
    " / ",
    "-",
    " • ",
)
JOINS = (", ", " / ", "; ", " | ", "、", " · ", " • ", " ✦ ", " ⚡ ", " ✅ ", " ~ ", " // ")
SUMS = ("35", "48", "120")


@cache
def reader() -> Reader:
    """Return the reader without a voice: every text that names goods is an offer."""
    taxonomy = load_taxonomy(CONFIG)
    return Reader(load_lexicon(CONFIG, taxonomy), taxonomy)


def brief(offer: Offer) -> str:
    """Return kind, platform and price of an offer, without the currency."""
    price = offer.price
    if price is None:
        return f"{offer.kind}/{offer.platform}"
    size = f"x{price.pack_size}" if price.pack_size else ""
    return f"{offer.kind}/{offer.platform} {price.min}..{price.max} {price.unit.value}{size}"


def read(title: str, text: str) -> list[str]:
    """Return the offers of a text in brief."""
    return [brief(offer) for offer in reader().read_text(title, text).offers]


def lists() -> Iterator[tuple[str, str, str]]:
    """Yield kind, language and layout of every list."""
    for kind, headings in HEADINGS.items():
        for language in headings:
            yield from ((kind, language, f"line{sign}") for sign in LINE_SIGNS)
            yield from ((kind, language, f"join{join}") for join in JOINS)


@pytest.mark.parametrize(("kind", "language", "layout"), lists())
def test_every_entry_of_a_list_inherits_the_kind_of_its_heading(kind: str, language: str, layout: str) -> None:
    """A list of platforms under a heading is an offer each, whatever divides entries, names and sums."""
    unit = "code" if kind == "sms_code" else "each"
    wanted = [f"{kind}/{name} {sum_}..{sum_} {unit}" for name, sum_ in zip(NAMES[language].values(), SUMS, strict=True)]
    sign, join = (layout[4:], "\n") if layout.startswith("line") else (" - ", layout[4:])
    heading = HEADINGS[kind][language]
    for written in MONEY[language]:
        entries = [f"{name}{sign}{written.format(sum_)}" for name, sum_ in zip(NAMES[language], SUMS, strict=True)]
        if written == "{}" and join != "\n":
            entries = [f"{name} {sum_}" for name, sum_ in zip(NAMES[language], SUMS, strict=True)]
        body = join.join(entries)
        assert read(heading, body) == wanted, body
        assert read("", f"【{heading}】\n{body}") == wanted, body
        assert read("", f"**{heading}**\n\n{body}") == wanted, body


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Gmail accounts", "1-9: {0}, 10-49: {1}, 50+: {2}"),
        ("Gmail accounts", "{0} each, 10+ {1}, 50+ {2}"),
        ("Gmail accounts", "{0} / 10 pcs+ {1} / 50 pcs+ {2}"),
        ("Gmail accounts", "1 – 9 accounts = {0}\n10 – 49 accounts = {1}\n50+ accounts = {2}"),
        ("Gmail accounts", "1-9 pcs {0}\n10-49 pcs {1}\n50 and more {2}"),
        ("Gmail accounts", "{0} a piece, {1} if you take 10 or more, {2} from 50 up"),
        ("Gmail accounts", "| Qty | Price |\n| 1-9 | {0} |\n| 10-49 | {1} |\n| 50+ | {2} |"),
        ("谷歌邮箱老号", "1-9个 {0}，10-49个 {1}，50个以上 {2}"),
        ("谷歌邮箱老号", "{0}（10个起 {1}，50个起 {2}）"),
        ("Аккаунты Google", "{0}, от 10 — {1}, от 50 — {2}"),
        ("Аккаунты Google", "до 10 шт {0}, 10-50 шт {1}, больше 50 шт {2}"),
        ("Аккаунты Google", "{0} (от 10 шт {1}, от 50 шт {2})"),
    ],
)
def test_quantity_tiers_are_one_offer(title: str, text: str) -> None:
    """The tiers of one product are one offer from the lowest to the highest price."""
    for written in ("${}", "{}$", "{} USDT"):
        body = text.format(*(written.format(sum_) for sum_ in ("5", "4.5", "4")))
        assert read(title, body) == ["account/google 4..5 each"], body


@pytest.mark.parametrize(
    "text",
    [
        "5 pcs - {0}, 20 pcs - {1}",
        "pack of 5: {0}, pack of 20: {1}",
        "5x {0}, 20x {1}",
        "5 for {0}, 20 for {1}",
        "комплект из 5 — {0}\nкомплект из 20 — {1}",
        "5 шт {0}\n20 шт {1}",
        "5个装 {0}\n20个装 {1}",
        "【5个】{0}\n【20个】{1}",
        "lot of 5 — {0}\nlot of 20 — {1}",
    ],
)
def test_lots_side_by_side_are_an_offer_each(text: str) -> None:
    """A price for so many pieces is a pack of that size."""
    body = text.format("$14", "$48")
    assert read("Discord tokens", body) == ["account/discord 14..14 packx5", "account/discord 48..48 packx20"], body


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("SMS numbers for rent", "day {0}, week {1}, month {2}"),
        ("SMS numbers for rent", "{0}/day, {1}/week, {2}/month"),
        ("SMS numbers for rent", "day {0} / week {1} / month {2}"),
        ("独享接码 租号收码", "日 {0} / 周 {1} / 月 {2}"),
        ("SMS numbers for rent", "1 day = {0}; 7 days = {1}; 30 days = {2}"),
        ("SMS numbers for rent", "a day for {0}, a week for {1}, a month for {2}"),
        ("Аренда номеров для смс", "сутки {0}, неделя {1}, месяц {2}"),
        ("Аренда номеров для смс", "{0} в сутки, {1} в неделю, {2} в месяц"),
        ("Аренда номеров для смс", "на сутки {0}, на неделю {1}, на месяц {2}"),
        ("独享接码 租号收码", "一天{0} 一周{1} 一个月{2}"),
        ("独享接码 租号收码", "按天{0}，按周{1}，按月{2}"),
        ("独享接码 租号收码", "日租{0}，周租{1}，月租{2}"),
    ],
)
def test_rental_terms_are_an_offer_each(title: str, text: str) -> None:
    """Prices by the day, week and month are three offers, with and without a currency."""
    for written in ("{}", "{}u"):
        body = text.format(*(written.format(sum_) for sum_ in ("2", "9", "30")))
        wanted = [
            f"sms_code/any {sum_}..{sum_} {unit}" for sum_, unit in (("2", "day"), ("9", "week"), ("30", "month"))
        ]
        assert read(title, body) == wanted, body
