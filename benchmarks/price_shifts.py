"""How well level shifts are found: `python -m benchmarks.price_shifts --seeds 11 12 13`.

Many simulated series of thirty days each: sellers of several currencies who reprice now and then or ripple every day,
join, leave, sell out, put offers up again under another key, ask 9999 for "ask me"; half of the series move by 15 %,
taken over by most sellers on the day and by the rest the day after. Printed: moves found within three days, and false
ones for each 100 series in 30 flat days.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log
from random import Random

from market.model import Unit
from market.price_index import Ask, Gap, Line, Seen, ask_of, find_shift, level_of
from market.price_index.asks import MILLIONTHS, in_cny
from market.price_index.shifts import WINDOW

DAYS = 30
SHIFT = 0.15
WITHIN = 3
RATES = ({"CNY": 1.0, "USD": 7.2, "RUB": 0.09}, {"CNY": 1.0, "USD": 7.3, "RUB": 0.078})
"""Rates before and after the middle of the month: a fall of the rouble is no move of the market."""
STYLES = ("reprices", "ripple 3%", "ripple 5%", "even 5%")
CHANCES = {"passing": 0.15, "at once": 0.7, "reprice": 0.03, "sold out": 0.012, "decoy": 0.004, "renewed": 0.01}
"""Share of sellers on boards; chance to follow a shift on its day; chances a day of each offer."""
SIZES = (3, 4, 6, 12, 40)


@dataclass(slots=True)
class Offered:
    """One offer of a simulated seller."""

    key: int
    price: float
    until: int = 99
    sold_out_until: int = -1
    adopted: bool = False
    decoy: bool = False


@dataclass(slots=True)
class Trader:
    """A simulated seller."""

    name: str
    currency: str
    level: float
    passing: bool
    leaves: int
    offers: list[Offered] = field(default_factory=list)


class SeriesDays:
    """One series that lives through a month."""

    def __init__(self, rng: Random, *, sellers: int, style: str, shift: tuple[int, float] | None) -> None:
        self.rng, self.style, self.shift = rng, style, shift
        self.base = rng.choice((0.5, 3.0, 12.0, 60.0, 300.0))
        self.count = 0
        self.traders = [self._trader(0) for _ in range(sellers)]
        for trader in self.traders[:3]:
            trader.leaves, trader.passing = 99, False
        self.sellers = sellers

    def _trader(self, day: int) -> Trader:
        rng = self.rng
        self.count += 1
        leaves = day + int(rng.expovariate(0.02)) + 1
        trader = Trader(
            name=f"s{self.count}",
            currency=rng.choices(("CNY", "USD", "RUB"), (6, 3, 1))[0],
            level=rng.lognormvariate(0, 0.2),
            passing=rng.random() < CHANCES["passing"],
            leaves=leaves,
        )
        for _ in range(rng.choices((1, 2, 3, 20), (6, 3, 2, 0.3))[0]):
            trader.offers.append(self._offer(trader, day))
        return trader

    def _offer(self, trader: Trader, day: int) -> Offered:
        self.count += 1
        market = 1.0 if self.shift is None or day < self.shift[0] else 1 + self.shift[1]
        price = self.base * trader.level * market * self.rng.gauss(1, 0.06) / RATES[0][trader.currency]
        return Offered(key=self.count, price=max(price, 0.02), adopted=market != 1.0)

    def live(self, day: int) -> None:
        """Live one day."""
        rng = self.rng
        self.traders = [trader for trader in self.traders if trader.leaves > day]
        if day and rng.random() < 0.02 * self.sellers:
            self.traders.append(self._trader(day))
        for trader in self.traders:
            for number, offer in enumerate(trader.offers):
                if self.shift and day >= self.shift[0] and not offer.adopted and not trader.passing:
                    if day > self.shift[0] or rng.random() < CHANCES["at once"]:
                        offer.price *= 1 + self.shift[1]
                        offer.adopted = True
                elif self.style == "reprices" and rng.random() < CHANCES["reprice"]:
                    offer.price *= rng.uniform(0.88, 1.12)
                if rng.random() < CHANCES["sold out"]:
                    offer.sold_out_until = day + rng.randint(1, 6)
                if rng.random() < CHANCES["decoy"]:
                    offer.decoy = not offer.decoy
                if rng.random() < CHANCES["renewed"]:
                    trader.offers[number] = fresh = self._offer(trader, day)
                    fresh.price = offer.price

    def asks(self, day: int) -> Iterator[tuple[str, bool, int, Ask | Gap]]:
        """Yield seller, whether its posts pass by, key and price of what is offered on a day."""
        for trader in self.traders:
            for offer in trader.offers:
                if offer.sold_out_until >= day:
                    continue
                price = offer.price * self._ripple()
                shown = round((9999 if offer.decoy else round(price, 2 if price > 1 else 4)) * MILLIONTHS)
                yield trader.name, trader.passing, offer.key, ask_of(shown, shown, trader.currency, Unit.EACH, None)

    def _ripple(self) -> float:
        if self.style.startswith("ripple"):
            return self.rng.gauss(1, float(self.style[7]) / 100)
        return self.rng.uniform(0.95, 1.05) if self.style.startswith("even") else 1.0


def told_days(series: SeriesDays) -> list[tuple[int, float]]:
    """Return the days on which a shift of *series* is told, with its size: what the product does day by day."""
    past: dict[int, dict[int, float]] = defaultdict(dict)
    about: dict[int, tuple[str, bool]] = {}
    told: list[tuple[int, float]] = []
    for day in range(DAYS):
        series.live(day)
        rates = RATES[day >= DAYS // 2]
        asks = list(series.asks(day))
        level = level_of([Seen(seller, ask) for seller, _, _, ask in asks], rates)
        for seller, passing, key, ask in asks:
            if (
                not isinstance(ask, Gap)
                and level.bounds
                and level.bounds[0] <= (in_cny(ask, rates) or 0) <= level.bounds[1]
            ):
                past[key][day] = log(ask.amount)
                about[key] = (seller, passing)
        span = range(max(0, day - WINDOW + 1), day + 1)
        lines = [
            Line(
                key=key,
                seller=about[key][0],
                said_ago=0 if about[key][1] else None,
                logs=tuple(days.get(one) for one in span),
            )
            for key, days in past.items()
            if any(one in days for one in span)
        ]
        settled = day + 1 if not told else day - told[-1][0] + 1
        shift = find_shift(lines, settled=settled)
        if shift is not None:
            told.append((day, shift.change))
    return told


@dataclass(slots=True)
class Score:
    """What came of series of one sort."""

    flat: int = 0
    false: int = 0
    moved: int = 0
    found: int = 0
    extra: int = 0
    delays: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        delays = sum(self.delays) / len(self.delays) if self.delays else 0.0
        return (
            f"{self.found / max(1, self.moved):6.3f} of {self.moved:4}  after {delays:4.1f} days"
            f"   {100 * self.false / max(1, self.flat):6.2f} of {self.flat:4}   {self.extra:5}"
        )


def run(seed: int, count: int, style: str, sellers: int, score: Score) -> None:
    """Add *count* series that move and as many that do not to *score*."""
    rng = Random(f"{seed}/{style}/{sellers}")  # noqa: S311 - a simulation repeats by its seed
    for number in range(2 * count):
        shift = (rng.randint(10, 24), rng.choice((SHIFT, -SHIFT))) if number % 2 else None
        told = told_days(SeriesDays(Random(rng.getrandbits(64)), sellers=sellers, style=style, shift=shift))  # noqa: S311
        if shift is None:
            score.flat += 1
            score.false += len(told)
            continue
        score.moved += 1
        hits = [day for day, change in told if shift[0] <= day < shift[0] + WITHIN and change * shift[1] > 0]
        score.found += bool(hits)
        score.delays += [hits[0] - shift[0] + 1] if hits else []
        score.extra += len(told) - bool(hits)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.price_shifts", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103])
    parser.add_argument("--count", type=int, default=40, help="moving and flat series for each sort and seed")
    chosen = parser.parse_args(arguments)
    total = Score()
    print(f"{'':24}{'found within 3 days':32}{'false / 100 flat series':24}extra")
    for style in STYLES:
        for sellers in SIZES:
            score = Score()
            for seed in chosen.seeds:
                run(seed, chosen.count, style, sellers, score)
            print(f"{style:12} {sellers:3} sellers {score}")
            for name in ("flat", "false", "moved", "found", "extra", "delays"):
                setattr(total, name, getattr(total, name) + getattr(score, name))
    print(f"{'all':24} {total}")


if __name__ == "__main__":
    main()
