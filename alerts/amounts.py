"""Prices, times and handles as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from alerts.words import Language, word
from market.model import Handle

_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "RUB": "₽", "JPY": "JP¥", "INR": "₹", "VND": "₫"}


def amount(value: Decimal, currency: str | None) -> str:
    """Return one sum with its currency: `¥12.5`, `4 USDT`, `3` where no currency is known."""
    plain = format(value.normalize(), "f")
    if currency in _SIGNS:
        return f"{_SIGNS[currency]}{plain}"
    return f"{plain} {currency}" if currency else plain


def price_range(low: Decimal | None, high: Decimal | None, currency: str | None, unit: str, language: Language) -> str:
    """Return an asking price: `¥65–75 / each`; "price on request" where none is stated."""
    if low is None and high is None:
        return word("ask", language)
    ends = [value for value in (low, high) if value is not None]
    first, last = ends[0], ends[-1]
    shown = amount(first, currency)
    if last != first:
        shown = f"{amount(first, currency)}–{format(last.normalize(), 'f')}"
    return f"{shown} / {word(unit, language)}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return a time to the minute in the reader's zone."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def handle_list(handles: Iterable[Handle]) -> str:
    """Return handles as `qq 12345678, telegram @name`."""
    return ", ".join(
        f"{handle.type.value} {'@' if handle.type == 'telegram' else ''}{handle.value}" for handle in handles
    )
