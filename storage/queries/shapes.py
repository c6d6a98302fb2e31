"""Parts of rows that several exports share, in the shapes of docs/contract.md."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping

from base.clock import iso
from market.changes import ChangeKind, Look


def plain(amount: Decimal | None) -> str | None:
    """Return a decimal as the contract writes it, without exponent; None stays None."""
    return None if amount is None else format(amount, "f")


def evidence(row: RowMapping | Mapping[str, Any], spans: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """Return where the proof lies, from columns sha256, fetched_at, warc and offset; None where there is none."""
    if row["sha256"] is None:
        return None
    return {
        "snapshot": f"sha256:{row['sha256'].hex()}",
        "fetched_at": iso(row["fetched_at"]),
        "warc": row["warc"],
        "offset": row["offset"],
        "spans": dict(spans or {}),
    }


def rate(low: Decimal | None, high: Decimal | None) -> str | dict[str, str | None] | None:
    """Return a share of the face value: one decimal, or both ends of a range."""
    if low is None or low == high:
        return plain(low)
    return {"min": plain(low), "max": plain(high)}


def priced(look: Look) -> dict[str, Any]:
    """Return the price fields of a look."""
    asked = look.asked
    return {
        "price_min": None if asked is None else plain(asked.min),
        "price_max": None if asked is None else plain(asked.max),
        "currency": None if asked is None else asked.currency,
        "unit": None if asked is None else asked.unit.value,
        "pack_size": None if asked is None else asked.pack_size,
        "rate": rate(look.rate_min, look.rate_max),
    }


def told(kind: ChangeKind, look: Look | None) -> dict[str, Any] | None:
    """Return the fields of one side of a change that a change of *kind* is about."""
    if look is None:
        return None
    left = {"stock": look.stock, "in_stock": in_stock(look.available, look.stock)}
    if kind is ChangeKind.PRICE_CHANGED:
        return priced(look)
    if kind in {ChangeKind.STOCK_CHANGED, ChangeKind.SOLD_OUT, ChangeKind.RESTOCKED}:
        return left
    return priced(look) | left


def in_stock(available: bool | None, stock: int | None) -> bool | None:  # noqa: FBT001 - a state, not a switch
    """Return whether something is left; None where the page does not say."""
    if available is not None:
        return available
    return None if stock is None else stock > 0


def price_words(look: Look | None) -> str | None:
    """Return a price in raw words, `12.5 CNY each`; None where none is stated."""
    if look is None:
        return None
    asked = look.asked
    if asked is None:
        return None if look.rate_min is None else f"{plain(look.rate_min)} of face value"
    ends = [format(end, "f") for end in (asked.min, asked.max) if end is not None]
    span = "-".join(dict.fromkeys(ends))
    return " ".join(part for part in (span, asked.currency, asked.unit.value) if part)


def stock_words(look: Look | None) -> str | None:
    """Return what is left in raw words: a number, `sold out`, or None where the page does not say."""
    if look is None:
        return None
    if look.is_sold_out:
        return "sold out"
    return None if look.stock is None else str(look.stock)
