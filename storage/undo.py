"""A listing packed into words, so that a run's verdict can put it back as it was.

Values are kept as SQLite keeps them, plain numbers and texts, on both databases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy.orm import DeclarativeBase

from storage.bulk import table
from storage.models import ListingRow, OfferRow, SightingRow
from storage.types import Quick

_Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A listing as it was."""

    listing: dict[str, Any]
    offers: list[dict[str, Any]]
    sightings: list[dict[str, Any]]


def packed(
    listing: Mapping[str, Any], offers: Iterable[Mapping[str, Any]], sightings: Iterable[Mapping[str, Any]]
) -> str:
    """Return the rows of a listing as JSON."""
    said = {
        "listing": _plain(ListingRow, listing),
        "offers": [_plain(OfferRow, one) for one in offers],
        "sightings": [_plain(SightingRow, one) for one in sightings],
    }
    return orjson.dumps(said).decode()


def unpacked(saved: str) -> Saved:
    """Return the rows that *saved* holds."""
    said = orjson.loads(saved)
    return Saved(
        listing=_full(ListingRow, said["listing"]),
        offers=[_full(OfferRow, one) for one in said["offers"]],
        sightings=[_full(SightingRow, one) for one in said["sightings"]],
    )


def _plain(row: type[DeclarativeBase], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] if convert is None else convert(values[name]) for name, convert, _ in _converters(row)}


def _full(row: type[DeclarativeBase], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] if convert is None else convert(values[name]) for name, _, convert in _converters(row)}


@cache
def _converters(row: type[DeclarativeBase]) -> tuple[tuple[str, _Convert, _Convert], ...]:
    """Return what turns each column into plain values, and what turns it back."""
    return tuple(
        (column.name, column.type.quick_bind("sqlite"), column.type.quick_result())
        if isinstance(column.type, Quick)
        else (column.name, None, None)
        for column in table(row).c
    )
