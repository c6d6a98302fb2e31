"""Brands that the lexicon does not know: a name that stands alone where a list has its platforms."""

from __future__ import annotations

import re
from typing import Final

from market.reading.clauses import Clause
from market.reading.document import Line

OF_KINDS: Final = frozenset({"sms_code", "account"})
"""Kinds whose lists name one platform a line."""
_NAME: Final = re.compile(
    r"[^\w\n]{0,6}(?:\d{1,3}[.)、] ?)?(?P<name>[^\W\d_][\w.!&']{1,20}(?: [^\W\d_]{3,12})?)(?:[^\w\n]|$|(?=\d))"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LEAST_LETTERS, _LEAST_HAN = 3, 2
_MOST_HAN: Final = 6
_NO_NAMES: Final = frozenset(
    [
        "account",
        "email",
        "emails",
        "mail",
        "media",
        "social",
        "old",
        "aged",
        "verified",
        "bank",
        "wallet",
        "crypto",
        "game",
        "gaming",
        "dating",
        "pva",
        "bulk",
        "accounts",
        "all",
        "and",
        "any",
        "basic",
        "best",
        "bulk",
        "business",
        "buy",
        "code",
        "codes",
        "common",
        "cost",
        "countries",
        "country",
        "discount",
        "each",
        "extra",
        "fee",
        "fixed",
        "for",
        "free",
        "from",
        "full",
        "gold",
        "grade",
        "group",
        "high",
        "in",
        "item",
        "kind",
        "level",
        "line",
        "list",
        "long",
        "lot",
        "low",
        "mail",
        "male",
        "medium",
        "min",
        "minimum",
        "mix",
        "mixed",
        "monthly",
        "more",
        "name",
        "new",
        "normal",
        "number",
        "numbers",
        "now",
        "off",
        "old",
        "on",
        "one",
        "only",
        "open",
        "order",
        "other",
        "others",
        "our",
        "pack",
        "pay",
        "per",
        "personal",
        "plain",
        "plus",
        "premium",
        "price",
        "prices",
        "private",
        "pro",
        "product",
        "quality",
        "random",
        "rate",
        "rates",
        "rent",
        "retail",
        "sale",
        "sell",
        "service",
        "set",
        "short",
        "silver",
        "simple",
        "small",
        "smallest",
        "least",
        "lowest",
        "cheapest",
        "first",
        "last",
        "next",
        "basket",
        "deposit",
        "payment",
        "top-up",
        "topup",
        "shipping",
        "delivery",
        "single",
        "sms",
        "standard",
        "start",
        "starter",
        "stock",
        "test",
        "text",
        "the",
        "these",
        "this",
        "top",
        "total",
        "trial",
        "type",
        "unit",
        "usual",
        "various",
        "vip",
        "weekly",
        "with",
        "without",
        "yearly",
        "you",
        "your",
        "акция",
        "без",
        "все",
        "для",
        "другие",
        "другое",
        "заказ",
        "или",
        "любой",
        "мин",
        "номер",
        "обычные",
        "опт",
        "остальное",
        "остаток",
        "от",
        "по",
        "при",
        "простые",
        "прочее",
        "розница",
        "скидка",
        "старт",
        "тариф",
        "товар",
        "топ",
        "цена",
        "шт",
        "单价",
        "价格",
        "其他",
        "其它",
        "全部",
        "合计",
        "备注",
        "批发",
        "数量",
        "普通",
        "最低",
        "现货",
        "说明",
        "起售",
        "售价",
        "库存",
        "每个",
        "统一",
        "套餐",
        "一手",
        "特价",
        "优惠",
    ]
)
_LATIN_OF: Final = {
    **dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziiklmnoprstufhcye", strict=True)),
    "ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
}  # fmt: skip
UNLISTED: Final = "other:unlisted"
"""A brand whose name has no Latin letters."""


def unlisted_brand(clause: Clause) -> str | None:
    """Return the platform that a clause of a mixed list names by a word of its own; None where it names none.

    The name must be all that stands before the price: whatever else describes goods is no brand.
    """
    end = clause.anchor[0] if clause.anchor else clause.end
    text = clause.line.text[clause.start - clause.line.start : end - clause.line.start]
    cells = [cell for cell in re.split(r"[|\t]", text) if _WORD.search(cell)]
    if not cells:
        return None
    found = _NAME.match(cells[0])
    if found is None or _WORD.search(cells[0], found.end("name")):
        return None
    name = found["name"]
    start = clause.start + text.index(cells[0]) + found.start("name")
    words = _WORD.findall(name)
    known = any(hit.start < start + len(name) and start < hit.end for hit in clause.hits)
    if known or any(word in _NO_NAMES for word in words):
        return None
    return _platform(name)


_TITLED: Final = re.compile(
    r"(?:^|\b)(?:buy|sell|selling|purchase|get|order) (?:(?:verified|old|aged|new|fresh|personal|business|bulk|cheap|"
    r"usa|uk|us|eu|an?|the|real|your) ){0,4}(?P<name>[a-z][a-z0-9.]{2,15}) "
    r"(?:(?:seller|business|personal|wallet|bank|buyer|user) )?"
    r"(?:accounts?|profiles?)\b"
    r"|(?:^|[^a-z0-9])(?P<han>[a-z][a-z0-9]{2,15}) ?(?:账号|帐号|老号|白号|新号|实名号|成品号|小号)"
    r"|(?:аккаунты?|акки) (?P<ru>[a-z][a-z0-9.]{2,15})\b"
)


def titled_brand(line: Line) -> str | None:
    """Return the platform that a title names by an unknown word where a brand must stand (Buy Airtm Accounts)."""
    for found in _TITLED.finditer(line.text):
        group = next(name for name in ("name", "han", "ru") if found[name])
        start = line.start + found.start(group)
        known = any(hit.start < start + len(found[group]) and start < hit.end for hit in line.hits)
        if not known and found[group] not in _NO_NAMES:
            return _platform(found[group])
    return None


_NO_HAN_NAME: Final = re.compile("今日|在线|项目|出码|总计|累计|余额|充值|号码|成功|库存|时间|数量|客服|联系|更新|公告")


def _platform(name: str) -> str | None:
    han = sum("\u3400" <= char <= "\u9fff" for char in name)
    if han:
        if _NO_HAN_NAME.search(name):
            return None
        return UNLISTED if _LEAST_HAN <= han <= _MOST_HAN and han == len(name) else None
    latin = "".join(_LATIN_OF.get(char, char) for char in name)
    plain = "".join(char for char in latin if char.isascii() and char.isalnum())
    return f"other:{plain}" if len(plain) >= _LEAST_LETTERS else None
