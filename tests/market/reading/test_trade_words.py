"""Packs, terms, counts and names as sellers of Latin and Cyrillic script word them, in texts of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.lexicon import load_reader
from market.reading import Reader

PACKS = [
    (
        "Crate: 250 Gmail accounts",
        "$61 the crate. Four crates: $228.",
        [("61", "pack", 250), ("228", "pack", 1000)],
    ),
    ("esim profiles poland", "3.40 eur/pc, brick of 250 for 760 eur", [("3.4", "each", None), ("760", "pack", 250)]),
    ("Cuentas de Wallapop", "Suelta 9 €, la docena 84 €.", [("9", "each", None), ("84", "pack", 12)]),
    ("Contas Instagram", "Cada 5 €, a dúzia 50 €", [("5", "each", None), ("50", "pack", 12)]),
    ("Аккаунты Авито", "штука 90 ₽, дюжина 900 ₽", [("90", "each", None), ("900", "pack", 12)]),
    ("Discord tokens", "a dozen 6 $, half a thousand 150 $", [("6", "pack", 12), ("150", "pack", 500)]),
    ("Kick accounts", "Kick account x1 – $14\nKick account x8 – $99", [("14", "each", None), ("99", "pack", 8)]),
    ("Gmail accounts, tray (100 pcs)", "$40 a tray, 3 trays $110", [("40", "pack", 100), ("110", "pack", 300)]),
    ("Steam accs", "1x - 2$, 10x - 15$", [("2", "each", None), ("15", "pack", 10)]),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return the reader with the shipped configuration."""
    return load_reader(Path("config"))


@pytest.mark.parametrize(("title", "text", "prices"), PACKS)
def test_a_container_or_numeral_is_a_pack(
    reader: Reader, title: str, text: str, prices: list[tuple[str, str, int | None]]
) -> None:
    """The pieces of a container count wherever a price is for one, or for several, of it."""
    found = [offer.price for offer in reader.read_text(title, text).offers]

    assert [(f"{one.min.normalize():f}", one.unit, one.pack_size) for one in found if one] == prices


@pytest.mark.parametrize(
    ("title", "text", "terms"),
    [
        (
            "Keep a +353 line for your codes",
            "Hold it 3 days for 6 EUR or a quarter for 49 EUR.",
            [("day", 3), ("month", 3)],
        ),
        ("Номер под код", "Номер на сутки\nот 45₽\nНомер на неделю\nот 190₽", [("day", None), ("week", None)]),
        ("Numbers for codes", "A day\n$2\nA month\n$20", [("day", None), ("month", None)]),
    ],
)
def test_a_term_above_or_beside_a_price(
    reader: Reader, title: str, text: str, terms: list[tuple[str, int | None]]
) -> None:
    """What is let costs its price for the term beside it, or on a line of its own above it."""
    found = [offer.price for offer in reader.read_text(title, text).offers]

    assert [(one.unit, one.pack_size) for one in found if one] == terms


@pytest.mark.parametrize(
    ("text", "stock"),
    [
        ("LinkedIn — 2'310 left\nVK — 6'045 left\nKakao — 8 left", [2310, 6045, 8]),
        ("Telegram: 1 200 шт\nВК: 300 шт\nАвито: 15 шт", [1200, 300, 15]),
        ("Reddit — 418     LinkedIn — 73\nNetflix — 28     Amazon — 0     Quora — 1 150", [418, 73, 28, 0, 1150]),
    ],
)
def test_counts_of_what_is_there_are_no_prices(reader: Reader, text: str, stock: list[int]) -> None:
    """A count with a word for it, or a list that holds a zero, states stock."""
    offers = reader.read_text("Our accounts", text).offers

    assert [offer.stock for offer in offers] == stock
    assert not [offer for offer in offers if offer.price]


def test_entries_that_begin_with_their_price(reader: Reader) -> None:
    """A number and an arrow before the goods are the price; a numbered menu states none."""
    priced = reader.read_text(
        "Dating shelf", "3.10 → Tinder fresh\n5.60 → Badoo aged\n7.25 → Hinge accounts\nEuro, per piece"
    )
    menu = reader.read_text("Dating accounts", "1 → Tinder\n2 → Badoo\n3 → Hinge accounts")

    assert [str(offer.price.min) for offer in priced.offers if offer.price] == ["3.10", "5.60", "7.25"]
    assert not [offer for offer in menu.offers if offer.price]


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("LINE +66 account, half a year - 9 USDT", "line"),
        ("Signal logins 🇺🇸 - 2 USDT", "other:signal"),
        ("X logins with cookies, 3 USDT", "twitter"),
        ("Эпик аккаунты, Турция - 75 ₽", "other:epic"),
        ("Д1с.к.о.р.д аккаунты - 75 ₽", "discord"),
        ("И.н.$.т.а аккаунт на польский номер - 400 ₽", "instagram"),
    ],
)
def test_everyday_and_disguised_names_are_platforms(reader: Reader, text: str, platform: str) -> None:
    """A name that is a word elsewhere counts before words for goods, and in letters of another look."""
    assert {offer.platform for offer in reader.read_text("", text).offers} == {platform}


