"""A run's health follows from what it met."""

from __future__ import annotations

from collections import Counter

import pytest

from crawler.health import Cause, Tally, Verdict, verdict
from market.model import LinkRole
from storage.records import Health


def judged(**words: object) -> tuple[Health, Cause | None, bool]:
    failures = words.pop("failures", {})
    tally = Tally(failures=Counter(failures), **words)  # type: ignore[arg-type]
    found: Verdict = verdict(tally)
    return found.health, found.cause, found.complete


def test_whole_run_is_healthy_and_complete() -> None:
    assert judged(requests=5, pages=4, listings=30) == (Health.HEALTHY, None, True)


def test_numbers_count_like_listings() -> None:
    assert judged(requests=5, pages=4, numbers=30) == (Health.HEALTHY, None, True)


def test_empty_catalogue_is_healthy_only_with_its_mark() -> None:
    assert judged(requests=2, pages=1, empty=True) == (Health.HEALTHY, None, True)
    assert judged(requests=2, pages=1) == (Health.BROKEN, Cause.EMPTY, False)


def test_run_without_requests_failed() -> None:
    assert judged() == (Health.FAILED, Cause.NO_REQUESTS, False)


@pytest.mark.parametrize(
    ("cause", "health"),
    [
        (Cause.ROBOTS, Health.BLOCKED),
        (Cause.BLOCKED, Health.BLOCKED),
        (Cause.CHALLENGE, Health.BLOCKED),
        (Cause.RATE_LIMIT, Health.BLOCKED),
        (Cause.LOGIN_WALL, Health.BLOCKED),
        (Cause.NEEDS_KEY, Health.BLOCKED),
        (Cause.LAYOUT, Health.BROKEN),
        (Cause.UNKNOWN_FAMILY, Health.BROKEN),
        (Cause.DNS, Health.FAILED),
        (Cause.REFUSED, Health.FAILED),
        (Cause.TIMEOUT, Health.FAILED),
        (Cause.TLS, Health.FAILED),
        (Cause.GONE, Health.FAILED),
        (Cause.HTTP_5XX, Health.FAILED),
        (Cause.REDIRECT, Health.FAILED),
        (Cause.REFUSED_ADDRESS, Health.FAILED),
        (Cause.TOO_LARGE, Health.FAILED),
    ],
)
def test_start_page_that_failed_decides(cause: Cause, health: Health) -> None:
    assert judged(requests=1, failures={cause: 1}) == (health, cause, False)


def test_some_missing_pages_make_it_partial() -> None:
    assert judged(requests=9, pages=8, listings=30, failures={Cause.HTTP_5XX: 1}) == (
        Health.PARTIAL,
        Cause.HTTP_5XX,
        False,
    )


def test_half_of_the_pages_kept_from_us_is_blocked() -> None:
    found = judged(requests=9, pages=3, listings=30, failures={Cause.CHALLENGE: 3})

    assert found == (Health.BLOCKED, Cause.CHALLENGE, False)


def test_half_of_the_pages_changed_is_broken() -> None:
    assert judged(requests=9, pages=3, listings=3, failures={Cause.LAYOUT: 3})[0] is Health.BROKEN


def test_budget_makes_it_partial() -> None:
    assert judged(requests=9, pages=8, listings=30, stopped=Cause.BUDGET) == (Health.PARTIAL, Cause.BUDGET, False)


def test_killed_before_the_first_page_failed() -> None:
    assert judged(requests=1, stopped=Cause.KILLED) == (Health.FAILED, Cause.KILLED, False)
    assert judged(requests=9, pages=3, listings=3, stopped=Cause.KILLED)[:2] == (Health.PARTIAL, Cause.KILLED)


def test_fewer_than_the_site_states_is_partial() -> None:
    assert judged(requests=9, pages=8, listings=29, total=30) == (Health.PARTIAL, Cause.FEWER, False)


def test_pinned_bounds_are_kept() -> None:
    assert verdict(Tally(requests=9, pages=8, listings=3), listings_min=10).cause is Cause.EXPECTED


def test_product_that_is_gone_is_everyday() -> None:
    tally = Tally(requests=9, pages=8, listings=30)
    tally.failed(Cause.GONE, role=LinkRole.PRODUCT, optional=False)
    tally.failed(Cause.TIMEOUT, role=LinkRole.NOTICE, optional=True)

    assert verdict(tally).health is Health.HEALTHY


@pytest.mark.parametrize("cause", [Cause.TIMEOUT, Cause.HTTP_5XX, Cause.TOO_SLOW, Cause.TOO_LARGE, Cause.RESET])
def test_goods_whose_pages_did_not_arrive_may_stand_there_all_the_same(cause: Cause) -> None:
    tally = Tally(requests=9, pages=8, listings=30)
    tally.failed(cause, role=LinkRole.PRODUCT, optional=True)
    tally.failed(cause, role=LinkRole.INDEX, optional=True)

    assert tally.unseen == 2
    tally.left_a_list = tally.unseen > 0
    assert verdict(tally) == Verdict(health=Health.HEALTHY, complete=False)


@pytest.mark.parametrize("cause", [Cause.GONE, Cause.ROBOTS, Cause.LOGIN_WALL, Cause.LAYOUT])
def test_pages_that_say_what_they_are_prove_something(cause: Cause) -> None:
    tally = Tally(requests=9, pages=8, listings=30)
    tally.failed(cause, role=LinkRole.PRODUCT, optional=True)
    tally.failed(Cause.TIMEOUT, role=LinkRole.NOTICE, optional=True)

    assert tally.unseen == 0
