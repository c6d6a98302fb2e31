"""Printed numbers and currency signs of a page's fields."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from crawler.families.records import words_data as words

_MAX_AMOUNT = Decimal(10) ** 12
_CODE = 3
"""Letters of an ISO 4217 code."""
_EXACT_THOUSANDS = re.compile(r"\d{1,3}([.,])\d{3}")


def parse_amount(text: str, *, lang: str = "", currency: str | None = None) -> Decimal | None:
    """Return a printed number as a decimal; None where it is none or beyond reason."""
    compact = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    if not compact:
        return None
    dot, comma = compact.rfind("."), compact.rfind(",")
    if dot >= 0 and comma >= 0:
        compact = compact.replace(",", "") if dot > comma else compact.replace(".", "").replace(",", ".")
    elif compact.count(".") > 1 or compact.count(",") > 1:
        compact = compact.replace(".", "").replace(",", "")
    elif dot >= 0 or comma >= 0:
        compact = _single_mark(compact, lang, currency)
    try:
        amount = Decimal(compact)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount <= _MAX_AMOUNT else None


def currency_code(sign: str) -> str | None:
    """Return the ISO code of a printed currency sign or word."""
    low = sign.strip().lower()
    if len(low) == _CODE and low.isascii() and low.isalpha() and low not in words.CURRENCY_SIGNS:
        return low.upper()
    return words.CURRENCY_SIGNS.get(low)


def _single_mark(compact: str, lang: str, currency: str | None) -> str:
    exact = _EXACT_THOUSANDS.fullmatch(compact)
    if exact and not compact.startswith("0"):
        if currency in words.LONG_NUMBERS or exact[1] == ",":
            return compact.replace(exact[1], "")
        if lang in words.COMMA_LANGS and currency in {None, "EUR", "BRL", "TRY"}:
            return compact.replace(".", "")
    return compact.replace(",", ".")
