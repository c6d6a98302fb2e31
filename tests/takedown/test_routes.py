"""Who can act: the recipients that ship, and which of them a case is proposed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from base.checked_files import ConfigError
from takedown.notices import LANGUAGES
from takedown.recipients import Need, Role, load_recipients
from takedown.routes import AtHand, Route, propose_routes
from takedown.settings import load_takedown_settings

CONFIG = Path(__file__).resolve().parents[2] / "config"
NOTHING = AtHand(has_pictures=False, reporter_known=False)


def offer(**other: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a row
    row = {
        "offer_id": "o1",
        "url": "https://shop.example/1",
        "family": "generic",
        "kind": "account",
        "platform": None,
        "country": None,
        "currency": None,
        "handles": [],
        "subjects": [],
    }
    return {**row, **other}


def proposed(*offers: dict[str, Any], at_hand: AtHand = NOTHING) -> dict[str, Route]:
    routes = propose_routes(load_recipients(CONFIG), offers, (), at_hand)
    return {route.recipient.id: route for route in routes}


def test_the_recipients_that_ship_are_many_and_have_sources() -> None:
    found = load_recipients(CONFIG)

    assert len(found) >= 12
    assert {one.role for one in found.values()} == set(Role)
    assert {"cn-12321", "cn-12377", "cn-96110"} <= found.keys()
    assert all(one.sources or one.unconfirmed for one in found.values())


def test_every_ground_that_a_recipient_names_is_written_in_both_languages() -> None:
    named = {name for one in load_recipients(CONFIG).values() for name in one.legal}

    missing = [
        f"{name}.{language}"
        for name in named
        for language in LANGUAGES
        if not (CONFIG / "notices" / "legal" / f"{name}.{language}.txt").exists()
    ]

    assert named
    assert missing == []


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (offer(platform="wechat"), "tencent"),
        (offer(handles=[{"type": "qq", "value": "10001", "scope": "site"}]), "tencent"),
        (offer(url="https://t.me/s/someshop"), "telegram"),
        (offer(url="https://somebody.github.io/shop"), "github"),
        (offer(url="https://my.pages.dev/"), "cloudflare"),
        (offer(family="shopify"), "shopify"),
        (offer(family="dujiaoka"), "shop-software-host"),
        (offer(handles=[{"type": "phone", "value": "+8617000000000", "scope": "site"}]), "mvno"),
        (offer(kind="sim_card", subjects=[{"type": "number_prefix", "value": "1700"}]), "mvno"),
        (offer(kind="sms_code", country="CN"), "cn-12321"),
        (offer(currency="CNY"), "cn-96110"),
        (offer(), "registrar"),
        (offer(url="http://192.0.2.7/shop"), "hosting-provider"),
    ],
)
def test_a_case_is_proposed_who_can_act_on_it(row: dict[str, Any], wanted: str) -> None:
    found = proposed(row)

    assert wanted in found
    assert found[wanted].offer_ids == ("o1",)
    assert found[wanted].reasons


def test_nobody_is_proposed_who_has_nothing_to_do_with_it() -> None:
    found = proposed(offer(url="https://t.me/s/someshop", kind="tool", country="US"))

    assert set(found) == {"telegram"}


def test_the_nearest_to_the_seller_comes_first() -> None:
    roles = [route.recipient.role for route in proposed(offer(platform="wechat", family="dujiaoka")).values()]

    assert roles == sorted(roles, key=tuple(Role).index)
    assert roles[0] is Role.PLATFORM


def test_what_is_missing_is_said_until_it_is_there() -> None:
    row = offer(platform="google", url="https://x.web.app/")
    before = proposed(row)["google"].missing
    after = proposed(row, at_hand=AtHand(has_pictures=True, reporter_known=True))["google"].missing

    assert any("takedown.yml" in line for line in before)
    assert not any("takedown.yml" in line for line in after)
    assert any(Need.SCREENSHOTS in one.must_contain for one in load_recipients(CONFIG).values())


def test_a_recipient_without_a_source_has_to_say_so(tmp_path: Path) -> None:
    folder = tmp_path / "recipients"
    folder.mkdir()
    text = "id: x\nname: {en: X, zh: X}\nrole: hosting\nacts_on: {}\nlanguages: [en]\n"
    text += "channels: [{how: mail, address: a}]\n"
    (folder / "x.yml").write_text(text, "utf-8")

    with pytest.raises(ConfigError, match="unconfirmed"):
        load_recipients(tmp_path)
    (folder / "x.yml").write_text(text + "unconfirmed: true\n", "utf-8")
    assert set(load_recipients(tmp_path)) == {"x"}


def test_settings_are_off_by_default_and_a_wrong_key_is_named(tmp_path: Path) -> None:
    assert load_takedown_settings(CONFIG).mail.enabled is False
    (tmp_path / "takedown.yml").write_text("mail: {enable: true}\n", "utf-8")

    with pytest.raises(ConfigError, match=r"takedown\.yml: mail\.enable: unknown key"):
        load_takedown_settings(tmp_path)
