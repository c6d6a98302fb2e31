"""What the database knows of a site that may have no site file."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select

from market.model import SiteKind
from storage.database import reading
from storage.models import SiteRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSite:
    """A site as it was recorded last."""

    url: str
    family: str
    kind: SiteKind
    experimental: bool


def find_known_site(engine: Engine, name: str) -> KnownSite | None:
    """Return the site of that name; None where nothing was ever recorded of it."""
    with reading(engine) as connection:
        row = connection.execute(
            select(SiteRow.url, SiteRow.family, SiteRow.kind, SiteRow.experimental).where(SiteRow.name == name)
        ).one_or_none()
    return (
        None if row is None else KnownSite(url=row.url, family=row.family, kind=row.kind, experimental=row.experimental)
    )
