"""`python -m benchmarks.world --seed N --sellers 200 --sites 40 --days 30 --out DIR`: write a world to disk."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from benchmarks.world.model import Sizes
from benchmarks.world.write import write_world

START = "2031-03-03T00:00:00Z"
"""Midnight before the first day; far enough off to be nobody's real data."""


def sizes_from(arguments: argparse.Namespace) -> Sizes:
    """Return the sizes that the command line names."""
    return Sizes(
        seed=arguments.seed,
        sellers=arguments.sellers,
        sites=arguments.sites,
        days=arguments.days,
        broken=arguments.broken,
        hide_handles=arguments.hide_handles,
        start=datetime.fromisoformat(arguments.start),
    )


def add_sizes(parser: argparse.ArgumentParser) -> None:
    """Add the options that size a world."""
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sellers", type=int, default=200)
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--broken", type=float, default=0.05, help="share of runs that are disturbed")
    parser.add_argument("--hide-handles", action="store_true", help="no handle is shown by two records of a seller")
    parser.add_argument("--start", default=START)


def main() -> None:
    """Write the world and say how big it is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.world", description=__doc__)
    add_sizes(parser)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    rows = write_world(sizes_from(arguments), arguments.out)
    print(f"{arguments.out}: {arguments.sites * arguments.days} runs, {rows} rows")


if __name__ == "__main__":
    main()
