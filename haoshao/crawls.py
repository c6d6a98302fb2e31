"""Crawls as a user asks for them: which sites, and what is told of each run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from base.clock import now
from base.config import SiteFile, find_site, load_sites
from base.killswitch import is_stopped
from base.sinks import terminal
from crawler.run import RunSummary, crawl_sites
from haoshao.judging import judge_of
from haoshao.workspace import Workspace
from market.errors import MarketError

PROGRAM = "haoshao.crawling"
"""The module that crawls with the alert rules at hand."""


class StoppedError(MarketError):
    """The kill switch is on."""


def chosen_sites(place: Workspace, names: Sequence[str], *, every: bool, due: bool) -> list[str]:
    """Return the names of the sites to crawl, in order.

    Raises:
        ConfigError: a name is no site, or a site file is wrong.
    """
    config = place.require_config()
    if due:
        return due_sites(place)
    if every:
        return [site.name for site in load_sites(config).values() if not site.paused]
    return [find_site(config, name).name for name in dict.fromkeys(names)]


def due_sites(place: Workspace) -> list[str]:
    """Return the sites whose schedule says that they should be crawled now; paused ones never are."""
    from storage.database import open_database  # noqa: PLC0415 - a crawl by name need not wait a second for SQL
    from storage.queries.digest import site_health  # noqa: PLC0415 - same

    place.require_data()
    last = {site.site: site.started_at for site in site_health(open_database(place.database))}
    moment = now()
    sites = load_sites(place.require_config()).values()
    return [site.name for site in sites if not site.paused and is_due(site, last.get(site.name), moment)]


def is_due(site: SiteFile, last: datetime | None, moment: datetime) -> bool:
    """Return whether *site*, last crawled at *last*, is to be crawled at *moment*; one never crawled is."""
    if last is None:
        return True
    if site.schedule.cron:
        following = CronTrigger.from_crontab(site.schedule.cron, timezone=UTC).get_next_fire_time(last, last)
        return following is not None and following <= moment
    return last + timedelta(seconds=site.schedule.every_s) <= moment


def crawl_and_tell(place: Workspace, names: Sequence[str], tell: Callable[[str], None]) -> bool:
    """Crawl *names*, tell a line for each run as it ends, and return whether every one was healthy.

    Raises:
        StoppedError: the kill switch is on.
    """
    data = place.require_data()
    if is_stopped(data):
        raise StoppedError("the kill switch is on: `haoshao stop --lift` allows crawls again")
    judge_of(place.require_config())  # a mistake in the rules is told before the crawl, not in its child
    summaries = crawl_sites(
        names,
        config=place.require_config(),
        data=data,
        database=place.database,
        program=PROGRAM,
        on_summary=lambda summary: tell(summary_line(summary)),
    )
    settle_market(place, tell)
    tell_of_cases(place, tell)
    return all(summary.health == "healthy" for summary in summaries)


def settle_market(place: Workspace, complain: Callable[[str], None]) -> None:
    """Settle the days of the price index that are over by now."""
    from haoshao.settling import MarketSettler  # noqa: PLC0415 - SQL, after the crawl
    from storage.database import open_database  # noqa: PLC0415 - same

    engine = open_database(place.database)
    config = place.require_config()
    MarketSettler(engine=engine, config=config, judge=judge_of(config), complain=complain).settle(now())


def tell_of_cases(place: Workspace, tell: Callable[[str], None]) -> None:
    """Tell what the looks just taken say of the notices that were sent."""
    from haoshao.case_checks import check_cases, news_line  # noqa: PLC0415 - SQL and text matching, after the crawl

    for news in check_cases(place):
        tell(terminal(news_line(news)))


def summary_line(run: RunSummary) -> str:
    """Return how one run went in one line."""
    cause = f" ({run.cause})" if run.cause and run.health != "healthy" else ""
    issues = f", {run.issues} issues" if run.issues else ""
    return terminal(
        f"{run.site}: {run.health}{cause}, {run.pages} pages, {run.listings} listings, {run.offers} offers"
        f"{issues}, {run.seconds:.1f} s"
    )
