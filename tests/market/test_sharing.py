"""Handles that are nobody's own."""

from __future__ import annotations

import pytest

from market.sharing import Showing, count_unrelated, is_beside_go_between, why_shared


def shown(*others: set[int], site: int | None = None, told: bool = False) -> list[Showing]:
    return [
        Showing(party=number, site=site or number, others=frozenset(some), beside_go_between=told)
        for number, some in enumerate(others)
    ]


def test_parties_hang_together_by_any_other_handle() -> None:
    assert count_unrelated(shown({1, 2}, {2, 3}, {4}, set())) == 2
    assert count_unrelated(shown({1}, {2}, {1, 2})) == 1


def test_what_speaks_for_a_handle_of_nobody() -> None:
    assert why_shared(shown({1}, {2}), lambda: 0) is None
    assert why_shared(shown({1}, {2}, told=True), lambda: 0) is not None
    one_of_two = [*shown({1}, {1}, {1}), *shown({2}, told=True)]
    assert why_shared(one_of_two, lambda: 0) is not None, "records of one seller are one voice"
    assert why_shared([*shown({1}, {2}, {3}), *shown({4}, told=True)], lambda: 0) is None
    assert why_shared(shown({1}, {2}, {3}, site=7), lambda: 0.9) is not None
    assert why_shared(shown({1}, {2}, {3}, site=7), lambda: 0.3) is None
    assert why_shared(shown(*({number} for number in range(5))), lambda: 0) is not None
    assert why_shared(shown(*({1} for _ in range(30))), lambda: 0) is None


def test_two_contacts_of_a_footer_do_not_hold_its_users_together() -> None:
    footer = shown({99, 1}, {99, 2}, {99, 3}, site=7)

    assert why_shared(footer, lambda: 0.95) is not None
    assert why_shared(footer, lambda: 0.3) is None
    assert why_shared(shown({99}, {99}, {99}, site=7), lambda: 0.95) is None  # one seller under three names


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("老号\n可走担保 @thirdman", True),
        ("不放心就走 @thirdman 担保", True),
        ("Escrow ok via @thirdman", True),
        ("担保交易\nTG @thirdman", False),
        ("加我 @thirdman", False),
        ("大额交易一律走 @thirdman", True),
        ("Big deals go through @thirdman", True),
        ("Сделки от 100$ — через @thirdman", True),
        ("пишите через @thirdman", False),
        ("交易前先加 @thirdman", False),
    ],
)
def test_words_beside_a_handle_name_a_go_between(words: str, named: bool) -> None:  # noqa: FBT001 - a case
    start = words.index("@") + 1

    assert is_beside_go_between(words, start, start + len("thirdman")) is named
