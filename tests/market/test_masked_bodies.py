"""Bodies with personal data of many are noticed however they are laid out, and lose it at the same length."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.masking import count_bulk_data, has_bulk_data, masked_body

PEOPLE = [
    (f"{'赵钱孙李周吴郑王冯陈'[number % 10]}小明", f"1380013{8000 + number}", f"广东省深圳市南山区科技路{number + 1}号")
    for number in range(25)
]
CODES = [f"【京东】您的验证码是{123_400 + number}，请勿泄露" for number in range(25)]


def as_objects(*, escaped: bool) -> str:
    rows = [{"name": name, "phone": phone, "address": place} for name, phone, place in PEOPLE]
    return json.dumps(rows, ensure_ascii=escaped, separators=(",", ":"))


BODIES: dict[str, str] = {
    "lines": "\n".join(" ".join(one) for one in PEOPLE),
    "objects in one line": as_objects(escaped=False),
    "objects, escaped": as_objects(escaped=True),
    "arrays in one line": json.dumps(PEOPLE, ensure_ascii=False, separators=(",", ":")),
    "a text in JSON": json.dumps({"text": "\n".join(" ".join(one) for one in PEOPLE)}, ensure_ascii=False),
    "a table in one line": "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in PEOPLE),
    "a table, a cell a line": "".join(f"<tr>\n<td>{a}</td>\n<td>{b}</td>\n<td>{c}</td>\n</tr>\n" for a, b, c in PEOPLE),
    "a list in one line": "<ul>" + "".join(f"<li>{a} {b} {c}</li>" for a, b, c in PEOPLE) + "</ul>",
    "broken lines": "<p>" + "<br>".join(" ".join(one) for one in PEOPLE) + "</p>",
}


@pytest.mark.parametrize("name", BODIES)
def test_people_are_counted_and_lost_in_any_layout(name: str) -> None:
    body = BODIES[name]
    starred = masked_body(body)

    assert has_bulk_data(body, 20)
    assert not has_bulk_data(body, 26)
    assert len(starred) == len(body)
    assert not [phone for _, phone, _ in PEOPLE if phone in starred]
    assert "小明" not in starred
    assert "\\u5c0f\\u660e" not in starred


def test_masked_json_is_still_json() -> None:
    rows = json.loads(masked_body(as_objects(escaped=True)))

    assert len(rows) == 25
    assert set(rows[0]["phone"]) == {"*"}


@pytest.mark.parametrize("join", ["".join, " ".join, json.dumps])
def test_messages_in_one_line_are_counted_one_by_one(join: Callable[[list[str]], str]) -> None:
    body = join([f"<p>{code}</p>" for code in CODES])

    assert has_bulk_data(body, 20)
    assert "123407" not in masked_body(body)


def test_cards_in_one_line_are_counted_one_by_one() -> None:
    body = "cards: " + " | ".join(["4111111111111111"] * 25)

    assert count_bulk_data(body) == 25
    assert "4111" not in masked_body(body)


def test_long_numbers_of_another_kind_are_no_cards() -> None:
    chosen = random.Random(5)  # noqa: S311 - numbers that prove themselves by chance only
    body = json.dumps([{"id": chosen.randrange(4 * 10**17, 5 * 10**17)} for _ in range(3000)])

    assert not has_bulk_data(body, 20)


def test_shop_with_its_own_contact_is_left_alone() -> None:
    goods = "".join(
        f"<div><a href=/buy/{number}>微信老号 {number}元</a> 库存 {number * 100}</div>" for number in range(300)
    )
    body = f"<html>{goods}<footer>联系 13800138000 广东省深圳市南山区科技路8号</footer></html>"

    assert not has_bulk_data(body, 20)


@given(st.text())
def test_any_body_keeps_its_length(text: str) -> None:
    assert len(masked_body(text)) == len(text)
    has_bulk_data(text, 1)


@given(
    st.lists(
        st.sampled_from(["<tr>", "<td>", "\\u5f20", '"name":', "},{", "13800138000", "张三", "\n", "@a.b:c", "验证码"])
    )
)
def test_any_mixture_of_marks_keeps_its_length(pieces: list[str]) -> None:
    text = "".join(pieces)

    assert len(masked_body(text)) == len(text)
    assert count_bulk_data(text) >= 0
