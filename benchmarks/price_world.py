"""The price index on a simulated world: `python -m benchmarks.price_world --seed 7`.

The world goes through the product's import, run by run with the clock set, and each morning the index settles the day
that is over. Its levels are then held against the prices that truly stood on the shelves, its moves against the
truth's shifts of fifteen per cent.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import Engine

from benchmarks.world.__main__ import add_sizes, sizes_from
from benchmarks.world.days import World
from benchmarks.world.products_data import PRODUCTS
from benchmarks.world.write import write_world
from benchmarks.world_score import feed
from haoshao.settling import measures_of
from market.price_index import Series, quartiles
from storage.database import open_database
from storage.price_index.closing import Measures
from storage.queries.market import MarketFilters, MarketMove, market_rows, moves_between

WITHIN = 3
CURRENCY = {"zh": "CNY", "en": "USD", "ru": "RUB"}
_Product = tuple[str, str | None, tuple[str, ...]]
OF_PRODUCT: Mapping[str, _Product] = {
    product.id: (product.kind, product.platform, tuple(sorted(product.attributes))) for product in PRODUCTS
}


@dataclass(slots=True)
class Shelves:
    """What truly stood on the shelves each day, and which levels moved."""

    rates: Mapping[str, float]
    medians: dict[tuple[int, str], float] = field(default_factory=dict)
    """Day and product -> median asking price in CNY."""
    shifts: dict[str, tuple[int, float]] = field(default_factory=dict)

    def see(self, world: World, day: int) -> None:
        """Note one day."""
        offered: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
        for product, price, seller in self._offered(world, day):
            offered[product].append((price, seller))
        for product, asks in offered.items():
            found = quartiles([price for price, _ in asks], [seller for _, seller in asks])
            self.medians[day, product] = found.median
        self.shifts = {product: (on, float(factor)) for product, (on, factor) in world.goods.shifts.items()}

    def _offered(self, world: World, day: int) -> Iterator[tuple[str, float, str]]:
        for site in world.sites:
            if site.died is not None and site.died <= day:
                continue
            for item in site.items.values():
                is_old = item.posted_at is not None and (world.sizes.start + timedelta(days=day - 5)) > item.posted_at
                if not item.is_listed or item.sold_out or is_old:
                    continue
                seller = item.record.seller
                for line in item.lines:
                    yield line.product.id, float(line.price) * self.rates[CURRENCY[seller.language]], seller.id


def level_errors(engine: Engine, measures: Measures, shelves: Shelves, start: date, days: int) -> list[float]:
    """Return how far the told medians are from the true ones (shares), for series with enough sellers."""
    ids = {told: product for product, told in OF_PRODUCT.items()}
    chosen = MarketFilters(since=start, until=start + timedelta(days=days))
    found = []
    for row in market_rows(engine, measures, chosen):
        product = ids.get((row["kind"], row["platform"], tuple(row["attributes"])))
        day = (date.fromisoformat(row["day"]) - start).days
        if product is None or not row["enough"] or row["country"] or (day, product) not in shelves.medians:
            continue
        found.append(abs(float(row["median"]) / shelves.medians[day, product] - 1))
    return found


def judged_moves(
    moves: Sequence[MarketMove], shelves: Shelves, start: date
) -> tuple[dict[str, int | None], list[MarketMove]]:
    """Return for each true shift how many days later it was told, and the moves that nothing stands behind."""
    found: dict[str, int | None] = dict.fromkeys(shelves.shifts)
    unfounded = []
    for move in moves:
        told = (move.at.date() - start).days
        near = [
            product
            for product, (on, factor) in shelves.shifts.items()
            if on <= told <= on + WITHIN + 2 and (factor > 1) == (move.change > 0)
        ]
        exact = [product for product in near if OF_PRODUCT[product] == _of(move.series)]
        for product in exact:
            found[product] = found[product] if found[product] is not None else told - shelves.shifts[product][0]
        if not any(_is_akin(move.series, product) for product in near):
            unfounded.append(move)
    return found, unfounded


def _of(series: Series) -> _Product:
    return series.kind, series.platform, series.attributes


def _is_akin(series: Series, product: str) -> bool:
    """Return whether a series may hold offers of a product that were read with more attributes or no platform."""
    kind, platform, attributes = OF_PRODUCT[product]
    return series.kind == kind and (series.platform == platform or set(attributes) <= set(series.attributes))


def main() -> None:
    """Make a world, feed it, and print how the index did."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.price_world", description=__doc__)
    add_sizes(parser)
    parser.add_argument("--work", type=Path, help="keep world and database here")
    arguments = parser.parse_args()
    work = arguments.work or Path(tempfile.mkdtemp(prefix="haoshao-prices-"))
    sizes = sizes_from(arguments)
    start = datetime.fromisoformat(arguments.start).date()
    measures = measures_of(Path(__file__).resolve().parent.parent / "config")
    rates = {currency: float(rate) for currency, rate in measures.rates.factors_on(start).items()}
    shelves = Shelves(rates)
    write_world(sizes, work / "world", each_day=shelves.see)
    engine = open_database(f"sqlite:///{work / 'haoshao.db'}")
    _, spent = feed(work / "world", work, engine, quiet=False, settle=True)
    sys.stderr.write(f"imports and index: {spent:.0f} s\n")
    errors = level_errors(engine, measures, shelves, start, arguments.days)
    moves = moves_between(engine, start, start + timedelta(days=arguments.days))
    delays, unfounded = judged_moves(moves, shelves, start)
    hits = [delay for delay in delays.values() if delay is not None and delay <= WITHIN]
    print(f"medians against the shelves: {median(errors):.1%} off in the middle of {len(errors)} series days")
    print(f"true shifts told within {WITHIN} days: {len(hits)} of {len(delays)}; delays {sorted(hits)}")
    print(f"not told: {', '.join(product for product, delay in delays.items() if delay is None) or 'none'}")
    print(f"moves told: {len(moves)}, of which nothing stands behind: {len(unfounded)}")
    for move in unfounded:
        print(f"    {move.at:%Y-%m-%d} {'/'.join(move.series.order)} {move.change:+.1%} {move.cause}")
    if arguments.work is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
