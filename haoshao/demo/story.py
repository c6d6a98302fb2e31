"""The demo as a person sees it: each day's digest, how it compares with the truth, and what to try next."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import TextIO
from zoneinfo import ZoneInfo

from rich.console import Console

from alerts.rendering.text import as_text
from alerts.words import Language
from base.clock import iso
from crawler.run import RunSummary
from haoshao.demo.run import DemoDay, demo_days, fresh_workspace
from haoshao.demo.world import LAST_DAY, Outage
from haoshao.workspace import Workspace
from market.errors import MarketError

WIDTH = 100
ZONE = ZoneInfo("Asia/Shanghai")
PLANNED_WORDS = {Outage.DOWN: "refuses connections", Outage.BROKEN: "has moved to a layout that no reader knows"}
UNHEALTHY = 3


class DemoDaysError(MarketError):
    """More days than the make-believe market has."""


def run_demo(folder: Path, *, days: int, language: Language = "en", out: TextIO | None = None) -> int:
    """Crawl the market for *days* days, tell the story to *out*, and return the exit code.

    0 says that the planned outages, and only those, were seen; 3 that something else happened.

    Raises:
        DemoDaysError: the world has not that many days.
        WorkspaceError: *folder* is somebody else's or cannot be written.
    """
    if not 1 <= days <= LAST_DAY:
        raise DemoDaysError(f"--days {days}: the make-believe market has 1 to {LAST_DAY} days")
    stream = out or sys.stdout
    place = fresh_workspace(folder)
    told: list[DemoDay] = []
    with Console(stderr=True).status("serving the market ...") as status:

        def on_run(run: RunSummary) -> None:
            status.update(f"day {len(told) + 1} of {days}: {run.site} done ...")

        for crawled in demo_days(place, days, on_run=on_run):
            told.append(crawled)
            _write(stream, _day_lines(crawled, days, language))
    _write(stream, _closing(place, told))
    return 0 if all(crawled.went_as_planned for crawled in told) else UNHEALTHY


def _write(stream: TextIO, lines: Iterator[str]) -> None:
    stream.writelines(f"{line}\n" for line in lines)
    stream.flush()


def _day_lines(crawled: DemoDay, days: int, language: Language) -> Iterator[str]:
    day = crawled.day
    yield _rule(f"Day {day.number} of {days} · {day.at:%a %d %B %Y}")
    pages = sum(run.pages for run in crawled.runs)
    seconds = max((run.seconds for run in crawled.runs), default=0)
    yield f"{len(crawled.runs)} shops crawled on loopback, {pages} pages, {seconds:.0f} s"
    for site, outage in day.truth.outages.items():
        yield f"planned for today: {site} {PLANNED_WORDS[outage]}"
    yield ""
    yield as_text(crawled.digest, language, ZONE).rstrip("\n")
    yield ""


def _closing(place: Workspace, told: list[DemoDay]) -> Iterator[str]:
    yield _rule("What the world knows")
    yield from _checked_sellers(told)
    yield from _checked_outages(told)
    yield ""
    yield _rule("What to try next")
    last = told[-1].day.at
    yield "  export " + " ".join(
        (f"HAOSHAO_CONFIG={place.config}", f"HAOSHAO_DATA={place.data}", f"HAOSHAO_NOW={iso(last.replace(hour=20))}")
    )
    commands = (
        (f"digest --since {len(told)}d --format html --out digest.html", "the whole story as one page"),
        ("listings list --search 微信", "what was read, in the sellers' own words"),
        ("export sellers --format csv --out sellers.csv", "every seller with handles and sites"),
        ("alerts list", "what to triage"),
        ("site list", "the shops that were watched"),
    )
    width = max(len(command) for command, _ in commands)
    program = _program()
    yield from (f"  {program} {command:<{width}}  # {why}" for command, why in commands)
    yield "  Your own site: `haoshao init config`, set [crawler] contact, `haoshao site add URL`, `haoshao crawl --all`"


def _checked_sellers(told: list[DemoDay]) -> Iterator[str]:
    wanted = [person.handles[0] for crawled in told[1:] for person in crawled.day.truth.new_sellers]
    reported = [
        {(str(handle.type), handle.value) for handle in seller.handles}
        for crawled in told
        for seller in crawled.digest.new_sellers
    ]
    found = [handle for handle in wanted if sum(handle in handles for handles in reported) == 1]
    extra = [handles for handles in reported if not handles & set(wanted)]
    yield f"  new sellers: {len(found)} of {len(wanted)} reported exactly once, {len(extra)} reported that are not new"


def _checked_outages(told: list[DemoDay]) -> Iterator[str]:
    planned = [(crawled, site) for crawled in told for site in crawled.day.truth.outages]
    seen = [site for crawled, site in planned if site in crawled.unhealthy]
    yield f"  planned outages: {len(seen)} of {len(planned)} seen"
    for crawled in told:
        for site in sorted(crawled.unhealthy - set(crawled.day.truth.outages)):
            run = next(run for run in crawled.runs if run.site == site)
            yield f"  not planned: {site} on day {crawled.day.number} was {run.health} ({run.cause})"


def _program() -> str:
    """Return how a shell in this directory calls haoshao."""
    script = Path(sys.executable).with_name("haoshao")
    if which("haoshao") or not script.exists():
        return "haoshao" if which("haoshao") else f"{sys.executable} -m haoshao"
    return str(script.relative_to(Path.cwd())) if script.is_relative_to(Path.cwd()) else str(script)


def _rule(title: str) -> str:
    return f"── {title} ".ljust(WIDTH, "─")
