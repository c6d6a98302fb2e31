"""A digest of this installation, gathered and laid out."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from alerts.digest import gather_digest
from alerts.rendering import RENDERERS
from base.clock import now
from haoshao.judging import judged
from haoshao.moments import parse_moment
from haoshao.workspace import Workspace
from storage.database import is_simulated_database, open_database


def written_digest(
    place: Workspace, *, since: str, until: str | None, layout: str, language: str | None, audience: str = "analysts"
) -> str:
    """Return the digest of a stretch of time in one of the layouts of `RENDERERS`.

    Raises:
        UnreadableMomentError: *since* or *until* is no time.
    """
    settings = place.settings
    zone = ZoneInfo(settings.time_zone)
    moment = now()
    place.require_data()
    engine = open_database(place.database)
    judged(place)
    found = gather_digest(
        engine,
        since=parse_moment(since, now=moment, zone=zone),
        until=parse_moment(until, now=moment, zone=zone) if until else moment,
        simulated=is_simulated_database(engine),
        audience=audience,
    )
    return RENDERERS[layout](found, "zh" if (language or settings.language) == "zh" else "en", zone)
