"""A fetched body with bulk personal data is kept without them, in the encoding it came in."""

from __future__ import annotations

import json

import pytest

from base.charset import decode
from crawler.fetching import redacted

ROWS = [
    {"name": "张小明", "phone": f"1380013{8000 + number}", "address": f"江苏省南京市鼓楼区中山路{number}号"}
    for number in range(1, 30)
]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_line_of_json_is_redacted_in_its_encoding(encoding: str) -> None:
    body = json.dumps(ROWS, ensure_ascii=False).encode(encoding)
    without = redacted(decode(body, encoding))

    assert without is not None
    assert len(json.loads(without.decode(encoding))) == len(ROWS)
    assert not [row for row in ROWS if row["phone"].encode() in without]


def test_few_rows_are_kept_as_they_came() -> None:
    assert redacted(decode(json.dumps(ROWS[:5]).encode(), "utf-8")) is None
