"""Ids that are good for two messengers: qq同号, 微信同步, "same on telegram"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from market.linear import holds_one
from market.model import HandleType

_SAME_WORDS: Final = ("同", "通号", "same", "also", "works", "it's", "тот же", "такой же", "он же")
_SAME_NAMES: Final = (
    r"(?:qq|扣扣|企鹅|微信|vx|wx|v信|薇信|电话|手机号?|telegram|tg|飞机|电报|whatsapp|viber|signal|wechat|vq|qv"
    r"|[vqw薇微扣])"
)
SAME: Final = re.compile(
    rf"(?P<before>(?:{_SAME_NAMES}[/、&和]?){{1,3}})\s?(?:也)?(?:同号|同步|通号|同名|同上|一样|同)(?!意|城"
    rf"|时|学|行|款|类|样|价)"
    rf"|同(?:号)?(?P<after>{_SAME_NAMES})(?![a-z])"
    r"|(?:same|also|тот же|такой же|он же|it's|works)(?: number| nick| name| id| username| ник| номер"
    r"| handle)?(?: is)?(?: on| for| in| as| в| на)?:?\s"
    r"(?P<latin>(?:(?:telegram|tg|whatsapp|wa|wechat|signal|viber|тг|телеграм\w?|вотсап\w?"
    r"|ватсап\w?)[/, &]{0,3}){1,3})(?![a-z])"
)
_NAMED: Final = (
    (re.compile(r"qq|扣|企鹅|q"), HandleType.QQ),
    (re.compile(r"微|vx|wx|v|薇|wechat|w(?!ha|a)"), HandleType.WECHAT),
    (re.compile(r"电话|手机|viber|signal"), HandleType.PHONE),
    (re.compile(r"telegram|tg|飞机|电报|тг|телеграм"), HandleType.TELEGRAM),
    (re.compile(r"whatsapp|\bwa\b|вотсап|ватсап"), HandleType.WHATSAPP),
)


def speaks_of_same(text: str) -> bool:
    """Return whether *text* may say that one id is good for two messengers; cheap."""
    return holds_one(text, _SAME_WORDS)


def types_named(match: re.Match[str], known: HandleType) -> Iterator[HandleType]:
    """Yield the types, other than *known*, that a match of `SAME` names."""
    names = match.group("before") or match.group("after") or match.group("latin") or ""
    for pattern, kind in _NAMED:
        said = names.replace("whatsapp", "wa ") if kind is HandleType.WECHAT else names
        if kind is not known and pattern.search(said):
            yield kind
