"""How a run ended, in one object, and what must be true before one begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from base.config import Settings, SiteFile
from market.errors import MarketError
from storage.records import Health

if TYPE_CHECKING:
    from crawler.health import Verdict
    from crawler.site_run import SiteRun


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


def summary_of(run: SiteRun, judged: Verdict, *, offers: int) -> RunSummary:
    """Return how *run* ended."""
    return RunSummary(
        site=run.site.name,
        run_id=run.recorder.run_id,
        health=str(judged.health),
        cause=None if judged.cause is None else str(judged.cause),
        complete=judged.complete,
        requests=run.tally.requests,
        pages=run.tally.pages,
        listings=run.tally.listings,
        offers=offers,
        issues=run.issues,
        seconds=run.seconds,
        family=run.family.id if run.family else run.site.family,
        family_reasons=run.family_reasons,
    )


def refused_summary(site: SiteFile, error: MarketError, *, seconds: float) -> RunSummary:
    """Return the summary of a run that could not begin."""
    cause = "no_contact" if isinstance(error, NoContactError) else "not_started"
    return _failed(site.name, site.family, cause, str(error), seconds=seconds)


def lost_summary(name: str, family: str, why: str, *, cause: str = "killed") -> RunSummary:
    """Return the summary of a run whose process ended before it could tell; the next run closes its record."""
    return _failed(name, family, cause, f"the crawling process {why}")


def _failed(name: str, family: str, cause: str, error: str, *, seconds: float = 0.0) -> RunSummary:
    """Return the summary of a run of which nothing is known but why."""
    return RunSummary(
        site=name,
        run_id=None,
        health=Health.FAILED,
        cause=cause,
        complete=False,
        requests=0,
        pages=0,
        listings=0,
        offers=0,
        issues=0,
        seconds=seconds,
        family=family,
        error=error,
    )
