"""Whatever a server does, its run ends in the right health within bounds, and its neighbours never notice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from crawling import Crawled, Place
from loopback import serving
from misbehaving import MISBEHAVING

LIMITS = "limits: {timeout_s: 1.5, body_bytes: 1000000}\n"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    place = Place(folder=tmp_path_factory.mktemp("misbehaving"))
    with ExitStack() as stack:
        for name, (answers, _) in MISBEHAVING.items():
            place.write_site(name, stack.enter_context(serving(answers)).url + "/", more=LIMITS)
        yield place.crawl(*MISBEHAVING, more=("--max-sites", "16"))


@pytest.mark.parametrize("name", MISBEHAVING)
def test_run_ends_as_it_should(crawled: Crawled, name: str) -> None:
    health, cause, listings = MISBEHAVING[name][1]

    assert crawled.health(name) == (health, cause), crawled.summaries.get(name)
    assert crawled.summaries[name]["listings"] == listings


def test_nothing_of_ours_broke(crawled: Crawled) -> None:
    assert crawled.code == 0
    assert "Traceback" not in crawled.log
