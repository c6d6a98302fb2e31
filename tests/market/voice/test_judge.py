"""Who speaks: sellers against everybody who only talks of the trade."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.checked_files import ConfigError
from base.lexicon import load_reader
from base.voice import load_voice
from market.reading import Reader

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return the reader of the configuration that ships."""
    return load_reader(CONFIG)


SELLERS = [
    ("微信半年号 实名", "65 元/个 库存 120 十个起 加V：haofan_01"),
    ("", "selling aged gmail 2.5$ each, 300 in stock, tg @hao_demo"),
    ("Аккаунты ВК с друзьями", "120 ₽ за шт, в наличии 40, замена 24 часа"),
    ("卡券回收", "京东E卡 96折 沃尔玛 95折 秒结"),
    ("短信接码 美国", "Telegram 12 元 一次一码"),
]
OTHERS = [
    ("警方打掉养号窝点", "民警抓获犯罪嫌疑人九名，其将微信号以每个50元的价格出售给诈骗团伙，案件正在办理中。"),
    ("", "求购 微信老号 50个 半年以上 tg @maihao_demo3"),
    ("Scam report", "Paid 80 USDT to @ghost_demo for ten Facebook accounts, all dead, he blocked me."),
    ("黑名单", "@pianzi_demo1 卖的QQ号当天找回，收了 300 元拉黑，大家别上当"),
    ("招聘 风控分析师", "分析接码、养号等黑产，月薪 20000，简历投 hr@corp.example"),
    ("SMS API", "POST /v1/send, error codes, $0.04 per message, A2P registration required"),
    ("Куплю аккаунты ВК", "Дам до 500 рублей за штуку, пишите в личку"),
    ("", "1000 real followers for instagram $9, likes $3"),
]


@pytest.mark.parametrize(("title", "text"), SELLERS)
def test_a_seller_offers(reader: Reader, title: str, text: str) -> None:
    """A seller's text is an offer, with a reason."""
    reading = reader.read_text(title, text)

    assert reading.is_offer
    assert reading.score >= 0.5
    assert reading.reasons


@pytest.mark.parametrize(("title", "text"), OTHERS)
def test_others_offer_nothing(reader: Reader, title: str, text: str) -> None:
    """News, wanted posts, warnings, jobs, docs and boosting are no offers, whatever they quote."""
    reading = reader.read_text(title, text)

    assert not reading.is_offer
    assert reading.offers == ()


def test_reasons_name_the_words_that_counted(reader: Reader) -> None:
    """An analyst sees which words decided."""
    reasons = " ".join(reader.read_text(*OTHERS[0]).reasons)

    assert "police, courts or press" in reasons
    assert "民警" in reasons


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gets_a_score(reader: Reader, text: str) -> None:
    """The score is a probability with two decimals, never 0 or 1."""
    score = reader.read_text("", text).score

    assert 0 < score < 1
    assert score == round(score, 2)


def test_a_broken_model_is_a_stated_failure(tmp_path: Path) -> None:
    """The message names file and key."""
    (tmp_path / "voice.yml").write_text((CONFIG / "voice.yml").read_text("utf-8"), "utf-8")
    (tmp_path / "voice-model.json").write_text('{"bias": "high"}', "utf-8")

    with pytest.raises(ConfigError, match=r"voice-model\.json: bias"):
        load_voice(tmp_path)
