"""Crawls of misbehaving servers, alone and beside well-behaved shops, in one process as in earnest."""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

TESTS = Path(__file__).resolve().parents[2] / "tests" / "crawler"
sys.path.insert(0, str(TESTS))

from crawling import Crawled, Place  # noqa: E402 - found by the path above
from loopback import Asked, Reply, serving  # noqa: E402 - same
from misbehaving import MISBEHAVING  # noqa: E402 - same
from shops import html, index, product, shop  # noqa: E402 - same

LIMITS = "limits: {timeout_s: 1.5, body_bytes: 1000000}\n"
WELL = 6
GOODS = 60
PAUSE_S = 0.02
"""How long a well-behaved shop thinks about each page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How one misbehaving server was dealt with."""

    name: str
    health: str
    cause: str | None
    expected: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What the well-behaved shops felt, and what the process took."""

    behaviours: tuple[Behaviour, ...]
    alone_s: float
    beside_s: float
    peak_mib: float

    @property
    def slowdown(self) -> float:
        """By how much the well-behaved shops took longer; 0.1 is a tenth."""
        return self.beside_s / self.alone_s - 1


def measured() -> Neighbours:
    """Return what a crawl of all servers together did, against one of the well-behaved shops alone."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder, ExitStack() as stack:
        place = Place(folder=Path(folder))
        well = [f"well-{number}" for number in range(WELL)]
        for name in well:
            place.write_site(name, stack.enter_context(serving(_well())).url + "/", more="limits: {concurrency: 2}\n")
        for name, (answers, _) in MISBEHAVING.items():
            place.write_site(name, stack.enter_context(serving(answers)).url + "/", more=LIMITS)
        first, _ = _crawl(place, well)
        _forget(place)
        both, peak = _crawl(place, [*well, *MISBEHAVING])
        return Neighbours(
            behaviours=tuple(_behaviour(name, both.summaries.get(name, {})) for name in MISBEHAVING),
            alone_s=_median(first.summaries, well),
            beside_s=_median(both.summaries, well),
            peak_mib=peak,
        )


def _well() -> dict[str, Any]:
    def slowly(reply: Reply) -> Any:  # noqa: ANN401 - an answer of the fixture
        def answer(asked: Asked) -> Reply:
            del asked
            time.sleep(PAUSE_S)
            return reply

        return answer

    goods = {f"/p/{number}": slowly(product(number)) for number in range(1, GOODS + 1)}
    return {**shop(GOODS), "/": html(index(GOODS)), **goods}


def _behaviour(name: str, said: Mapping[str, Any]) -> Behaviour:
    health, cause, listings = MISBEHAVING[name][1]
    found = (said.get("health"), said.get("cause"), said.get("listings"))
    return Behaviour(
        name=name,
        health=str(found[0]),
        cause=found[1],
        expected=found == (health, cause, listings),
        seconds=float(said.get("seconds", 0.0)),
    )


def _median(summaries: Mapping[str, Mapping[str, Any]], names: list[str]) -> float:
    return statistics.median(float(summaries[name]["seconds"]) for name in names)


def _crawl(place: Place, names: list[str]) -> tuple[Crawled, float]:
    """Return what a crawl of *names* said, and the most memory its process held, in MiB."""
    peak = 0.0
    with place.start(*names, more=("--max-sites", "16")) as child:
        ended = threading.Event()

        def watch() -> None:
            nonlocal peak
            process = psutil.Process(child.pid)
            while not ended.wait(0.05):
                try:
                    peak = max(peak, process.memory_info().rss / 2**20)
                except psutil.NoSuchProcess:
                    return

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        out, err = child.communicate(timeout=600)
        ended.set()
        return Crawled.from_output(out, err, child.returncode), peak


def _forget(place: Place) -> None:
    """Let the second crawl find everything as new as the first did."""
    for path in place.data.iterdir():
        if path.is_file():
            path.unlink()
