"""Rules in the transaction that records: nothing lost and nothing doubled when they are absent, late or interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, text

from alerts.channels.routing import Route
from alerts.rules import Rulebook, RulesFile
from market.model import Handle, HandleType, PageReading
from market.occasions import Judgement, Memory, Occasion
from market.takedowns import NoticeState
from storage.bulk import table
from storage.cases import label
from storage.catching_up import catch_up
from storage.database import writing
from storage.models.takedown import CaseRow, NoticeOfferRow, NoticeRow
from storage.replaying import replayed
from storage.watchlist import add_entry, remove_entries
from tests.storage.shops import CHANNEL, JUDGE, START, Shop, item, rows

LATER = START + timedelta(days=3)
OLD = [item("1", "微信老号", "65", count=50), item("2", "QQ号 TG: one", "5", count=50)]
ALERTS = "SELECT dedup_key FROM alert ORDER BY id"
OUTBOX = "SELECT dedup_key FROM outbox ORDER BY id"


def rulebook(**rules: Mapping[str, Any]) -> Rulebook:
    return Rulebook(RulesFile.model_validate({"rules": rules}), [Route(channel=CHANNEL, audience="analysts")])


def keys(engine: Engine) -> list[str]:
    return [key.split(":s")[0].split(":o")[0] for (key,) in rows(engine, ALERTS)]


def test_what_a_kill_left_undone_is_dated_by_its_own_run(
    shop: Shop, open_shop: Callable[[str], Shop], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends right behind its run's verdict, and other shops' runs that find what it left."""
    shop.run(shop.page("/", OLD))
    other = open_shop("shop-b")
    other.run(other.page("/", [item("9", "微信号 TG: three", "7")]))
    with monkeypatch.context() as patched:
        patched.setattr("storage.recording.resolve", _killed)
        with pytest.raises(Interrupted):
            shop.run(shop.page("/", [*OLD, item("3", "微信老号 TG: two", "9"), item("4", "微信号 TG: three", "9")]))
    other.at = LATER

    other.run(other.page("/", [item("9", "微信号 TG: three", "7"), item("8", "QQ老号 TG: four", "7")]))

    told = "SELECT t.kind, s.name, t.at = r.ended_at FROM transition t JOIN run r ON r.id = t.run_id JOIN site s ON"
    assert rows(engine, f"{told} s.id = t.site_id WHERE t.kind > 7 ORDER BY t.id") == [
        (9, "shop-a", True),
        (8, "shop-a", True),
        (8, "shop-b", True),
    ]
    assert keys(engine) == ["seller_on_new_site", "seller_new", "seller_new"]


def _killed(*_: object, **__: object) -> None:
    raise Interrupted


class Interrupted(BaseException):
    """A process that ends in the middle."""


