"""The sellers of the make-believe market and how each writes down where he is reached."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from haoshao.demo.disguise import circled, full_width, with_zero_width
from haoshao.demo.names_data import NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """One party of the market. The first handle stands in every one of his listings."""

    key: str
    name: str
    language: str
    handles: tuple[tuple[str, str], ...]
    """Handle type and normal form, as the contract writes them."""


def seller(language: str, number: int) -> Seller:
    """Return the seller with this running number in his language; each is another person with other handles."""
    turn, place = divmod(number, len(NAMES[language]))
    word, name = NAMES[language][place]
    word, name = (word, name) if not turn else (f"{word}{turn + 1}", f"{name}{turn + 1}")
    return Seller(key=word, name=name, language=language, handles=_handles(number, word, language))


def _handles(number: int, word: str, language: str) -> tuple[tuple[str, str], ...]:
    telegram = ("telegram", f"{word}_demo")
    if language == "ru":
        return (telegram,)
    if language == "en":
        phone = ("whatsapp", f"+1202555{100 + number % 80:04d}")
        return (telegram, phone) if number % 2 else (telegram,)
    qq = ("qq", f"98{Random(word).randrange(10**7, 10**8)}")  # noqa: S311 - a make-believe number
    wechat = ("wechat", f"{word}_wxdemo")
    return ((qq, telegram), (telegram, qq), (wechat, qq), (telegram, wechat), (qq,))[number % 5]


def contact_line(person: Seller, rng: Random) -> str:
    """Return how *person* signs a listing: his first handle and at times the others, at times in disguise."""
    shown = person.handles if rng.random() < 0.5 else person.handles[:1]  # noqa: PLR2004 - every second time
    return {"zh": _chinese_line, "en": _english_line, "ru": _russian_line}[person.language](shown, rng)


def _chinese_line(shown: tuple[tuple[str, str], ...], rng: Random) -> str:
    written = {
        "qq": lambda value: rng.choice(
            (f"QQ：{value}", f"扣扣 {circled(value)}", f"QQ {full_width(value)}", f"企鹅：{value}")
        ),
        "wechat": lambda value: rng.choice((f"微信：{value}", f"加V：{value}", f"薇信 {value}", f"VX：{value}")),
        "telegram": lambda value: rng.choice((f"TG：@{value}", f"飞机 @{value}", f"电报：@{value}", f"t.me/{value}")),
    }
    opening = rng.choice(
        ("寄售商品，找卖家请加", "供货商联系方式", "本品由商家供货，售后", with_zero_width("卖家联系"))
    )
    return f"{opening} " + "，".join(written[kind](value) for kind, value in shown)


def _english_line(shown: tuple[tuple[str, str], ...], rng: Random) -> str:
    written = {
        "telegram": lambda value: rng.choice((f"Telegram @{value}", f"TG: @{value}", f"https://t.me/{value}")),
        "whatsapp": lambda value: f"WhatsApp {value[:2]} {value[2:5]} {value[5:8]} {value[8:]}",
    }
    opening = rng.choice(("Sold by a partner, support:", "Contact the seller:", "Consignment, write to"))
    return f"{opening} " + ", ".join(written[kind](value) for kind, value in shown)


def _russian_line(shown: tuple[tuple[str, str], ...], rng: Random) -> str:
    opening = rng.choice(("Продавец:", "Пишите в Телеграм", "Поставщик, связь ТГ"))
    return f"{opening} @{shown[0][1]}"
