"""A digest of this installation, gathered and laid out."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from alerts.digest import gather_digest
from alerts.rendering import RENDERERS
from alerts.rendering.mail import as_mail
from alerts.words import Language
from base.clock import now
from haoshao.judging import judged
from haoshao.moments import parse_moment
from haoshao.workspace import Workspace
from storage.database import is_simulated_database, open_database
from storage.queries.trends import trends


def written_digest(
    place: Workspace, *, since: str, until: str | None, layout: str, language: str | None, audience: str = "analysts"
) -> str:
    """Return the digest of a stretch of time in one of the layouts of `RENDERERS`, or as `mail`.

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
    tongue: Language = "zh" if (language or settings.language) == "zh" else "en"
    if layout == "mail":
        return as_mail(found, tongue, zone, trends(engine, until=found.until, zone=zone) if found.for_analysts else ())
    return RENDERERS[layout](found, tongue, zone)
