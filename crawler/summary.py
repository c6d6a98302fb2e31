"""How a run ended, in one object, and what must be true before one begins."""

from __future__ import annotations

from dataclasses import dataclass

from base.config import Settings, SiteFile
from market.errors import MarketError


class NoContactError(MarketError):
    """A public site, and nobody whom its operator could write to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """How one run ended."""

    site: str
    run_id: int | None
    health: str
    cause: str | None
    complete: bool
    requests: int
    pages: int
    listings: int
    offers: int
    issues: int
    seconds: float
    family: str
    family_reasons: tuple[str, ...] = ()
    error: str | None = None
    """One line where the run could not even begin."""


def check_contact(site: SiteFile, settings: Settings) -> None:
    """Return where *site* may be crawled under these settings.

    Raises:
        NoContactError: it is public, and haoshao.toml names no contact.
    """
    if not site.is_test_site and not settings.crawler.contact.strip():
        raise NoContactError(
            f"{site.name}: no public page is fetched without a contact; set [crawler] contact in haoshao.toml"
        )
