"""Issuers of cards that the lexicon does not know: the name before the word for a card (面包新语卡 500 面值)."""

from __future__ import annotations

import re
from typing import Final

from market.reading.brands import UNLISTED
from market.reading.clauses import Clause

_SORTS: Final = (
    "超市|购物|礼品|心意|提货|储值|电子|出行|加油|美食|蛋糕|面包|影城|电影|消费|福利|早餐|咖啡|奶茶|充值|会员|商超|实体|通用|预付|"
    "百货|百货商场|商场|水果|生鲜|餐饮|游戏|一"
)
_CARD: Final = re.compile(rf"(?P<name>[a-z0-9\u3400-\u9fff]{{2,8}}?) ?(?:{_SORTS}){{0,2}}(?:卡|券|通)")
_NO_NAME: Final = re.compile(
    rf"(?:{_SORTS}|各种|各类|各大|闲置|话费|面值|面额|公司|单位|一张|整张|多张|手里|手上|常年|长期|高价|回收|收|出|卖|求|接|月饼|"
    r"所有|全部|任意|其他|其它|废|黑|银行|信用|不收|拒收|节日|过节|员工|消费|点|礼|年|月|周|日|天|电话|手机|流量|和|与|及|\d+)+"
)
_ALONE: Final = re.compile(r"\W*(?P<name>[\u3400-\u9fff]{2,6})\W*")
_LEAD: Final = re.compile(r"(?:常年|长期|高价|急|再|回|秒)*(?:收|出|卖|求|接|和|还有|另有|另|有)(?:点|张|些)?")


def issuer_of(clause: Clause) -> str | None:
    """Return the platform of a card whose issuer a clause names by a word of its own; None where it names none."""
    end = clause.anchor[0] if clause.anchor else clause.end
    text = clause.line.text[clause.start - clause.line.start : end - clause.line.start]
    for found in _CARD.finditer(text) if "卡" in text or "券" in text or "通" in text else ():
        name = _LEAD.sub("", found["name"], count=1) if _LEAD.match(found["name"]) else found["name"]
        if len(name) > 1 and _NO_NAME.fullmatch(name) is None:
            return UNLISTED
    named = _ALONE.fullmatch(text) if clause.rate is not None else None
    return UNLISTED if named and _NO_NAME.fullmatch(named["name"]) is None else None
