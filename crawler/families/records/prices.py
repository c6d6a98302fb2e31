"""Prices in the short texts of a page's fields: amount, currency and how plainly they are marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from crawler.families.records import words_data as words
from crawler.families.records.numerals import parse_amount
from market.model import StatedPrice, Unit

MAX_LENGTH = 160
"""Characters of a text that is still looked at for a price."""
_MAX_SIGN = max(len(sign) for sign in words.CURRENCY_SIGNS)
_MAX_UNIT = 12

_NUMBER = re.compile(r"\d{1,3}(?:[\s\u00a0\u202f'’,.]\d{3})+(?:[.,]\d{1,8})?(?!\d)|\d+(?:\s?[.,]\s?\d{1,8})?")
_DASH = re.compile(r"\s*(?:[-–—~～至]|\.\.\.?|…|\b(?:to|до|đến|bis)\b)\s*", re.IGNORECASE)
_KILO = re.compile(r"\s?[kкKК](?![^\W\d_])")
_TETHER = re.compile(r"\s?[uU](?![^\W\d_])")
_LABEL = re.compile(r"^\W*(?P<label>[^\W\d][^\d:：]{0,30}?)\s*[:：]?\s*$")
_UNITS = "|".join(re.escape(w) for w in sorted(words.UNIT_WORDS, key=len, reverse=True))
_UNIT = re.compile(rf"(?:/|per|за|每|\bа\b)?\s*1?\s*(?P<unit>{_UNITS})(?![^\W\d_])", re.IGNORECASE)
_PER = re.compile(r"(?:/|\bper|за|\bfor|每|\bpro|\bpor|\bpar)\s*$", re.IGNORECASE)
_REST = re.compile(
    r"起|from|от|від|từ|desde|ab|dès|a partire da|od|mulai|начиная с|低至|仅需?|只|only|just|за|per|for|每|[\W_]+",
    re.IGNORECASE,
)
_TWO_DECIMALS = re.compile(r"[.,]\d{2}$")


class Mark(IntEnum):
    """How plainly a number is marked as money."""

    NONE = 0
    BARE = 1
    """A number and nothing else."""
    DECIMAL = 2
    """A bare number with two decimals."""
    LABELLED = 3
    """A word for price stands with it."""
    SIGNED = 4
    """A currency stands with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount found in a short text."""

    price: StatedPrice
    mark: Mark
    alone: bool
    """Whether the text says nothing but this price."""
    label: str = ""
    """What stands before the amount, lower case."""
    other: bool = False
    """Whether the label names another sum than the guest price of one piece."""
    span: tuple[int, int] = (0, 0)
    """Where amount and currency stand in the text."""


@dataclass(slots=True, kw_only=True)
class _Sum:
    """A number with the signs around it; a range has two numbers."""

    start: int
    end: int
    low: str
    before: str
    after: str
    kilo: bool = False
    high: str = ""


@lru_cache(maxsize=4096)
def parse_money(text: str, *, lang: str = "", currency: str | None = None) -> Money | None:
    """Return the price that *text* states most plainly, the first among equals; None where it has no number.

    *currency* is what the page says elsewhere (a column heading, a meta element) and counts where the text names none.
    """
    if not text or len(text) > MAX_LENGTH:
        return None
    best: Money | None = None
    at = 0
    while match := _NUMBER.search(text, at):
        found = _with_range(_sum_at(match, text), text, lang)
        at = max(found.end, match.end())
        if _PER.search(text[: match.start()]) and not found.before and not found.after:
            continue
        money = _money(found, text, lang, currency)
        if money and (best is None or money.mark > best.mark):
            best = money
        if best and best.mark is Mark.SIGNED:
            break
    return best


def _sum_at(match: re.Match[str], text: str) -> _Sum:
    before, start = _sign_before(text, match.start())
    end = match.end()
    kilo = _KILO.match(text, end)
    end = kilo.end() if kilo else end
    after, end = _sign_after(text, end)
    return _Sum(start=start, end=end, low=match[0], before=before, after=after, kilo=bool(kilo))


def _with_range(first: _Sum, text: str, lang: str) -> _Sum:
    """Join the second number of a range; a count or a price of its own is left for the next look."""
    dash = _DASH.match(text, first.end)
    if not dash:
        return first
    sign, at = _leading_sign(text, dash.end())
    match = _NUMBER.match(text, at)
    if not match:
        return first
    kilo = _KILO.match(text, match.end())
    after, end = _sign_after(text, kilo.end() if kilo else match.end())
    low, high = parse_amount(first.low, lang=lang), parse_amount(match[0], lang=lang)
    if low is None or high is None or (low > high and not kilo):
        return first
    mine, theirs = first.before or first.after, sign or after
    tight = dash[0] == dash[0].strip()
    if mine and theirs:
        joined = words.CURRENCY_SIGNS.get(mine) == words.CURRENCY_SIGNS.get(theirs)
    elif theirs:
        joined = tight or not _REST.sub("", text[: first.start])
    else:
        joined = not first.after and (tight or not text[end:].strip())
    if not joined:
        return first
    return _Sum(
        start=first.start,
        end=end,
        low=first.low,
        before=first.before or sign,
        after=first.after or after,
        kilo=first.kilo or bool(kilo),
        high=match[0],
    )


def _money(found: _Sum, text: str, lang: str, default: str | None) -> Money | None:
    sign = found.before or found.after
    stated = _currency(sign, lang, default)
    low = parse_amount(found.low, lang=lang, currency=stated)
    high = parse_amount(found.high, lang=lang, currency=stated) if found.high else low
    if low is None or high is None:
        return None
    if found.kilo:
        low, high = low * 1000, high * 1000
    label = _label(text[: found.start])
    unit = _UNIT.match(text[found.end :].strip(" ()（）"))
    end = len(text) if unit and len(text) - found.end <= _MAX_UNIT else found.end
    return Money(
        price=StatedPrice(
            text=text[found.start : end].strip(), min=low, max=high, currency=stated, unit=_unit_of(unit)
        ),
        mark=_mark(found.low, sign, label),
        alone=_is_alone(text[: found.start], text[found.end :].strip(), label),
        label=label,
        other=_is_other(label),
        span=(found.start, end),
    )


def _sign_before(text: str, at: int) -> tuple[str, int]:
    """Return the currency right before *at* and where it starts."""
    end = at
    while end > 0 and text[end - 1] in " \u00a0:：.":
        end -= 1
    for length in range(min(_MAX_SIGN, end), 0, -1):
        sign = text[end - length : end].lower()
        if sign in words.CURRENCY_SIGNS:
            start = end - length
            if not (_is_word(sign[0]) and start > 0 and _is_word(text[start - 1])):
                return sign, start
    return "", at


def _leading_sign(text: str, at: int) -> tuple[str, int]:
    for length in range(_MAX_SIGN, 0, -1):
        sign = text[at : at + length].lower()
        if len(sign) == length and sign in words.CURRENCY_SIGNS:
            end = at + length
            while end < len(text) and text[end] in " \u00a0":
                end += 1
            return sign, end
    return "", at


def _sign_after(text: str, at: int) -> tuple[str, int]:
    """Return the currency right after *at* and where it ends."""
    tether = _TETHER.match(text, at)
    if tether:
        return "usdt", tether.end()
    start = at
    while start < len(text) and text[start] in " \u00a0":
        start += 1
    for length in range(_MAX_SIGN, 0, -1):
        sign = text[start : start + length].lower()
        if len(sign) == length and sign in words.CURRENCY_SIGNS:
            end = start + length
            after = text[end : end + 1]
            if after.isdigit() or (_is_word(sign[-1]) and after and _is_word(after)):
                continue
            return sign, end + (after == ".")
    return "", at


def _is_word(ch: str) -> bool:
    """Whether a letter belongs to a script that writes words apart."""
    return ch.isalpha() and (ch < "\u0600")


def _currency(sign: str, lang: str, default: str | None) -> str | None:
    stated = words.CURRENCY_SIGNS.get(sign) if sign else default
    if sign in {"¥", "￥"} and (lang == "ja" or default == "JPY"):
        return "JPY"
    if sign in {"$", "＄"} and default and default.endswith("D"):
        return default
    return stated


def _unit_of(match: re.Match[str] | None) -> Unit | None:
    return Unit(words.UNIT_WORDS[match["unit"].lower()]) if match else None


def _label(before: str) -> str:
    found = _LABEL.match(before[-40:]) if before else None
    return found["label"].strip().lower() if found else ""


def _is_price_label(label: str) -> bool:
    return any(label == word or label.startswith(word + " ") or label.endswith(word) for word in words.PRICE_LABELS)


def _is_other(label: str) -> bool:
    return bool(label) and any(word in label for word in words.OTHER_PRICE_LABELS)


def _mark(number: str, sign: str, label: str) -> Mark:
    if sign:
        return Mark.SIGNED
    if label and _is_price_label(label):
        return Mark.LABELLED
    return Mark.DECIMAL if _TWO_DECIMALS.search(number) else Mark.BARE


def _is_alone(before: str, after: str, label: str) -> bool:
    """Whether nothing but labels, units and a second currency stands around an amount."""
    if label and (_is_price_label(label) or _is_other(label)):
        before = ""
    if after[:1] in {"≈", "/", "(", "（", "~", "|", "="}:
        match = _NUMBER.search(after)
        second = _sum_at(match, after) if match else None
        if second and (second.before or second.after):
            after = after[: second.start] + after[second.end :]
    unit = _UNIT.match(after.lstrip(" (（"))
    if unit:
        after = after.lstrip(" (（")[unit.end() :]
    return not _REST.sub("", before) and not _REST.sub("", after)
