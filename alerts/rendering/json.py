"""A digest as JSON for other programs, in the shape of docs/contract.md section 2."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from alerts.digest import Digest
from alerts.words import Language
from base.clock import iso
from base.sinks import json_text
from storage.queries.market import MarketMove


def as_json(digest: Digest, language: Language = "en", zone: ZoneInfo | None = None) -> str:
    """Return the digest as one JSON object; times are UTC whatever the reader's language and zone."""
    del language, zone
    said = {
        "from": iso(digest.since),
        "to": iso(digest.until),
        "new_sellers": plain(digest.new_sellers),
        "changes": plain(digest.changes),
        "market": [_moved(move) for move in digest.market],
        "sites": plain(digest.sites),
        "families": plain(digest.families),
        "baselines": plain(digest.baselines),
        "suppressed": dict(digest.suppressed),
        "simulated": digest.simulated,
    }
    return json_text(said, indent=1) + "\n"


def _moved(move: MarketMove) -> dict[str, Any]:
    """Return a level that moved with its series beside its figures."""
    said: dict[str, Any] = plain(move)
    series = said.pop("series")
    return {"day": move.since.isoformat(), **series, **{key: said[key] for key in said if key != "since"}}


def plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 - the whole of JSON in, the whole of JSON out
    """Return *value* as JSON types: dataclasses as objects, decimals as strings, times as ISO 8601 with Z."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value
