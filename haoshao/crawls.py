"""Crawls as a user asks for them: which sites, and what is told of each run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from base.clock import now
from base.config import find_site, load_sites
from base.killswitch import check_not_stopped
from base.sinks import terminal
from crawler.run import RunSummary, crawl_sites
from haoshao.judging import judge_of
from haoshao.workspace import Workspace

PROGRAM = "haoshao.crawling"
"""The module that crawls with the alert rules at hand."""


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
    from haoshao.service.plan import planned  # noqa: PLC0415 - a crawl by name need not wait a second for SQL
    from storage.database import open_database  # noqa: PLC0415 - same
    from storage.queries.last_runs import LastRuns  # noqa: PLC0415 - same

    place.require_data()
    moment = now()
    sites = load_sites(place.require_config()).values()
    plan = planned(
        sites, LastRuns(open_database(place.database)).look(moment), moment, ZoneInfo(place.settings.time_zone)
    )
    return [one.site for one in plan if one.due_at <= moment]


def crawl_and_tell(place: Workspace, names: Sequence[str], tell: Callable[[str], None]) -> bool:
    """Crawl *names*, tell a line for each run as it ends, and return whether every one was healthy.

    Raises:
        StoppedError: the kill switch is on.
    """
    data = place.require_data()
    check_not_stopped(data)
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
    lost = f"; {run.error}" if run.error and run.cause in {"killed", "memory"} else ""
    return terminal(
        f"{run.site}: {run.health}{cause}, {run.pages} pages, {run.listings} listings, {run.offers} offers"
        f"{issues}, {run.seconds:.1f} s{lost}",
        limit=500,
    )
