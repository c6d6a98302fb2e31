"""A software that breaks at many sites is one issue, not many."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from alerts.digest import gather_digest
from alerts.rendering.text import as_text
from market.model import PageIssue
from storage.family_issues import family_issues
from tests.storage.shops import START, Shop, item, rows

NAMES = ("shop-a", "shop-b", "shop-c", "shop-d")
OpenShop = Callable[[str], Shop]


def broken(shop: Shop, field: str = "price", **end: str) -> None:
    recorder = shop.begin()
    page = shop.page("/list", [item("1", "微信老号")])
    recorder.record(page)
    recorder.record_issue(PageIssue(code=f"unlike_{field}", detail="0 of 9", breaks=True), page.url)
    shop.end(end.get("health", "broken"), complete=False, cause="layout")


def test_three_sites_make_one_issue_and_healing_solves_it(open_shop: OpenShop, engine: Engine) -> None:
    shops = [open_shop(name) for name in NAMES]
    for shop in shops[:2]:
        broken(shop)
    assert family_issues(engine) == []

    broken(shops[2])
    (issue,) = family_issues(engine)
    assert (issue.family, issue.field, issue.sites) == ("dujiaoka", "price", NAMES[:3])
    assert issue.url == "https://shop-a.example/list"

    broken(shops[3])
    (issue,) = family_issues(engine)
    assert issue.sites == NAMES

    for shop in shops[:3]:
        shop.run(shop.page("/list", [item("1", "微信老号", "65")]))
    (issue,) = family_issues(engine)
    assert issue.sites == NAMES[3:]
    shops[3].run(shops[3].page("/list", [item("1", "微信老号", "65")]))

    assert family_issues(engine) == []
    assert rows(engine, "SELECT count(*) FROM issue WHERE code = 'family_broken' AND solved_at IS NOT NULL") == [(1,)]


def test_other_fields_and_old_breakage_are_not_counted_together(open_shop: OpenShop, engine: Engine) -> None:
    shops = [open_shop(name) for name in NAMES]
    broken(shops[0])
    broken(shops[1], "text")
    shops[2].at = shops[3].at = START.replace(year=2027)
    broken(shops[2])
    broken(shops[3])

    assert family_issues(engine) == []


def test_digest_tells_it_once(open_shop: OpenShop, engine: Engine) -> None:
    for name in NAMES:
        broken(open_shop(name))
    well = open_shop("shop-w")
    well.run(well.page("/", [item("1", "微信老号", "65")]))

    digest = gather_digest(engine, since=START, until=START.replace(year=2027), simulated=False)
    told = as_text(digest, "en", ZoneInfo("UTC"))

    assert "dujiaoka: price breaks on 4 sites (shop-a, shop-b, shop-c, shop-d)" in told
    assert told.count("shop-a") == 2  # its name and the address of its page, in that one line
    assert "shop-w" in told
