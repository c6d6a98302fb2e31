"""Rules against occasions: which alerts, how grave, why, to whom, and what is held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from alerts.channels.routing import Route
from alerts.reasons import reason
from alerts.rules import Rulebook, RulesFile, load_rules
from alerts.rules.model import LOOKS_AT, When
from base.checked_files import ConfigError
from market.newness import Severity
from market.occasions import Judgement, Memory, Occasion, OccasionKind, Party, Raised, Sold

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
PARTY = Party(seller_id=1, public_id="s1", name="fresh", handles=("telegram:fresh",))


def sold(number: int = 1, **other: Any) -> Sold:  # noqa: ANN401 - any field of an offer
    said = {
        "offer_id": number,
        "snapshot_id": 1,
        "public_id": f"o{number}",
        "kind": "account",
        "platform": "telegram",
        "country": "CN",
        "unit_price_cny": Decimal(10),
        "stock": 5,
        "score": Decimal("0.9"),
        "title": "a title",
    }
    return Sold(**said | other)  # type: ignore[arg-type]


def occasion(kind: str, **other: Any) -> Occasion:  # noqa: ANN401 - any field of an occasion
    said = {"kind": OccasionKind(kind), "subject": "s1", "at": AT, "site": "shop-a", "site_id": 1, "transition_id": 7}
    return Occasion(**said | {"seller": PARTY, "offers": (sold(),)} | other)  # type: ignore[arg-type]


def book(routes: Sequence[Route] = (), protect: tuple[str, ...] = (), **rule: Any) -> Rulebook:  # noqa: ANN401 - keys of a rule
    return Rulebook(RulesFile.model_validate({"protect": protect, "rules": {"mine": rule}}), routes)


def said(rules: Rulebook, *occasions: Occasion, memory: Memory | None = None) -> tuple[Raised, ...]:
    return rules.judge(occasions, memory or Memory()).raised


def test_shipped_rules_load_and_every_condition_has_a_rule_or_is_plain() -> None:
    rules = load_rules(Path("nowhere"))

    assert {rule.when for rule in rules.rules.values()} >= {
        When.SELLER_NEW, When.SELLER_ON_NEW_SITE, When.NEW_PRODUCT, When.RELISTED_AFTER_TAKEDOWN, When.WATCHED,
        When.PRICE_LEVEL, When.STOCK_SURGE, When.SITE_DARK, When.SITE_UNHEALTHY,
    }  # fmt: skip
    assert LOOKS_AT.keys() == set(When)
    assert rules.protect == ("wechat", "qq")


def test_new_seller_is_raised_once_under_its_own_key() -> None:
    (alert,) = said(book(when="seller_new"), occasion("seller_new"))

    assert alert.dedup_key == "mine:s1"
    assert alert.family == "seller:s1"
    assert alert.severity is Severity.MEDIUM
    assert alert.score == Decimal("0.9")
    assert "never seen before: telegram:fresh" in alert.reasons


@pytest.mark.parametrize(
    ("offers", "severity"),
    [
        ((sold(score=Decimal("0.3")),), Severity.LOW),
        ((sold(),), Severity.MEDIUM),
        ((sold(stock=5000),), Severity.HIGH),
        ((sold(platform="wechat"),), Severity.HIGH),
        ((sold(platform="wechat", stock=5000),), Severity.CRITICAL),
    ],
)
def test_evidence_and_protected_brands_decide_the_severity(offers: tuple[Sold, ...], severity: Severity) -> None:
    (alert,) = said(book(when="seller_new", protect=("wechat",)), occasion("seller_new", offers=offers))

    assert alert.severity is severity
    assert any("protected brand" in why for why in alert.reasons) == (offers[0].platform == "wechat")


@pytest.mark.parametrize(
    ("only", "is_met"),
    [
        ({}, True),
        ({"site": ["shop-a", "shop-b"]}, True),
        ({"site": ["shop-b"]}, False),
        ({"platform": ["telegram"]}, True),
        ({"platform": ["wechat"]}, False),
        ({"kind": ["sim_card"]}, False),
        ({"country": ["CN"]}, True),
        ({"country": ["RU"]}, False),
        ({"platform": ["telegram"], "country": ["RU"]}, False),
        ({"role": ["account"]}, False),
        ({"protected": True}, False),
    ],
)
def test_restrictions(only: dict[str, Any], is_met: bool) -> None:  # noqa: FBT001 - what is expected
    assert bool(said(book(when="seller_new", only=only, protect=("wechat",)), occasion("seller_new"))) == is_met


def test_role_restricts() -> None:
    of_role = occasion("seller_new", seller=replace(PARTY, roles=("sms_code", "account")))

    assert said(book(when="seller_new", only={"role": ["account"]}), of_role)
    assert not said(book(when="seller_new", only={"role": ["tool"]}), of_role)


def test_alert_rests_on_the_offers_that_meet_the_restriction_only() -> None:
    mixed = occasion("seller_new", offers=(sold(1), sold(2, platform="wechat")))

    (alert,) = said(book(when="seller_new", only={"platform": ["wechat"]}), mixed)

    assert [one.offer_id for one in alert.occasion.offers] == [2]


def test_partner_never_raises_an_alert() -> None:
    partner = replace(PARTY, is_partner=True)

    for kind in ("seller_new", "seller_on_new_site"):
        assert said(book(when=kind), occasion(kind, seller=partner)) == ()


def fall(price: str | None, before: str | None = None, minute: int = 0) -> Occasion:
    return occasion(
        "price_changed",
        subject="o1",
        at=AT + timedelta(minutes=minute),
        price_before=None if before is None else Decimal(before),
        price_after=None if price is None else Decimal(price),
    )


def test_price_fires_when_it_crosses_and_again_only_after_it_recovered() -> None:
    rules = book(when="price_below", below_cny=15, rearm_cny=18)
    prices = ["20", "14", "13", "16", "14", "18", "14.99", None]
    alerts = said(rules, *(fall(price, minute=n) for n, price in enumerate(prices)))

    assert [alert.occasion.price_after for alert in alerts] == [Decimal(14), Decimal("14.99")]
    assert len({alert.dedup_key for alert in alerts}) == 2


def test_threshold_is_remembered_between_evaluations() -> None:
    rules = book(when="price_below", below_cny=15)
    first = rules.judge([fall("14")], Memory())
    assert first.fired == {("mine", "o1")}

    still = Memory(fired=first.fired)
    assert rules.judge([fall("13")], still) == Judgement()
    recovered = rules.judge([fall("15")], still)
    assert (recovered.raised, recovered.rearmed) == ((), first.fired)
    up_and_down = rules.judge([fall("15"), fall("12", minute=1)], still)
    assert len(up_and_down.raised) == 1
    assert (up_and_down.fired, up_and_down.rearmed) == (first.fired, frozenset())


@pytest.mark.parametrize(
    ("before", "after", "is_met"),
    [(10, 1000, True), (10, 999, False), (101, 1000, False), (None, 5000, False), (0, 1000, True)],
)
def test_stock_surge_is_many_times_and_a_lot(before: int | None, after: int, is_met: bool) -> None:  # noqa: FBT001 - what is expected
    change = occasion("stock_changed", subject="o1", stock_before=before, stock_after=after)

    assert bool(said(book(when="stock_surge", factor=10, at_least=1000), change)) == is_met


def test_relisting_counts_after_a_takedown_only() -> None:
    rules = book(when="relisted_after_takedown")

    assert said(rules, occasion("relisted", subject="o1")) == ()
    (alert,) = said(rules, occasion("relisted", subject="o1", words={"case": "case-3"}))
    assert "back at shop-a after the takedown of case-3" in alert.reasons


def test_site_that_keeps_failing_is_told_once_until_it_was_healthy() -> None:
    rules = book(when="site_unhealthy", in_a_row=3)

    def run(health: str, in_a_row: int, minute: int) -> Occasion:
        return occasion(
            "healthy" if health == "healthy" else "unhealthy",
            subject="shop-a", at=AT + timedelta(minutes=minute), seller=None, offers=(), transition_id=None,
            in_a_row=in_a_row, words={"health": health, "cause": "layout"},
        )  # fmt: skip

    alerts = said(
        rules, run("broken", 1, 0), run("broken", 2, 1), run("broken", 3, 2), run("failed", 4, 3), run("healthy", 0, 4),
        run("broken", 3, 5),
    )  # fmt: skip

    assert [alert.occasion.at.minute for alert in alerts] == [2, 5]
    assert alerts[0].reasons == ("shop-a was not healthy in 3 runs in a row, last broken (layout)",)


def test_price_level_moves_by_percent() -> None:
    def level(before: str, after: str) -> Occasion:
        words: dict[str, str] = {
            "before_median": before,
            "after_median": after,
            "after_platform": "wechat",
            "after_kind": "account",
        }
        return occasion("price_level", subject="account/wechat", seller=None, offers=(), site=None, words=words)

    assert said(book(when="price_level", percent=10), level("10", "10.9")) == ()
    assert said(book(when="price_level", percent=10), level("10", "8.9"))
    for change, is_met in (("-0.1260", True), ("0.05", False)):
        moved = replace(level("10", "10"), words={**level("10", "10").words, "after_change": change})
        assert bool(said(book(when="price_level", percent=10), moved)) == is_met
    assert said(book(when="price_level", only={"platform": ["qq"]}), level("10", "5")) == ()


def test_false_positive_silences_the_family_and_says_by_what() -> None:
    rules = book([Route(channel="desk", audience="analysts")], when="seller_on_new_site")
    memory = Memory(suppressed={"seller:s1": 4})

    (alert,) = said(rules, occasion("seller_on_new_site"), memory=memory)

    assert alert.silenced_by == 4
    assert alert.channels == ()


def test_seller_that_was_joined_is_still_silenced() -> None:
    joined = replace(PARTY, public_id="s0", also=("s1",))

    (alert,) = said(book(when="new_product"), occasion("new_product", seller=joined, words={"product": "qq/account"}),
                    memory=Memory(suppressed={"seller:s1": 4}))  # fmt: skip

    assert alert.silenced_by == 4


def test_over_the_cap_people_get_a_count_and_programs_everything() -> None:
    routes = [Route(channel="desk", audience="analysts", machine=True), Route(channel="chat", audience="analysts")]
    rules = book(routes, when="seller_new", cap={"most": 2, "per": "1h"})
    four = [occasion("seller_new", subject=f"s{n}") for n in range(4)]

    alerts = said(rules, *four)
    assert [alert.channels for alert in alerts] == [("chat", "desk"), ("chat", "desk"), ("desk",), ("desk",)]
    assert [alert.over_cap for alert in alerts] == [(), (), ("chat",), ("chat",)]
    assert rules.caps == {"mine": timedelta(hours=1)}
    assert said(rules, four[0], memory=Memory(spent={"mine": 2}))[0].over_cap == ("chat",)


def test_cap_counts_only_what_people_are_told() -> None:
    routes = [Route(channel="chat", audience="analysts", least=Severity.HIGH)]
    rules = book(routes, when="seller_new", cap={"most": 1, "per": "1h"})
    small = [occasion("seller_new", subject=f"s{n}") for n in range(3)]
    large = [occasion("seller_new", subject=f"l{n}", offers=(sold(stock=5000),)) for n in range(2)]

    alerts = said(rules, *small, *large)

    assert [(alert.channels, alert.over_cap) for alert in alerts] == [
        ((), ()), ((), ()), ((), ()), (("chat",), ()), ((), ("chat",)),
    ]  # fmt: skip
    assert rules.people == {"chat"}


def test_group_is_the_same_for_what_belongs_together_and_concerns_people_only() -> None:
    routes = [Route(channel="desk", audience="analysts", machine=True), Route(channel="chat", audience="analysts")]
    rules = book(routes, when="appeared", group={"by": ["site", "platform"], "wait": "10m"})

    keys = [
        alert.gathering
        for alert in said(
            rules,
            occasion("appeared", subject="o1"),
            occasion("appeared", subject="o2", seller=None),
            occasion("appeared", subject="o3", offers=(sold(platform="qq"),)),
            occasion("appeared", subject="o4", site="shop-b"),
        )
    ]

    assert [one.key for one in keys if one] == [
        "mine:site=shop-a:platform=telegram",
        "mine:site=shop-a:platform=telegram",
        "mine:site=shop-a:platform=qq",
        "mine:site=shop-b:platform=telegram",
    ]
    assert {(one.channels, one.wait) for one in keys if one} == {(("chat",), timedelta(minutes=10))}


def test_rule_without_a_group_or_without_people_gathers_nothing() -> None:
    machine = [Route(channel="desk", audience="analysts", machine=True)]

    assert said(book(machine, when="appeared", group={}), occasion("appeared"))[0].gathering is None
    assert (
        said(book([Route(channel="chat", audience="analysts")], when="appeared"), occasion("appeared"))[0].gathering
        is None
    )


@pytest.mark.parametrize(
    ("route", "taken"),
    [
        ({"audience": "analysts"}, True),
        ({"audience": "maintainers"}, False),
        ({"audience": "maintainers", "rules": frozenset({"mine"})}, True),
        ({"audience": "analysts", "rules": frozenset({"other"})}, False),
        ({"audience": "analysts", "least": Severity.HIGH}, False),
        ({"audience": "analysts", "least": Severity.MEDIUM}, True),
    ],
)
def test_routes(route: dict[str, Any], taken: bool) -> None:  # noqa: FBT001 - what is expected
    (alert,) = said(book([Route(channel="chat", **route)], when="seller_new"), occasion("seller_new"))

    assert (alert.channels == ("chat",)) == taken


def test_maintainers_get_breakage_and_analysts_sellers() -> None:
    rules = load_rules(Path("nowhere")).rules

    assert rules["seller_new"].for_whom == ("analysts",)
    assert rules["site_unhealthy"].for_whom == ("maintainers",)
    assert rules["site_dark"].for_whom == ("analysts", "maintainers")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("rules: {a: {when: nothing}}", "rules.a.when"),
        ("rules: {a: {when: seller_new, colour: red}}", "rules.a.colour: unknown key"),
        ("rules: {a: {when: seller_new, below_cny: 3}}", "below_cny means nothing"),
        ("rules: {a: {when: price_below}}", "say `below_cny`"),
        ("rules: {a: {when: price_below, below_cny: 9, rearm_cny: 8}}", "never fire again"),
        ("rules: {a: {when: site_dark, only: {platform: [qq]}}}", "about a site"),
        ("rules: {a: {when: site_dark, group: {by: [seller]}}}", "group it by site"),
        ("rules: {a: {when: appeared, group: {by: [colour]}}}", "rules.a.group.by"),
        ("rules: {a: {when: appeared, group: {wait: 0m}}}", "rules.a.group.wait"),
        ("rules: {A: {when: seller_new}}", "rules.A"),
        ("rules: {a: {when: seller_new, cap: {most: 0}}}", "rules.a.cap.most"),
        ("protect: [WeChat]", "lower case"),
        ("quiet: {from: '22:00', to: '22:00'}", "same time"),
        ("quiet: {from: '22:00', to: '08:00', time_zone: Mars}", "no time zone"),
        ("- a\n- b", "holds no keys"),
        ("rules: [", "no YAML"),
    ],
)
def test_wrong_rules_are_one_line_that_names_file_and_key(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "rules.yml").write_text(text, "utf-8")

    with pytest.raises(ConfigError, match=r"rules\.yml") as refused:
        load_rules(tmp_path)

    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_empty_file_is_no_rules(tmp_path: Path) -> None:
    (tmp_path / "rules.yml").write_text("# nothing\n", "utf-8")

    assert load_rules(tmp_path) == RulesFile()


def test_every_reason_has_its_chinese_form() -> None:
    words = {"case": "case-3", "product": "qq/account", "cause": "dns in 3 looks", "entry": "telegram:x",
             "listings": "2", "health": "broken", "before_median": "10", "after_median": "8"}  # fmt: skip
    for when in When:
        extra = {"below_cny": 20} if when is When.PRICE_BELOW else {}
        for kind in LOOKS_AT[when]:
            happened = occasion(
                kind, words=words, in_a_row=9, price_before=Decimal(30), price_after=Decimal(10),
                stock_before=1, stock_after=9999, offers=(sold(platform="wechat"),),
            )  # fmt: skip
            for alert in said(book(when=when, protect=("wechat",), **extra), happened):
                for why in alert.reasons:
                    chinese = reason(why, "zh")
                    assert chinese != why, why
