"""Identifiers of the thing sold: user numbers, number prefixes, invitation codes, usernames; never contacts."""

from functools import cache
from pathlib import Path

import pytest

from base.lexicon import load_reader
from market.model import Reading
from market.reading import Reader


@cache
def _read(text: str) -> Reading:
    return _reader().read_text("", text)


@cache
def _reader() -> Reader:
    return load_reader(Path(__file__).parents[3] / "config")


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("出B站老号 UID：1024088 六级 价格88元", [("uid", "1024088")]),
        ("Steam account, SteamID 7656119801, level 40, $25", [("uid", "7656119801")]),
        ("虚商卡 170/171号段 未实名 16元/张", [("number_prefix", "170"), ("number_prefix", "171")]),
        ("手机卡 192开头 36元一张", [("number_prefix", "192")]),
        (
            "Google Voice号 区号 415 / 212 98元",
            [("number_prefix", "415"), ("number_prefix", "212")],
        ),
        ("US SIM cards, area code 646, $9 each", [("number_prefix", "646")]),
        ("内测邀请码 QX7T-22AB 微博老号 5元一个", [("invite", "QX7T-22AB")]),
        ("Bluesky accounts $3 each, invite code ABCD1234 inside", [("invite", "ABCD1234")]),
        ("微信白号 26元 QQ：3315820947", []),
        ("抖音千粉 35元一个 订单编号 20260102", []),
    ],
)
def test_identifiers_of_the_goods_are_subjects(text: str, subjects: list[tuple[str, str]]) -> None:
    """Each identifier that belongs to the goods is a subject with its raw place, and contacts are none."""
    reading = _read(text)

    assert [(subject.type, subject.value) for subject in reading.subjects] == subjects
    for subject in reading.subjects:
        assert f"\n{text}"[slice(*subject.span)] == subject.value


def test_news_has_no_subjects() -> None:
    """A text that offers nothing sells no identifiers either."""
    reading = _read("警方通报：170/171号段电话卡被不法分子用于诈骗，三人被刑拘。")

    assert not reading.subjects