class Interrupting:
    """The shipped rules; the process ends in their n-th call."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.needs, self.caps, self.factors, self.people = JUDGE.needs, JUDGE.caps, JUDGE.factors, JUDGE.people

    def keys_of(self, occasions: Iterable[Occasion]) -> frozenset[str]:
        return JUDGE.keys_of(occasions)

    def judge(self, occasions: Sequence[Occasion], memory: Memory) -> Judgement:
        if self.left == 0:
            raise Interrupted
        self.left -= 1
        return JUDGE.judge(occasions, memory)


def newcomers(shop: Shop) -> None:
    shop.run(shop.page("/", OLD))
    shop.run(shop.page("/", [*OLD, item("3", "微信老号 TG: fresh"), item("4", "微信号 TG: one")]))


def test_what_was_recorded_without_rules_is_judged_later_once(shop: Shop, engine: Engine) -> None:
    shop.judge = None
    newcomers(shop)
    assert rows(engine, ALERTS) == []

    assert catch_up(engine, JUDGE, now=LATER) == 2
    assert keys(engine) == ["seller_new", "new_product"]
    assert rows(engine, OUTBOX) == [(f"{key}@{CHANNEL}",) for (key,) in rows(engine, ALERTS)]
    assert catch_up(engine, JUDGE, now=LATER) == 0
    assert rows(engine, "SELECT count(*) FROM run WHERE judged_at IS NULL") == [(0,)]


@pytest.mark.parametrize("after", [0, 1])
def test_interrupted_in_the_middle_of_judging_nothing_is_lost_or_doubled(
    after: int, shop: Shop, engine: Engine
) -> None:
    shop.run(shop.page("/", OLD))
    shop.judge = Interrupting(after)
    with pytest.raises(Interrupted):
        shop.run(shop.page("/", [*OLD, item("3", "微信老号 TG: fresh"), item("4", "微信号 TG: one")]))
    assert len(rows(engine, ALERTS)) == after

    catch_up(engine, JUDGE, now=LATER)

    assert sorted(keys(engine)) == ["new_product", "seller_new"]
    assert len(rows(engine, OUTBOX)) == 2
    assert catch_up(engine, JUDGE, now=LATER) == 0


def test_site_with_a_run_under_way_waits_for_its_end(shop: Shop, engine: Engine) -> None:
    shop.judge = None
    newcomers(shop)
    shop.begin()

    assert catch_up(engine, JUDGE, now=LATER) == 0
    shop.end(health="failed", cause="dns", complete=False)
    assert catch_up(engine, JUDGE, now=LATER) == 2


def test_new_site_is_one_line_and_no_alert_whatever_the_rules(shop: Shop, engine: Engine) -> None:
    shop.judge = rulebook(
        cheap={"when": "price_below", "below_cny": 1000}, new={"when": "seller_new"}, up={"when": "appeared"}
    )
    shop.run(shop.page("/", OLD), complete=False, health="partial")
    shop.run(shop.page("/", OLD))

    assert rows(engine, ALERTS) == []


def test_experimental_sites_and_unsure_readings_raise_nothing(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", OLD))
    shop.run(shop.page("/", [*OLD, item("3", "微信老号 TG: fresh", confidence=0.3)]))
    assert rows(engine, ALERTS) == []


def test_price_under_a_bound_once_until_it_recovers(shop: Shop, engine: Engine) -> None:
    shop.judge = rulebook(cheap={"when": "price_below", "below_cny": 60, "rearm_cny": 64})
    for price in ("65", "59", "58", "62", "57", "64", "50"):
        shop.run(shop.page("/", [item("1", "微信老号", price)]))

    found = rows(engine, "SELECT reasons FROM alert ORDER BY id")
    assert [said[0].split(" ")[0] for said in found] == ['["59', '["50']
    assert rows(engine, "SELECT count(DISTINCT dedup_key), min(family) = max(family) FROM alert") == [(2, 1)]
    assert rows(engine, "SELECT rule FROM fired") == [("cheap",)]


def test_stock_surge_and_unhealthy_runs(shop: Shop, engine: Engine) -> None:
    shop.judge = rulebook(
        surge={"when": "stock_surge"}, ill={"when": "site_unhealthy", "in_a_row": 2, "audience": ["analysts"]}
    )
    for count in (50, 40, 1200):
        shop.run(shop.page("/", [item("1", "微信老号", "65", count=count)]))
    for health in ("failed", "blocked", "failed", "healthy", "failed"):
        shop.run(*([shop.page("/", OLD)] if health == "healthy" else []), health=health, complete=health == "healthy")

    assert [key.split(":")[0] for (key,) in rows(engine, ALERTS)] == ["surge", "ill"]
    assert rows(engine, "SELECT transition_id IS NULL FROM alert ORDER BY id") == [(0,), (1,)]


def test_watched_handle_is_told_in_new_and_old_listings_and_at_the_foot_of_a_site(
    shop: Shop, open_shop: Callable[[str], Shop], engine: Engine
) -> None:
    add_entry(engine, name="handle", kind="telegram", value="wanted", note="", by="mei", at=START)
    shop.run(shop.page("/", OLD))
    shop.run(shop.page("/", [OLD[0], replace(OLD[1], title="QQ号 TG: one TG: wanted")]))
    shop.run(shop.page("/", [OLD[0], replace(OLD[1], title="QQ号 TG: one TG: wanted")]))
    other = open_shop("shop-b")
    footer = (Handle(type=HandleType.TELEGRAM, value="wanted", span=None),)
    recorder = other.begin()
    recorder.record(replace(other.page("/", [item("7", "微信号")], reading=PageReading()), handles=footer))
    other.end()

    found = rows(
        engine,
        "SELECT a.dedup_key, s.name FROM alert a JOIN site s ON s.id = a.site_id WHERE rule = 'watched' ORDER BY a.id",
    )
    assert [(key.rsplit(":", 1)[0], site) for key, site in found] == [
        ("watched:telegram:wanted@shop-a", "shop-a"),
        ("watched:telegram:wanted@shop-b", "shop-b"),
    ]


def test_watched_term_is_read_through_the_sellers_tricks(shop: Shop, engine: Engine) -> None:
    add_entry(engine, name="term", kind="", value="微 信 老號", note="", by="mei", at=START)
    shop.run(shop.page("/", [OLD[1]]))
    shop.run(shop.page("/", [OLD[1], item("9", "微信老号 TG: one")]))

    assert [key.split(":")[0] for (key,) in rows(engine, ALERTS)] == ["watched", "new_product"]
    remove_entries(engine, kind=None, value="微 信 老號", by="mei", at=shop.at)
    shop.run(shop.page("/", [OLD[1], item("10", "微信老号 TG: one")]))
    assert rows(engine, "SELECT count(*) FROM alert WHERE rule = 'watched'") == [(1,)]


def test_partner_raises_nothing(shop: Shop, engine: Engine) -> None:
    add_entry(engine, name="partner", kind="telegram", value="fresh", note="", by="mei", at=START)
    newcomers(shop)

    assert keys(engine) == ["new_product"]
    assert rows(engine, "SELECT count(*) FROM transition WHERE kind = 8") == [(1,)]


def test_cap_counts_what_people_are_not_told_one_by_one(shop: Shop, engine: Engine) -> None:
    shop.judge = rulebook(new={"when": "seller_new", "cap": {"most": 2, "per": "1h"}})
    shop.run(shop.page("/", OLD))
    shop.run(shop.page("/", [*OLD, *(item(f"n{n}", f"微信老号 TG: fresh{n}") for n in range(5))]))

    assert rows(engine, "SELECT over_cap, count(*) FROM alert GROUP BY over_cap ORDER BY 1") == [(0, 2), (1, 3)]
    assert rows(engine, "SELECT topic, count(*) FROM outbox GROUP BY topic ORDER BY topic") == [
        ("alert", 2),
        ("capped", 1),
    ]


def test_cap_does_not_count_what_was_raised_before(
    shop: Shop, open_shop: Callable[[str], Shop], engine: Engine
) -> None:
    other = open_shop("shop-b")
    shop.judge = other.judge = rulebook(new={"when": "seller_new", "cap": {"most": 3, "per": "1h"}})
    newcomers_of_today = [item(f"n{n}", f"微信老号 TG: fresh{n}") for n in range(2)]
    for one in (shop, other):
        one.run(one.page("/", OLD))
        one.run(one.page("/", [*OLD, *newcomers_of_today, *([item("z", "QQ老号 TG: last")] if one is other else [])]))

    assert rows(engine, "SELECT over_cap, count(*) FROM alert GROUP BY over_cap") == [(0, 3)]


def test_newcomer_is_no_known_seller_at_his_second_site_on_the_same_day(shop: Shop, engine: Engine) -> None:
    other = Shop(engine, name="shop-b", at=shop.at)
    for one in (shop, other):
        one.run(one.page("/", OLD[:1]))
    other.at = shop.at
    shop.run(shop.page("/", [OLD[0], item("7", "微信老号 TG: fresh")]))
    other.run(other.page("/", [OLD[0], item("8", "QQ老号 TG: fresh")]))
    assert keys(engine) == ["seller_new"]


@pytest.mark.parametrize("platform", ["wechat", "qq"])
def test_rule_for_one_platform_sees_a_newcomer_where_he_sells_it(platform: str, shop: Shop, engine: Engine) -> None:
    other = Shop(engine, name="shop-b", at=shop.at)
    for one in (shop, other):
        one.judge = rulebook(new={"when": "seller_new", "only": {"platform": [platform]}})
        one.run(one.page("/", OLD[:1]))
    other.at = shop.at
    shop.run(shop.page("/", [OLD[0], item("7", "微信老号 TG: fresh")]))
    other.run(other.page("/", [OLD[0], item("8", "QQ老号 TG: fresh")]))

    found = rows(engine, "SELECT s.name FROM alert a JOIN site s ON s.id = a.site_id")
    assert found == [("shop-a" if platform == "wechat" else "shop-b",)]


def test_alert_on_a_newcomer_is_the_same_whichever_of_two_runs_at_once_ends_first(shop: Shop, engine: Engine) -> None:
    other = Shop(engine, name="shop-b", at=shop.at)
    for one in (shop, other):
        one.run(one.page("/", OLD[:1]))
    other.at = shop.at
    other.begin().record(other.page("/", [OLD[0], item("8", "QQ老号 TG: fresh")]))

    shop.run(shop.page("/", [OLD[0], item("7", "微信老号 TG: fresh")]))
    other.end()

    ((reasons,),) = rows(engine, "SELECT reasons FROM alert")
    assert "1 offer: wechat/account" in reasons


def test_replay_sees_what_was_recorded_and_writes_nothing(shop: Shop, engine: Engine) -> None:
    newcomers(shop)
    before = rows(engine, ALERTS)
    book = rulebook(a={"when": "seller_new"}, b={"when": "new_product"}, c={"when": "appeared"})

    seen = [one.kind for some in replayed(engine, book, since=START, until=LATER) for one in some]

    assert sorted(seen) == ["appeared", "appeared", "new_product", "seller_new"]
    assert rows(engine, ALERTS) == before


def test_price_in_foreign_money_is_compared_by_the_rates_at_hand(shop: Shop, engine: Engine) -> None:
    cheap = RulesFile.model_validate({"rules": {"cheap": {"when": "price_below", "below_cny": 60}}})
    for key, worth in (("a", 1), ("b", 2)):
        shop.judge = Rulebook(cheap, factors={"CNY": Decimal(worth)})
        shop.run(shop.page("/", [item("1", "微信老号", "65")]))
        shop.run(shop.page("/", [item("1", "微信老号", "65"), item(key, "微信老号", "50")]))

        assert rows(engine, "SELECT count(*) FROM alert") == [(1,)]


def test_offer_that_comes_back_after_its_notice_is_told(shop: Shop, engine: Engine) -> None:
    goods = [item(str(n), f"Telegram老号 {n}", str(60 + n)) for n in range(6)]
    shop.run(shop.page("/", goods))
    for _ in range(2):
        shop.run(shop.page("/", goods[2:]))
    with writing(engine) as connection:
        told = {"case_id": 1, "nth": 1, "attempt": 1, "recipient": "desk", "language": "en", "answer_days": 7}
        times = {"state_at": shop.at, "made_at": shop.at, "reminders": 0}
        query = "SELECT o.id FROM offer o JOIN listing l ON l.id = o.listing_id WHERE l.key = '0'"
        offer_id = connection.scalar(text(query))
        connection.execute(table(CaseRow).insert().values(id=1, title="t", opened_at=shop.at, opened_by="mei"))
        connection.execute(table(NoticeRow).insert().values(id=1, state=NoticeState.GONE, **told, **times))
        connection.execute(table(NoticeOfferRow).insert().values(notice_id=1, offer_id=offer_id, gone_at=shop.at))

    shop.run(shop.page("/", goods))

    found = rows(engine, "SELECT rule, reasons FROM alert")
    assert [(rule, said.split('"')[1]) for rule, said in found] == [
        ("relisted_after_takedown", f"back at shop-a after the takedown of {label(1)}")
    ]
    assert rows(engine, "SELECT count(*) FROM transition WHERE kind = 6") == [(2,)]
