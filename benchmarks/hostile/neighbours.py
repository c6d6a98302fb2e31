"""Crawls of well-behaved shops, alone and beside misbehaving servers, by one crawl command as in earnest."""

from __future__ import annotations

import contextlib
import resource
import shutil
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
ROUNDS = 5
"""Each a crawl of the well-behaved shops alone and one beside all others, so that the machine's moods meet both."""
AT_ONCE = "16"


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
    """What the well-behaved shops felt, and what the processes took."""

    behaviours: tuple[Behaviour, ...]
    alone_s: float
    """Median over shops and rounds."""
    beside_s: float
    rounds: tuple[float, ...]
    """By how much the shops took longer in each round; 0.1 is a tenth."""
    slowest_alone_s: float
    """The shop that took longest, median over rounds."""
    slowest_beside_s: float
    peak_mib: float
    """Resident memory of any one process."""
    peak_all_mib: float
    """Memory of all processes of a crawl, what they share counted once."""
    processor_s: float
    """Processor time that the crawl of all sites took."""

    @property
    def slowdown(self) -> float:
        """By how much the well-behaved shops took longer; 0.1 is a tenth."""
        return self.beside_s / self.alone_s - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crawl:
    """One crawl of several sites."""

    said: Crawled
    peak_mib: float
    peak_all_mib: float
    processor_s: float

    def seconds(self, names: list[str]) -> list[float]:
        """Return how long each of *names* took, the quickest first."""
        return sorted(float(self.said.summaries[name]["seconds"]) for name in names)


def measured() -> Neighbours:
    """Return what crawls of all servers together did, against ones of the well-behaved shops alone."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder, ExitStack() as stack:
        place = Place(folder=Path(folder))
        well = [f"well-{number}" for number in range(WELL)]
        for name in well:
            place.write_site(name, stack.enter_context(serving(_well())).url + "/", more="limits: {concurrency: 2}\n")
        for name, (answers, _) in MISBEHAVING.items():
            place.write_site(name, stack.enter_context(serving(answers)).url + "/", more=LIMITS)
        alone, beside = [], []
        for _ in range(ROUNDS):
            alone.append(_crawl(place, well))
            beside.append(_crawl(place, _mixed(well, list(MISBEHAVING))))
    medians = [
        (statistics.median(a.seconds(well)), statistics.median(b.seconds(well)))
        for a, b in zip(alone, beside, strict=True)
    ]
    return Neighbours(
        behaviours=tuple(_worst(name, beside) for name in MISBEHAVING),
        alone_s=statistics.median(second for one in alone for second in one.seconds(well)),
        beside_s=statistics.median(second for one in beside for second in one.seconds(well)),
        rounds=tuple(both / one - 1 for one, both in medians),
        slowest_alone_s=statistics.median(one.seconds(well)[-1] for one in alone),
        slowest_beside_s=statistics.median(one.seconds(well)[-1] for one in beside),
        peak_mib=max(one.peak_mib for one in beside),
        peak_all_mib=max(one.peak_all_mib for one in beside),
        processor_s=statistics.median(one.processor_s for one in beside),
    )


def _mixed(well: list[str], others: list[str]) -> list[str]:
    """Return all names with the well-behaved ones spread among the others, so that none has the start to itself."""
    step = len(others) // len(well)
    mixed = []
    for number, name in enumerate(well):
        mixed += [*others[number * step : (number + 1) * step], name]
    return [*mixed, *others[len(well) * step :]]


def _well() -> dict[str, Any]:
    def slowly(reply: Reply) -> Any:  # noqa: ANN401 - an answer of the fixture
        def answer(asked: Asked) -> Reply:
            del asked
            time.sleep(PAUSE_S)
            return reply

        return answer

    goods = {f"/p/{number}": slowly(product(number)) for number in range(1, GOODS + 1)}
    return {**shop(GOODS), "/": html(index(GOODS)), **goods}


def _worst(name: str, crawls: list[_Crawl]) -> Behaviour:
    """Return how *name* was dealt with: as it should not be, where that happened in any round."""
    found = [_behaviour(name, one.said.summaries.get(name, {})) for one in crawls]
    return min(found, key=lambda one: (one.expected, -one.seconds))


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


def _crawl(place: Place, names: list[str]) -> _Crawl:
    """Return what a crawl of *names* said and took; nothing is known of them before."""
    if place.data.exists():
        shutil.rmtree(place.data)
    one = every = 0.0
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with place.start(*names, more=("--max-sites", AT_ONCE)) as child:
        ended = threading.Event()

        def watch() -> None:
            nonlocal one, every
            while not ended.wait(0.25):
                largest, together = _memory_mib(child.pid)
                one, every = max(one, largest), max(every, together)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        out, err = child.communicate(timeout=600)
        ended.set()
        watcher.join()
        said = Crawled.from_output(out, err, child.returncode)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return _Crawl(said=said, peak_mib=one, peak_all_mib=every, processor_s=used)


def _memory_mib(pid: int) -> tuple[float, float]:
    """Return the largest resident memory in the tree of a process, and that of all, shared pages counted once."""
    largest = together = 0.0
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                said = process.memory_full_info()
                largest = max(largest, said.rss / 2**20)
                together += getattr(said, "pss", said.rss) / 2**20
    return largest, together
