"""The contract's rules for borderline cases, each with an invented text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from base.lexicon import load_lexicon, load_taxonomy
from market.model import Offer
from market.reading import Reader
from market.reading.shape import offer_row

CONFIG = Path(__file__).parents[3] / "config"


@cache
def reader() -> Reader:
    """Return the reader without a voice: every text that names goods is an offer."""
    taxonomy = load_taxonomy(CONFIG)
    return Reader(load_lexicon(CONFIG, taxonomy), taxonomy)


def offers(text: str, title: str = "") -> tuple[Offer, ...]:
    """Return the offers of a text, whoever speaks."""
    return reader().read_text(title, text).offers


def brief(offer: Offer) -> str:
    """Return an offer in one line: kind/platform min..max currency/unit."""
    row: dict[str, Any] = offer_row(offer)
    price = row["price"]
    size = f"x{price['pack_size']}" if price and price["pack_size"] else ""
    money = f" {price['min']}..{price['max']} {price['currency']}/{price['unit']}{size}" if price else ""
    return f"{row['kind']}/{row['platform']}{money}"


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    [
        # one offer for each priced product; a list inherits from its title
        ("今日报价 微信", "白号 26元\n满月 31元", ["account/wechat 26..26 CNY/each", "account/wechat 31..31 CNY/each"]),
        # quantity tiers are one offer, packs one each
        ("抖音千粉号", "单价 40元\n10个起 38元\n50个起 35元", ["account/douyin 35..40 CNY/each"]),
        ("", "Gmail: 5 pcs $6, 20 pcs $50", ["account/google 6..6 USD/packx5", "account/google 50..50 USD/packx20"]),
        # one price for several platforms
        (
            "",
            "代接码 谷歌/推特/脸书 统一两块五一码",
            [f"sms_code/{name} 2.5..2.5 CNY/code" for name in ("google", "twitter", "facebook")],
        ),
        # never a price: limits, balances, struck-out sums, bonuses, surcharges
        ("", "Facebook BM 250$ limit — 38$", ["account/facebook 38..38 USD/each"]),
        ("", "OpenAI API accounts with $5 left\n$1.25 each", ["account/openai 1.25..1.25 USD/each"]),
        ("", "闲鱼实名号 原价 88 元 现价 69 元", ["account/other:xianyu 69..69 CNY/each"]),
        ("", "微博号 ￥2.2一个 满500个送50", ["account/weibo 2.2..2.2 CNY/each"]),
        # shares of the face value are rates
        ("卡券回收", "京东E卡 97.5折\n苏宁卡 九五折", ["stored_value/jd", "stored_value/other:suning"]),
        ("", "京东E卡 1000面值 售价 955元", ["stored_value/jd 955..955 CNY/each"]),
        # rental periods and licence terms
        (
            "租号收码",
            "英国号 1天 ¥6 / 7天 ¥30 / 30天 ¥88",
            ["sms_code/any 6..6 CNY/day", "sms_code/any 30..30 CNY/week", "sms_code/any 88..88 CNY/month"],
        ),
        ("改机软件", "周卡 20 元 季卡 50 元", ["tool/None 20..20 CNY/week", "tool/None 50..50 CNY/monthx3"]),
        # tables
        (
            "",
            "接码项目 | 单价(元) | 可用号码\n微信 | 4.50 | 312\n抖音 | 0.90 | 2041",
            ["sms_code/wechat 4.5..4.5 CNY/code", "sms_code/douyin 0.9..0.9 CNY/code"],
        ),
        # the product noun decides, a delivery detail does not
        ("", "【微软邮箱交付】GPT账号 20元", ["account/openai 20..20 CNY/each"]),
        # outside the kinds
        ("Накрутка подписчиков", "1000 подписчиков — 90 ₽", []),
        ("微信解封教程", "9.9元", []),
    ],
)
def test_offers_follow_the_rules(title: str, text: str, wanted: list[str]) -> None:
    """Kind, platform and price of every offer are as the rule has it."""
    assert [brief(offer) for offer in offers(text, title)] == wanted


@pytest.mark.parametrize(
    ("text", "attributes", "months"),
    [
        ("微信满月白号 30元", {"aged"}, 1),
        ("微信 7天白号 30元", {"fresh"}, None),
        ("小红书半年实名号 20元", {"aged", "real_name"}, 6),
        ("Telegram tdata, 45 days rest $2", {"aged", "login_data"}, None),
        ("Telegram tdata, 14 days rest $2", {"login_data"}, None),
        ("QQ 2016年注册 30元", {"aged"}, None),
        ("ВК 2 года, почта в комплекте 90 ₽", {"aged", "email_access"}, 24),
        ("Steam 令牌号 15元", {"two_factor"}, None),
        ("QQ 令牌号 15元", {"security_token"}, None),
        ("抖音 3000粉 蓝v 40元", {"with_followers", "enterprise"}, None),
        ("Binance verified account $80", {"real_name"}, None),
        ("Instagram verified by mail $1", set(), None),
        ("微博号 未实名 可改绑 3元", set(), None),
    ],
)
def test_attributes_follow_the_rules(text: str, attributes: set[str], months: int | None) -> None:
    """Attributes and age say what is delivered, no more."""
    (offer,) = offers(text)

    assert offer.attributes == attributes
    assert offer.age_months == months


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Telegram 美国号 10元", "country", "US"),
        ("Telegram +62 session $1", "country", "ID"),
        ("Telegram 🇺🇸🇬🇧 session $1", "country", None),
        ("contact us: telegram session $1", "country", None),
        ("微信白号 26元 库存 64", "stock", 64),
        ("VK 1,5 $, MOQ 20", "min_quantity", 20),
        ("微博白号 0.35元 起售 200 个", "min_quantity", 200),
    ],
)
def test_facts_beside_the_price(text: str, field: str, value: object) -> None:
    """Country, stock and smallest order come from their words."""
    (offer,) = offers(text)

    assert getattr(offer, field) == value


def test_a_minimum_said_once_holds_for_all() -> None:
    """A smallest order on a line of its own holds for every line of the list."""
    found = offers("Gmail fresh ... $0.34\nOutlook fresh ... $0.05\nMOQ 50")

    assert [offer.min_quantity for offer in found] == [50, 50]


def test_a_rate_is_a_decimal_share() -> None:
    """九七折 is 0.97; a price on request is none."""
    (offer,) = offers("京东E卡 九七折", "卡券回收")

    assert offer.price is None
    assert offer.rate is not None
    assert str(offer.rate.min) == "0.97"


def test_spans_point_into_title_and_text() -> None:
    """Spans count code points over title, line break and text, also through folding."""
    title, text = "微信号", "企❤鹅老号 ２６元"
    (offer,) = reader().read_text("", text).offers
    low, high = offer.spans["price"]

    assert text[low - 1 : high - 1] == "２６元"
    assert reader().read_text(title, "白号 5元").offers[0].span[0] > len(title)
