"""CPU of the full pipeline for each page, against stock bare Scrapy on the same pages in the same run.

    python -m benchmarks.pipeline_speed

A farm of some 4,000 loopback pages (see `benchmarks.farm`) is served by a process of its own. Bare Scrapy fetches all
of them; the full pipeline crawls them as new shops (fetch, evidence, reading, database, sellers, alerts), and again
after one page in twenty has changed. User and system time of the crawler's processes count, their start-up included.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from haoshao.sites import described_site, write_site
from haoshao.workspace import BUNDLED_CONFIG, copied_config

MEBI = 1024
"""KiB, the unit of ru_maxrss on Linux, in one MiB."""
ALL_NEW, CHANGED, PEAK_MB = 0.35, 1.0, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one process and its children used up."""

    seconds: float
    peak_mb: float
    output: str


class FarmProcess:
    """The farm in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.farm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.shops: list[dict[str, Any]] = json.loads(self._said())

    def change(self) -> str:
        """Change one page in twenty; return what the farm says about it."""
        assert self._process.stdin
        self._process.stdin.write("change\n")
        self._process.stdin.flush()
        return self._said().strip()

    def close(self) -> None:
        """End the farm."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _said(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


def cost(*command: str, environment: dict[str, str] | None = None) -> Cost:
    """Run a command of this interpreter and return what it and its children used up.

    Raises:
        SystemExit: the command failed; its output says why.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    )
    assert process.stdout
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with status {status}\n{output}")
    return Cost(seconds=usage.ru_utime + usage.ru_stime, peak_mb=usage.ru_maxrss / MEBI, output=output)


def write_workspace(folder: Path, shops: list[dict[str, Any]]) -> dict[str, str]:
    """Write a configuration that watches every shop of the farm; return the environment that names it."""
    config = copied_config(BUNDLED_CONFIG, folder / "config")
    for shop in shops:
        write_site(
            config,
            described_site(url=shop["start"], name=shop["name"], family=shop["family"], allow=["127.0.0.0/8"]),
        )
    return {"HAOSHAO_CONFIG": str(config), "HAOSHAO_DATA": str(folder / "data")}


def runs(environment: dict[str, str], since: int) -> list[dict[str, Any]]:
    """Return the runs recorded so far from number *since* on."""
    output = cost("haoshao", "export", "runs", "--format", "jsonl", environment=environment).output
    return [json.loads(line) for line in output.splitlines()][since:]


def table(rows: list[tuple[str, Cost, int]], bare: float) -> None:
    """Print the rows: CPU, CPU for each page, speed against bare Scrapy, peak memory."""
    print(f"{'':28}{'CPU s':>8}{'ms/page':>9}{'against bare':>14}{'peak MB':>9}")
    for name, used, pages in rows:
        a_page = used.seconds / pages * 1000
        print(f"{name:28}{used.seconds:8.1f}{a_page:9.2f}{bare / a_page:14.2f}{used.peak_mb:9.0f}")


def main() -> None:
    """Measure and print."""
    farm = FarmProcess()
    urls = [url for shop in farm.shops for url in shop["urls"]]
    size = sum(shop["bytes"] for shop in farm.shops) / len(urls) / 1000
    print(f"{len(urls)} pages of {size:.0f} KB in {len(farm.shops)} shops, {os.cpu_count()} cores")
    with TemporaryDirectory(prefix="haoshao-bench-") as name:
        folder = Path(name)
        (folder / "urls.txt").write_text("\n".join(urls), "utf-8")
        environment = write_workspace(folder, farm.shops)
        first = cost("benchmarks.bare_scrapy", str(folder / "urls.txt"))
        new = cost("haoshao", "crawl", "--all", environment=environment)
        new_runs = runs(environment, 0)
        print(farm.change().replace("changed", "changed for the second crawl:"), "pages")
        changed = cost("haoshao", "crawl", "--all", environment=environment)
        changed_runs = runs(environment, len(new_runs))
        last = cost("benchmarks.bare_scrapy", str(folder / "urls.txt"))
    farm.close()
    bare = Cost(
        seconds=(first.seconds + last.seconds) / 2, peak_mb=max(first.peak_mb, last.peak_mb), output=first.output
    )
    bare_a_page = bare.seconds / len(urls) * 1000
    fetched, refetched = (sum(run["pages"] for run in some) for some in (new_runs, changed_runs))
    listings, offers = (sum(run[what] for run in new_runs) for what in ("listings", "offers"))
    print(f"crawled: {fetched} pages with {listings} listings, {offers} offers; again: {refetched} pages\n")
    table(
        [
            (f"bare Scrapy {version('scrapy')}", bare, len(urls)),
            ("pipeline, all pages new", new, fetched),
            ("pipeline, 5 % changed", changed, refetched),
        ],
        bare_a_page,
    )
    ratio_new = bare_a_page / (new.seconds / fetched * 1000)
    ratio_changed = bare_a_page / (changed.seconds / refetched * 1000)
    peak = max(new.peak_mb, changed.peak_mb)
    print(
        f"\ntargets: all new {ratio_new:.2f} of {ALL_NEW} {_met(ratio_new >= ALL_NEW)},"
        f" 5 % changed {ratio_changed:.2f} of {CHANGED} {_met(ratio_changed >= CHANGED)},"
        f" peak {peak:.0f} of {PEAK_MB} MB {_met(peak < PEAK_MB)}"
    )


def _met(is_met: bool) -> str:  # noqa: FBT001 - a word for a fact
    return "met" if is_met else "MISSED"


if __name__ == "__main__":
    main()
