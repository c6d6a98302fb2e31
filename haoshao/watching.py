"""How watched sites do: the list, one site in detail, and a fresh look compared with its last healthy run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from base.clock import iso, now
from base.config import find_site, load_sites
from base.sinks import columns
from haoshao.probe import probe_lines, probe_site
from haoshao.sites import described_site, site_path
from haoshao.workspace import Workspace
from storage.database import open_database
from storage.family_issues import family_issues
from storage.queries.digest import site_health
from storage.queries.export import run_rows
from storage.queries.filters import Filters

SHOWN_RUNS = 5


def site_lines(place: Workspace) -> Iterator[str]:
    """Yield a line for each site: name, family, health of the last run and its counts, address."""
    sites = load_sites(place.require_config())
    place.require_data()
    engine = open_database(place.database)
    last = {site.site: site for site in site_health(engine)}
    if not sites:
        yield "no sites yet; add one with `haoshao site add URL`"
        return
    width = max(len(name) for name in sites)
    today = now().date()
    for name, site in sites.items():
        run = last.get(name)
        if site.paused:
            state = "paused"
        elif run is None or run.health is None:
            state = "never crawled"
        else:
            cause = f" ({run.cause})" if run.cause and run.health != "healthy" else ""
            state = f"{run.health}{cause}, {run.listings} listings, {run.offers} offers, {iso(run.started_at)}"
        if site.basis.review_at is not None and site.basis.review_at <= today and not site.paused:
            state += ", review due"
        family = run.family if run and run.family and site.family == "auto" else site.family
        yield columns(f"{name:<{width}}", f"{family:<16}", state, site.url)
    for issue in family_issues(engine):
        yield columns(
            f"{issue.family}: {issue.field} breaks on {len(issue.sites)} sites", *issue.sites, issue.url or ""
        )


def shown_site(place: Workspace, name: str) -> Iterator[str]:
    """Yield the site file and a line for each of its last runs.

    Raises:
        ConfigError: no such site.
    """
    config = place.require_config()
    find_site(config, name)
    yield site_path(config, name).read_text("utf-8").rstrip()
    place.require_data()
    rows = islice(run_rows(open_database(place.database), Filters(site=(name,))), SHOWN_RUNS)
    for row in rows:
        cause = f" ({row['cause']})" if row["cause"] else ""
        issues = "; ".join(str(issue) for issue in row["issues"][:3])
        counts = f"{row['pages']} pages, {row['listings']} listings, {row['offers']} offers"
        yield columns(f"run {row['run_id']}", row["started_at"], f"{row['health']}{cause}", counts, issues)


def checked_site(place: Workspace, name: str) -> tuple[Sequence[str], bool]:
    """Return what a fresh look at a site shows beside its last healthy run, and whether the two agree.

    Raises:
        ConfigError: no such site.
        MarketError: no look may be taken.
    """
    site = find_site(place.require_config(), name)
    said = described_site(url=site.url, name=name, family=site.family, allow=[str(net) for net in site.network.allow])
    said |= {
        "urls": list(site.urls),
        "hosts": list(site.hosts),
        "rules": site.rules.model_dump(by_alias=True, exclude_defaults=True),
        "labels": site.labels,
    }
    found = probe_site(place, said)
    rows = run_rows(open_database(place.database), Filters(site=(name,)))
    healthy = next((row for row in rows if row["health"] == "healthy"), None)
    lines = [f"{name}  {site.url}", *probe_lines(found)]
    off: list[str] = []
    if found.run.health in {"blocked", "broken", "failed"}:
        off.append(f"the look was {found.run.health} ({found.run.cause})")
    if healthy is None:
        lines.append("no healthy run yet to compare with")
    elif not found.rows:
        off.append(f"nothing was read; the last healthy run had {healthy['listings']} listings")
    lines += [f"off      {what}" for what in off]
    return lines, not off
