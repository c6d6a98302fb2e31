"""RFC 9309 point by point: what it says, a file that shows it, and what may be fetched then."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import cast

import pytest

from base.net_answer import Fetched
from crawler.fetching import Fetcher, GaveUpError
from crawler.health import Cause
from crawler.items import Kept
from crawler.robots import MAX_BYTES, parse_robots
from crawler.robots_of_site import RobotsOfSite
from storage.records import SnapshotRef

HOST = "https://h.example"
EVERYONE = "User-agent: *\n"
MANY = "# a long comment of forty characters....\n" * 13_000

RFC: tuple[tuple[str, str, str, bool], ...] = (
    # section and what it asks, the file, an address, whether it may be fetched
    ("2.2.1 the token is matched in any case", "User-Agent: HAOSHAO\nDisallow: /", "/a", False),
    ("2.2.1 what follows the token does not matter", "User-agent: haoshao/2.1 (x)\nDisallow: /", "/a", False),
    ("2.2.1 a longer token is another crawler", "User-agent: haoshaobot\nDisallow: /", "/a", True),
    ("2.2.1 a part of the token is another crawler", "User-agent: hao\nDisallow: /", "/a", True),
    ("2.2.1 an own group before the one for all", EVERYONE + "Disallow: /\nUser-agent: haoshao\nAllow: /", "/a", True),
    ("2.2.1 no matching group allows", "User-agent: other\nDisallow: /", "/a", True),
    ("2.2.1 several agents share rules", "User-agent: x\nUser-agent: haoshao\nDisallow: /a", "/a", False),
    (
        "2.2.1 groups of one agent are combined",
        "User-agent: haoshao\nDisallow: /a\n\nUser-agent: y\nDisallow: /\n\nUser-agent: haoshao\nDisallow: /b",
        "/b",
        False,
    ),
    ("2.2.1 groups for all are combined", EVERYONE + "Disallow: /a\n" + EVERYONE + "Disallow: /b", "/a", False),
    ("2.2.1 blank lines end no group", "User-agent: haoshao\n\n\nDisallow: /a", "/a", False),
    ("2.2.2 a rule without a group is ignored", "Disallow: /\n", "/a", True),
    ("2.2.2 an empty rule allows", EVERYONE + "Disallow:", "/a", True),
    ("2.2.2 an empty rule beside others is none", EVERYONE + "Allow:\nDisallow: /a", "/a", False),
    ("2.2.2 paths tell cases apart", EVERYONE + "Disallow: /Private", "/private", True),
    ("2.2.2 rules match from the start", EVERYONE + "Disallow: /b", "/a/b", True),
    ("2.2.2 rules match by their beginning", EVERYONE + "Disallow: /shop", "/shopping?x=1", False),
    ("2.2.2 the longest rule wins, later", EVERYONE + "Allow: /a/b\nDisallow: /a", "/a/b/c", True),
    ("2.2.2 the longest rule wins, earlier", EVERYONE + "Disallow: /a/b\nAllow: /a", "/a/b/c", False),
    ("2.2.2 allow wins a tie", EVERYONE + "Disallow: /a\nAllow: /a", "/a", True),
    ("2.2.2 no rule that matches allows", EVERYONE + "Disallow: /a", "/b", True),
    ("2.2.2 the file itself may always be fetched", EVERYONE + "Disallow: /", "/robots.txt", True),
    ("2.2.2 octets beyond ASCII are encoded", EVERYONE + "Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", False),
    ("2.2.2 and compared in any case", EVERYONE + "Disallow: /foo/%e3%83%84", "/foo/ツ", False),
    ("2.2.2 unreserved octets are decoded", EVERYONE + "Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
    (
        "2.2.2 reserved octets are encoded",
        EVERYONE + "Disallow: /foo/bar?baz=https%3A%2F%2Ffoo.bar",
        "/foo/bar?baz=https://foo.bar",
        False,
    ),
    ("2.2.2 as they are in the file", EVERYONE + "Disallow: /x?u=a:b", "/x?u=a%3Ab", False),
    ("2.2.3 # begins a comment", EVERYONE + "Disallow: /a # not /ab", "/ab", False),
    ("2.2.3 a comment of its own", EVERYONE + "# Disallow: /a", "/a", True),
    ("2.2.3 $ is the end", EVERYONE + "Disallow: /a.php$", "/a.php?x", True),
    ("2.2.3 $ is the end, exactly", EVERYONE + "Disallow: /a.php$", "/a.php", False),
    ("2.2.3 * is any octets", EVERYONE + "Disallow: /*/private", "/x/y/private/z", False),
    ("2.2.3 * is none as well", EVERYONE + "Disallow: /a*b", "/ab", False),
    ("2.2.3 * before the end", EVERYONE + "Disallow: /*.gif$", "/x/y.gif", False),
    ("2.2.3 a rule may begin with *", EVERYONE + "Disallow: *.pdf", "/x.pdf", False),
    ("2.2.3 %2A is a star", EVERYONE + "Disallow: /file-%2A.html", "/file-*.html", False),
    ("2.2.3 %2A is nothing but a star", EVERYONE + "Disallow: /file-%2A.html", "/file-x.html", True),
    ("2.2.3 %24 is a dollar", EVERYONE + "Disallow: /pay%24", "/pay$", False),
    ("2.2.3 %24 is no end", EVERYONE + "Disallow: /pay%24", "/pay", True),
    ("2.2.3 $ within a rule is a dollar", EVERYONE + "Disallow: /a$b", "/a%24b", False),
    ("2.2.4 other records end no group", "User-agent: haoshao\nSitemap: /x\nDisallow: /a", "/a", False),
    (
        "2.2.4 nor the list of its agents",
        "User-agent: haoshao\nSitemap: /m\nCrawl-delay: 3\nUser-agent: x\nDisallow: /",
        "/a",
        False,
    ),
    ("2.2.4 unknown lines are passed over", EVERYONE + "Noindex: /\nwhat is this\nDisallow: /a", "/b", True),
    ("2.3 a mark at the beginning is passed over", "\ufeff" + EVERYONE + "Disallow: /a", "/a", False),
    ("2.2 lines end with CR, LF or both", "User-agent: *\rDisallow: /a\r\nDisallow: /b\n", "/b", False),
    ("2.2 and with nothing else", EVERYONE + "Disallow: /a\u2028Allow: /", "/b", True),
    ("2.2 blanks do not matter", "  user-agent :\t*  \n  DISALLOW  :  /a  ", "/a", False),
    ("2.5 500 KiB are read", EVERYONE + "# x\n" * 120_000 + "Disallow: /a", "/a", False),
    ("2.5 what is beyond may be left", EVERYONE + MANY + "Disallow: /a", "/a", True),
)


@pytest.mark.parametrize(("point", "text", "path", "allowed"), RFC, ids=[row[0] for row in RFC])
def test_point_of_the_standard(point: str, text: str, path: str, allowed: bool) -> None:  # noqa: FBT001 - a table
    assert parse_robots(text).allows(HOST + path) is allowed, point


def test_rule_that_the_limit_cuts_through_is_none() -> None:
    text = EVERYONE + "#" * (MAX_BYTES - len(EVERYONE) - 14) + "\nDisallow: /a/b/c"

    assert parse_robots(text).allows(HOST + "/a/x")


@dataclass
class Server:
    """Answers by address, in the place of a fetcher."""

    answers: dict[str, tuple[int, str] | Cause]
    asked: list[str] = field(default_factory=list)
    crawl_delays: dict[str, float] = field(default_factory=dict)

    async def fetch(self, url: str) -> Kept:
        self.asked.append(url)
        answer = self.answers.get(url, (404, ""))
        if isinstance(answer, Cause):
            raise GaveUpError(answer, "so it is")
        status, said = answer
        moved = 300 <= status < 400
        headers = ((b"Location", said.encode()),) if moved else ((b"Content-Type", b"text/plain"),)
        body = b"" if moved else said.encode()
        fetched = Fetched(
            url=url, status=status, reason="", version="HTTP/1.1", headers=headers, body=body,
            address="", tls=None, request_headers=(), wire_bytes=0,
        )  # fmt: skip
        return Kept(fetched=fetched, snapshot=cast("SnapshotRef", _Snapshot(url)), state=None, decoding=None)

    def record(self, snapshot: SnapshotRef) -> None:
        """Keep nothing."""


@dataclass
class _Snapshot:
    url: str
    sha256: str = "0" * 64


class Day:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 31, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def may_fetch(server: Server, clock: Day | None = None) -> bool:
    robots = RobotsOfSite(cast("Fetcher", server), clock=clock or Day())
    return asyncio.run(robots.word_of(HOST + "/a")).robots.allows(HOST + "/a")


NO = (200, "User-agent: *\nDisallow: /")


def hops(count: int) -> dict[str, tuple[int, str] | Cause]:
    places = [f"{HOST}/robots.txt", *(f"https://other-{number}.example/r" for number in range(1, count + 1))]
    return {**{one: (301, two) for one, two in pairwise(places)}, places[-1]: NO}


@pytest.mark.parametrize("count", range(8))
def test_five_redirects_are_followed_to_other_hosts_too(count: int) -> None:
    server = Server(hops(count))

    assert may_fetch(server) is (count > 5)
    assert len(server.asked) == min(count, 5) + 1


@pytest.mark.parametrize(
    ("point", "answer", "allowed"),
    [
        ("2.3.1.1 a file is obeyed", NO, False),
        ("2.3.1.3 400 is unavailable, which allows", (400, ""), True),
        ("2.3.1.3 401 as well", (401, ""), True),
        ("2.3.1.3 403 as well", (403, ""), True),
        ("2.3.1.3 404 as well", (404, ""), True),
        ("2.3.1.3 410 as well", (410, ""), True),
        ("our own: 429 has not answered the question", (429, ""), False),
        ("2.3.1.4 500 is unreachable, which forbids", (500, ""), False),
        ("2.3.1.4 503 as well", (503, ""), False),
        ("2.3.1.4 no answer as well", Cause.TIMEOUT, False),
        ("2.3.1.4 no name as well", Cause.DNS, False),
        ("2.3.1.4 a torn connection as well", Cause.RESET, False),
        ("our own: a certificate that breaks off as well", Cause.TLS, False),
    ],
)
def test_answer_without_a_file(point: str, answer: tuple[int, str] | Cause, allowed: bool) -> None:  # noqa: FBT001
    assert may_fetch(Server({f"{HOST}/robots.txt": answer})) is allowed, point


def test_word_stands_for_a_day_and_no_longer() -> None:
    server, clock = Server({f"{HOST}/robots.txt": (200, "")}), Day()
    robots = RobotsOfSite(cast("Fetcher", server), clock=clock)

    async def run() -> list[int]:
        counts = []
        for hours in (0, 23, 2, 23):
            clock.now += timedelta(hours=hours)
            await robots.word_of(HOST + "/a")
            counts.append(len(server.asked))
        return counts

    assert asyncio.run(run()) == [1, 1, 2, 2]
    clock.now += timedelta(hours=2)
    assert robots.known(HOST + "/a") is None


def test_host_that_stays_unreachable_stays_closed() -> None:
    server, clock = Server({f"{HOST}/robots.txt": (503, "")}), Day()
    for _ in range(40):
        assert not may_fetch(server, clock)
        clock.now += timedelta(days=1)
