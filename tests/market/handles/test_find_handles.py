"""Handles in texts: every type, sellers' ways of writing them, and what is none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.handles import find_handles
from market.text.folding import fold

READ = [
    # labels, emoji, homophones
    ("出微信老号，微信：haofan_01", {"wechat:haofan_01"}),
    ("加我薇信 haofan_01 详谈", {"wechat:haofan_01"}),
    ("V❤：haofan_01", {"wechat:haofan_01"}),
    ("客服vx haofan01", {"wechat:haofan01"}),
    ("➕V haofan_01", {"wechat:haofan_01"}),
    ("微信同号 13900001234，电话13900001234", {"wechat:13900001234", "phone:+8613900001234"}),
    ("售后微 xiaohao-88", {"wechat:xiaohao-88"}),
    ("扣扣 3012345678", {"qq:3012345678"}),
    ("🐧：3012 3456 78", {"qq:3012345678"}),
    ("加 扣 3 0 1 2 3 4 5 6 7 8", {"qq:3012345678"}),
    ("+q 30123456", {"qq:30123456"}),
    ("q：三零一二三四五六", {"qq:30123456"}),
    ("企鹅群 712345678", {"qq_group:712345678"}),
    ("官方QQ群：712345678", {"qq_group:712345678"}),
    ("TG：@hao_demo", {"telegram:hao_demo"}),
    ("✈️ hao_demo", {"telegram:hao_demo"}),
    ("联系 @hao_demo", {"telegram:hao_demo"}),
    ("ｔｇ：＠ｈａｏ＿ｄｅｍｏ", {"telegram:hao_demo"}),
    ("пишите в телегу: hao_demo", {"telegram:hao_demo"}),
    ("handle: hao_demo (tg)", {"telegram:hao_demo"}),
    ("Telegram: WrenDesk\nWhatsapp:+ 1(202) 555-0143", {"telegram:wrendesk", "whatsapp:+12025550143"}),
    ("WhatsApp/Signal: +44 7700 900123", {"whatsapp:+447700900123", "phone:+447700900123"}),
    ("вотсап +7 900 000-00-00", {"whatsapp:+79000000000"}),
    ("WA 6281200000000", {"whatsapp:+6281200000000"}),
    ("Line ID: kuma_sim", {"line:kuma_sim"}),
    ("加line：kuma_sim", {"line:kuma_sim"}),
    ("skype: live:birch.desk", {"skype:live:birch.desk"}),
    ("Skype - birch.desk", {"skype:birch.desk"}),
    ("Discord: OldBirch#1234", {"discord:OldBirch#1234"}),
    ("discord: birchdesk", {"discord:birchdesk"}),
    ("jabber: desk@jabber.example", {"jabber:desk@jabber.example"}),
    ("电话：0755-0000-1234", {"phone:+8675500001234"}),
    ("Zalo 0999 000 123, 95.000đ", {"phone:+84999000123"}),
    ("Hotline 030 555 0199 für Kunden", {"phone:+49305550199"}),
    ("或者打、微:139乄0000乄1234", {"phone:+8613900001234"}),
    # links
    ("https://t.me/hao_demo?start=1", {"telegram:hao_demo"}),
    ("hao_demo.t.me", {"telegram:hao_demo"}),
    ("卖家联系 t.me/hao_demo，加V：hao_wxdemo", {"telegram:hao_demo", "wechat:hao_wxdemo"}),
    ("https://t.me/hao_demo；QQ：9812340011", {"telegram:hao_demo", "qq:9812340011"}),
    ("t.me/hao_demo,9812340011", {"telegram:hao_demo"}),
    ("t.me/s/hao_demo", {"telegram:hao_demo"}),
    ("tg://resolve?domain=hao_demo", {"telegram:hao_demo"}),
    ("https://wa.me/12025550143?text=hi", {"whatsapp:+12025550143"}),
    ("https://api.whatsapp.com/send?phone=12025550143", {"whatsapp:+12025550143"}),
    ("http://wpa.qq.com/msgrd?v=3&uin=30123456&site=qq", {"qq:30123456"}),
    ("tencent://message/?uin=30123456&Site=", {"qq:30123456"}),
    ("https://line.me/ti/p/~kuma_sim", {"line:kuma_sim"}),
    ("shop.birch.example/buy?id=3", {"url:birch.example"}),
    ("https://a.b.birch.co.uk/x", {"url:birch.co.uk"}),
    ("写信 desk@mail.example 或 Desk@Mail.example", {"email:desk@mail.example"}),
    # two types on one number, several of one type
    ("QQ/微信：30123456", {"qq:30123456", "wechat:30123456"}),
    ("QQ 30123456 微信同号", {"qq:30123456", "wechat:30123456"}),
    ("v：30123456（qq同号）", {"wechat:30123456", "qq:30123456"}),
    ("whatsapp +1 202 555 0143, same on telegram", {"whatsapp:+12025550143", "telegram:+12025550143"}),
    ("QQ：30123456 / 40123456", {"qq:30123456", "qq:40123456"}),
    ("tg @hao_demo, @hao_spare", {"telegram:hao_demo", "telegram:hao_spare"}),
    # wallets
    ("USDT-TRC20: TQ5cmSfrP1WnPFr1ZzVkA6TfW4TqUwyGm9", {"wallet:TQ5cmSfrP1WnPFr1ZzVkA6TfW4TqUwyGm9"}),
    ("eth 0x00000000219ab540356cBB839Cbe05303d7705Fa", {"wallet:0x00000000219ab540356cBB839Cbe05303d7705Fa"}),
    ("btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", {"wallet:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}),
]

NOT_READ = [
    "订单号 773001948211 电话没接",
    "Номер заказа 79161234567",
    "Order 4479-2210-551, sent 80 USDT",
    "example phone 15005550006, example id 557860099",
    '{"phone": "12025550143", "code": "5521"}',
    "curl 'https://api.mail-relay.example/send?phone=15005550006'".replace("https://api.mail-relay.example", ""),
    "QQ 10000个 0.5元",
    "QQ 皇冠 78元，QQ 太阳 9元",
    "微信 白号 26元 微信 半年 实名 88",
    "如遇可疑情况请拨打96110",
    "call 911 now",
    "QQ靓号 12345678 价格 888元",
    "instagram @foodie_pics is nice",
    "see README.md and main.py, re.search(x)",
    "ping me @ standup, 9 usd/mo",
    "gmail.com and outlook.com accounts, vk.com too",
    "@app.route('/x')\ndef view(): ...",
    "npm i @types/node",
    "TG session json 1.9$, wx token 15",
    "oldname.example — registered 2009, 34 bids",
    "+7 9xx numbers, +1 and +62 codes",
]


def read(text: str) -> set[str]:
    """Return the handles of *text* as type:value."""
    return {f"{handle.type}:{handle.value}" for handle in find_handles(fold(text)).handles}


@pytest.mark.parametrize(("text", "expected"), READ)
def test_handles_are_read(text: str, expected: set[str]) -> None:
    """Each way of writing gives type and normal form."""
    assert read(text) == expected


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_no_handle_is_not_read(text: str) -> None:
    """Orders, prices, samples, goods, code and common hosts name nobody."""
    assert read(text) == set()


def test_spans_point_into_the_raw_text() -> None:
    """The span covers the id as the seller wrote it."""
    text = "加 扣 3 0 1 2 3 4 5 6 7 8 。飞机：＠ｈａｏ＿ｄｅｍｏ"

    handles = find_handles(fold(text)).handles

    assert [text[slice(*handle.span)] for handle in handles if handle.span] == [
        "3 0 1 2 3 4 5 6 7 8",
        "＠ｈａｏ＿ｄｅｍｏ",
    ]


def test_places_of_ids_are_occupied_and_labels_known() -> None:
    """A price reader may look away from ids, a product reader from their labels."""
    folded = fold("微信白号 26元，微信：haofan_01")

    scan = find_handles(folded)

    assert [folded.text[slice(*span)] for span in scan.occupied] == ["haofan_01"]
    assert [(folded.text[slice(*span)], span[0] > 5) for span in scan.labels] == [("微信", True)]


def test_merchants_on_a_shared_host_are_told_apart() -> None:
    """The host's family says how many path parts name a merchant."""
    folded = fold("https://many.example/links/AB12CD34?x=1")

    assert find_handles(folded, {"many.example": 2}).handles[0].value == "many.example/links/ab12cd34"


