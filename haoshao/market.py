"""The price index of this installation: its rows in a format, its rates, its levels made anew."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from alerts.words import Language
from base.clock import now
from base.lexicon import load_taxonomy
from base.rates import load_rates, record_rates
from base.sinks import json_text
from haoshao.export import opened, write_csv
from haoshao.judging import judge_of
from haoshao.market_views import MarketView, market_chart, market_text
from haoshao.moments import parse_moment
from haoshao.settling import measures_of
from haoshao.workspace import Workspace
from market.errors import MarketError
from market.rates import RateTable
from storage.database import open_database
from storage.price_index.closing import close_days, rebuild
from storage.queries.market import MARKET_COLUMNS, PARTS, MarketFilters, MarketMove, market_rows, moves_between


class UnknownPartError(MarketError):
    """`--by` names something that a series does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a user wants of the index."""

    kind: str | None = None
    platform: str | None = None
    country: str | None = None
    since: str | None = None
    until: str | None = None
    by: str | None = None
    form: str = "text"
    language: str | None = None
    everything: bool = False


def write_market(place: Workspace, asked: Asked, out: Path | None) -> None:
    """Write the rows asked for in their format, to *out* or the terminal.

    Raises:
        MarketError: a time, a part of --by or the rate table is wrong, or *out* cannot be written.
    """
    place.require_data()
    config = place.config_or_bundled()
    settings = place.settings
    zone, moment = ZoneInfo(settings.time_zone), now()
    measures = measures_of(config)
    engine = open_database(place.database)
    chosen = MarketFilters(
        since=_day(asked.since, moment, zone),
        until=_day(asked.until, moment, zone),
        kind=asked.kind,
        platform=asked.platform,
        country=asked.country.upper() if asked.country else None,
        by=parts_of(asked.by) if asked.by else None,
    )
    rows = market_rows(engine, measures, chosen)
    with opened(out, sys.stdout) as stream:
        if asked.form == "csv":
            write_csv(rows, MARKET_COLUMNS, stream)
        elif asked.form == "json":
            stream.write("[" + ",\n ".join(json_text(row) for row in rows) + "]\n")
        else:
            language: Language = "zh" if (asked.language or settings.language) == "zh" else "en"
            names = load_taxonomy(config).platforms.values()
            view = MarketView(
                rows=rows,
                moves=_moves_of(engine, rows) if chosen.by is None else (),
                language=language,
                platforms={one.id: one.zh if language == "zh" else one.en for one in names},
                rates=measures.rates,
                everything=asked.everything,
            )
            stream.write(market_chart(view) if asked.form == "svg" else "\n".join(market_text(view)) + "\n")


def _moves_of(engine: Engine, rows: Sequence[Mapping[str, Any]]) -> list[MarketMove]:
    """Return the moves of the series in *rows* within their days."""
    if not rows:
        return []
    days = [date.fromisoformat(row["day"]) for row in rows]
    shown = {(row["kind"], row["platform"], tuple(row["attributes"]), row["country"]) for row in rows}
    return [
        move
        for move in moves_between(engine, min(days), max(days))
        if (move.series.kind, move.series.platform, move.series.attributes, move.series.country) in shown
    ]


def parts_of(said: str) -> frozenset[str]:
    """Return the parts of a series that a user wants to keep apart.

    Raises:
        UnknownPartError: a series has no such part.
    """
    parts = frozenset(part.strip() for part in said.split(",") if part.strip())
    for part in sorted(parts):
        if part not in PARTS:
            raise UnknownPartError(f"--by {part}: a series has {', '.join(PARTS)}; name those to keep apart")
    return parts


def rebuilt(place: Workspace) -> Sequence[date]:
    """Make the levels of every settled day anew, settle what is over besides, and return the days."""
    place.require_data()
    engine = open_database(place.database)
    measures = measures_of(place.config_or_bundled())
    days = rebuild(engine, measures)
    return sorted({*days, *close_days(engine, measures, now=now(), judge=judge_of(place.config_or_bundled()))})


def taken_rates(place: Workspace, path: Path | None) -> RateTable:
    """Return the rate table, the rates of *path* taken over first where there is one.

    Raises:
        ConfigError: a file is wrong or the table cannot be written.
    """
    return load_rates(place.config_or_bundled()) if path is None else record_rates(place.require_config(), path)


def _day(said: str | None, moment: datetime, zone: ZoneInfo) -> date | None:
    if said is None:
        return None
    return parse_moment(said, now=moment, zone=zone).astimezone(UTC).date()
