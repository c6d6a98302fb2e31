"""Logs carry ids and addresses, never what sellers or third parties wrote."""

from __future__ import annotations

import logging
import subprocess
import sys
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request

from base.logs import QuietLogFormatter, url_of

PRIVATE = "王小明 13800138000 收货地址"
ITEM = SimpleNamespace(record=SimpleNamespace(url="https://shop.example/buy/1"), text=PRIVATE)
FAILURE = cast("Any", SimpleNamespace(value=ValueError(PRIVATE), getErrorMessage=lambda: PRIVATE))
REQUEST = Request("https://shop.example/buy/1")
SPIDER = cast("Any", None)


def message(said: Any) -> str:  # noqa: ANN401 - what Scrapy hands to logging
    return str(said["msg"] % said["args"])


@pytest.mark.parametrize(
    "said",
    [
        QuietLogFormatter().scraped(ITEM, None, SPIDER),
        QuietLogFormatter().dropped(ITEM, ValueError(PRIVATE), None, SPIDER),
        QuietLogFormatter().item_error(ITEM, ValueError(PRIVATE), None, SPIDER),
        QuietLogFormatter().spider_error(FAILURE, REQUEST, FAILURE, SPIDER),
        QuietLogFormatter().download_error(FAILURE, REQUEST, SPIDER, PRIVATE),
        QuietLogFormatter().crawled(REQUEST, cast("Any", SimpleNamespace(status=200)), SPIDER),
    ],
)
def test_message_names_the_address_and_nothing_else(said: Any) -> None:  # noqa: ANN401 - as above
    assert "https://shop.example/buy/1" in message(said)
    assert "王小明" not in message(said)


def test_address_is_inert() -> None:
    assert "\x1b" not in url_of(SimpleNamespace(url="https://shop.example/\x1b[2J\u202e"))


PROGRAM = """
import logging
from base.logs import start_logging
start_logging("INFO")
log = logging.getLogger("test")
log.info("two\\nlines \\x1b[31m and \\u202e bidi")
try:
    secret = "13800138000"
    raise ValueError(secret)
except ValueError:
    log.exception("it failed")
"""


def test_lines_are_single_and_without_exception_texts() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True, text=True)
    lines = done.stderr.splitlines()

    assert len(lines) == 2
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr
    assert "13800138000" not in done.stderr
    assert "ValueError" in lines[1]
    assert logging.getLogger("test").level == logging.NOTSET
