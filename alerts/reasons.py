"""Why an alert was raised, in the reader's language.

The database holds the English sentences of market/newness.py and alerts/rules/reasons.py; here is the Chinese of each.
"""

from __future__ import annotations

import re
from typing import Final

from alerts.words import Language, word

_IN_CHINESE: Final = (
    (re.compile(r"first seen at (?P<site>.+), after the site's baseline"), "在 {site} 的基线之后首次出现"),
    (re.compile(r"never seen before: (?P<handles>.+)"), "从未见过：{handles}"),
    (re.compile(r"the site itself tells it apart; it shows no contact"), "站点自身将其区分，未留联系号"),
    (re.compile(r"(?P<count>\d+) offers?: (?P<products>.+)"), "{count} 个供应项：{products}"),
    (re.compile(r"protected brand: (?P<brands>.+)"), "受保护品牌：{brands}"),
    (re.compile(r"a known seller, first seen at (?P<site>.+)"), "已知号商，首次出现在 {site}"),
    (re.compile(r"a known seller offers (?P<product>.+) for the first time"), "已知号商首次供应 {product}"),
    (re.compile(r"back at (?P<site>.+) after the takedown of (?P<case>.+)"), "{case} 下架后又出现在 {site}"),
    (
        re.compile(r"(?P<price>\S+) CNY for one piece, under (?P<bound>[^,\s]+), before (?P<before>\S+)"),
        "单价 {price} 元，低于 {bound} 元，此前 {before} 元",
    ),
    (re.compile(r"(?P<price>\S+) CNY for one piece, under (?P<bound>\S+)"), "单价 {price} 元，低于 {bound} 元"),
    (re.compile(r"stock rose from (?P<before>\d+) to (?P<after>\d+)"), "库存由 {before} 升至 {after}"),
    (
        re.compile(r"(?P<entry>.+) of the watch-list, shown at (?P<site>.+) in (?P<count>\d+) listing\(s\)"),
        "关注名单中的 {entry} 出现在 {site} 的 {count} 条挂单",
    ),
    (re.compile(r"(?P<site>\S+) cannot be reached: (?P<cause>.+)"), "{site} 无法访问：{cause}"),
    (re.compile(r"(?P<site>\S+) can be reached again"), "{site} 已恢复访问"),
    (
        re.compile(r"(?P<site>\S+) was not healthy in (?P<count>\d+) runs in a row, last (?P<health>.+)"),
        "{site} 连续 {count} 次抓取不正常，最近一次：{health}",
    ),
    (
        re.compile(r"median asking price of (?P<product>\S+) moved from (?P<before>\S+) to (?P<after>\S+) CNY"),
        "{product} 的要价中位数由 {before} 元变为 {after} 元",
    ),
)


_CHANGES: Final = (
    "appeared", "price_changed", "stock_changed", "sold_out", "restocked", "relisted", "vanished",
)  # fmt: skip
_CHANGED: Final = re.compile(rf"(?P<change>{'|'.join(_CHANGES)}) at (?P<site>[^\s:]+)(?P<title>: .+)?")


def reason(said: str, language: Language) -> str:
    """Return one reason in *language*; one that has no Chinese form is shown as it is stored."""
    if language == "en":
        return said
    if changed := _CHANGED.fullmatch(said):
        return f"{changed['site']} {word(changed['change'], language)}{changed['title'] or ''}"
    for pattern, chinese in _IN_CHINESE:
        if found := pattern.fullmatch(said):
            return chinese.format(**found.groupdict())
    return said
