"""What the price index is called in both languages: series, attributes, reasons, labels of its charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from alerts.words import Language, word

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Price index", "价格指数"),
    "subtitle": (
        "Asking price of one piece in CNY · line: median, band: middle half, bars: offers",
        "每单位要价（人民币）· 线：中位数，色带：中间一半，柱：供应项数",
    ),
    "median": ("median", "中位数"),
    "quartiles": ("quartiles", "四分位"),
    "offers": ("offers", "供应项"),
    "sellers": ("sellers", "号商"),
    "change": ("change", "变化"),
    "stock": ("stock", "库存"),
    "few": ("few sellers", "号商太少"),
    "moved": ("Levels that moved", "价格水平变动"),
    "sms": ("SMS codes: median price and stock by country and platform", "接码：各国各平台中位价与库存"),
    "anywhere": ("not stated", "未注明"),
    "left_out": ("Left out", "未计入"),
    "hidden": (
        "{count} series with fewer than {least} sellers are not shown; --all shows them",
        "另有 {count} 个序列号商不足 {least} 家，未列出；--all 全部列出",
    ),
    "unsure": ("! fewer than {least} sellers: not to be relied on", "! 号商不足 {least} 家，仅供参考"),
    "nothing": ("No prices in these days.", "这段时间没有价格。"),
    "days": ("Days are UTC.", "日期为 UTC。"),
    "rates": ("Rates of {day}.", "汇率日期 {day}。"),
    "rates_later": (
        "Rates begin on {day} only; the oldest stand in before.",
        "汇率表自 {day} 起；此前的日子用最早的汇率。",
    ),
    "more_series": ("… and {count} more series", "…… 另有 {count} 个序列"),
    # reasons
    "unpriced": ("no price", "无价格"),
    "no_currency": ("no currency", "币种不明"),
    "no_rate": ("no exchange rate", "无汇率"),
    "no_pieces": ("pack of unknown size", "包装数量不明"),
    "decoy": ("placeholder price", "占位价"),
    "outlier": ("far off", "离群价"),
    # attributes
    "real_name": ("real-name", "实名"),
    "aged": ("aged", "老号"),
    "farmed": ("farmed", "养号"),
    "fresh": ("fresh", "白号"),
    "security_token": ("security token", "令牌"),
    "phone_verified": ("phone verified", "绑手机"),
    "with_friends": ("with friends", "带好友"),
    "with_followers": ("with followers", "带粉"),
    "enterprise": ("business", "企业"),
    "overseas": ("overseas", "海外"),
    "login_data": ("login data", "登录数据"),
    "email_access": ("with mailbox", "带邮箱"),
    "two_factor": ("two-factor", "双重验证"),
    "unbound": ("unbound", "未绑"),
    "high_trust": ("high trust", "高权重"),
}


def price_word(key: str, language: Language, **values: object) -> str:
    """Return the wording of *key*; an attribute without one is shown as it is."""
    pair = _WORDS.get(key)
    text = key if pair is None else pair[0 if language == "en" else 1]
    return text.format(**values) if values else text


def series_name(
    kind: str | None,
    platform: str | None,
    attributes: Sequence[str],
    country: str | None,
    unit: str | None,
    language: Language,
    platforms: Mapping[str, str] | None = None,
) -> str:
    """Return what people call a series: `WeChat accounts, real-name, CN`; the unit where it is not one piece."""
    name = (platforms or {}).get(platform or "", (platform or "").removeprefix("other:"))
    parts = [" ".join(part for part in (name, word(kind, language) if kind else "") if part)]
    parts += [price_word(one, language) for one in attributes]
    parts += [country] if country else []
    parts += [f"/ {word(unit, language)}"] if unit not in {None, "each", "code"} else []
    glue = ", " if language == "en" else "·"
    return glue.join(part for part in parts if part)


def money(amount: Decimal) -> str:
    """Return a sum of CNY to three or four figures, as a person reads prices."""
    if amount >= 1000:  # noqa: PLR2004 - four figures before the point
        return f"{amount:,.0f}"
    if amount >= 100:  # noqa: PLR2004 - three figures
        return _short(amount, 1)
    return _short(amount, 2) if amount >= 1 else _short(amount, 4)


def percent(share: Decimal) -> str:
    """Return a share as signed per cent: `+14.8%`."""
    return f"{share * 100:+.1f}%"


def _short(amount: Decimal, places: int) -> str:
    text = f"{amount:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