@pytest.mark.parametrize(
    "text",
    [
        "aged accounts 12 USD, la cuenta con su correo con su clave",
        "stare konta, skrzynka pocztowa przechodzi na kupującego, 65 zł",
        "eski hesap 180 TL, e-posta şifresiyle birlikte",
        "old accounts, the inbox changes hands along with the login, $6",
        "In the bundle: two keys, mailbox with password. $8 each",
    ],
)
def test_a_mailbox_comes_along_in_many_tongues(reader: Reader, text: str) -> None:
    """The mailbox that is handed over is said so in any language that sellers write."""
    (offer, *_) = reader.read_text("Twitter account", text).offers

    assert "email_access" in offer.attributes


@pytest.mark.parametrize(
    ("title", "text", "prices"),
    [
        ("Vultr accounts", "$25 of grant inside. $6.40 / account", ["6.40"]),
        ("eBay accounts", "limit 10 items or 500 EUR a month, 390 EUR", ["390"]),
        ("TikTok ads accounts", "cap 300€ a day, 16€ each", ["16"]),
    ],
)
def test_limits_and_grants_are_no_prices(reader: Reader, title: str, text: str, prices: list[str]) -> None:
    """What an account may spend or holds is not what is asked for it."""
    assert [str(offer.price.min) for offer in reader.read_text(title, text).offers if offer.price] == prices


def test_jobs_priced_on_asking_are_offers(reader: Reader) -> None:
    """Behind priced jobs, one that is talked about apart is an offer without a price."""
    text = "Форумы 3 $ за десяток, соцсети 25–40 $ за сотню, затяжные случаи обсуждаем отдельно."

    offers = reader.read_text("Сниму блокировки, любые площадки", text).offers

    assert [bool(offer.price) for offer in offers] == [True, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "Заведём Wise на вашу компанию или передадим готовый прогретый, подключим карты.",
        "We open Wise on your company or hand you a ready aged one, cards linked.",
    ],
)
def test_either_work_or_ready_accounts_are_two_offers(reader: Reader, text: str) -> None:
    """Whoever opens accounts or hands over ready ones offers both."""
    kinds = {offer.kind for offer in reader.read_text("Wise turnkey / под ключ", text).offers}

    assert kinds == {"account", "account_service"}


def test_a_quality_that_entries_name_themselves_is_not_shared(reader: Reader) -> None:
    """A title that lists plain and business accounts makes no plain one a business account."""
    title = "Payoneer accounts & business wallets"
    text = "03 Payoneer accounts only $75\n01 Payoneer business account only $390"

    offers = reader.read_text(title, text).offers

    assert ["enterprise" in offer.attributes for offer in offers] == [False, True]


@pytest.mark.parametrize("said", ["one of both for 3.7", "the two together 3.7", "take the pair for 3.7"])
def test_two_goods_sold_together_are_of_no_platform(reader: Reader, said: str) -> None:
    """Behind two prices, the price of the pair is an offer of its own, whatever ways to pay follow."""
    text = f"clearing 15 hulu and 60 crunchyroll logins, 3.1 / 0.9 eur, {said}. no paypal"

    found = [(offer.platform, str(offer.price.min)) for offer in reader.read_text("", text).offers if offer.price]

    assert found == [("other:hulu", "3.1"), ("other:crunchyroll", "0.9"), (None, "3.7")]


@pytest.mark.parametrize(
    ("said", "currency"),
    [("all in €", "EUR"), ("prices in £ here", "GBP"), ("цены в ₽", "RUB"), ("Sums are in euro", "EUR")],
)
def test_a_currency_said_once_holds_for_all(reader: Reader, said: str, currency: str) -> None:
    """A sign or word for the currency anywhere holds for numbers that name none."""
    offers = reader.read_text("Reddit accounts", f"aged 2 years - 14\nfresh - 3\n{said}").offers

    assert {offer.price.currency for offer in offers if offer.price} == {currency}


def test_what_is_no_count_of_followers(reader: Reader) -> None:
    """A zero, a key of two steps behind it and a price are no followers or friends."""
    (empty,) = reader.read_text("X accounts, $0.15", "0 followers. 2FA key in the file").offers
    plain = reader.read_text(
        "LINE and Kakao", "LINE, 50 friends: 1.70\nLINE, no friends: 1.05\nKakaoTalk, 3 years: 6.40"
    )

    assert "with_followers" not in empty.attributes
    assert len(plain.offers) == 3
