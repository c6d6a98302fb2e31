"""Crawls from anywhere: one child process for all the sites asked for, its summaries as they come."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import orjson

from base.config import SiteLimits, find_site, load_settings
from base.killswitch import check_not_stopped
from crawler.site_run import RunSummary, check_contact
from market.errors import MarketError

_ROOT = Path(__file__).resolve().parent.parent


class CrawlError(MarketError):
    """The crawling process could not do its work; says why."""


def crawl_sites(  # noqa: PLR0913 - what a crawl is asked with
    names: Sequence[str],
    *,
    config: Path,
    data: Path,
    database: str,
    limits: SiteLimits | None = None,
    on_progress: Callable[[str], None] | None = None,
    on_summary: Callable[[RunSummary], None] | None = None,
) -> list[RunSummary]:
    """Return how each run ended, in the order in which they did.

    A site whose process died without a word has health `failed` and cause `killed`; the next run closes its record.

    Raises:
        StoppedError: the kill switch is on.
        NoContactError: a public site, and no contact in haoshao.toml.
        ConfigError: a name is no site, or a site file is wrong.
        CrawlError: the crawling process could not begin.
    """
    check_not_stopped(data)
    settings = load_settings(config)
    sites = [find_site(config, name) for name in names]
    for site in sites:
        check_contact(site, settings)
    if not sites:
        return []
    command = [sys.executable, "-m", "crawler", *(site.name for site in sites)]
    command += ["--config", str(config.absolute()), "--data", str(data.absolute()), "--database", database]
    if limits is not None:
        command += ["--limits", limits.model_dump_json(exclude_none=True)]
    summaries: list[RunSummary] = []
    # our end of its stdin stays open while we live: the child stops when we are gone
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module, arguments as a list
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
    ) as child:
        try:
            for kind, value in _events(child.stdout):
                if kind == "summary":
                    summary = RunSummary(**{**value, "family_reasons": tuple(value["family_reasons"])})
                    summaries.append(summary)
                    if on_summary is not None:
                        on_summary(summary)
                elif kind == "error":
                    raise CrawlError(str(value))
                elif on_progress is not None:
                    on_progress(str(value))
        except BaseException:
            child.terminate()
            raise
    told = {summary.site for summary in summaries}
    for site in sites:
        if site.name not in told:
            lost = _lost(site.name, site.family, child.returncode)
            summaries.append(lost)
            if on_summary is not None:
                on_summary(lost)
    return summaries


def _environment() -> dict[str, str]:
    """Return our environment without proxies, with the checkout on the path."""
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    paths = [str(_ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}


def _events(stream: IO[bytes] | None) -> Iterator[tuple[str, Any]]:
    """Yield kind and value of each line the child says; what is no event is none."""
    for line in stream or ():
        try:
            event = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(event, dict):
            yield from event.items()


def _lost(name: str, family: str, code: int | None) -> RunSummary:
    return RunSummary(
        site=name,
        run_id=None,
        health="failed",
        cause="killed",
        complete=False,
        requests=0,
        pages=0,
        listings=0,
        offers=0,
        issues=0,
        seconds=0.0,
        family=family,
        error=f"the crawling process ended with {code} before it said how the run went",
    )
