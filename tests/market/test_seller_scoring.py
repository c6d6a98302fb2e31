"""Who is taken for one seller and who is not, and that the reasons say why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from market.sellers.evidence import Clue
from market.sellers.lookalikes import skeleton, twins
from market.sellers.partition import Edge, Word, partition
from market.sellers.profile import Commonness, Profile, Stay
from market.sellers.roles import role_word, roles_of_kinds
from market.sellers.scoring import compare
from market.sellers.traits import Traits, folded_name, name_parts, name_traits, product_traits, word_traits

START = datetime(2026, 3, 1, tzinfo=UTC)
TEMPLATE = (
    "老板自己养的号。包首登，12小时内反馈。一机一号一IP环境干净。下单备注联系方式。晚上十点后不在线。批发另议价格"
)


def advert(product: str, text: str = TEMPLATE) -> Traits:
    return word_traits(f"{product}\n{text}")


def profile(name: str | None, *adverts: Traits, site: str = "a", **other: object) -> Profile:
    traits = frozenset().union(*adverts, name_traits(name) if name else frozenset())
    values: dict[str, object] = {
        "key": (site, name),
        "seller": (site, name, other.pop("who", "")),
        "label": f"{site}/{name}",
        "traits": traits,
        "names": () if name is None else (folded_name(name),),
        "spelt": () if name is None else (name.casefold(),),
    }
    times = {"first_at": START, "last_at": START + timedelta(days=20), "is_gone": False}
    times |= {name: other.pop(name) for name in tuple(times) if name in other}  # type: ignore[assignment,misc]
    return Profile(**(values | other), stay=Stay(site=site, **times))  # type: ignore[arg-type]


def common(*profiles: Profile, sellers: int = 400) -> Commonness:
    holders: dict[int, set[object]] = {}
    for one in profiles:
        for trait in one.traits:
            holders.setdefault(trait, set()).add(one.seller)
    return Commonness(sellers=sellers, holders={trait: frozenset(some) for trait, some in holders.items()})  # type: ignore[arg-type]


def test_rare_name_with_its_template_is_one_seller() -> None:
    one = profile("大圣号商8831", advert("微信老号"), advert("QQ号"))
    other = profile("大圣号商8831", advert("抖音号"), advert("微博号"), site="b")

    found = compare(one, other, common(one, other))

    assert found.joins
    assert found.reasons[0].startswith(("same name 大圣号商8831", "6 sentences in common"))
    assert found.score > 0.9


def test_common_name_alone_is_no_seller() -> None:
    crowd = [profile("小店", advert("x", f"各写各的话第{n}家{n}{n}号"), site=f"s{n}") for n in range(30)]

    found = compare(crowd[0], crowd[1], common(*crowd))

    assert not found.joins


def test_seller_that_changed_every_handle_and_name_is_known_by_his_template() -> None:
    old = profile("北岸杂货", advert("微信老号"), advert("QQ号"), handles=frozenset({("qq", "10001")}))
    new = profile("白鲸小店", advert("抖音号"), advert("微博号"), site="b", handles=frozenset({("qq", "10002")}))

    found = compare(old, new, common(old, new))

    assert found.joins
    assert any("about different goods" in reason for reason in found.reasons)


def test_word_for_word_copy_is_only_a_suggestion() -> None:
    adverts = [advert("微信老号"), advert("QQ号"), advert("抖音号")]
    one = profile("北岸杂货", *adverts)
    copier = profile("白鲸小店", *adverts, site="b")

    found = compare(one, copier, common(one, copier))

    assert not found.joins
    assert any("whole adverts the same" in reason for reason in found.reasons)


def test_template_of_the_trade_joins_nobody() -> None:
    franchise = [
        profile(f"分店{name}", advert(f"商品{name}"), advert(f"货{name}"), site=f"s{n}")
        for n, name in enumerate("甲乙丙丁戊")
    ]

    found = compare(franchise[0], franchise[1], common(*franchise))

    assert not found.joins
    assert any("template that 3 others use too" in reason for reason in found.reasons)


def test_common_footer_joins_nobody() -> None:
    footer = "本站自动发货请放心购买。售后请联系在线客服处理"
    one = profile("甲店", advert("微信", f"只做精品老号十年。绝不卖黑号给新手。{footer}"), advert("QQ", footer))
    other = profile(
        "乙店", advert("抖音", f"千粉号批量走量。要的速来不讲价。{footer}"), advert("微博", footer), site="b"
    )

    assert not compare(one, other, common(one, other)).joins


def test_two_who_stand_side_by_side_at_one_site_are_two() -> None:
    one = profile("北岸杂货", advert("微信老号"), advert("QQ号"))
    other = profile("白鲸小店", advert("抖音号"), advert("微博号"))

    found = compare(one, other, common(one, other))

    assert Clue.SIDE_BY_SIDE in {evidence.clue for evidence in found.evidence}
    assert other.stay is not None
    elsewhere = replace(other, stay=replace(other.stay, site="b"))
    assert found.bits < compare(one, elsewhere, common(one, other)).bits


def test_one_who_comes_in_the_place_of_another_is_the_same() -> None:
    adverts = [advert("微信老号"), advert("QQ号")]
    old = profile("北岸杂货", *adverts, last_at=START + timedelta(days=5), is_gone=True)
    new = profile("白鲸小店", *adverts, first_at=START + timedelta(days=6))

    found = compare(old, new, common(old, new))

    assert found.joins
    assert any("vanished shortly before" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("one", "twin"),
    [
        (("telegram", "kingshop"), ("telegram", "k1ngshop")),
        (("telegram", "goldseller"), ("telegram", "go1dseller")),
        (("wechat", "moon_shop88"), ("wechat", "rnoonshop88")),
        (("telegram", "okstore"), ("telegram", "0kstore")),
    ],
)
def test_twin_of_a_handle_is_an_imitation(one: tuple[str, str], twin: tuple[str, str]) -> None:
    adverts = [advert("微信老号"), advert("QQ号")]
    real = profile("大圣号商8831", *adverts, handles=frozenset({one}))
    false = profile("大圣号商8831", *adverts, site="b", handles=frozenset({twin}))

    found = compare(real, false, common(real, false))

    assert skeleton(one[1]) == skeleton(twin[1])
    assert not found.joins
    assert any("an imitation" in reason for reason in found.reasons)


def test_handles_counted_up_or_of_digits_are_no_twins() -> None:
    assert twins({("telegram", "shopone1")}, {("telegram", "shopone2")}) == []
    assert twins({("qq", "10001")}, {("qq", "1000l")}) == []
    assert twins({("telegram", "same")}, {("telegram", "same")}) == []


def test_name_of_a_messenger_on_another_speaks_for_one() -> None:
    one = profile(None, advert("微信", "一"), handles=frozenset({("telegram", "kalomi8832")}))
    other = profile(None, advert("QQ", "二"), site="b", handles=frozenset({("wechat", "kalomi8832")}))

    assert [evidence.clue for evidence in compare(one, other, common(one, other)).evidence] == [Clue.STEM]


def test_prices_and_handles_are_cut_out_of_sentences() -> None:
    words = "微信老号\n售后包换不讲价格 联系飞机 somebody 65元一个"
    at = words.index("somebody")
    one = word_traits(words, [(at, at + 8), (at + 9, at + 12)])
    other = word_traits(
        words.replace("somebody", "elsewhom").replace("65元", "70元"), [(at, at + 8), (at + 9, at + 12)]
    )

    assert one == other
    assert one


def test_long_sentences_are_alike_where_a_product_differs() -> None:
    text = "selling our own {} with a full replacement warranty and fast delivery from our own farm write me any time"
    one, other = (word_traits("x\n" + text.format(product)) for product in ("telegram accounts", "discord accounts"))

    assert one & other
    assert one != other


def test_names_fall_into_words_numbers_and_pairs() -> None:
    assert name_parts("大圣号商83") == ("大圣", "号商", "83")
    assert name_parts("Jolly-Store8952") == ("jolly", "store", "8952")


def test_roles_follow_what_is_offered() -> None:
    assert roles_of_kinds({"account": 8, "sms_code": 3, "tool": 1}) == ("account", "sms_code")
    assert roles_of_kinds({}, is_broker=True) == ("broker",)
    assert [role_word("account"), role_word("broker", "en"), role_word("new_kind")] == [
        "号商",
        "middleman or escrow",
        "new_kind",
    ]
    assert list(product_traits("account/wechat/", None, None)) != list(product_traits("account/qq/", None, None))


def test_what_is_cut_is_the_weakest_edge() -> None:
    edges = [Edge(a=1, b=2, strength=(0.9,)), Edge(a=2, b=3, strength=(0.7,)), Edge(a=3, b=4, strength=(0.8,))]

    found = partition([1, 2, 3, 4], edges, [Word(a=1, b=4, same=False, order=1)])

    assert set(found.groups) == {frozenset({1, 2}), frozenset({3, 4})}
    assert [edge.strength for edge in found.cut] == [(0.7,)]


def test_later_word_outranks_an_earlier_one() -> None:
    words = [Word(a=1, b=2, same=True, order=1), Word(a=1, b=2, same=False, order=2)]

    found = partition([1, 2], [Edge(a=1, b=2, strength=(1.0,))], words)

    assert set(found.groups) == {frozenset({1}), frozenset({2})}
    assert [word.order for word in found.unheard] == [1]


def test_two_spellings_of_one_name_side_by_side_at_one_site_are_two() -> None:
    one, other = profile("Vivid_Market", advert("微信老号")), profile("VividMarket", advert("QQ号"))

    found = compare(one, other, common(one, other))

    assert Clue.SIDE_BY_SIDE in {evidence.clue for evidence in found.evidence}
    assert not found.joins
