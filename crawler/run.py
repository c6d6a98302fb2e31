"""Crawls from anywhere: one child process for all the sites asked for, its summaries as they come."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from base.config import effective_limits, find_site, load_settings
from base.killswitch import check_not_stopped
from base.limits import SiteLimits
from base.memory import resident_mib
from crawler.summary import RunSummary, check_contact, lost_summary
from market.errors import MarketError

__all__ = ["CrawlError", "RunSummary", "crawl_sites"]

_MEMORY_SLACK = 1.25
_WATCH_S = 1.0
_TIME_SLACK_S = 300.0
_ENDING_S = 60.0
"""How long a process that was told to end may take for it."""
SILENT_S = 180.0
"""A crawling process says every two seconds that it is alive; after so long a silence it is killed."""
_DATABASE = "HAOSHAO_DATABASE"
_ROOT = Path(__file__).resolve().parent.parent


class CrawlError(MarketError):
    """The crawling process could not do its work; says why."""


def crawl_sites(
    names: Sequence[str],
    *,
    config: Path,
    data: Path,
    database: str,
    limits: SiteLimits | None = None,
    program: str = "crawler",
    on_progress: Callable[[str], None] | None = None,
    on_summary: Callable[[RunSummary], None] | None = None,
    cancel: threading.Event | None = None,
) -> list[RunSummary]:
    """Return how each run ended, in the order in which they did.

    `limits` tighten those of the site files. `program` is the module that crawls: one that knows the alert rules
    calls `crawler.__main__.main` with them. A site whose process died without a word has health `failed` and
    cause `killed`; the next run closes its record.

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
    command = [sys.executable, "-m", program, *(site.name for site in sites)]
    command += ["--config", str(config.absolute()), "--data", str(data.absolute())]
    command += ["--until-deserted"]
    if limits is not None:
        command += ["--limits", limits.model_dump_json(exclude_none=True)]
    listener = _Listener(on_progress, on_summary)
    code = _run_child(
        command,
        database,
        listener,
        bounds=_Bounds(
            memory_mib=settings.crawler.memory_mib * _MEMORY_SLACK,
            seconds=_most_seconds(
                [effective_limits(site, settings).minutes for site in sites], settings.crawler.max_sites
            ),
            cancel=cancel or threading.Event(),
        ),
    )
    told = {summary.site for summary in listener.summaries}
    for site in sites:
        if site.name not in told:
            why = f"ended with {code} before it said how the run went"
            listener.hear_summary(lost_summary(site.name, site.family, why))
    return listener.summaries


class _Listener:
    """Hears what the child says."""

    def __init__(
        self, on_progress: Callable[[str], None] | None, on_summary: Callable[[RunSummary], None] | None
    ) -> None:
        self.summaries: list[RunSummary] = []
        self._heard_at = time.monotonic()
        self._on_progress = on_progress
        self._on_summary = on_summary

    def hear(self, kind: str, value: Any) -> None:  # noqa: ANN401 - a value of JSON
        """Take one event.

        Raises:
            CrawlError: the child says that it cannot begin.
        """
        self._heard_at = time.monotonic()
        if kind == "error":
            raise CrawlError(str(value))
        if kind == "summary":
            self.hear_summary(RunSummary(**{**value, "family_reasons": tuple(value["family_reasons"])}))
        elif kind == "progress" and self._on_progress is not None:
            self._on_progress(str(value))

    @property
    def silent_s(self) -> float:
        """Seconds since anything was heard."""
        return time.monotonic() - self._heard_at

    def hear_summary(self, summary: RunSummary) -> None:
        """Take how one run ended."""
        self.summaries.append(summary)
        if self._on_summary is not None:
            self._on_summary(summary)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """What a crawling process may use before it is ended from outside."""

    memory_mib: float
    seconds: float
    cancel: threading.Event


def _most_seconds(minutes: Sequence[float], at_once: int) -> float:
    """Return how long a crawl of sites with these limits takes at most, each waiting for its turn."""
    return (sum(minutes) / at_once + max(minutes)) * 60 + _TIME_SLACK_S


def _run_child(command: list[str], database: str, listener: _Listener, bounds: _Bounds) -> int:
    """Return the exit code of *command*, once everything it says was heard.

    The database goes by the environment: a URL may hold a password, and everybody can read a command line.
    """
    # our end of its stdin stays open while we live: the child stops when we are gone
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(database)) as child:
        watch = threading.Thread(target=_watch, args=(child, listener, bounds), daemon=True)
        watch.start()
        try:
            for kind, value in _events(child.stdout):
                listener.hear(kind, value)
        except BaseException:
            child.terminate()
            raise
    return child.returncode


def _watch(child: subprocess.Popen[bytes], listener: _Listener, bounds: _Bounds) -> None:
    """Kill *child* once it takes more than it may, or has not been heard of for minutes; end it when told to.

    It had its own chance to end in order before that: what keeps it busy now is out of its own reach.
    """
    began = time.monotonic()
    told_at = 0.0
    while child.poll() is None:
        taken_s = time.monotonic() - began
        is_late = bool(told_at) and time.monotonic() - told_at > _ENDING_S
        if resident_mib(child.pid) > bounds.memory_mib or listener.silent_s > SILENT_S or is_late:
            child.kill()
            return
        if not told_at and (bounds.cancel.is_set() or taken_s > bounds.seconds):
            child.terminate()
            told_at = time.monotonic()
        bounds.cancel.wait(_WATCH_S) if not bounds.cancel.is_set() else time.sleep(_WATCH_S)


def _environment(database: str) -> dict[str, str]:
    """Return our environment without proxies, with the checkout on the path."""
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    paths = [str(_ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1", _DATABASE: database}


def _events(stream: IO[bytes] | None) -> Iterator[tuple[str, Any]]:
    """Yield kind and value of each line the child says; what is no event is none."""
    for line in stream or ():
        try:
            event = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(event, dict):
            yield from event.items()
