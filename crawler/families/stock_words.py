"""What a stock field says: the label and the number apart."""

from __future__ import annotations

import re

from crawler.families.amounts import amount, whole
from crawler.families.stock_words_data import AVAILABLE, SOLD_OUT
from market.model import PageIssue, Stock

_DIGITS = re.compile(r"\d[\d,]*")
_TRIM = " \t\r\n:：()（）[]【】!！。.~"


def stock_of(value: object) -> Stock:
    """Return what the stock field *value* (a JSON number, a digit string or the site's word) says.

    A number is count and availability, a word is the label with what `stock_words_data` knows of it; a word it does
    not know leaves availability None (`unknown_label` tells it as an issue). Null, lists and the like say nothing.
    """
    if isinstance(value, str):
        return _of_text(value.strip())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value <= 0:
            return Stock(count=0, available=False)
        count = whole(value)
        return Stock(count=count, available=None if count is None and amount(value) is None else True)
    return Stock()


def _of_text(text: str) -> Stock:
    if not text:
        return Stock()
    label = text.strip(_TRIM)[:60]
    digits = _DIGITS.search(text)
    if digits and not label.strip("0123456789,+-. "):
        count = whole(digits[0])
        if label.startswith("-"):
            count = 0
        capped = label.endswith("+")
        return Stock(label=label if capped else None, count=count, available=None if count is None else count > 0)
    return Stock(label=label or None, available=availability(label))


def stock_after_label(text: str) -> Stock:
    """Return the stock that a labelled field states ("库存：12", "goods.fields.in_stock：12", "Stock(3)").

    The label itself is in any language and is not looked at; the last number counts. Without a number what
    follows the last colon, or the whole, is the site's word.
    """
    digits = _DIGITS.findall(text)
    if digits:
        return stock_of(digits[-1])
    word = re.split(r"[:：(（]", text)[-1]
    return stock_of(word.strip(_TRIM))


def availability(label: str) -> bool | None:
    """Return whether the site's *label* says that something is left; None where the label is unknown."""
    folded = label.casefold().strip(_TRIM)
    if not folded:
        return None
    if folded in SOLD_OUT:
        return False
    if folded in AVAILABLE:
        return True
    return False if any(word in folded for word in SOLD_OUT if len(word) > 1) else None


def unknown_label(stock: Stock) -> PageIssue | None:
    """Return the issue for a stock label nobody knows yet, None where there is nothing to report."""
    if stock.label is None or stock.available is not None:
        return None
    return PageIssue(code="unknown_stock_label", detail=stock.label)
