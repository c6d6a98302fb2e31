"""What Chinese sellers' words mean in a seller's sentence, and that the same words of everyday goods mean nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from base.lexicon import load_reader
from market.reading import Reader

GOODS: Final = (
    ("薇信满月号 38元一个", "account", "wechat", {"aged"}),
    ("徽信白号 现货 15元", "account", "wechat", {"fresh"}),
    ("绿泡泡 半年 实名 66一个", "account", "wechat", {"aged", "real_name"}),
    ("企微 绿标 主体已认证 120元", "account", "wechat", {"enterprise"}),
    ("视频号 千粉 88元", "account", "wechat", {"with_followers"}),
    ("微信号 62数据 满年 55一个", "account", "wechat", {"aged", "login_data"}),
    ("微信 A16 登录 老号 40元", "account", "wechat", {"aged", "login_data"}),
    ("扣扣 双太 带令牌 33元", "account", "qq", {"security_token"}),
    ("QQ 三太阳 75元", "account", "qq", set()),
    ("企业QQ 主号 25元", "account", "qq", {"enterprise"}),
    ("出抖号 千粉 32元", "account", "douyin", {"with_followers"}),
    ("抖音国际版号 新号 9元一个", "account", "tiktok", {"fresh"}),
    ("TK 橱窗号 45元", "account", "tiktok", set()),
    ("微博 黄V 24元", "account", "weibo", set()),
    ("知乎盐值 680 35元", "account", "zhihu", {"high_trust"}),
    ("百家号 已实名 60元", "account", "baidu", {"real_name"}),
    ("灵魂 白号 2.5元一个", "account", "soul", {"fresh"}),
    ("世纪佳缘 女号 12元", "account", "other:jiayuan", set()),
    ("钉钉 企业号 30元", "account", "other:dingtalk", {"enterprise"}),
    ("淘宝 3钻号 150元", "account", "taobao", set()),
    ("拼多多新人小号 3.2元一个", "account", "pinduoduo", {"fresh"}),
    ("滴滴 乘客实名账号 8元", "account", "other:didi", {"real_name"}),
    ("支付宝 V3 环境号 145元", "account", "alipay", set()),
    ("花呗号 支付宝 200元", "account", "alipay", set()),
    ("纸飞机 直登 六个月 9元", "account", "telegram", {"aged"}),
    ("飞机 协议号 1.6u", "account", "telegram", {"login_data"}),
    ("WS 六段 当天号 0.9u", "account", "whatsapp", {"fresh", "login_data"}),
    ("脸书 三解 500好友 6元", "account", "facebook", {"with_friends"}),
    ("ins 千粉 26元", "account", "instagram", {"with_followers"}),
    ("推特 解敏号 蓝V 15元", "account", "twitter", set()),
    ("油管 频道 五年 45元", "account", "youtube", {"aged"}),
    ("谷歌邮箱 2019年注册 6元", "account", "google", {"aged"}),
    ("微软邮箱 OAuth2 1000个 50元", "account", "microsoft", {"login_data"}),
    ("小火箭id 美区 15元", "account", "apple", set()),
    ("普拉斯 成品号 独享 120元 GPT", "account", "openai", set()),
    ("Steam 令牌号 老号 20元", "account", "steam", {"aged", "two_factor"}),
    ("推特 2FA 带邮箱 裸号 4元", "account", "twitter", {"two_factor", "email_access", "unbound"}),
    ("小红书 手工精养 三月号 30元", "account", "xiaohongshu", {"farmed", "aged"}),
    ("接🐎 微信 5元一条", "sms_code", "wechat", set()),
    ("接码平台 长效接码链接 首码 3元", "sms_code", "any", set()),
    ("验证码代收 抖音 1元一条", "sms_code", "douyin", set()),
    ("物联卡 可收短信 12元一张", "sim_card", None, set()),
    ("虚商 170号段 实名卡 41元", "sim_card", None, {"real_name"}),
    ("giffgaff 电子卡 80元一张", "sim_card", None, set()),
    ("猫池 16口 短信收发 1280元", "tool", None, set()),
    ("手机群控 云控系统 月卡 300元", "tool", None, set()),
    ("改机软件 永久授权 398元", "tool", None, set()),
    ("微信解封 秒解 30元", "account_service", "wechat", set()),
    ("抖音 代实名 过人脸 60元一次", "account_service", "douyin", set()),
    ("微信 辅助扫码 15元一单", "account_service", "wechat", set()),
    ("四件套 银行卡+U盾+手机卡+身份证 3200元", "identity_data", None, set()),
    ("车主数据 姓名+电话 0.3元一条", "identity_data", None, set()),
    ("Q币 八五折出 长期", "stored_value", "qq", set()),
    ("京东E卡 回收 97.5折 秒结", "stored_value", "jd", set()),
)
EVERYDAY: Final = (
    "12号商品补货，20元一个，门口自提",
    "订单2862数据同步失败，请联系管理员",
    "猫池 铸铁喂食盆 35元一个 包邮",
    "飞机模型 合金 波音747 88元一个",
    "卫星锅 45cm 60元一个 送高频头",
    "牛料 羊料 饲料 30元一袋 现货",
    "油管 液压油管 25元一根 现货",
    "小火箭 烟花 10元一个",
    "四件套 纯棉 床上用品 129元",
    "三件套 保温杯 礼盒 88元",
    "节点 网络课程 30元一节",
    "菠菜 新鲜 3元一斤 现货",
    "干粉灭火器 4公斤 65元一个 现货",
    "校园卡 补办 20元一张 到一楼大厅",
    "改机油 发动机 200元一次",
    "住宅出租 三室一厅 3000元一月",
    "养号文竹 盆栽 25元一盆",
    "电报机 复古摆件 150元一个",
    "红包信封 定制 0.5元一个 起批500",
    "茉莉花茶 陌陌茶 45元一罐",
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return the reader with the shipped configuration."""
    return load_reader(Path("config"))


@pytest.mark.parametrize(("text", "kind", "platform", "attributes"), GOODS, ids=[row[0] for row in GOODS])
def test_a_sellers_word_means_its_goods(
    reader: Reader, text: str, kind: str, platform: str | None, attributes: set[str]
) -> None:
    """Each word says kind, platform and attributes."""
    reading = reader.read_text("", text)

    assert [(offer.kind, offer.platform, set(offer.attributes)) for offer in reading.offers] == [
        (kind, platform, attributes)
    ]


@pytest.mark.parametrize("text", EVERYDAY)
def test_the_same_word_of_everyday_goods_offers_nothing(reader: Reader, text: str) -> None:
    """Words that sellers borrowed keep their everyday meaning in everyday trade."""
    assert not reader.read_text("", text).is_offer


@pytest.mark.parametrize(
    ("text", "kind", "platform"),
    [
        ("抖音協議序號產生器 原始碼 3800 元", "tool", "douyin"),
        ("境外簡訊接收 Telegram 12 元一個", "sms_code", "telegram"),
        ("微信帳戶 實名 65 元一個", "account", "wechat"),
        ("臉書自動回覆軟體 600 元一套", "tool", "facebook"),
    ],
)
def test_words_of_taiwan_are_known(reader: Reader, text: str, kind: str, platform: str) -> None:
    """Another region's word for the same thing means the same."""
    (offer,) = reader.read_text("", text).offers

    assert (offer.kind, offer.platform) == (kind, platform)
