"""Brands that the lexicon does not know: a name that stands alone where a list has its platforms."""

from __future__ import annotations

import re
from typing import Final

from market.linear import holds_one
from market.reading.brands_data import NO_NAMES, SECOND_WORDS
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
    if known or any(word in NO_NAMES for word in words) or _ENTRY_CODE.fullmatch(name):
        return None
    return _platform(name)


_ENTRY_CODE: Final = re.compile(r"[a-z]{1,2}\d{1,5}")
"""The number of an entry (K51), which is no name."""


_TITLED: Final = re.compile(
    r"(?:^|\b)(?:buy|sell|selling|purchase|get|order) (?:(?:verified|old|aged|new|fresh|personal|business|bulk|cheap|"
    r"usa|uk|us|eu|an?|the|real|your) ){0,4}(?P<name>[a-z][a-z0-9.]{2,15}) "
    r"(?:(?:seller|business|personal|wallet|bank|buyer|user) )?"
    r"(?:accounts?|profiles?)\b"
    r"|(?:^|[^a-z0-9])(?P<han>[a-z][a-z0-9]{2,15}) ?(?:账号|帐号|老号|白号|新号|实名号|成品号|小号)"
    r"|(?:аккаунты?|акки) (?P<ru>[a-z][a-z0-9.]{2,15})\b"
)


_TITLED_SIGNS: Final = ("account", "profile", "号", "аккаунт", "акки")
"""Words of which a title holds one wherever `_TITLED` finds something."""


def titled_brand(line: Line) -> str | None:
    """Return the platform that a title names by an unknown word where a brand must stand (Buy Airtm Accounts)."""
    for found in _TITLED.finditer(line.text) if holds_one(line.text, _TITLED_SIGNS) else ():
        group = next(name for name in ("name", "han", "ru") if found[name])
        start = line.start + found.start(group)
        known = any(hit.start < start + len(found[group]) and start < hit.end for hit in line.hits)
        if not known and found[group] not in NO_NAMES:
            return _platform(found[group])
    return None


_QUALITIES: Final = (
    r"(?:(?:verified|unverified|old|aged|new|fresh|personal|business|bulk|cheap|usa|us|uk|eu|real|pva|ready|warmed|farmed|"
    r"empty|blank|hq|premium|\d{4}(?:[-–]\d{2,4})?|\d{1,2}[- ]years?[- ]old) ){0,4}"
)
_ACCOUNTS_OF: Final = re.compile(
    rf"[^\w\n]{{0,6}}(?:\d{{1,3}}[.)、] ?)?{_QUALITIES}"
    r"(?P<en>[a-z][a-z0-9.&'+]{2,18}(?: [a-z][a-z0-9.&'+]{1,14}){0,2}?) "
    r"(?:(?:seller|buyer|user|wallet|bank|personal|business|host|driver|creator|developer|merchant|rider|courier) )?"
    r"(?:accounts?|accs|profiles?|logins?)(?![a-z])"
    r"|[^\w\n]{0,6}(?:аккаунты?|акки?|учетки|профили) (?P<ru>[a-zа-я][a-zа-я0-9.]{2,18})(?=$|[ ,.:|—–-])"
    r"|[^\w\n]{0,6}(?P<zh>[\u3400-\u9fff]{2,4}|[a-z][a-z0-9]{2,14}) ?"
    r"(?:账号|帐号|小号|老号|白号|新号|实名号|满月号)(?=$|[\s,|:.…·/-])"
)
"""An unknown name right before the word for accounts, at the head of a title, an entry or a cell."""


_ACCOUNT_SIGNS: Final = ("acc", "profile", "login", "号", "аккаунт", "акк", "учетки", "профили")
"""Words of which a line holds one wherever `_ACCOUNTS_OF` finds something."""


def brand_of_accounts(clause: Clause) -> str | None:
    """Return the platform whose accounts a phrase begins with by an unknown name (Tandem Pay accounts, aged - $5)."""
    text = clause.line.text
    found = _ACCOUNTS_OF.match(text, clause.start - clause.line.start) if holds_one(text, _ACCOUNT_SIGNS) else None
    if found is None:
        return None
    group = next(name for name in ("en", "ru", "zh") if found[name])
    start, name = clause.line.start + found.start(group), found[group]
    known = any(hit.start < start + len(name) and start < hit.end for hit in clause.line.hits)
    first, *more = name.split()
    plain = first in NO_NAMES or not (NO_NAMES - SECOND_WORDS).isdisjoint(more)
    if known or plain or any(word in name for word in _NO_PARTS):
        return None
    return _platform(name)


_NO_PARTS: Final = ("的", "了", "和", "及", "与", "或", "各", "本", "这", "那", "我", "你", "他")


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
