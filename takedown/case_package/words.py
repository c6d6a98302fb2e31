"""What papers say of prices, products and times, in the language of the paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from takedown.case_package.words_data import WORDS
from takedown.facts import Row


def word(key: str, language: str, **values: object) -> str:
    """Return the wording of *key*; a key without one is shown as it is."""
    pair = WORDS.get(key)
    text = key if pair is None else pair[1 if language == "zh" else 0]
    return text.format(**values) if values else text


def price_words(row: Row, language: str) -> str:
    """Return what is asked for an offer."""
    if row["price_min"] is None:
        return _rate_words(row["rate"], language)
    low, high = row["price_min"], row["price_max"]
    span = low if low == high else f"{low}–{high}"
    unit = word(row["unit"], language) if row["unit"] else ""
    pack = f" ×{row['pack_size']}" if row["pack_size"] else ""
    return " ".join(part for part in (span, row["currency"], f"/ {unit}{pack}" if unit else "") if part)


def _rate_words(rate: object, language: str) -> str:
    if rate is None:
        return word("not_stated", language)
    said = f"{rate['min']}–{rate['max']}" if isinstance(rate, Mapping) else str(rate)
    return f"{said} {word('of_face', language)}"


def product_words(row: Row, language: str, platforms: Mapping[str, str]) -> str:
    """Return what an offer sells: the platform as its readers call it, and the kind."""
    platform = platforms.get(row["platform"] or "", (row["platform"] or "").removeprefix("other:"))
    kind = word(row["kind"] or "", language)
    return f"{platform}{kind}" if language == "zh" else f"{platform} {kind}".strip()


def moment_words(said: str | datetime | None, zone: ZoneInfo) -> str:
    """Return a moment as a reader of *zone* writes it; empty for none."""
    if said is None:
        return ""
    moment = datetime.fromisoformat(said) if isinstance(said, str) else said
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"
