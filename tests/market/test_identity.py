"""Which offer is which: prices, stock, contacts and readers come and go, the line stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from market.identity import KnownOffer, line_keys, paired, same_line
from market.model import Handle, HandleType, Offer, Reading


def reading(words: str, *phrases: str, handles: tuple[str, ...] = (), variants: tuple[str, ...] = ()) -> Reading:
    offers = tuple(
        Offer(
            kind="account",
            platform="wechat",
            span=(words.index(phrase), words.index(phrase) + len(phrase)),
            variant=variants[number] if variants else None,
        )
        for number, phrase in enumerate(phrases)
    )
    spans = [(words.index(value), words.index(value) + len(value)) for value in handles]
    return Reading(
        is_offer=True,
        score=Decimal(1),
        offers=offers,
        handles=tuple(Handle(type=HandleType.QQ, value=words[a:b], span=(a, b)) for a, b in spans),
    )


def digest(words: str, phrase: str, handles: tuple[str, ...] = ()) -> int:
    return line_keys(words, reading(words, phrase, handles=handles))[0].digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("微信老号 65元 库存12", "微信老号 60.5元 库存3"),
        ("微信老号 ¥65", "微信老号 ￥ 70"),
        ("WeChat aged $5.50, stock: 12", "WeChat aged $6, stock: 9"),
        ("Аккаунты 120 руб, в наличии 5", "Аккаунты 99 руб, в наличии 77"),
        ("微信老号——65元", "微信老号 65元!"),
    ],
)
def test_price_and_stock_leave_the_line_the_same(one: str, other: str) -> None:
    assert digest(one, one) == digest(other, other)


@pytest.mark.parametrize(("one", "other"), [("3年老号", "5年老号"), ("微信号 10元", "QQ号 10元"), ("直登号", "满月号")])
def test_other_goods_are_another_line(one: str, other: str) -> None:
    assert digest(one, one) != digest(other, other)


def test_handle_is_cut_out() -> None:
    assert digest("微信号 找 12345", "微信号 找 12345", ("12345",)) == digest("微信号 找 99", "微信号 找 99", ("99",))


def test_same_lines_are_counted_and_phrases_of_one_line_told_apart() -> None:
    twice = "微信号 5元\n微信号 6元"
    first, second = line_keys(twice, reading(twice, "微信号 5元", "微信号 6元"))
    assert (first.digest, first.ordinal, second.digest, second.ordinal) == (first.digest, 0, first.digest, 1)

    line = "白号 5元 半年号 15元"
    white, aged = line_keys(line, reading(line, "白号 5元", "半年号 15元"))
    assert white.digest != aged.digest


def known(words: str, read: Reading) -> list[KnownOffer]:
    keys = line_keys(words, read)
    pairs = zip(read.offers, keys, strict=True)
    return [KnownOffer(key=key, span=one.span, product=(one.kind, one.platform)) for one, key in pairs]


def test_reordered_lines_keep_their_offers() -> None:
    then, now = "白号 5元\n半年号 9元", "半年号 8元\n白号 5元"
    stored = known(then, reading(then, "白号 5元", "半年号 9元"))
    read = reading(now, "半年号 8元", "白号 5元")

    assert same_line(stored, read.offers, line_keys(now, read)) == {0: 1, 1: 0}


def test_variant_is_its_own_identity() -> None:
    then, now = "甲 号\n乙 号", "乙 号\n甲 号"
    stored = known(then, reading(then, "甲 号", "乙 号", variants=("a", "b")))
    read = reading(now, "乙 号", "甲 号", variants=("b", "a"))

    assert same_line(stored, read.offers, line_keys(now, read)) == {0: 1, 1: 0}


def test_better_reader_on_the_same_words_keeps_what_overlaps() -> None:
    words = "老号批发 微信号 半年 5元 QQ号 9元"
    stored = known(words, reading(words, "微信号 半年", "QQ号"))
    read = reading(words, "微信号 半年 5元", "QQ号 9元")
    keys = line_keys(words, read)

    assert paired(stored, read.offers, keys, same_words=len(words), reread=True) == {0: 0, 1: 1}
    assert paired(stored, read.offers, keys, same_words=0, reread=False) != {}


def test_single_offer_of_a_rewritten_listing_stays_while_the_product_does() -> None:
    stored = known("微信老号", reading("微信老号", "微信老号"))
    read = reading("微信号 稳定直登", "微信号 稳定直登")
    keys = line_keys("微信号 稳定直登", read)

    assert paired(stored, read.offers, keys, same_words=0, reread=False) == {0: 0}
    other = [KnownOffer(key=stored[0].key, span=stored[0].span, product=("tool", None))]
    assert paired(other, read.offers, keys, same_words=0, reread=False) == {}