def test_a_priced_name_is_a_subject() -> None:
    """A username for sale is the goods, not the seller."""
    scan = find_handles(fold("@raregold — 300 ton\n@silverfox 120 $\ncontact @hao_demo"))

    assert [subject.value for subject in scan.subjects] == ["raregold", "silverfox"]
    assert [handle.value for handle in scan.handles] == ["hao_demo"]


@given(st.text())
def test_any_text_is_scanned(text: str) -> None:
    """No text raises; every span lies in it."""
    for handle in find_handles(fold(text)).handles:
        assert handle.span is not None
        assert 0 <= handle.span[0] < handle.span[1] <= len(text)


@pytest.mark.parametrize(
    "unit",
    [
        "微信",
        "qq:",
        "v:a",
        "@a",
        "@abcde ",
        "1.",
        "t.me/",
        "+1 2",
        "加",
        "a@a.",
        "qq/微信/",
        "tg: @aaaaa,",
        "同号 ",
        "http://a.b/",
        "live:",
    ],
)
def test_cost_grows_with_length_only(unit: str) -> None:
    """Ten times the text costs about ten times the work, not a hundred."""
    small, large = (fold(unit * (length // len(unit))) for length in (10_000, 100_000))
    find_handles(small)
    start = time.process_time()
    find_handles(small)
    middle = time.process_time()
    find_handles(large)
    end = time.process_time()

    assert end - middle < 40 * (middle - start) + 1
