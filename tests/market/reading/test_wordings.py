"""Offers in wordings that no word list holds: what is handed over, unknown brands, goods of other pages, shares."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from base.lexicon import load_reader
from market.reading import Reader

HANDED: Final = (
    ("Reddit accounts, mailbox comes along with password, $4 each", {"email_access"}),
    ("Reddit accounts, mailbox stays with us, $4 each", set()),
    ("Reddit accounts, confirmed by mail and by text, $4 each", {"phone_verified"}),
    ("Reddit accounts, not verified by phone, $4 each", set()),
    ("Аккаунты Discord, почта отдаётся, 90 ₽ за штуку", {"email_access"}),
    ("推特号 邮箱一并移交 5元一个", {"email_access"}),
    ("推特号 手机已验证 5元一个", {"phone_verified"}),
)
PAGE: Final = (
    "Instagram 三年老号\n价格：¥46.00\n发货格式：账号----密码----邮箱----邮箱密码\n人工精养，资料可改。\n"
    "同类推荐\nFacebook 新号　¥9.80\nSnapchat 满月　¥15.50"
)
SHARES: Final = "收卡：京东E 97.2 天猫 95 沃尔玛 94.5（百元面值）满 1000 元打款"


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return the reader with the shipped configuration."""
    return load_reader(Path("config"))


@pytest.mark.parametrize(("text", "attributes"), HANDED)
def test_what_is_handed_over_is_told_in_many_ways(reader: Reader, text: str, attributes: set[str]) -> None:
    """Mailbox and number count where they come along or were checked, and not where that is denied."""
    (offer,) = reader.read_text("", text).offers

    assert set(offer.attributes) == attributes


def test_goods_below_a_page_s_own_share_nothing_with_it(reader: Reader) -> None:
    """What a shop recommends beside its product is described by its own line alone."""
    title, _, text = PAGE.partition("\n")

    offers = reader.read_text(title, text).offers

    assert [(offer.platform, set(offer.attributes)) for offer in offers] == [
        ("instagram", {"aged", "email_access", "farmed"}),
        ("facebook", {"fresh"}),
        ("snapchat", {"aged"}),
    ]


@pytest.mark.parametrize("title", ["Tandem Pay accounts", "Аккаунты Фрилансим", "Buy Verified Orbitra Accounts"])
def test_an_unknown_name_before_accounts_is_a_brand(reader: Reader, title: str) -> None:
    """A seller names the brand where a brand must stand."""
    (offer,) = reader.read_text(title, f"{title}, $5 each").offers

    assert (offer.platform or "").startswith("other:")


def test_a_buyer_s_bare_numbers_are_shares(reader: Reader) -> None:
    """Cards are bought per hundred of face value; the sum from which is paid out is no price."""
    offers = reader.read_text("", SHARES).offers

    assert [str(offer.rate.min) for offer in offers if offer.rate] == ["0.972", "0.95", "0.945"]
    assert not any(offer.price for offer in offers)


def test_lots_are_counted_in_words(reader: Reader) -> None:
    """All three together are a pack of three."""
    offers = reader.read_text("Vanity numbers for sale", "312 style, three left, $90 each or all three $230.").offers

    assert [(str(offer.price.min), offer.price.pack_size) for offer in offers if offer.price] == [
        ("90", None),
        ("230", 3),
    ]


def test_services_under_a_heading_of_cards_are_codes(reader: Reader) -> None:
    text = "国内实体卡\n微信　3.6 元/条\n抖音　0.8 元/条"

    assert [(one.kind, one.platform) for one in reader.read_text("", text).offers] == [
        ("sms_code", "wechat"),
        ("sms_code", "douyin"),
    ]
