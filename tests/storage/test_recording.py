"""Recording pages: what becomes a row, and what does not."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from market.merging import merged
from storage.queries.export import listing_rows
from storage.queries.filters import Filters
from storage.queries.history import offer_history
from storage.records import ReadListing
from tests.storage.shops import Shop, card, item, read_text, rows


def counts(engine: Engine) -> dict[str, int]:
    tables = ("listing", "offer", "observation", "transition", "presence", "sighting", "handle", "alert", "outbox")
    return {name: rows(engine, f"SELECT count(*) FROM {name}")[0][0] for name in tables}  # noqa: S608 - fixed names


def kinds(engine: Engine) -> list[int]:
    return [kind for (kind,) in rows(engine, "SELECT kind FROM transition ORDER BY id")]


def test_first_run_records_every_listing_once(shop: Shop, engine: Engine) -> None:
    items = [item("1", "微信老号", "65", count=3), item("2", "QQ号 TG: seller_one", "5")]

    done = shop.run(shop.page("/", items), shop.page("/again", items))

    assert (done.listings, done.offers, done.is_baseline) == (2, 2, True)
    assert counts(engine) | {"listing": 2, "offer": 2, "observation": 2, "presence": 2, "transition": 2} == counts(
        engine
    )


def test_second_run_of_an_unchanged_shop_adds_nothing(shop: Shop, engine: Engine) -> None:
    items = [item("1", "微信老号", "65", count=3), item("2", "QQ号 TG: seller_one", "5")]
    shop.run(shop.page("/", items))
    before = counts(engine)

    done = shop.run(shop.page("/", items))

    assert counts(engine) == before
    assert done.listings == 2


def test_seen_again_behind_the_hash_gate_prolongs_presence_only(shop: Shop, engine: Engine) -> None:
    items = [item("1", "微信老号", "65")]
    shop.run(shop.page("/", items))
    before = counts(engine)
    last = rows(engine, "SELECT last_seen_at FROM presence")[0][0]

    recorder = shop.begin()
    state = recorder.page_state("https://shop-a.example/")
    assert state is not None
    page = shop.page("/", (), reading=None)
    recorder.record(replace(page, unchanged=True, listing_keys=state.reading.listing_keys))
    done = shop.end()

    assert counts(engine) == before
    assert done.listings == 1
    assert rows(engine, "SELECT last_seen_at FROM presence")[0][0] > last


def test_changed_price_is_an_observation_and_a_transition(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号", "65", count=3)]))

    shop.run(shop.page("/", [item("1", "微信老号", "60", count=3)]))

    assert kinds(engine) == [1, 2]
    assert rows(engine, "SELECT price_min FROM observation ORDER BY snapshot_id") == [(65_000_000,), (60_000_000,)]


def test_price_in_the_line_keeps_the_offer(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "货源", text="微信老号 65元\nQQ号 5元")]))

    shop.run(shop.page("/", [item("1", "货源", text="QQ号 4.5元\n微信老号 65元")]))

    assert kinds(engine) == [1, 1, 2]
    assert counts(engine)["offer"] == 2


def test_sold_out_and_restocked_are_what_the_page_says(shop: Shop, engine: Engine) -> None:
    for count in (3, 0, 0, 7, 6):
        shop.run(shop.page("/", [item("1", "微信老号", "65", count=count)]))

    assert kinds(engine) == [1, 4, 5, 3]
    assert counts(engine)["observation"] == 4


def test_card_and_own_page_of_one_run_are_one_look(shop: Shop, engine: Engine) -> None:
    full = item("1", "微信老号", "65", text="QQ号 5元\n满月", count=30)
    summary = replace(card(full), stock=item("1", "x", available=True).stock)

    shop.run(shop.page("/", [summary]), shop.page("/1", [merged(summary, full)]))
    assert kinds(engine) == [1, 1]
    assert counts(engine) | {"offer": 2, "observation": 2, "transition": 2} == counts(engine)

    before = counts(engine)
    again = merged(full, summary)
    shop.run(shop.page("/", [again]), shop.page("/1", [merged(again, full)]))
    assert counts(engine) == before


def test_offer_of_a_card_that_the_own_page_reads_otherwise_never_was(shop: Shop, engine: Engine) -> None:
    summary = card(item("1", "批发 号", "65"))
    full = item("1", "批发", text="微信老号 65元\nQQ号 5元\n抖音号 9元")

    recorder = shop.begin()
    recorder.record(shop.page("/", [summary]))
    recorder.flush()
    recorder.record(shop.page("/1", [full]))
    shop.end()

    assert counts(engine) | {"offer": 3, "observation": 3, "transition": 3} == counts(engine)


def test_fuller_text_in_a_later_run_supersedes_quietly(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [card(item("1", "批发 号", "65"))]))

    shop.run(shop.page("/1", [item("1", "批发", "65", text="微信老号 65元\nQQ号 5元")]))

    assert kinds(engine) == [1]
    assert rows(engine, "SELECT end_cause FROM offer ORDER BY id") == [(1,), (None,), (None,)]
    assert rows(engine, "SELECT count(*) FROM observation WHERE origin = 1") == [(2,)]


def test_change_of_reader_alone_is_no_news(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号", "65")]))
    listing = item("1", "微信老号", "65")
    better = replace(read_text(listing), offers=(replace(read_text(listing).offers[0], platform="qq", price=None),))

    page = shop.page("/", [listing], reader="shop.1/text.2")
    shop.run(replace(page, listings=(ReadListing(listing=listing, reading=better),)))

    assert kinds(engine) == [1]
    assert rows(engine, "SELECT platform, price_min FROM offer") == [("qq", None)]


def test_line_that_is_missing_once_is_not_gone(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "货源", text="微信老号 65元\nQQ号 5元")]))
    shop.run(shop.page("/", [item("1", "货源", text="微信老号 65元")]))
    assert rows(engine, "SELECT state, ended_at FROM offer ORDER BY id") == [(1, None), (1, None)]

    shop.run(shop.page("/", [item("1", "货源", text="微信老号 65元\nQQ号 5元")]))

    assert kinds(engine) == [1, 1]
    assert rows(engine, "SELECT count(*) FROM offer WHERE missing_at IS NULL") == [(2,)]


def test_recorder_sees_what_still_waits(shop: Shop) -> None:
    recorder = shop.begin()
    recorder.record(shop.page("/", [card(item("1", "微信老号", "65"))]))

    found = recorder.stored_listings(["1", "2"])

    assert [one.listing.title for one in found.values()] == ["微信老号"]
    shop.end()
    recorder = shop.begin()
    assert recorder.stored_listings(["1"])["1"].listing == card(item("1", "微信老号", "65"))


def test_hostile_words_and_numbers_are_kept_as_far_as_a_database_can(shop: Shop, engine: Engine) -> None:
    listing = item("k\0", "微信老号\ud800\0", "65", count=10**30, text="'; DROP TABLE offer; --", sold=2**70)

    shop.run(shop.page("/", [listing]))

    assert rows(engine, "SELECT title, text FROM listing") == [("微信老号\ufffd\ufffd", "'; DROP TABLE offer; --")]
    assert rows(engine, "SELECT stock FROM offer") == [(None,)]


def test_page_recorded_twice_gives_the_same_rows(shop: Shop, engine: Engine) -> None:
    recorder = shop.begin()
    page = shop.page("/", [item("1", "微信老号 QQ: 12345", "65")])
    recorder.record(page)
    recorder.flush()
    before = counts(engine)
    recorder.record(page)
    shop.end()

    assert counts(engine) | {"alert": 0, "outbox": 0} == before


def test_upper_end_of_a_price_is_kept_where_it_is_another(shop: Shop, engine: Engine) -> None:
    """An observation of one price says it once; it reads as before."""
    shop.run(shop.page("/", [item("1", "微信老号", "65")]))
    shop.run(shop.page("/", [item("1", "微信老号", "60")]))

    assert rows(engine, "SELECT price_min, price_max FROM observation ORDER BY snapshot_id") == [
        (65_000_000, None),
        (60_000_000, None),
    ]
    (row,) = listing_rows(engine, Filters())
    history = offer_history(engine, row["offer_id"])
    assert [(one["price_min"], one["price_max"]) for one in history["observations"]] == [("65", "65"), ("60", "60")]
    assert history["transitions"][1]["before"]["price_max"] == "65"
