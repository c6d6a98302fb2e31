"""What looks like a contact and is none: names of code, samples, names and domains that are for sale themselves."""

from __future__ import annotations

import re
from typing import Final

from market.handles.hosts_data import FILE_ENDINGS, SHOP_ENDINGS, WORD_ENDINGS
from market.handles.labelled import EXAMPLE, PRICE_AFTER

_COMMAND: Final = re.compile(
    r"(?:git clone|git remote add \w+|curl|wget|go get|pip install|npm install)(?: -\S+)* ?\"?$"
)
_CODE: Final = re.compile(
    r"(?m)^\s*(?:def |import |from \w+ import|class \w+[:({]|const |let |var |function |return |public |#include"
    r"|package |func )|;\n|\{\n|=> \{"
)
_GOODS: Final = re.compile(r"\s{0,3}[—–,-]{0,2}\s{0,3}(?:registered|bids|domain|域名|注册于|\(bulk)")


def is_code(text: str, start: int, end: int) -> bool:
    """Return whether an @name is a decorator, a package scope or an annotation."""
    return bool(text[end : end + 1] == "/" or (text[end : end + 1] == "(" and (start == 0 or text[start - 1] == "\n")))


_NAMES_FOR_SALE: Final = re.compile(r"(?:user ?names?|юзернейм\w*|handles|nicks?|用户名|靓名)[^\n@]{0,24}\Z")


def is_goods_name(text: str, start: int, end: int, *, cue: bool) -> bool:
    """Return whether an @name is for sale itself: its price follows (and no cue leads), or the line announces names."""
    if PRICE_AFTER.match(text, end):
        return not cue
    return _NAMES_FOR_SALE.search(text[max(0, start - 40) : start]) is not None


def is_json_value(text: str, start: int) -> bool:
    """Return whether the word at *start* is a quoted value behind a key."""
    return bool(re.search(r"[\"'][a-z_]{1,30}[\"']\s?:\s?[\"']\Z", text[max(0, start - 40) : start]))


def not_a_site(text: str, start: int, end: int) -> str | None:
    """Return why the host between *start* and *end* is no seller's site; None where it may be one."""
    before = text[max(0, start - 24) : start]
    if EXAMPLE.search(before):
        return "a sample value"
    if _COMMAND.search(before) or "{{" in before:
        return "code"
    if "/" in text[start:end]:
        return None
    if text[end : end + 1] in {"(", "_"} or text[start - 1 : start] in {"(", "="}:
        return "code"
    ending = text[start:end].rpartition(".")[2]
    if (ending in FILE_ENDINGS or ending in WORD_ENDINGS or ending not in SHOP_ENDINGS) and _CODE.search(text):
        return "code"
    return "a domain for sale" if _GOODS.match(text, end) else None
