"""ZFAKA (zlkbdotnet/zfaka), a PHP shop for card keys, in its themes hyacinth, hibiscus, choice and shadan.

`GET /product/get/?page=&limit=` answers the raw rows, descriptions (HTML escaped once more) and times included;
`/product/get/grouplist` the categories, read first as facts. shadan prints tables on `/product/`, each product
twice (desktop and mobile); the other themes print nothing there but notice and name. Product pages
`/product/ID.html` are needed only for wholesale discounts (`iszhekou`) and where the list is closed.

`stockcontrol` 0 means 不限量, whatever `qty` says. A page beyond the last one answers nothing in one version and
page 1 in another, so `count` ends the walk. Products and categories behind a password are left alone.
Prices carry a hard-coded ¥ or nothing: CNY. Times are unix seconds.
"""

from __future__ import annotations

import re

from crawler.families.addresses import at_root
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import fields, json_value, word
from crawler.families.markup import parsed
from crawler.families.zfaka.pages import read_product, read_tables
from crawler.families.zfaka.rows import read_groups, read_rows
from market.model import Link, LinkRole, Page, PageIssue, PageReading, SiteKind

LIST = "/product/get/?page=1&limit=10"
GROUPS = "/product/get/grouplist?page=1&limit=10"
_SIGNS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"""id=["']zlkbbody["']"""), 0.5),
    (re.compile(r"""content=["']资料空白|ZFAKA"""), 0.4),
    (re.compile(r"/templates/(?:hyacinth|hibiscus|choice|shadan)/|zlkbdotnet"), 0.4),
    (re.compile(r"fly-header|fly-footer"), 0.1),
    (re.compile(r"""trade-goodname|/product/query"""), 0.2),
    (re.compile(r'"stockcontrol"\s*:'), 0.6),
    (re.compile(r'"qty_sell"\s*:'), 0.3),
)


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the categories, the list and the page that shows the shop's name and notice, or all its goods."""
    shelf = at_root(start_url, "/product/")
    return (
        Link(url=at_root(start_url, GROUPS), role=LinkRole.FACTS, optional=True),
        Link(url=at_root(start_url, LIST), role=LinkRole.INDEX, fallback=(Link(url=shelf, role=LinkRole.INDEX),)),
        Link(url=shelf, role=LinkRole.NOTICE, optional=True),
    )


def read(page: Page) -> PageReading:
    """Return what the list, the categories, the shelf or a product page says.

    Raises:
        PageChangedError: the page is none of them.
    """
    if page.text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _read_api(page)
    tree = parsed(page.text)
    if tree.css_first(".trade-goodname") is not None:
        return read_product(page, tree)
    if tree.css_first("#zlkbbody, .fly-header, .layui-table, .layui-elem-quote") is not None:
        return read_tables(page, tree)
    raise PageChangedError(f"{page.url} is no page of ZFAKA that we know: look at it in a browser")


def _read_api(page: Page) -> PageReading:
    answer = fields(json_value(page.text))
    if not answer or "code" not in answer:
        raise PageChangedError(f"{page.url} is broken JSON: the answer may be cut")
    if word(answer.get("code")) not in {"0", "1"}:
        refusal = word(answer.get("msg")) or f"code {word(answer.get('code'))}"
        breaks = page.role is LinkRole.INDEX
        return PageReading(issues=(PageIssue(code="refused", detail=refusal[:200], breaks=breaks),))
    return read_groups(page, answer) if "grouplist" in page.url else read_rows(page, answer)


def recognise(page: Page) -> float:
    """Return how sure *page* is of ZFAKA, its themes or its list."""
    return min(1.0, sum(weight for sign, weight in _SIGNS if sign.search(page.text)))


FAMILY = Family(
    id="zfaka",
    title="ZFAKA",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
)
