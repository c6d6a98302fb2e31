"""The words right at a number that say what it is: price, stock, limit, former price ..."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from typing import Final

from market.lexicon import Hit
from market.prices.counting import BARE, COUNT, PIECES
from market.prices.figures import Figure
from market.reading.document import Line

_FEW: Final = 4
_LABEL_REACH: Final = 10
NOT_PRICE_BEHIND: Final = re.compile(
    r" ?(?!\([^\d)]{3,14}[ :]{0,2}[$€£¥]?\d)\(?(?:degil\b|"
    r"(?:of |in |worth of |trial |promo |ad |free |sign-?up |starter |start )?(?:grant|promo\b|ad credit|ads credit|"
    r"trial credit|credits?\b|allowance|coupon)|limit|balance|bal\b|left\b|spend|spent|in balance|"
    r"(?:of )?face|cap\b|fee\b|commission|комисси|"
    r"store credit|credit|deposit|bonus|off\b|"
    r"threshold|discount|"
    r"on balance|worth|earned|revenue|in sales|per message|cashback|refund|bounty|reward|prize|"
    r"shipping|postage|доставк|пересылк|on top\b|extra on|as a gift|for free|в подарок|сверху|"
    r"daily|/ ?day (?:limit|spend)|лимит|баланс|порог|номинал|"
    r"скидк|депозит|на баланс|бонус|штраф|de saldo|de limite|(?:面值|面额|面|赠金|赠款|试用金|套餐|额度|余额|限额|"
    r"押金|保证金|运费|邮费|话费|"
    r"月租|红包|"
    r"优惠|由[买卖][方家]|[买卖][方家]承担|另付|自理|自付|"
    r"以内|补贴|返现|低消|"
    r"保号|(?:代金|优惠|抵扣)?券|注册费|认证费|开户费|工本费|手续费|门槛|首充|起[充提存取投兑])(?! ?:? ?[\d¥]))"
)
_BEHIND_BEGINS: Final = frozenset(" (/")
"""What `NOT_PRICE_BEHIND` begins with, beside letters."""
_SURCHARGES: Final = (
    "save", "saves", "экономия", "省", "减", "另加", "补", "补差", "再加", "外加", "extra", "另收", "加收", "多", "贵",
    "便宜", "доплата", "скидка", "minus", "少",
)  # fmt: skip
_TARIFF: Final = re.compile(r"(?:套餐|资费|低消|保底)(?:每个?月|/月|一个月)?[ :]?$")
"""Before what the operator takes for a card each month."""
_SURCHARGE: Final = re.compile(
    rf"(?:(?<![\dkкw])(?<!pcs)(?<!шт)(?<!个)\+|(?<![更参增])加|{'|'.join(_SURCHARGES)})[ :]?$"
)
_SURCHARGE_ENDS: Final = frozenset(word[-1] for word in (*_SURCHARGES, *"+加"))


def is_struck(line: Line, figure: Figure) -> bool:
    """Whether a sum is called a former price."""
    if "struck" not in line.cues:
        return False
    cue = label_before(line, figure)
    return cue is not None and cue.term.cue == "struck"


def label_before(line: Line, figure: Figure) -> Hit | None:
    """Return the cue that stands right before a figure."""
    if not line.cues:
        return None
    return cue_before(line.hits, line.hit_ends, line.text, line.start, figure.start)


def cue_before(hits: Sequence[Hit], ends: Sequence[int], text: str, offset: int, start: int) -> Hit | None:
    """Return the last cue that ends right before *start* with only a connector between; *ends* are those of *hits*."""
    place = bisect.bisect_right(ends, start)
    for hit in reversed(hits[max(0, place - _FEW) : place]):
        if start - hit.end > _LABEL_REACH:
            return None
        if hit.term.cue and _CONNECTOR.fullmatch(text[hit.end - offset : start - offset]):
            return hit
    return None


_CONNECTOR: Final = re.compile(r"[ \t:=是为约(\"'\-|]{0,4}(?:is |of |between |up to |around |about |на |в |from |от )?")


def hits_before(place: int, line: Line) -> Sequence[Hit]:
    """Return the last few terms that end before *place*."""
    end = bisect.bisect_right(line.hit_ends, place)
    return line.hits[max(0, end - _FEW) : end]


def figure_before(figure: Figure, line: Line) -> Figure | None:
    """Return the figure before another one in its line."""
    place = bisect.bisect_left(line.figure_starts, figure.start)
    return line.figures[place - 1] if place else None


def is_something_else(line: Line, start: int, end: int) -> bool:
    """Whether the words around [start, end) of a line make it a limit, a balance or a surcharge."""
    sign = line.text[end : end + 1]
    if (sign in _BEHIND_BEGINS or sign.isalpha()) and NOT_PRICE_BEHIND.match(line.text, end):
        return True
    if "not_price" in line.cues and _OF_A_LIMIT.search(line.text[max(0, start - _LIMIT_REACH) : start]):
        return True
    before = line.text[max(0, start - 6) : start]
    if "月" in before and _TARIFF.search(before):
        return True
    last = before[-2:-1] if before.endswith((" ", ":")) else before[-1:]
    return last in _SURCHARGE_ENDS and _SURCHARGE.search(before) is not None


_LIMIT_REACH: Final = 34
_OF_A_LIMIT: Final = re.compile(
    r"(?:limit|cap|лимит|порог)\w{0,3} (?:[^,.;|:\n$€£₽=-]{1,18} (?:or|and|или|и) |(?:of |is |at ))$"
)
"""Before the second of two limits (limit 10 items or 500 EUR a month)."""
_TIER_GAP: Final = re.compile(
    r"[ :=→>,\-(]{0,4}(?:up|and up|起|以上|以内|以下|往上|scans|pcs|шт|accounts|at|по|за|@|штук|算|就|按|给)?"
    r"[ :=→\-]{0,3}(?:at |по |за )?"
)
_TIER_LOWER: Final = re.compile(r"(?:over|from|above|>=?|≥|от|满|拿|买|超过|свыше|more than)[ :]?$")


def follows_tier(figure: Figure, before: Figure | None, line: Line) -> bool:
    """Whether a quantity bound, *before*, stands right before a number (100个起 3.1, over 300 at 1.05)."""
    if before is None or before.end > figure.start:
        return False
    orders = before.role is COUNT and before.word == "单" and before.is_open
    if not orders and before.role not in {PIECES, BARE}:
        return False
    start, end = before.start - line.start, before.end - line.start
    bound = before.is_open or before.is_range or bool(_TIER_LOWER.search(line.text[max(0, start - 10) : start]))
    gap = line.text[end : figure.start - line.start]
    if (
        not (bound or gap.startswith((" up", " and up", "以内", "以下", "往上", " 往上")))
        or not gap
        or not _TIER_GAP.fullmatch(gap)
    ):
        return False
    stated = line.has_money and bool(_TIER_LOWER.search(line.text[max(0, start - 10) : start]))
    return before.low > figure.low or before.role is PIECES or orders or stated
