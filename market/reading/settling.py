"""From drafts to offers: currencies of bare numbers, attributes a kind may carry, raw spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from market.model import Offer, Price, Span, Unit
from market.reading.assembly import Draft
from market.reading.document import Document
from market.taxonomy import Currency, Taxonomy
from market.text.folding import Folded

_SIM_ATTRIBUTES: Final = frozenset({"real_name", "enterprise"})
_EMAIL: Final = frozenset({"email_access"})
_MAINLAND: Final = frozenset({"wechat", "xiaohongshu", "qq", "weibo", "alipay", "taobao"})
"""Chinese platforms whose accounts from another country are overseas ones (台湾微信号)."""
_AT_HOME: Final = frozenset({None, "CN"})
_OWN_COUNTRY: Final = {"RU": "RUB"}
"""Countries whose own sellers leave the currency out, by the script they write in."""


def settled(document: Document, drafts: Sequence[Draft], taxonomy: Taxonomy) -> tuple[Offer, ...]:
    """Return the offers that drafts amount to."""
    currency = _currency(document, drafts, taxonomy.currencies)
    spare = "recovery_mail" in document.cues
    if headings := {draft.heading for draft in drafts if draft.heading}:
        headed = {heading: _headed(heading, taxonomy.currencies) for heading in headings}
        for draft in drafts:
            if draft.heading and draft.low is not None and draft.currency is None:
                draft.currency = headed.get(draft.heading)
    mail = frozenset[str]() if spare else taxonomy.mail
    return tuple([_offer(document, draft, currency, mail) for draft in drafts])


def _currency(document: Document, drafts: Sequence[Draft], currencies: Mapping[str, Currency]) -> str | None:
    """Return the currency of numbers that name none.

    Source: finer points of the contract: yuan in Chinese text unless another is named, elsewhere nothing;
    Russian operators mean roubles.
    """
    if not [draft for draft in drafts if draft.low is not None and not draft.currency]:
        return None
    marked = Counter(draft.currency for draft in drafts if draft.currency)
    if marked:
        return marked.most_common(1)[0][0]
    if headed := _headed(document.title.text, currencies):
        return headed
    text = document.folded.text
    named = _named(text, currencies)
    if len(named) == 1 and not (document.has_han and named[0] == "USDT" and _pays_in_coin(text)):
        return named[0]
    if code := _of_sign(_IN_SIGN.search(text), currencies) or ("CNY" if document.has_han else None):
        return code
    countries = {draft.country for draft in drafts}
    own = _OWN_COUNTRY.get(countries.pop() or "") if len(countries) == 1 else None
    return own if own and _CYRILLIC.search(text) else None


_IN_SIGN: Final = re.compile(r"(?:^|[^a-zа-я])(?:in|в|en|em) ?([$€£₽₴₸₹₺₫₦¥])(?! ?\d)")
"""The sign that prices are said to be in (all in €)."""


def _of_sign(said: re.Match[str] | None, currencies: Mapping[str, Currency]) -> str | None:
    return next((one.id for one in currencies.values() if said and said[1] in one.signs), None)


_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")


_UNIT_PRICE: Final = "单价"


def _headed(heading: str, currencies: Mapping[str, Currency]) -> str | None:
    """Return the currency that a column's heading names; None where it names none or several."""
    named = _named(heading.replace(_UNIT_PRICE, " "), currencies) if heading else ()
    return named[0] if len(named) == 1 else None


def _named(text: str, currencies: Mapping[str, Currency]) -> Sequence[str]:
    """Return the currencies that a text names, in the order of the taxonomy."""
    named = [one.id for one in currencies.values() for word in one.words if word in text and _stands_alone(text, word)]
    return named if len(named) < 2 else list(dict.fromkeys(named))  # noqa: PLR2004 - one may be named twice


_COIN: Final = re.compile(r"usdt ?(?:或者?|/|、) ?(?:支付宝|微信)|(?:支付宝|微信) ?(?:或者?|/|、|和) ?usdt")


def _pays_in_coin(text: str) -> bool:
    """Whether USDT is but one way to pay, beside those for yuan."""
    return _COIN.search(text) is not None


def _stands_alone(text: str, word: str) -> bool:
    """Whether *word* stands in *text* without letters running on."""
    letters = word[0].isalpha() and word[0] < "\u0590"
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        before = text[at - 1] if at else " "
        after = text[end] if end < len(text) else " "
        if not letters or not (before.isalpha() or after.isalpha()):
            return True
        at = text.find(word, end)
    return False


def _offer(document: Document, draft: Draft, currency: str | None, mail: frozenset[str]) -> Offer:
    attributes = draft.attributes
    if draft.platform in mail:
        attributes -= _EMAIL
    if draft.kind == "sim_card":
        attributes &= _SIM_ATTRIBUTES
    elif draft.kind != "account":
        attributes = frozenset()
    elif draft.platform in _MAINLAND and draft.country not in _AT_HOME and document.has_han:
        attributes |= {"overseas"}
    return Offer(
        kind=draft.kind,
        platform=draft.platform,
        attributes=attributes,
        age_months=draft.months if "aged" in attributes else None,
        price=_price(draft, currency),
        rate=draft.rate,
        min_quantity=draft.minimum,
        stock=draft.stock,
        country=draft.country,
        span=document.folded.span(draft.start, draft.end),
        spans=_raw(draft.places, document.folded),
        variant=draft.variant,
    )


def _raw(places: Mapping[str, Span], folded: Folded) -> dict[str, Span]:
    """Return folded places as raw ones."""
    if folded.offsets is None:
        return dict(places)
    return {name: folded.span(*place) for name, place in places.items()}


def _price(draft: Draft, currency: str | None) -> Price | None:
    if draft.low is None:
        return None
    unit = draft.unit or Unit.EACH
    if unit is Unit.EACH and draft.kind == "sms_code":
        unit = Unit.CODE
    return Price(
        min=draft.low, max=draft.high, currency=draft.currency or currency, unit=unit, pack_size=draft.pack_size
    )
