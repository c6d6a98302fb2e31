"""What every export says of itself, and ids that stay the same from one export to the next."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from takedown.settings import Reporter
from takedown.tiers import Tier

Row: TypeAlias = Mapping[str, Any]
"""A row of the contract."""
NAMESPACE = uuid.UUID("9f1a6c0e-5b0d-5c3f-8f63-6d0b9a1e7c52")
"""Ours alone: under it an id of the contract always gives the same uuid."""
NOBODY = Reporter()
"""Stands where nobody is named in config/takedown.yml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFacts:
    """When an export was made, which tier it holds, whether its data are simulated, and who reports."""

    made_at: datetime
    tier: Tier
    simulated: bool
    reporter: Reporter = NOBODY

    @property
    def stamp(self) -> str:
        """The moment as STIX and XARF write it."""
        return f"{self.made_at:%Y-%m-%dT%H:%M:%S}.000Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The rows of one table."""

    table: str
    rows: Iterable[Row]


def stable_id(*parts: str) -> str:
    """Return the uuid that stands for a thing in every export."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def product_of(row: Row) -> str:
    """Return what an offer sells in a word or two: `wechat account`."""
    return " ".join(str(part) for part in (row["platform"], row["kind"]) if part)


def price_of(row: Row) -> str:
    """Return what is asked, `12.5–15 CNY / each`; empty where nothing is stated."""
    if row["price_min"] is None:
        rate = row["rate"]
        if isinstance(rate, Mapping):
            return f"{rate['min']}–{rate['max']} of face value"
        return f"{rate} of face value" if rate else ""
    low, high = row["price_min"], row["price_max"]
    span = low if low == high else f"{low}–{high}"
    pack = f" ({row['pack_size']})" if row["pack_size"] else ""
    return " ".join(part for part in (span, row["currency"], f"/ {row['unit']}{pack}") if part)
