"""JSON as shops answer it: broken escapes forgiven, fields of other types absent."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from crawler.families.family import PageChangedError
from crawler.families.json_fields import fields, items, json_at, json_value, read_json, when, word
from market.model import Page


def test_what_cannot_be_stored_is_left_out() -> None:
    assert json_value('{"a": "x\\ud800y", "b": "\\ud83d\\ude00", "c": "\\u0000z"}') == {"a": "xy", "b": "😀", "c": "z"}
    assert json_at('v = {"a": "\\ud800 \\u0000"};', 4) == {"a": " "}


def test_raw_line_breaks_inside_strings_are_forgiven() -> None:
    assert json_value('\ufeff{"a": "one\ntwo"}') == {"a": "one\ntwo"}


@pytest.mark.parametrize("text", ["", "BAD_KEY", "{", "[" * 10_000, '{"a": NaN}', "null", "<html>"])
def test_what_is_no_json_is_none(text: str) -> None:
    assert json_value(text) is None
    with pytest.raises(PageChangedError, match=r"shop\.example"):
        read_json(Page(url="https://shop.example/api", text=text))


def test_fields_of_other_types_are_absent() -> None:
    assert fields([1]) == {}
    assert fields({"a": 1}) == {"a": 1}
    assert list(items({"3": "x"})) == ["x"]
    assert list(items("abc")) == []
    assert [word(value) for value in (" a ", 5, 5.5, None, True, [])] == ["a", "5", "5.5", "", "", ""]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-09-18T02:20:30.000000Z", datetime(2026, 9, 18, 2, 20, 30, tzinfo=UTC)),
        ("2026-09-18 10:20:30", datetime(2026, 9, 18, 2, 20, 30, tzinfo=UTC)),
        ("1789000000", datetime(2026, 9, 10, 0, 26, 40, tzinfo=UTC)),
        (1789000000, datetime(2026, 9, 10, 0, 26, 40, tzinfo=UTC)),
    ],
)
def test_times(value: object, expected: datetime) -> None:
    assert when(value, timezone(timedelta(hours=8))) == expected


@pytest.mark.parametrize(
    "value", [None, True, "", "soon", "0001-01-01T00:00:00Z", "9" * 30, -1, [], "9999-12-31T23:59:59-12:00"]
)
def test_what_is_no_time(value: object) -> None:
    assert when(value) is None
