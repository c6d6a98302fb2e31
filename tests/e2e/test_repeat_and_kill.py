"""Crawling again what has not changed, and crawling again what was killed."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import ROOT

if TYPE_CHECKING:
    from tests.e2e.conftest import Watch

RECORDED = ("listing", "offer", "observation", "presence", "sighting", "alert", "outbox")
EXPORTED = ("listings", "sellers", "alerts", "transitions")


def test_a_second_crawl_of_unchanged_shops_adds_no_observation_and_no_alert(watch: Watch) -> None:
    assert watch.crawl(1, hour=9) == 0
    before = {table: watch.count(table) for table in RECORDED}

    assert watch.crawl(1, hour=15) == 0

    assert {table: watch.count(table) for table in RECORDED} == before
    assert before["observation"] > 150


@pytest.mark.parametrize(
    "kills",
    [(20, 40)] + [pytest.param(kills, marks=pytest.mark.slow) for kills in ((1, 1), (3, 100), (60, 10), (100, 70))],
)
def test_crawls_that_are_killed_and_started_again_lose_and_double_nothing(
    kills: tuple[int, int], watch: Watch, undisturbed: Watch
) -> None:
    for day, requests in enumerate(kills, 1):
        assert watch.kill_crawl(day, requests)
        assert watch.crawl(day) == 0

    for table in EXPORTED:
        assert watch.rows(table) == undisturbed.rows(table), table
    assert [watch.count(table) for table in RECORDED] == [undisturbed.count(table) for table in RECORDED]
    assert undisturbed.count("alert") > 0


def test_crawl_whose_starter_is_gone_before_it_began_ends_at_once(watch: Watch) -> None:
    place = watch.place
    words = ["--config", place.config, "--data", place.require_data(), "--database", place.database]
    command = [sys.executable, "-m", "haoshao.crawling", watch.sites[0], *words, "--until-deserted"]

    ended = subprocess.run(command, input=b"", capture_output=True, check=False, timeout=240, cwd=ROOT)

    said = [json.loads(line) for line in ended.stdout.splitlines()]
    (summary,) = [line["summary"] for line in said if "summary" in line]
    assert (summary["cause"], summary["complete"]) == ("killed", False)
