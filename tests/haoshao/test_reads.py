"""`haoshao read`: a broken line stops nobody, and ids come back as they were."""

from pathlib import Path

import pytest

from base.lexicon import load_reader
from haoshao.reads import UnreadableInputError, read_lines, words_of_body
from haoshao.workspace import BUNDLED_CONFIG
from market.reading import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(BUNDLED_CONFIG)


def test_broken_lines_are_told_and_the_others_read(reader: Reader) -> None:
    lines = [
        '{"id": 7, "title": "微信老号", "text": "65元一个"}',
        "broken",
        "",
        '{"id": "x", "title": 5}',
        "[1]",
        '{"id": 1}',
    ]

    rows = list(read_lines(reader, lines))

    assert [row["id"] for row in rows] == [7, None, "x", None, 1]
    assert rows[0]["is_offer"]
    assert rows[0]["offers"][0]["price"]["min"] == "65"
    assert "line 2: is no JSON" in rows[1]["error"]
    assert "title: must be a text" in rows[2]["error"]
    assert "is no JSON object" in rows[3]["error"]
    assert "text: is missing" in rows[4]["error"]


def test_html_is_read_by_its_visible_text(reader: Reader) -> None:
    (row,) = read_lines(reader, ['{"id": "h", "html": "<p>微信老号</p><script>var x=1</script><p>65元一个</p>"}'])

    assert row["text"] == "微信老号\n65元一个"
    assert row["offers"][0]["platform"] == "wechat"


def test_any_charset_is_read() -> None:
    assert words_of_body("f", "出微信老号，六十五块一个，要的加我".encode("gb18030")).text.startswith("出微信老号")


def test_picture_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="PNG picture"):
        words_of_body(str(tmp_path), b"\x89PNG\r\n\x1a\n")
