"""Disguised copies of a text are read like the text itself."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.market.reading.test_rules import brief, offers

_SPEC = importlib.util.spec_from_file_location("disturbances", Path(__file__).with_name("disturbances.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
disturbances = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(disturbances)

TEXTS = (
    "微信白号 26元\n小红书实名号 19元\n抖音千粉 35元",
    "淘宝老号 12元 支付宝实名 88元",
    "Gmail fresh ... $0.34\nOutlook aged ... $0.05\nFacebook farmed ... $4",
    "Телеграм аккаунты 90 ₽, фейсбук 120 ₽",
)


@pytest.mark.parametrize("disturb", disturbances.ALL, ids=lambda disturb: disturb.__name__)
@pytest.mark.parametrize("text", TEXTS)
def test_a_disguised_text_reads_the_same(disturb: Callable[[str, Random], str], text: str) -> None:
    """Kind, platform and price survive each disguise."""
    disguised = disturb(text, Random(7))  # noqa: S311 - the same disguise each time, no secret

    assert [brief(offer) for offer in offers(disguised)] == [brief(offer) for offer in offers(text)]
