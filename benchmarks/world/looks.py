"""What a run of the product gets to see of a site: the whole truth, or what a disturbance leaves of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random

from benchmarks.world import phrases_data as said
from benchmarks.world.grammar import chance, row_of
from benchmarks.world.model import Look, Site, Sizes

Row = Mapping[str, object]
STREAM_LENGTH = 40
"""Posts that a board still shows."""
CALM_DAYS = 2
"""Days at the start without a disturbance: the first looks teach what a site is like."""
DISTURBANCES = (
    "blocked",
    "failed",
    "cut_short",
    "cut_unnoticed",
    "emptied_unnoticed",
    "layout_unnoticed",
    "sold_out_unnoticed",
    "login_unnoticed",
)
"""The `_unnoticed` ones claim to be whole: the product has to see by itself that they are not."""


def look_at(site: Site, day: int, sizes: Sizes, rng: Random) -> Look:
    """Return what the run of *day* delivers of *site*."""
    at = sizes.start + timedelta(days=day, minutes=site.minute)
    is_catalogue = site.kind == "catalogue"
    whole = Look(
        day=day, site=site, at=at, rows=_rows(site, rng), complete=is_catalogue, health=None, cause=None, disturbed=None
    )
    if site.died is not None and day >= site.died:
        return replace(whole, rows=(), complete=False, health="failed", cause="dns", disturbed="died")
    if day < CALM_DAYS or not chance(rng, sizes.broken):
        return whole
    what = rng.choice(DISTURBANCES)
    return replace(_disturbed(whole, what, rng), disturbed=what)


def _rows(site: Site, rng: Random) -> tuple[Row, ...]:
    items = [item for item in site.items.values() if item.is_listed]
    if site.kind == "stream":
        items = items[-STREAM_LENGTH:]
    else:
        rng.shuffle(items)
    return tuple(row_of(item, site) for item in items)


def _disturbed(look: Look, what: str, rng: Random) -> Look:
    part = look.rows[: max(1, int(len(look.rows) * rng.uniform(0.1, 0.6)))]
    wall = {"url": f"https://{look.site.host}/login", "title": said.LOGIN_WALL[look.site.language], "text": ""}
    rows: dict[str, tuple[Row, ...]] = {
        "blocked": (),
        "failed": (),
        "cut_short": part,
        "cut_unnoticed": part,
        "emptied_unnoticed": (),
        "login_unnoticed": (wall,),
        "sold_out_unnoticed": tuple({**row, "stock": 0} for row in look.rows),
        "layout_unnoticed": tuple(_out_of_place(row) for row in look.rows),
    }
    noticed = {
        "blocked": ("blocked", "challenge"),
        "failed": ("failed", rng.choice(("timeout", "http_502", "dns"))),
        "cut_short": ("partial", "connection lost"),
    }
    health, cause = noticed.get(what, (None, None))
    return replace(look, rows=rows[what], complete=look.complete and what not in noticed, health=health, cause=cause)


def _out_of_place(row: Row) -> Row:
    """Return a row as a reader sees it whose selectors point beside the values."""
    return {"url": row["url"], "title": row["title"], "text": "", "price": "0", "stock": 0}
