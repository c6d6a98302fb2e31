"""What a crawl of a site would read, found out politely with a handful of pages and shown before anything is saved."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from base.limits import SiteLimits
from base.sinks import columns
from crawler.run import RunSummary, crawl_sites
from haoshao.lists import price_text
from haoshao.sites import write_site
from haoshao.workspace import Workspace, copied_config
from storage.database import default_url, open_database
from storage.queries.export import listing_rows
from storage.queries.filters import Filters

PROBE_PAGES = 6
SHOWN = 8
SHAKY = 0.6
"""Confidence below which a generic reading is called unsure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a first look at a site found."""

    run: RunSummary
    rows: tuple[Mapping[str, Any], ...]
    """Listing rows of the contract, those without an offer too."""

    @property
    def offers(self) -> list[Mapping[str, Any]]:
        """The rows that are offers of our kinds."""
        return [row for row in self.rows if row["kind"]]


def probe_site(place: Workspace, said: Mapping[str, object]) -> Probe:
    """Crawl at most a handful of pages of the site that *said* describes into a place of its own, and forget them.

    Raises:
        ConfigError: a key of *said* is wrong.
        MarketError: the crawl may not start (no contact configured, the kill switch).
    """
    folder = Path(mkdtemp(prefix="probe-", dir=place.require_data()))
    try:
        config = copied_config(place.require_config(), folder / "config")
        site = write_site(config, said)
        database = default_url(folder)
        limits = SiteLimits(pages=PROBE_PAGES)
        (run,) = crawl_sites([site.name], config=config, data=folder, database=database, limits=limits)
        engine = open_database(database)
        rows = tuple(listing_rows(engine, Filters(), with_bare_listings=True))
        engine.dispose()
        return Probe(run=run, rows=rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def probe_lines(probe: Probe) -> Iterator[str]:
    """Yield what a person needs to decide: family and why, health, offers as they would be read, doubts."""
    run = probe.run
    reasons = f" ({'; '.join(run.family_reasons)})" if run.family_reasons else ""
    yield columns("family ", f"{run.family}{reasons}")
    cause = f" ({run.cause})" if run.cause else ""
    counts = f"{run.pages} pages, {len(probe.rows)} listings, {len(probe.offers)} offers"
    yield columns("health ", f"{run.health}{cause}: {counts}")
    for row in probe.offers[:SHOWN]:
        product = "/".join(str(part) for part in (row["kind"], row["platform"]) if part)
        stock = "" if row["stock"] is None else f"stock {row['stock']}"
        yield columns("       ", f"{product:<22}", f"{price_text(row):<18}", row["title"], stock)
    if len(probe.offers) > SHOWN:
        yield f"         … and {len(probe.offers) - SHOWN} more"
    yield from (f"unsure   {doubt}" for doubt in doubts(probe))


def doubts(probe: Probe) -> Sequence[str]:
    """Return what the probe is not sure of, a line each."""
    counted = Counter[str]()
    for row in probe.offers:
        counted["offers without a price"] += row["price_min"] is None and row["rate"] is None
        counted["offers without a platform"] += row["platform"] is None
        counted["offers without a currency"] += row["price_min"] is not None and row["currency"] is None
    bare = len(probe.rows) - len(probe.offers)
    counted["listings that offer none of our kinds"] += bare
    found = [f"{count} {what}" for what, count in counted.items() if count]
    if not probe.rows:
        found.append("nothing was read: see the health above; is this the address of the list of goods?")
    if probe.run.issues:
        found.append(f"{probe.run.issues} issues were met")
    return found
