"""What is sold in the simulated world: products with their names in three languages and a base price in CNY.

A name is a template: `{p}` is the platform as a seller of that language writes it.
"""

from __future__ import annotations

from decimal import Decimal

from benchmarks.world.model import Product

PLATFORM_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "wechat": {"zh": ("微信", "VX", "薇信", "wx"), "en": ("WeChat", "Wechat"), "ru": ("WeChat", "Вичат")},
    "qq": {"zh": ("QQ", "扣扣", "企鹅"), "en": ("QQ",), "ru": ("QQ",)},
    "douyin": {"zh": ("抖音", "dy抖音"), "en": ("Douyin",), "ru": ("Douyin",)},
    "xiaohongshu": {"zh": ("小红书", "红薯"), "en": ("Xiaohongshu", "RedNote"), "ru": ("Xiaohongshu",)},
    "taobao": {"zh": ("淘宝", "淘寶"), "en": ("Taobao",), "ru": ("Taobao",)},
    "weibo": {"zh": ("微博", "新浪微博"), "en": ("Weibo",), "ru": ("Weibo",)},
    "telegram": {"zh": ("TG", "电报", "Telegram"), "en": ("Telegram", "TG"), "ru": ("Telegram", "Телеграм", "ТГ")},
    "whatsapp": {"zh": ("WhatsApp", "WS"), "en": ("WhatsApp",), "ru": ("WhatsApp", "Ватсап")},
    "facebook": {"zh": ("脸书", "FB", "Facebook"), "en": ("Facebook", "FB"), "ru": ("Facebook", "Фейсбук", "ФБ")},
    "instagram": {"zh": ("Ins", "Instagram"), "en": ("Instagram", "IG"), "ru": ("Instagram", "Инстаграм", "Инста")},
    "twitter": {"zh": ("推特", "Twitter"), "en": ("Twitter", "Twitter/X"), "ru": ("Twitter", "Твиттер")},
    "google": {"zh": ("谷歌", "Gmail", "谷歌邮箱"), "en": ("Gmail", "Google"), "ru": ("Gmail", "Google", "Гугл")},
    "discord": {"zh": ("Discord", "DC"), "en": ("Discord",), "ru": ("Discord", "Дискорд")},
    "reddit": {"zh": ("Reddit",), "en": ("Reddit",), "ru": ("Reddit", "Реддит")},
    "vk": {"zh": ("VK",), "en": ("VK", "VKontakte"), "ru": ("ВК", "VK", "ВКонтакте")},
    "openai": {"zh": ("GPT", "ChatGPT"), "en": ("ChatGPT", "OpenAI"), "ru": ("ChatGPT", "OpenAI")},
    "tiktok": {"zh": ("TikTok", "TK"), "en": ("TikTok",), "ru": ("TikTok", "Тикток")},
    "microsoft": {"zh": ("Outlook", "Hotmail", "微软邮箱"), "en": ("Outlook", "Hotmail"), "ru": ("Outlook", "Hotmail")},
}

_ACCOUNT = {
    "zh": ("{p}号", "{p}账号", "{p}帐号", "{p}小号"),
    "en": ("{p} account", "{p} accounts", "{p} acc"),
    "ru": ("аккаунт {p}", "аккаунты {p}", "{p} аккаунты"),
}
_CODE = {
    "zh": ("{p}接码", "{p}验证码代收", "接码 {p}"),
    "en": ("{p} SMS verification code", "SMS code for {p}", "receive {p} SMS"),
    "ru": ("СМС код {p}", "приём СМС {p}", "активация {p} по СМС"),
}
_UNBLOCK = {
    "zh": ("{p}解封", "{p}账号解封服务", "代解封{p}"),
    "en": ("{p} unban service", "unban your {p} account"),
    "ru": ("разблокировка {p}", "разбан {p}"),
}
_SIM = {
    "zh": ("170/171卡 实体手机卡", "虚商手机卡", "注册用手机卡 167号段"),
    "en": ("SIM card, physical", "physical SIM cards"),
    "ru": ("сим-карта физическая", "сим-карты оптом"),
}
_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "account": _ACCOUNT,
    "sms_code": _CODE,
    "account_service": _UNBLOCK,
    "sim_card": _SIM,
}

