"""Takedowns lived through day by day: what looks prove, what they do not, and what is written down of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from market.takedowns import BackHow, GoneHow, NoticeState, NoticeStateError
from storage.cases import Act, close_case
from storage.database import reading, writing
from storage.notices import find_notice, move_notice
from storage.queries.takedowns import due_notices, sellers_taken_down, taken_down
from takedown.follow_up import CaseNews, check_notices
from tests.storage.shops import START, Shop, rows
from tests.takedown.market import case_of, fail, goods, look, offer_ids, sent_notice

SHELF = ("a", "b", "c", "d", "e", "f")


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def kinds(news: tuple[CaseNews, ...]) -> list[str]:
    return [one.kind for one in news]


def test_twenty_days_of_a_takedown(engine: Engine) -> None:
    """Blocked, then truly gone, then back under a new URL."""
    shop = Shop(engine)
    look(shop, goods(*SHELF))
    sent_notice(engine, offer_ids(engine, "shop-a", "a"), day(1), days=4)
    told: dict[int, list[str]] = {}
    for number in range(1, 21):
        shop.at = day(number)
        if number in {3, 4, 5, 6}:
            fail(shop, "challenge")
        elif number < 9:
            look(shop, goods(*SHELF))
        elif number < 15:
            look(shop, goods(*SHELF[1:]))
        else:
            back = [one for one in goods("a2") if one]
            look(shop, [*goods(*SHELF[1:]), *_under_new_address(back)])
        told[number] = kinds(check_notices(engine, shop.at + timedelta(hours=1)))

    assert {number: news for number, news in told.items() if news} == {
        5: ["no_answer", "reminder"],
        9: ["reminder"],
        10: ["target_gone", "gone"],
        15: ["target_back", "back"],
    }
    first, second = case_of(engine).notices
    assert first.state is NoticeState.BACK
    assert [one.date() if one else None for one in (first.sent_at, first.gone_at, first.back_at)] == [
        day(1).date(),
        day(10).date(),
        day(15).date(),
    ]
    assert (first.targets[0].gone_how, first.targets[0].back_how) == (GoneHow.LISTING, BackHow.NEW_URL)
    assert first.targets[0].back_offer_id == offer_ids(engine, "shop-a", "a2")[0]
    assert (second.state, second.attempt, second.recipient) == (NoticeState.DRAFT, 2, "tencent")
    assert [target.offer_id for target in second.targets] == offer_ids(engine, "shop-a", "a2")


def _under_new_address(listings: list) -> list:  # type: ignore[type-arg]
    from dataclasses import replace  # noqa: PLC0415 - used here only

    return [replace(one, title="微信老号 a") for one in listings]


def test_a_suspended_site_takes_its_offers_with_it_and_brings_them_back(engine: Engine) -> None:
    shop, other = Shop(engine), Shop(engine, name="shop-b")
    look(shop, goods(*SHELF))
    sent_notice(engine, offer_ids(engine, "shop-a", "a", "b"), day(1), days=30)
    told: dict[int, list[str]] = {}
    for number in range(2, 14):
        other.at = day(number)
        look(other, goods("x", contact="QQ:200002"))
        shop.at = day(number) + timedelta(hours=2)
        if number in {4, 5, 6, 7, 8, 9}:
            fail(shop, "parked")
        else:
            look(shop, goods(*SHELF[1:] if number >= 10 else SHELF))
        told[number] = kinds(check_notices(engine, shop.at + timedelta(hours=1)))

    assert {number: news for number, news in told.items() if news} == {
        6: ["target_gone", "target_gone", "gone"],
        10: ["target_back", "back"],
    }
    first, second = case_of(engine).notices
    by_offer = {target.offer_id: target for target in first.targets}
    gone, back = offer_ids(engine, "shop-a", "a", "b")
    assert (by_offer[gone].gone_how, by_offer[gone].back_at) == (GoneHow.SITE, None)
    assert (by_offer[back].gone_how, by_offer[back].back_how) == (GoneHow.SITE, BackHow.RELISTED)
    assert [target.offer_id for target in second.targets] == [back]


def test_a_second_check_finds_nothing_more_and_the_timeline_says_who(engine: Engine) -> None:
    shop = Shop(engine)
    look(shop, goods(*SHELF))
    sent_notice(engine, offer_ids(engine, "shop-a", "a"), shop.at)
    for _ in range(2):
        look(shop, goods(*SHELF[1:]))
    first = check_notices(engine, shop.at)

    assert kinds(first) == ["target_gone", "gone"]
    assert check_notices(engine, shop.at + timedelta(days=1)) == ()
    timeline = case_of(engine).timeline
    assert [event.state for event in timeline if event.state] == [
        NoticeState.DRAFT,
        NoticeState.FROZEN,
        NoticeState.SENT,
        NoticeState.GONE,
    ]
    assert {event.by for event in timeline} == {"mei", "haoshao"}
    assert all(event.at <= event.written_at for event in timeline)


def test_one_check_after_twenty_days_comes_to_the_same_dates(engine: Engine) -> None:
    shop = Shop(engine)
    look(shop, goods(*SHELF))
    sent_notice(engine, offer_ids(engine, "shop-a", "a"), day(1), days=30)
    for number, shelf in ((2, SHELF[1:]), (3, SHELF[1:]), (8, SHELF)):
        shop.at = day(number)
        look(shop, goods(*shelf))

    assert kinds(check_notices(engine, day(20))) == ["target_gone", "target_back", "gone", "back"]
    first, second = case_of(engine).notices
    assert first.gone_at is not None
    assert first.back_at is not None
    assert (first.gone_at.date(), first.back_at.date()) == (day(3).date(), day(8).date())
    assert first.targets[0].back_how is BackHow.RELISTED
    assert second.made_at.date() == day(8).date()


def test_the_same_offer_of_somebody_else_is_not_its_return(engine: Engine) -> None:
    shop, other = Shop(engine), Shop(engine, name="shop-b")
    look(shop, goods(*SHELF))
    sent_notice(engine, offer_ids(engine, "shop-a", "a"), shop.at)
    for _ in range(2):
        look(shop, goods(*SHELF[1:]))
    other.at = shop.at
    look(other, goods("a", contact="QQ:200002"))
    assert kinds(check_notices(engine, other.at)) == ["target_gone", "gone"]

    third = Shop(engine, name="shop-c", at=other.at)
    look(third, goods("a"))

    assert kinds(check_notices(engine, third.at)) == ["target_back", "back"]


def test_what_waits_for_a_person_is_due_until_a_person_acts(engine: Engine) -> None:
    shop = Shop(engine)
    look(shop, goods(*SHELF))
    notice = sent_notice(engine, offer_ids(engine, "shop-a", "a"), day(1), days=5)

    def due(at: datetime) -> list[str]:
        check_notices(engine, at)
        with reading(engine) as connection:
            return [one.notice for one in due_notices(connection, at)]

    assert due(day(5)) == []
    assert due(day(7)) == ["1.1"]
    assert due(day(8)) == ["1.1"]
    with writing(engine) as connection:
        act = Act(by="mei", at=day(8), now=day(8))
        move_notice(connection, find_notice(connection, "1"), NoticeState.ACKNOWLEDGED, act, "they are on it")
    assert due(day(9)) == []
    assert due(day(14)) == ["1.1"]
    found = case_of(engine).notices[0]
    assert (found.state, found.reminders) == (NoticeState.ACKNOWLEDGED, 2)
    assert notice.label == "1.1"


def test_gone_cannot_be_said_by_a_person(engine: Engine) -> None:
    shop = Shop(engine)
    look(shop, goods(*SHELF))
    sent_notice(engine, offer_ids(engine, "shop-a", "a"), shop.at)

    act = Act(by="mei", at=shop.at, now=shop.at)
    with writing(engine) as connection:
        notice = find_notice(connection, "1.1")
        with pytest.raises(NoticeStateError, match="haoshao case check"):
            move_notice(connection, notice, NoticeState.BACK, act, "so I hear")


def test_a_closed_case_is_opened_again_by_a_return(engine: Engine) -> None:
    shop = Shop(engine)
    look(shop, goods(*SHELF))
    sent_notice(engine, offer_ids(engine, "shop-a", "a"), shop.at)
    for _ in range(2):
        look(shop, goods(*SHELF[1:]))
    check_notices(engine, shop.at)
    with writing(engine) as connection:
        close_case(connection, 1, Act(by="mei", at=shop.at, now=shop.at), "done")
    look(shop, goods(*SHELF))

    assert kinds(check_notices(engine, shop.at)) == ["target_back", "back"]
    assert case_of(engine).closed_at is None


def test_a_takedown_is_known_by_offer_and_by_seller(engine: Engine) -> None:
    shop = Shop(engine)
    look(shop, goods(*SHELF))
    sent_notice(engine, offer_ids(engine, "shop-a", "a"), shop.at)
    for _ in range(2):
        look(shop, goods(*SHELF[1:]))
    check_notices(engine, shop.at)

    ((target, seller),) = rows(
        engine, "SELECT o.id, l.seller_id FROM offer o JOIN listing l ON l.id = o.listing_id WHERE l.key = 'a'"
    )
    with reading(engine) as connection:
        assert taken_down(connection, [target, target + 1]) == {target: "case-1"}
        assert sellers_taken_down(connection, [seller, 999]) == {seller: "case-1"}
