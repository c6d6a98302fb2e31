"""robots.txt as RFC 9309 reads it."""

from __future__ import annotations

import pytest

from crawler.robots import parse_robots, robots_for_status

OURS = """
# comment
User-agent: *
Disallow: /

User-agent: googlebot
User-agent: HaoShao/1.0
Crawl-delay: 5
Disallow: /a*b$
Allow: /a
Disallow: /x?y=1
Disallow: /中
disallow: *.php$   # comment
Allow: /x.php$
Disallow:
Sitemap: https://shop.example/map.xml
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/a", True),
        ("/axb", False),
        ("/axbc", True),
        ("/x?y=1", False),
        ("/x?y=2", True),
        ("/%e4%b8%ad/1", False),
        ("/中", False),
        ("/q.php", False),
        ("/q.php?1", True),
        ("/x.php", True),
        ("/robots.txt", True),
    ],
)
def test_own_group_decides(path: str, allowed: bool) -> None:  # noqa: FBT001 - a table of cases
    assert parse_robots(OURS).allows("https://shop.example" + path) is allowed


def test_own_crawl_delay_is_read() -> None:
    assert parse_robots(OURS).crawl_delay_s == 5
    assert parse_robots("User-agent: *\nCrawl-delay: -1\nCrawl-delay: x").crawl_delay_s is None
    assert parse_robots("User-agent: *\nCrawl-delay: 99999").crawl_delay_s == 3600


def test_longest_match_wins_and_allow_wins_a_tie() -> None:
    robots = parse_robots("User-agent: *\nDisallow: /shop\nAllow: /shop/open\nDisallow: /tie\nAllow: /tie")

    assert not robots.allows("https://h.example/shop/closed")
    assert robots.allows("https://h.example/shop/open/1")
    assert robots.allows("https://h.example/tie")


def test_groups_for_everyone_hold_where_we_are_not_named() -> None:
    assert not parse_robots("User-agent: *\nDisallow: /a\nUser-agent: *\nDisallow: /b").allows("https://h.example/b")
    assert not parse_robots("User-agent: other\nUser-agent: *\nDisallow: /").allows("https://h.example/")


def test_empty_group_of_our_own_allows_everything() -> None:
    assert parse_robots("User-agent: haoshao\nDisallow:\n\nUser-agent: *\nDisallow: /").allows("https://h.example/")


def test_groups_that_name_us_are_joined() -> None:
    robots = parse_robots(
        "User-agent: haoshao\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: haoshao\nDisallow: /b"
    )

    assert not robots.allows("https://h.example/a")
    assert not robots.allows("https://h.example/b")
    assert robots.allows("https://h.example/c")


def test_rules_before_any_agent_are_ignored() -> None:
    assert parse_robots("Disallow: /\nUser-agent: *\nAllow: /").allows("https://h.example/")


@pytest.mark.parametrize("text", ["", "<html>not found</html>", "\ufeffUser-agent: *\nDisallow:", "\x00\xff" * 100])
def test_rubbish_allows(text: str) -> None:
    assert parse_robots(text).allows("https://h.example/a")


def test_many_wildcards_are_matched_at_once() -> None:
    robots = parse_robots("User-agent: *\nDisallow: /" + "*a" * 2000 + "$")

    assert robots.allows("https://h.example/" + "a" * 1900)
    assert not robots.allows("https://h.example/" + "a" * 2001)


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (403, True), (401, True), (429, False), (500, False), (503, False)]
)
def test_status_without_a_file(status: int, allowed: bool) -> None:  # noqa: FBT001 - a table of cases
    robots = robots_for_status(status)

    assert robots is not None
    assert robots.allows("https://h.example/") is allowed


def test_status_with_a_file() -> None:
    assert robots_for_status(200) is None
