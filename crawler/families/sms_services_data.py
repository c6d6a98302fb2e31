"""Services that SMS-code price lists sell codes for."""

from __future__ import annotations

CODES = {
    "ok": "ok.ru", "vk": "vk.com", "wa": "WhatsApp", "vi": "Viber", "tg": "Telegram", "wb": "WeChat",
    "go": "Google", "av": "Avito", "fb": "Facebook", "tw": "Twitter", "ig": "Instagram", "ma": "Mail.ru",
    "mm": "Microsoft", "uk": "Airbnb", "me": "Line", "mb": "Yahoo", "ya": "Yandex", "mt": "Steam", "oi": "Tinder",
    "fd": "Mamba", "kt": "KakaoTalk", "pm": "AOL", "tn": "LinkedIn", "qq": "QQ", "nv": "Naver", "nf": "Netflix",
    "im": "imo", "ds": "Discord", "lf": "TikTok", "am": "Amazon", "dp": "ProtonMail", "bl": "BIGO LIVE",
    "fu": "Snapchat", "ab": "Alibaba", "ka": "Shopee", "hw": "Alipay", "kf": "Weibo", "za": "JD", "li": "Baidu",
    "ew": "Nike", "dh": "eBay", "yw": "Grindr", "re": "Coinbase", "ts": "PayPal", "bz": "Blizzard", "xk": "DiDi",
    "wc": "Craigslist", "jg": "Grab", "mj": "Zalo", "zm": "OfferUp", "qd": "Taobao", "hn": "1688", "wx": "Apple",
    "et": "Clubhouse", "dl": "Lazada", "cn": "Fiverr", "vp": "Kuaishou", "qf": "Xiaohongshu", "nu": "Stripe",
    "hx": "AliExpress", "ub": "Uber", "dr": "OpenAI", "acz": "Claude", "fj": "Potato Chat", "rl": "inDriver",
    "ot": "Any other",
}  # fmt: skip
"""Service code of SMS-Activate's protocol -> name, for a provider that sends no list of its own. Codes drift between
clones: the provider's list goes first."""

PLATFORMS: tuple[tuple[str, str], ...] = (
    ("whatsapp", "whatsapp"), ("telegram", "telegram"), ("wechat", "wechat"), ("weixin", "wechat"), ("微信", "wechat"),
    ("viber", "viber"), ("vkontakte", "vk"), ("vk.com", "vk"), ("odnoklassniki", "ok"), ("ok.ru", "ok"),
    ("google", "google"), ("gmail", "google"), ("谷歌", "google"), ("youtube", "youtube"), ("facebook", "facebook"),
    ("脸书", "facebook"),
    ("instagram", "instagram"), ("twitter", "twitter"), ("tiktok", "tiktok"), ("tik tok", "tiktok"),
    ("douyin", "douyin"), ("抖音", "douyin"),
    ("discord", "discord"), ("linkedin", "linkedin"), ("snapchat", "snapchat"),
    ("line messenger", "line"),
    ("kakao", "kakaotalk"), ("microsoft", "microsoft"), ("outlook", "microsoft"),
    ("hotmail", "microsoft"), ("yahoo", "yahoo"), ("amazon", "amazon"), ("paypal", "paypal"), ("openai", "openai"),
    ("chatgpt", "openai"), ("netflix", "netflix"), ("github", "github"), ("twitch", "twitch"),
    ("pinterest", "pinterest"),
    ("quora", "quora"), ("tinder", "tinder"), ("steam", "steam"), ("icloud", "apple"), ("alipay", "alipay"),
    ("支付宝", "alipay"), ("taobao", "taobao"), ("淘宝", "taobao"), ("weibo", "weibo"), ("微博", "weibo"),
    ("baidu", "baidu"), ("百度", "baidu"), ("bilibili", "bilibili"), ("哔哩", "bilibili"), ("kuaishou", "kuaishou"),
    ("快手", "kuaishou"), ("kwai", "kuaishou"), ("xiaohongshu", "xiaohongshu"), ("小红书", "xiaohongshu"),
    ("redbook", "xiaohongshu"), ("rednote", "xiaohongshu"), ("reddit", "reddit"), ("zhihu", "zhihu"), ("知乎", "zhihu"),
    ("meituan", "meituan"), ("美团", "meituan"), ("pinduoduo", "pinduoduo"), ("拼多多", "pinduoduo"),
    ("tantan", "tantan"), ("tencent qq", "qq"), ("any other", "any"), ("full rent", "any"), ("любой", "any"),
)  # fmt: skip
"""Part of a folded service name -> platform of the taxonomy, the first that fits."""

EXACT = {
    "vk": "vk", "ok": "ok", "line": "line", "x": "twitter", "apple": "apple", "qq": "qq", "jd": "jd", "jdcom": "jd",
    "vkcom": "vk", "jd.com": "jd",
    "other": "any", "others": "any", "any": "any", "all": "any", "soul": "soul", "其他": "any",
    "任意": "any", "другое": "any", "другой": "any", "другие": "any", "apple id": "apple",
}  # fmt: skip
"""Whole folded service name -> platform."""
