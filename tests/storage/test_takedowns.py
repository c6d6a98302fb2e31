"""Cases, follow-up, figures and incremental exports on both databases."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from market.takedowns import BackHow, Frozen, NoticeState
from storage.cases import Act, add_sellers, close_case, open_case, record_frozen
from storage.database import reading, writing
from storage.evidence.holds import held_ids
from storage.queries.case_evidence import shown_by
from storage.queries.cases import case_lines
from storage.queries.changed import changed_alert_ids, changed_offers, changed_seller_ids, settled_until
from storage.queries.figures import takedown_figures
from storage.queries.filters import Filters
from storage.queries.takedowns import due_notices, sellers_taken_down
from takedown.follow_up import check_notices
from tests.storage.shops import Shop, rows
from tests.takedown.market import case_of, goods, look, offer_ids, sent_notice

SHELF = ("a", "b", "c", "d", "e", "f")


def test_a_takedown_from_sending_to_its_return(shop: Shop, engine: Engine) -> None:
    look(shop, goods(*SHELF))
    sent_notice(engine, offer_ids(engine, "shop-a", "a"), shop.at)
    for _ in range(2):
        look(shop, goods(*SHELF[1:]))
    assert [one.kind for one in check_notices(engine, shop.at)] == ["target_gone", "gone"]
    look(shop, goods(*SHELF))
    assert [one.kind for one in check_notices(engine, shop.at)] == ["target_back", "back"]

    first, second = case_of(engine).notices
    assert (first.state, first.targets[0].back_how) == (NoticeState.BACK, BackHow.RELISTED)
    (figures,) = takedown_figures(engine)
    assert (figures.recipient, figures.targets, figures.gone, figures.back) == ("tencent", 1, 1, 1)
    assert figures.until_gone is not None
    assert [one.id for one in case_lines(engine)] == [1]
    with reading(engine) as connection:
        assert [one.notice for one in due_notices(connection, shop.at)] == [second.label]
        ((seller,),) = rows(engine, "SELECT DISTINCT seller_id FROM listing")
        assert sellers_taken_down(connection, [seller]) == {seller: "case-1"}


def test_an_open_case_holds_its_evidence(shop: Shop, engine: Engine) -> None:
    look(shop, goods(*SHELF))
    act = Act(by="mei", at=shop.at, now=shop.at)
    with writing(engine) as connection:
        case_id = open_case(connection, "x", act)
        assert add_sellers(connection, case_id, ["qq:100001"], act) == len(SHELF)
        evidence = {(one.offer_id, one.last_id): Frozen.STORED for one in shown_by(connection, case_id)}
        record_frozen(connection, case_id, evidence, act)
        assert set(connection.scalars(held_ids())) == {snapshot for _, snapshot in evidence}
    assert len(case_of(engine).evidence) == len(SHELF)
    with writing(engine) as connection:
        close_case(connection, case_id, act, "done")
        assert list(connection.scalars(held_ids())) == []


def test_what_changed_since_comes_page_by_page(shop: Shop, engine: Engine) -> None:
    look(shop, goods(*SHELF))
    since = shop.at + timedelta(milliseconds=500)
    assert settled_until(engine, since) == since

    pages = list(changed_offers(engine, Filters(), since=None, after=0, limit=4))
    assert [len(page) for _, page in pages] == [4]
    rest = list(changed_offers(engine, Filters(), since=None, after=pages[-1][0], limit=None))
    assert sum(len(page) for _, page in rest) == len(SHELF) - 4
    assert list(changed_offers(engine, Filters(), since=since, after=0, limit=None)) == []
    look(shop, goods(*SHELF))
    changed = [len(page) for _, page in changed_offers(engine, Filters(), since=since, after=0, limit=None)]
    assert changed == [len(SHELF)]
    begun = shop.begin()
    assert begun is not None
    assert settled_until(engine, shop.at + timedelta(days=1)) <= shop.at
    with reading(engine) as connection:
        assert changed_alert_ids(connection, since) == frozenset()
        assert changed_seller_ids(connection, shop.at + timedelta(days=1)) == frozenset()
