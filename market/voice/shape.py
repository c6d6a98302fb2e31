"""The shape of a text: how it looks, what it offers and where, and how its speaker can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from market.handles import HandleScan
from market.lexicon import Hit
from market.linear import holds_one, linear
from market.model import HandleType, Offer, Unit

LONG, _VERY_LONG = 500, 1500
"""Characters."""
MOST = 3.0
"""Counts above say no more than this one: a long text is not more of a seller."""
_SHORT = 60
_LIST = 3
"""So many offers are a list, whose lines name platforms alone."""
_NAME = 100
"""Characters within which title and text are a product's name, said twice."""
_PARAGRAPH = 160
"""Characters of a line that is no longer an entry of a list."""
_QUOTES: Final = ("“", '"', "«", "「", "『", "'")
_QUOTED: Final = linear(r"[“\"«「『'][^”\"»」』'\n]*[0-9][^”\"»」』'\n]*[”\"»」』']")
_RENTS: Final = (Unit.MONTH, Unit.YEAR)
_MESSENGERS: Final = frozenset(
    {
        HandleType.WECHAT, HandleType.QQ, HandleType.TELEGRAM, HandleType.WHATSAPP, HandleType.LINE,
        HandleType.SKYPE, HandleType.DISCORD, HandleType.JABBER, HandleType.QQ_GROUP,
    }
)  # fmt: skip


def shape_of(text: str, title_end: int) -> dict[str, float]:
    """Return what the text looks like: quotations, questions, length."""
    values: dict[str, float] = {}
    if title_end > 0 and text[title_end - 1] == "?":
        values["title asks"] = 1.0
    if "?" in text[max(0, title_end) :]:
        values["text asks"] = 1.0
    if holds_one(text, _QUOTES) and _QUOTED.search(text):
        values["quoted figure"] = 1.0
    length = len(text)
    values["long"] = float(length > LONG) + float(length > _VERY_LONG)
    prose = sum([len(line) for line in text.split("\n") if len(line) >= _PARAGRAPH]) if length >= _PARAGRAPH else 0
    values["prose"] = prose / max(length, LONG)
    return values


def bareness_of(text: str, offers: Sequence[Offer], scan: HandleScan) -> dict[str, float]:
    """Return whether a text names goods without price or stock; the short name of a product is no such text."""
    stated = [offer for offer in offers if offer.price or offer.rate or offer.stock is not None]
    if stated or not offers or (len(text) < _NAME and "。" not in text):
        return {}
    return {"unpriced": 1.0, "unpriced, nobody to write to": float(not scan.handles)}


def trade_of(hits: Sequence[Hit], offers: Sequence[Offer], scan: HandleScan) -> dict[str, float]:
    """Return what was found for sale and how the speaker can be reached."""
    terms = [hit.term for hit in hits if hit.term.describes]
    kinds = len([1 for term in terms if term.kind and not term.weak])
    platforms = len([1 for term in terms if term.platform])
    goods = [1 for term in terms if term.kind or term.attributes]
    priced = len([1 for offer in offers if offer.price is not None])
    stocked = bool([1 for offer in offers if offer.stock is not None or offer.min_quantity is not None])
    types = {handle.type for handle in scan.handles}
    values = {
        "no offer": float(not offers),
        "offers": min(len(offers), MOST),
        "priced": min(priced, MOST),
        "stocked": float(stocked),
        "attributes": float(bool([1 for offer in offers if offer.attributes])),
        "kinds": min(kinds, MOST),
        "platforms": min(platforms, MOST),
        "messenger": float(not types.isdisjoint(_MESSENGERS)),
        "mail only": float(types == {HandleType.EMAIL}),
        "contact block": float(len(types) > 1),
        "phone only": float(types == {HandleType.PHONE}),
    }
    if [1 for offer in offers if offer.kind == "stored_value"]:
        values["stored value"] = 1.0
    if not goods and len(offers) < _LIST:
        values["only a platform"] = 1.0
    if [1 for offer in offers if offer.rate]:
        values["rate"] = 1.0
    for type_ in types:
        values[f"handle: {type_.value}"] = 1.0
    return values


def layout_of(text: str, title_end: int, offers: Sequence[Offer]) -> dict[str, float]:
    """Return where a text offers, what, and how much text each offer takes: adverts come to the point, stories late."""
    length, number = len(text), max(1, len(offers))
    first, taken, unplaced, unlisted, priced, rented = length, 0, 0, 0, 0, 0
    values = {"short": float(length < _SHORT)}
    for offer in offers:
        start, end = offer.span
        first = min(first, start)
        taken += end - start
        if offer.platform is None:
            unplaced += 1
        elif offer.platform.startswith("other:"):
            unlisted += 1
        if offer.price is not None:
            priced += 1
            rented += offer.price.unit in _RENTS
        values[f"offers {offer.kind}"] = 1.0
    values["first offer late"] = first / length if offers else 0.0
    values["text to an offer"] = min(taken / number / 100, 2.0)
    values["without a platform"] = unplaced / number
    values["unlisted platform"] = unlisted / number
    values["share priced"] = priced / number
    values["by month or year"] = rented / number
    values["cyrillic"] = float("о" in text or "е" in text)
    values["title said again"] = float(title_end > 0 and text.startswith(text[:title_end], title_end + 1))
    return values
