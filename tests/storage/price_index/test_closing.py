"""Days of the price index on both databases: which offers count, levels that move, told once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from base.rates import SHIPPED, load_grouping, load_rates
from market.model import Price, Reading, SiteKind, Unit
from storage.database import reading
from storage.price_index import closing
from storage.price_index.closing import Measures, close_days, rebuild
from storage.queries.export import listing_rows, transition_rows
from storage.queries.filters import Filters
from storage.queries.market import MarketFilters, market_moves, market_rows
from storage.records import PageRecord, ReadListing
from tests.storage.shops import Shop, item, rows

MEASURES = Measures(rates=load_rates(SHIPPED), grouping=load_grouping(SHIPPED))
FIRST = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
Open = Callable[[str], Shop]


class Market:
    """Some shops that each sell the same thing, looked at once a day."""

    def __init__(self, open_shop: Open, engine: Engine, names: str, **kind: SiteKind) -> None:
        self.engine = engine
        self.shops = {name: open_shop(f"shop-{name}") for name in names}
        for shop in self.shops.values():
            shop.kind = kind.get("kind", SiteKind.CATALOGUE)
        self.day = 0

    def live(self, prices: Mapping[str, str | None], *, health: str = "healthy", **other: Any) -> None:  # noqa: ANN401 - of a listing
        """Look at every shop once, an hour apart, and go on to the next day; None is an empty shelf."""
        for hour, (name, price) in enumerate(prices.items()):
            self.look(name, price, hour=hour, health=health, **other)
        self.day += 1

    def look(
        self,
        name: str,
        price: str | None,
        *,
        hour: int = 0,
        health: str = "healthy",
        currency: str = "CNY",
        **other: Any,  # noqa: ANN401 - of a listing
    ) -> None:
        shop = self.shops[name]
        shop.at = FIRST + timedelta(days=self.day, hours=hour - 1)
        goods = [] if price is None else [item("1", "微信老号 甲", price, text=f"TG: seller{name}", **other)]
        shop.run(paid_in(shop.page("/", goods), currency), health=health)

    def close(self, day: int | None = None) -> tuple[date, ...]:
        """Settle what is over as the day begins."""
        return close_days(self.engine, MEASURES, now=FIRST + timedelta(days=self.day if day is None else day, hours=-7))


def paid_in(page: PageRecord, currency: str) -> PageRecord:
    """Return a page whose prices are in another currency."""
    if currency == "CNY":
        return page
    return replace(page, listings=tuple(_paid_in(one, currency) for one in page.listings))


def _paid_in(one: ReadListing, currency: str) -> ReadListing:
    assert one.reading is not None
    offers = tuple(
        replace(offer, price=Price(min=offer.price.min, max=offer.price.max, currency=currency, unit=Unit.EACH))
        for offer in one.reading.offers
        if offer.price is not None
    )
    return replace(one, reading=replace(one.reading, offers=offers))


def level(engine: Engine, day: int) -> Mapping[str, Any] | None:
    """Return the row of one day, of the one series there is."""
    wanted = (FIRST + timedelta(days=day)).date()
    found = market_rows(engine, MEASURES, MarketFilters(since=wanted, until=wanted))
    assert len(found) <= 1
    return found[0] if found else None


@pytest.fixture
def market(open_shop: Open, engine: Engine) -> Market:
    return Market(open_shop, engine, "abcd")


def test_a_day_is_settled_once_it_is_over(market: Market, engine: Engine) -> None:
    market.live({"a": "10", "b": "12", "c": "14", "d": "16"}, count=5)

    assert close_days(engine, MEASURES, now=FIRST + timedelta(hours=9)) == ()
    assert market.close() == (FIRST.date(),)
    assert market.close() == ()
    assert level(engine, 0) == {
        "day": "2026-03-01",
        "kind": "account",
        "platform": "wechat",
        "attributes": ["aged"],
        "country": None,
        "unit": "each",
        "n_offers": 4,
        "n_sellers": 4,
        "q1": "11",
        "median": "13",
        "q3": "15",
        "excluded": {},
        "enough": True,
        "stock": 20,
    }


def test_the_open_day_is_drawn_from_the_observations(market: Market, engine: Engine) -> None:
    market.live({"a": "10", "b": "12", "c": "14"})

    open_day = level(engine, 0)
    market.close()

    assert open_day == level(engine, 0)
    assert open_day is not None


def test_sold_out_gone_and_unhealthy_looks(market: Market, engine: Engine) -> None:
    market.live({"a": "10", "b": "12", "c": "14", "d": "16"})
    market.live({"a": "10", "b": "12", "c": "14"})
    market.look("d", "16", count=0)
    market.day += 1
    market.look("a", "99", health="broken")
    market.day += 1
    market.close()

    counted = [row and (row["n_offers"], row["median"]) for row in (level(engine, day) for day in range(4))]

    assert counted == [(4, "13"), (4, "13"), (3, "12"), (3, "12")]


def test_what_nobody_looked_at_for_a_week_is_no_price_of_the_market(market: Market, engine: Engine) -> None:
    market.live({"a": "10", "b": "12", "c": "14", "d": "16"})
    for _ in range(4):
        market.day += 1
        market.live({"a": "10", "b": "12", "c": "14"})
    market.close()

    last_with_d, first_without = level(engine, 6), level(engine, 8)

    assert last_with_d is not None
    assert first_without is not None
    assert (last_with_d["n_offers"], first_without["n_offers"]) == (4, 3)


def test_foreign_prices_are_converted_and_filled_in_exports(market: Market, engine: Engine) -> None:
    market.live({"a": "10", "b": "12"}, currency="USD")
    market.close()

    exported = {row["price_min"]: row["unit_price_cny"] for row in listing_rows(engine, Filters(rates=MEASURES.rates))}
    row = level(engine, 0)

    assert exported == {"10": "71.7", "12": "86.04"}
    assert row is not None
    assert row["median"] == "78.87"
    assert {row["unit_price_cny"] for row in listing_rows(engine, Filters())} == {None}
    assert Filters(rates=MEASURES.rates) == Filters(), "rates restrict nothing"


def lived(market: Market, *, flat: int = 4, then: int = 2, factor: str = "1.15") -> None:
    """Let the market stand still, then go up; each morning what is over is settled."""
    prices = {"a": Decimal(10), "b": Decimal(20), "c": Decimal(30), "d": Decimal(40)}
    for day in range(flat + then):
        asked = {name: price * (Decimal(factor) if day >= flat else 1) for name, price in prices.items()}
        market.live({name: f"{price:f}" for name, price in asked.items()})
        market.close()


def told(engine: Engine) -> list[dict[str, Any]]:
    return [row for row in transition_rows(engine, Filters()) if row["kind"] == "price_level"]


def test_a_level_that_moves_is_told_once_with_its_figures(market: Market, engine: Engine) -> None:
    lived(market)

    found = told(engine)
    at = datetime(2026, 3, 6, 1, tzinfo=UTC)

    assert len(found) == 1
    assert found[0]["at"] == "2026-03-06T01:00:00Z"
    assert found[0]["after"]["change"] == "0.1500"
    assert (found[0]["before"]["median"], found[0]["after"]["median"]) == ("25", "28.75")
    assert (found[0]["before"]["day"], found[0]["after"]["day"]) == ("2026-03-04", "2026-03-05")
    assert found[0]["after"]["attributes"] == ["aged"]
    assert "4 of 4 sellers" in found[0]["cause"]
    assert len(found[0]["evidence"]["offers"]) == 4
    assert found[0]["evidence"]["fetched_at"] < "2026-03-06"
    assert list(transition_rows(engine, Filters(platform="qq"))) == []
    assert told(engine) == [
        row
        for row in transition_rows(engine, Filters(platform="wechat", kind="account"))
        if row["kind"] == "price_level"
    ]
    assert [move.change for move in market_moves(engine, since=at - timedelta(hours=1), until=at)] == [Decimal("0.15")]
    assert market_moves(engine, since=at, until=at + timedelta(days=9)) == []
    check_that_it_can_be_made_again(market, engine)


def test_a_flat_market_with_a_new_and_a_lost_shop_moves_nothing(open_shop: Open, engine: Engine) -> None:
    market = Market(open_shop, engine, "abcdefg")
    for day in range(7):
        prices = dict.fromkeys("abc", "10") | (dict.fromkeys("defg", "30") if day >= 4 else {})
        market.live({name: price for name, price in prices.items() if not (name in "ab" and day >= 5)})
        market.close()

    assert told(engine) == []


def test_a_fall_of_the_exchange_rate_moves_nothing(open_shop: Open, engine: Engine) -> None:
    table = {
        day: {**rates, "RUB": rates["RUB"] * (2 if day.year < 2026 else 1)}
        for day, rates in MEASURES.rates.rates.items()
    }
    table[date(2026, 3, 5)] = {"RUB": Decimal("0.05")}
    market = Market(open_shop, engine, "abc")
    measures = replace(MEASURES, rates=type(MEASURES.rates)(table))
    for _ in range(6):
        market.live(dict.fromkeys("abc", "500"), currency="RUB")
        close_days(engine, measures, now=FIRST + timedelta(days=market.day, hours=-7))

    assert told(engine) == []


def check_that_it_can_be_made_again(market: Market, engine: Engine) -> None:
    """Settle again and make all levels anew: the same rows, and nothing is told twice."""
    levels = "SELECT series_id, day, n_offers, median, q1, q3, stock FROM price_day ORDER BY 1, 2"
    before = rows(engine, levels)

    rebuild(engine, MEASURES)
    market.close()

    assert rows(engine, levels) == before
    assert len(told(engine)) == 1


def test_a_late_delivery_opens_its_days_again(market: Market, engine: Engine) -> None:
    lived(market)
    day, market.day = market.day, 2
    late = Shop(engine, "shop-late", at=FIRST + timedelta(days=2))
    market.shops["late"] = late
    market.look("late", "50")
    market.day = day

    market.close(day)

    third, second = level(engine, 2), level(engine, 1)
    assert second is not None
    assert third is not None
    assert (second["n_offers"], third["n_offers"]) == (4, 5)
    assert len(told(engine)) == 1
    assert rows(engine, "SELECT count(*) FROM market_day") == [(6,)]


def test_a_day_waits_for_runs_that_began_on_it(market: Market) -> None:
    market.live({"a": "10", "b": "12"})
    shop = market.shops["c"]
    shop.at = FIRST + timedelta(hours=14)
    shop.begin()

    assert market.close() == ()
    shop.end()
    assert market.close() == (FIRST.date(),)


def test_who_comes_second_settles_nothing(market: Market, engine: Engine) -> None:
    market.live({"a": "10", "b": "12"})
    now = FIRST + timedelta(days=1)
    with reading(engine) as connection:
        stand = closing._stand(connection, now)  # noqa: SLF001 - what another process saw before we came
    market.close()
    settled = rows(engine, "SELECT day, closed_at FROM market_day")

    done = closing._close(engine, MEASURES, stand, list(stand.days), last=stand.last, now=now, judge=None)  # noqa: SLF001

    assert not done
    assert rows(engine, "SELECT day, closed_at FROM market_day") == settled


def test_days_nobody_looked_at_are_settled_and_empty(market: Market, engine: Engine) -> None:
    market.live({"a": "10", "b": "12"})
    market.day = 60
    market.live({"a": "10", "b": "12"})

    assert len(market.close()) == 61
    assert level(engine, 30) is None
    assert level(engine, 60) is not None


def test_posts_of_a_board_count_for_a_week_and_the_newest_speaks(open_shop: Open, engine: Engine) -> None:
    market = Market(open_shop, engine, "a", kind=SiteKind.STREAM)
    shop = market.shops["a"]
    for day, (key, price) in enumerate([("1", "10"), ("2", "12"), ("3", "15")]):
        shop.at = FIRST + timedelta(days=day * 2)
        posts = [item(key, "微信老号 甲", price, text="TG: board")]
        shop.run(shop.page("/", posts), complete=False)
    close_days(engine, MEASURES, now=FIRST + timedelta(days=14))

    counted = [row and (row["n_offers"], row["median"]) for row in (level(engine, day) for day in range(5))]

    assert counted == [(1, "10"), (1, "10"), (1, "12"), (1, "12"), (1, "15")]
    assert rows(engine, "SELECT max(day) FROM price_day")[0][0] in {"2026-03-11", date(2026, 3, 11)}


def test_a_better_reading_is_no_move(open_shop: Open, engine: Engine) -> None:
    market = Market(open_shop, engine, "abcd")
    for _ in range(4):
        market.live({"a": "10", "b": "20", "c": "30", "d": "40"})
    for name in "abcd":
        shop = market.shops[name]
        shop.at = FIRST + timedelta(days=market.day)
        price = {"a": "10", "b": "20", "c": "30", "d": "40"}[name]
        page = shop.page(
            "/", [item("1", "微信老号 甲", price, text=f"TG: seller{name}")], reader="shop.2/text.2", body="x"
        )
        shop.run(replace(page, listings=tuple(dearer(one) for one in page.listings)))
    market.day += 2
    market.close()

    assert rows(engine, "SELECT DISTINCT price_min FROM offer ORDER BY 1")[0][0] == 15_000_000
    assert told(engine) == []


def dearer(one: ReadListing) -> ReadListing:
    """Return a listing as another reader understands it: half as dear again."""
    assert one.reading is not None
    offers = tuple(
        replace(offer, price=replace(offer.price, min=(offer.price.min or 0) * Decimal("1.5"), max=None))
        for offer in one.reading.offers
        if offer.price is not None
    )
    return replace(
        one, reading=Reading(is_offer=True, score=one.reading.score, offers=offers, handles=one.reading.handles)
    )
