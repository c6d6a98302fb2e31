"""The frontier lets each address of the site through once, facts first."""

from __future__ import annotations

from crawler.frontier import Frontier
from crawler.items import Visit
from crawler.scope import Scope, host_key
from market.model import Link, LinkRole, PageIssue


class Issues(list[tuple[str, str]]):
    def __call__(self, issue: PageIssue, url: str) -> None:
        del url
        self.append((issue.code, issue.detail))


def frontier(*hosts: str) -> tuple[Frontier, Issues]:
    issues = Issues()
    return Frontier(Scope(["https://shop.example/"], hosts), issues), issues


def link(url: str, role: LinkRole = LinkRole.PRODUCT) -> Link:
    return Link(url=url, role=role)


def test_address_is_admitted_once() -> None:
    front, _ = frontier()

    assert len(front.admit([link("https://shop.example/a"), link("https://shop.example/a#b")], 1)) == 1
    assert front.admit([link("https://shop.example/a")], 2) == []


def test_strange_host_is_an_issue_once() -> None:
    front, issues = frontier("cdn.example")

    assert len(front.admit([link("https://cdn.example/a"), link("http://www.shop.example/b")], 1)) == 2
    assert front.admit([link("https://other.example/a"), link("https://other.example/b")], 1) == []
    assert [code for code, _ in issues] == ["unknown_host"]


def test_doubtful_link_is_an_issue() -> None:
    front, issues = frontier()

    assert front.admit([link("javascript:alert(1)"), link("https://shop.example\\@evil.example/")], 1) == []
    assert [code for code, _ in issues] == ["refused_link", "refused_link"]


def test_pages_wait_for_facts() -> None:
    front, _ = frontier()
    facts = link("https://shop.example/facts", LinkRole.FACTS)

    assert [visit.link for visit in front.admit([facts, link("https://shop.example/a")], 0)] == [facts]
    assert [visit.url for visit in front.settled(facts)] == ["https://shop.example/a"]
    assert front.settled(facts) == []


def test_redirects_stay_inside_and_end() -> None:
    front, _ = frontier()
    visit = Visit(link=link("https://shop.example/a"), url="https://shop.example/a")

    onward = front.redirected(visit, "https://www.shop.example/b")
    assert isinstance(onward, Visit)
    assert onward.hops == ("https://shop.example/a",)
    assert isinstance(front.redirected(onward, "https://shop.example/a"), str)
    assert isinstance(front.redirected(visit, "https://other.example/"), str)
    assert isinstance(front.redirected(visit, "http://169.254.169.254/"), str)
    assert isinstance(front.redirected(visit, "ftp://shop.example/"), str)


def test_hosts_are_told_apart() -> None:
    assert host_key("https://www.Shop.example/a") == host_key("http://shop.example:80/")
    assert host_key("http://shop.example:8080/") == "shop.example:8080"
    assert host_key("http://127.0.0.1:8001/") != host_key("http://127.0.0.1:8002/")
