"""Whole sites walked without a network: what never ends is left soon, what is honest and large is seen to its end."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations, product
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from crawler.frontier import Frontier
from crawler.scope import Scope
from market.model import Link, LinkRole, PageIssue

HOST = "https://h.example"
ENOUGH = 6000
"""Pages after which a walk is ended by force; a run has three thousand."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a page of a world shows."""

    keys: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()


World = Callable[[str], Shown]


@dataclass
class Walk:
    """What became of a walk."""

    lists: int = 0
    goods: list[str] = field(default_factory=list)
    traps: set[str] = field(default_factory=set)
    left_a_list: bool = False


def walk(world: World) -> Walk:
    """Return what a run sees of *world*, one page after the other as the spider would."""
    done = Walk()

    def tell(issue: PageIssue, _: str) -> None:
        if issue.code == "trap":
            done.traps.add(issue.detail)

    frontier = Frontier(Scope([HOST + "/"]), tell)
    queue = deque(frontier.admit([Link(url=HOST + "/", role=LinkRole.INDEX)], 0))
    while queue and done.lists + len(done.goods) < ENOUGH:
        visit = queue.popleft()
        if visit.link.role is LinkRole.PRODUCT:
            done.goods.append(visit.url)
            frontier.onward(visit, [], shown=[visit.url], news=False)
            continue
        done.lists += 1
        shown = world(visit.url)
        links = [Link(url=HOST + path, role=LinkRole.INDEX) for path in shown.lists]
        links += [Link(url=HOST + path, role=LinkRole.PRODUCT) for path in shown.goods]
        queue.extend(frontier.onward(visit, links, shown=shown.keys, news=False))
    done.left_a_list = frontier.left_a_list
    return done


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def goods(numbers: Iterable[int], tail: str = "") -> Shown:
    some = tuple(numbers)
    return Shown(keys=tuple(f"/p/{n}" for n in some), goods=tuple(f"/p/{n}{tail}" for n in some))


def with_lists(shown: Shown, lists: Iterable[str]) -> Shown:
    return Shown(keys=shown.keys, goods=shown.goods, lists=tuple(lists))


def large_catalogue(url: str) -> Shown:
    """Show one of a hundred pages of fifty goods; each link says where it stood, and pages lead to sorted ones."""
    page = int(query(url).get("page", "1"))
    click = f"{page:04x}{query(url).get('sort', '')}beef"
    near = {1, 2, page - 1, page + 1, page + 2, 99, 100} & set(range(1, 101))
    lists = [f"/?page={n}&utm_source=p{page}&utm_medium=pager&fbclid={click}" for n in sorted(near)]
    lists += [f"/?page={page}&sort={by}&spm=a1z.{page}.{n}" for n, by in enumerate(("price", "new", "sold"))]
    return with_lists(goods(range(page * 50 - 49, page * 50 + 1), f"?utm_campaign=list{page}&gclid={click}"), lists)


def categories_of_forty(url: str) -> Shown:
    """Show a part of an honest shop of forty categories, thirty of them empty, each linked from every page."""
    number = int(urlsplit(url).path.rpartition("/")[2] or 0)
    shown = goods(range(number * 10, number * 10 + 10)) if number % 4 == 1 else Shown()
    return with_lists(shown, [f"/cat/{n}" for n in range(1, 41)])


def facets(url: str) -> Shown:
    """Forty goods, and every combination of six properties in four values each as a page of its own."""
    said = query(url)
    lists = [
        "/list?" + urlencode(sorted({**said, name: value}.items()))
        for name, value in product("abcdef", ("1x", "2x", "3x", "4x"))
        if name not in said
    ]
    return with_lists(goods(range(40)), lists)


def facets_in_the_path(url: str) -> Shown:
    """Show the same with the properties as parts of the path, in every order."""
    said = [part for part in urlsplit(url).path.split("/") if part]
    lists = ["/" + "/".join([*said, word]) for word in ("red", "old", "vip", "cheap", "new") if word not in said]
    return with_lists(goods(range(40)), lists)


def sessions_in_the_path(url: str) -> Shown:
    """Three links from each page, each with a fresh session of letters and digits in its path."""
    dice = random.Random(url)  # noqa: S311 - the same world each time
    words = ("".join(dice.choices("abcdefghijklmnopqrstuvwxyz234567", k=24)) for _ in range(3))
    return with_lists(goods(range(40)), [f"/(S({word}))/list" for word in words])


def growing_path(url: str) -> Shown:
    """Links that are relative to the page they stand on, so that the path grows for ever."""
    path = urlsplit(url).path.rstrip("/")
    return with_lists(goods(range(40)), [f"{path}/shop/", f"{path}/about/"])


def calendar(url: str) -> Shown:
    """Months and days without an end on either side, all of them empty."""
    said = query(url)
    month = int(said.get("month", "0"))
    lists = [f"/cal?month={month + step}" for step in (-12, -1, 1, 12)]
    lists += [f"/cal?month={month}&day={day}" for day in range(1, 29) if "day" not in said]
    return Shown(lists=tuple(lists)) if "month" in said else with_lists(goods(range(40)), lists)


def permutations(url: str) -> Shown:
    """Show the same list under every subset and value of ten switches that change nothing."""
    said = query(url)
    lists = ["/l?" + urlencode({**said, name: str(len(said))}) for name in "klmnopqrst" if name not in said]
    lists += ["/l?" + urlencode([(a, "1"), (b, "1")]) for a, b in combinations("klmnopqrst", 2)]
    return with_lists(goods(range(40)), lists)


def endless_paging(url: str) -> Shown:
    """Show a hundred pages, and then the last one for ever."""
    page = int(query(url).get("page", "1"))
    first = min(page, 100) * 10
    return with_lists(goods(range(first, first + 10)), [f"/?page={page + 1}", f"/?page={page + 10}"])


HONEST: dict[str, tuple[World, int]] = {
    "large catalogue with tracking": (large_catalogue, 5000),
    "categories of forty": (categories_of_forty, 100),
}
TRAPS: dict[str, tuple[World, int, int]] = {
    # world, goods it really has, most pages of lists that it may cost
    "facets": (facets, 40, 500),
    "facets in the path": (facets_in_the_path, 40, 500),
    "sessions in the path": (sessions_in_the_path, 40, 500),
    "growing path": (growing_path, 40, 600),
    "calendar": (calendar, 40, 300),
    "permutations": (permutations, 40, 500),
    "endless paging": (endless_paging, 1000, 400),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_site_is_seen_to_its_end_and_called_no_trap(name: str) -> None:
    world, count = HONEST[name]
    done = walk(world)

    assert len({url.partition("?")[0] for url in done.goods}) == count
    assert len(done.goods) == count, "goods were asked for more than once"
    assert not done.left_a_list
    assert done.traps == set()


@pytest.mark.parametrize("name", TRAPS)
def test_trap_is_left_and_told(name: str) -> None:
    world, count, most = TRAPS[name]
    done = walk(world)

    assert len(set(done.goods)) == count
    assert done.lists <= most, done.lists
    assert done.traps
