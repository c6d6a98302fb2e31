"""Series and levels as rows, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from market.price_index import Level, Series
from storage.bulk import chunks, upsert_rows
from storage.models import LevelMoveRow, LevelRow, SeriesRow
from storage.records import digest63
from storage.types import from_millionths, in_millionths


def series_uid(series: Series) -> int:
    """Return the digest of what a series is."""
    return digest63("series", *series.order)


def series_ids(connection: Connection, wanted: Iterable[Series]) -> dict[Series, int]:
    """Return the id of each series; one that is new gets its row."""
    by_uid = {series_uid(series): series for series in wanted}
    rows = [
        {
            "uid": uid,
            "kind": series.kind,
            "platform": series.platform,
            "attributes": "|".join(series.attributes),
            "country": series.country,
            "unit": series.unit,
        }
        for uid, series in by_uid.items()
    ]
    for some in chunks(rows):
        upsert_rows(connection, SeriesRow, some, by=["uid"])
    found: dict[Series, int] = {}
    for uids in chunks(by_uid):
        for row in connection.execute(select(SeriesRow.uid, SeriesRow.id).where(SeriesRow.uid.in_(uids))):
            found[by_uid[row.uid]] = row.id
    return found


def series_of(row: Any) -> Series:  # noqa: ANN401 - a row with the columns of a series
    """Return the series that a row holds."""
    return Series(
        kind=row.kind,
        platform=row.platform,
        attributes=tuple(row.attributes.split("|")) if row.attributes else (),
        country=row.country,
        unit=row.unit,
    )


def rounded(amount: float) -> Decimal:
    """Return a sum of CNY as it is kept and shown: four places from 1 on, six below."""
    scaled = in_millionths(Decimal(repr(round(amount, 4 if amount >= 1 else 6))))
    return Decimal(0) if scaled is None else from_millionths(scaled)


def level_values(level: Level) -> dict[str, Any]:
    """Return the columns of a level."""
    quartiles = level.quartiles
    return {
        "n_offers": level.n_offers,
        "n_sellers": level.n_sellers,
        "q1": None if quartiles is None else rounded(quartiles.q1),
        "median": None if quartiles is None else rounded(quartiles.median),
        "q3": None if quartiles is None else rounded(quartiles.q3),
        "stock": level.stock,
        "excluded": orjson.dumps({gap.value: count for gap, count in sorted(level.excluded.items())}).decode(),
    }


def settled_days(connection: Connection, *, before: date) -> dict[Series, date]:
    """Return the day of the last move told of each series, of those before a day."""
    query = (
        select(
            SeriesRow.kind,
            SeriesRow.platform,
            SeriesRow.attributes,
            SeriesRow.country,
            SeriesRow.unit,
            func.max(LevelMoveRow.day).label("day"),
        )
        .join(LevelMoveRow, LevelMoveRow.series_id == SeriesRow.id)
        .where(LevelMoveRow.day < before)
        .group_by(SeriesRow.id)
    )
    return {series_of(row): row.day for row in connection.execute(query)}


def levels_between(
    connection: Connection, first: date, last: date, wanted: Mapping[str, str | None]
) -> Iterable[tuple[Series, Any]]:
    """Yield the settled levels of some days with their series; *wanted* restricts columns of the series."""
    query = (
        select(SeriesRow.kind, SeriesRow.platform, SeriesRow.attributes, SeriesRow.country, SeriesRow.unit, *_LEVEL)
        .join(LevelRow, LevelRow.series_id == SeriesRow.id)
        .where(LevelRow.day >= first, LevelRow.day <= last)
        .order_by(LevelRow.day)
    )
    for name, value in wanted.items():
        if value is not None:
            query = query.where(getattr(SeriesRow, name) == value)
    for row in connection.execute(query):
        yield series_of(row), row


_LEVEL = (
    LevelRow.day,
    LevelRow.n_offers,
    LevelRow.n_sellers,
    LevelRow.q1,
    LevelRow.median,
    LevelRow.q3,
    LevelRow.stock,
    LevelRow.excluded,
)
