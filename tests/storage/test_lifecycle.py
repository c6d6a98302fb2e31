"""What the end of a run says of what it did not show."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from market.changes import ChangeKind, OfferState
from market.model import Listing, SiteKind
from storage.codes import CHANGE, OFFER_STATE
from tests.storage.shops import Shop, item, rows

GOODS = [item(str(number), f"微信老号 {chr(97 + number)}", "65") for number in range(6)]
KINDS = {code: kind for kind, code in CHANGE.items()}
STATES = {code: state for state, code in OFFER_STATE.items()}


def told(engine: Engine) -> list[ChangeKind]:
    """Return what was told after the first sights."""
    found = [KINDS[kind] for (kind,) in rows(engine, "SELECT kind FROM transition ORDER BY id")]
    return [kind for kind in found if kind not in {ChangeKind.APPEARED, ChangeKind.SELLER_NEW}]


def states(engine: Engine) -> dict[str, OfferState]:
    found = rows(engine, "SELECT l.key, o.state FROM offer o JOIN listing l ON l.id = o.listing_id")
    return {key: STATES[state] for key, state in found}


def look(shop: Shop, goods: list[Listing], *, complete: bool = True, health: str = "healthy") -> None:
    shop.run(shop.page("/", goods), complete=complete, health=health)


def test_gone_takes_two_proven_looks(shop: Shop, engine: Engine) -> None:
    look(shop, GOODS)
    look(shop, GOODS[1:])
    assert told(engine) == []
    assert states(engine)["0"] is OfferState.ACTIVE

    look(shop, GOODS[1:])

    assert told(engine) == [ChangeKind.VANISHED]
    assert states(engine)["0"] is OfferState.GONE
    assert rows(engine, "SELECT count(*) FROM presence WHERE ended_at IS NOT NULL") == [(1,)]
    look(shop, GOODS[1:])
    assert told(engine) == [ChangeKind.VANISHED]


def test_absence_from_a_part_or_an_unhealthy_look_proves_nothing(shop: Shop, engine: Engine) -> None:
    look(shop, GOODS)
    for _ in range(3):
        look(shop, GOODS[1:], complete=False)
        look(shop, GOODS[1:], complete=False, health="partial")
        look(shop, [], complete=False, health="blocked")

    assert told(engine) == []


def test_an_unhealthy_look_between_two_proofs_changes_nothing(shop: Shop, engine: Engine) -> None:
    look(shop, GOODS)
    look(shop, GOODS[1:])
    look(shop, [], health="failed", complete=False)
    look(shop, GOODS[1:])

    assert told(engine) == [ChangeKind.VANISHED]


def test_being_seen_again_wipes_a_proof(shop: Shop, engine: Engine) -> None:
    for goods in (GOODS, GOODS[1:], GOODS, GOODS[1:]):
        look(shop, goods)

    assert told(engine) == []


def test_what_comes_back_is_relisted_with_a_new_interval(shop: Shop, engine: Engine) -> None:
    for goods in (GOODS, GOODS[1:], GOODS[1:], GOODS):
        look(shop, goods)

    assert told(engine) == [ChangeKind.VANISHED, ChangeKind.RELISTED]
    assert states(engine)["0"] is OfferState.ACTIVE
    assert rows(engine, "SELECT count(*) FROM offer_presence") == [(1,)]
    assert rows(engine, "SELECT count(*) FROM offer") == [(len(GOODS),)]


def test_a_line_that_leaves_its_listing_goes_after_two_looks(shop: Shop, engine: Engine) -> None:
    both = item("9", "价格", text="微信老号 65元\nQQ号 5元")
    one = item("9", "价格", text="微信老号 65元")
    look(shop, [*GOODS, both])
    look(shop, [*GOODS, one])
    assert told(engine) == []

    look(shop, [*GOODS, one])

    assert told(engine) == [ChangeKind.VANISHED]


def test_half_a_shop_missing_is_a_partial_look(shop: Shop, engine: Engine) -> None:
    look(shop, GOODS)
    for _ in range(2):
        done = shop.run(shop.page("/", GOODS[:3]))
        assert (done.health, done.cause, done.complete) == ("partial", "fewer", False)
    assert told(engine) == []
    assert rows(engine, "SELECT DISTINCT code FROM issue") == [("unlike_listings",)]

    done = shop.run(shop.page("/", GOODS[:3]))

    assert (done.health, done.complete) == ("healthy", True)


def test_everything_sold_out_at_once_is_not_believed(shop: Shop, engine: Engine) -> None:
    stocked = [item(one.key, one.title, "65", count=5) for one in GOODS]
    empty = [item(one.key, one.title, "65", count=0) for one in GOODS]
    look(shop, stocked)

    done = shop.run(shop.page("/", empty))

    assert (done.health, done.cause) == ("broken", "sold_out")
    assert told(engine) == []
    assert set(states(engine).values()) == {OfferState.ACTIVE}
    look(shop, stocked)
    assert told(engine) == []


def test_one_listing_may_sell_out(shop: Shop, engine: Engine) -> None:
    look(shop, [item(one.key, one.title, "65", count=5) for one in GOODS])
    look(shop, [item(one.key, one.title, "65", count=int(one.key != "0") * 5) for one in GOODS])

    assert told(engine) == [ChangeKind.SOLD_OUT]
    assert states(engine)["0"] is OfferState.SOLD_OUT


def fail(shop: Shop, hours: float, cause: str = "dns") -> None:
    shop.begin(hours)
    shop.end("failed", complete=False, cause=cause)


def test_a_site_is_down_after_three_signs_in_two_days(shop: Shop, engine: Engine) -> None:
    other = Shop(engine, name="shop-b")
    look(shop, GOODS)
    fail(shop, 24)
    other.at = shop.at
    look(other, GOODS)
    fail(shop, 24)
    assert told(engine) == []
    fail(shop, 24)

    assert told(engine) == [ChangeKind.SITE_DOWN]
    of_shop = rows(engine, "SELECT o.state FROM offer o JOIN listing l ON l.id=o.listing_id WHERE l.site_id = 1")
    assert {STATES[state] for (state,) in of_shop} == {OfferState.UNKNOWN}

    look(shop, GOODS)

    assert told(engine) == [ChangeKind.SITE_DOWN, ChangeKind.SITE_BACK]
    assert set(states(engine).values()) == {OfferState.ACTIVE}


def test_nothing_is_down_while_nobody_can_be_reached(shop: Shop, engine: Engine) -> None:
    look(shop, GOODS)
    for _ in range(4):
        fail(shop, 24)

    assert told(engine) == []


def test_a_timeout_is_no_sign(shop: Shop, engine: Engine) -> None:
    other = Shop(engine, name="shop-b")
    look(shop, GOODS)
    for _ in range(4):
        fail(shop, 24, cause="timeout")
    other.at = shop.at - timedelta(hours=1)
    look(other, GOODS)
    fail(shop, 24)

    assert told(engine) == []


def test_posts_of_a_stream_grow_stale_and_never_go(engine: Engine) -> None:
    board = Shop(engine, name="board", kind=SiteKind.STREAM)
    look(board, GOODS)
    for _ in range(3):
        look(board, GOODS[3:])
    assert told(engine) == []
    board.at += timedelta(days=15)
    look(board, GOODS[3:])

    assert states(engine) == {one.key: OfferState.ACTIVE if int(one.key) >= 3 else OfferState.STALE for one in GOODS}
    look(board, GOODS[:1])
    assert states(engine)["0"] is OfferState.ACTIVE


def test_words_that_are_only_read_otherwise_leave_nothing(shop: Shop, engine: Engine) -> None:
    tail = "自动发货；老客户都知道；不议价"
    look(shop, [*GOODS, item("9", "微信老号 65元", text=f"号；剩余402；{tail}")])
    for _ in range(3):
        look(shop, [*GOODS, item("9", "微信老号 65元", text=f"已售罄；{tail}")])

    assert told(engine) == []
    assert rows(engine, "SELECT count(*) FROM offer WHERE ended_at IS NOT NULL") == [(1,)]