ATTRIBUTE_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "aged": {
        "zh": ("老号", "满一年老号", "两年老号", "多年老号"),
        "en": ("aged", "1 year old", "aged 2 years", "old"),
        "ru": ("старый", "с отлегой 1 год", "отлега 2 года", "старые"),
    },
    "fresh": {
        "zh": ("白号", "新号", "当天新注册"),
        "en": ("fresh", "new", "freshly registered"),
        "ru": ("новый", "новореги", "свежий рег"),
    },
    "real_name": {"zh": ("已实名", "实名", "带实名认证"), "en": ("ID verified",), "ru": ("верифицированный",)},
    "security_token": {"zh": ("带令牌", "有QQ令牌"), "en": ("with token",), "ru": ("с токеном",)},
    "with_followers": {
        "zh": ("千粉", "万粉", "1000粉"),
        "en": ("1k followers", "with 10k followers"),
        "ru": ("1000 подписчиков", "от 10к подписчиков"),
    },
    "login_data": {
        "zh": ("token登录", "cookie登录", "直登session"),
        "en": ("session + json", "with cookies", "token login"),
        "ru": ("session+json", "с cookies", "вход по токену"),
    },
}

_ROWS = (
    ("account", "wechat", ("aged", "real_name"), "85", "zh"),
    ("account", "wechat", ("fresh",), "28", "zh"),
    ("account", "qq", ("aged",), "12", "zh"),
    ("account", "qq", ("security_token",), "18", "zh"),
    ("account", "douyin", ("with_followers",), "45", "zh"),
    ("account", "douyin", ("real_name",), "22", "zh"),
    ("account", "xiaohongshu", ("fresh",), "6", "zh"),
    ("account", "taobao", ("real_name",), "40", "zh"),
    ("account", "weibo", ("aged",), "5", "zh"),
    ("sms_code", "wechat", (), "8", "zh"),
    ("account_service", "wechat", (), "60", "zh"),
    ("sim_card", None, (), "20", "zh"),
    ("account", "telegram", ("aged",), "30", "zh en ru"),
    ("account", "telegram", ("login_data",), "14", "zh en ru"),
    ("account", "whatsapp", ("fresh",), "16", "zh en ru"),
    ("account", "facebook", ("aged",), "60", "zh en ru"),
    ("account", "instagram", ("fresh",), "8", "zh en ru"),
    ("account", "twitter", ("aged",), "12", "zh en ru"),
    ("account", "google", ("aged",), "10", "zh en ru"),
    ("account", "google", ("fresh",), "3", "zh en ru"),
    ("account", "discord", ("login_data",), "4", "zh en ru"),
    ("account", "reddit", ("aged",), "35", "en ru"),
    ("account", "tiktok", ("with_followers",), "55", "zh en ru"),
    ("account", "vk", ("aged",), "10", "ru"),
    ("account", "vk", ("fresh",), "3", "ru"),
    ("account", "openai", ("fresh",), "15", "zh en ru"),
    ("account", "microsoft", ("fresh",), "1.2", "zh en ru"),
    ("sms_code", "telegram", (), "5", "zh en ru"),
    ("sms_code", "whatsapp", (), "4", "en ru"),
    ("account_service", "facebook", (), "90", "en ru"),
)

PRODUCTS: tuple[Product, ...] = tuple(
    Product(
        id=f"{kind}-{platform or 'none'}-{'+'.join(attributes) or 'plain'}",
        kind=kind,
        platform=platform,
        attributes=attributes,
        base=Decimal(base),
        languages=tuple(languages.split()),
        names=_NAMES[kind],
    )
    for kind, platform, attributes, base, languages in _ROWS
)

CATEGORIES: dict[str, dict[str, tuple[str, ...]]] = {
    "account": {
        "zh": ("账号", "{p}专区", "成品号"),
        "en": ("Accounts", "{p}", "Social accounts"),
        "ru": ("Аккаунты", "{p}", "Соцсети"),
    },
    "sms_code": {"zh": ("接码", "验证码"), "en": ("SMS", "Verification"), "ru": ("СМС", "Активации")},
    "account_service": {"zh": ("账号服务", "解封"), "en": ("Services", "Unban"), "ru": ("Услуги", "Разбан")},
    "sim_card": {"zh": ("手机卡", "卡"), "en": ("SIM cards",), "ru": ("Симки", "Сим-карты")},
}
