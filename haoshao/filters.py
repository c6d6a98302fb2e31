"""The filters of `export` and `list` commands, from a user's words."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from base.clock import now
from base.rates import load_rates
from haoshao.moments import parse_moment
from haoshao.workspace import Workspace
from storage.queries.filters import Filters


def filters_from(
    place: Workspace,
    *,
    site: Sequence[str] | None = None,
    platform: str | None = None,
    kind: str | None = None,
    seller: str | None = None,
    state: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Filters:
    """Return what a query is restricted to; None is no restriction.

    Raises:
        UnreadableMomentError: *since* or *until* is no time.
        ConfigError: the rate table is wrong.
    """
    zone = ZoneInfo(place.settings.time_zone)
    moment = now()
    return Filters(
        site=tuple(site) if site else None,
        platform=platform,
        kind=kind,
        seller=seller,
        state=state,
        since=parse_moment(since, now=moment, zone=zone) if since else None,
        until=parse_moment(until, now=moment, zone=zone) if until else None,
        rates=load_rates(place.config_or_bundled()),
    )
