"""异次元发卡 acg-faka (lizhipay/acg-faka) and its many forks and themes.

A PHP shop whose pages are filled by script: `GET /user/api/index/commodity` lists everything (`limit=0`),
`/user/api/index/commodityDetail` adds description, variants and the service contacts. Themes differ, this API does
not. The product page `/item/ID` carries the same fields as inline `setVar("_var_item", {...})` and is the way out
where a shop closes the API. Sold-out items have no link on the page but keep their id in the API.

`price` is what a guest pays, `user_price` what a member pays. Where a shop hides its stock the field is a word, and
API and page use different ones. `total` counts hidden goods too and is therefore not handed on. The price sign is
hard-coded (¥), hence CNY. Contacts: notice, `service_qq`, `service_url`, descriptions. A firewall looks at query
arguments: ours stay plain. One host can show another catalogue than the next (sub-sites).
"""

from __future__ import annotations

import re

from crawler.families.acg_faka.goods import read_detail, read_list
from crawler.families.acg_faka.pages import ITEM, read_home, read_item
from crawler.families.addresses import at_root, canonical
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import fields, json_value, word
from market.model import Link, LinkRole, Page, PageIssue, PageReading, SiteKind

LIST = "/user/api/index/commodity"
_SIGNS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"""setVar\(["'](?:CAT_ID|_var_item|HACK_ROUTE_TABLE_COLUMNS)["']"""), 0.6),
    (re.compile(r"/assets/common/js/ready\.js|/assets/user/controller/index/"), 0.4),
    (re.compile(r"/user/api/index/|/user/index/query"), 0.4),
    (re.compile(r'"delivery_way"\s*:'), 0.3),
    (re.compile(r'"user_price"\s*:'), 0.3),
    (re.compile(r"""class=["'][^"']*\bcdn-support\b"""), 0.2),
    (re.compile(r"\bacg-card\b|acg-faka|navbar-acg|异次元发卡"), 0.3),
)


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the list of everything (page by page where that fails) and the front page for name and notice."""
    paged = Link(url=at_root(start_url, f"{LIST}?limit=10&page=1&categoryId=0"), role=LinkRole.INDEX)
    everything = at_root(start_url, f"{LIST}?limit=0&page=1&categoryId=0")
    return (
        Link(url=everything, role=LinkRole.INDEX, fallback=(paged,)),
        Link(url=canonical(start_url) or at_root(start_url, "/"), role=LinkRole.NOTICE, optional=True),
    )


def read(page: Page) -> PageReading:
    """Return what a list, a detail, a front page or a product page says.

    Raises:
        PageChangedError: the page is none of them.
    """
    if page.text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _read_api(page)
    if "/user/api/index/" in page.url:
        raise PageChangedError(f"{page.url} is no JSON: the shop may hide its API, try one of its pages")
    return read_item(page) if ITEM.search(page.text) else read_home(page)


def _read_api(page: Page) -> PageReading:
    answer = fields(json_value(page.text))
    if not answer:
        raise PageChangedError(f"{page.url} is broken JSON: the answer may be cut")
    if word(answer.get("code")) != "200":
        refusal = word(answer.get("msg")) or f"code {word(answer.get('code')) or 'missing'}"
        return PageReading(issues=(PageIssue(code="refused", detail=refusal[:200], breaks=True),))
    data = answer.get("data")
    if isinstance(data, dict) and "name" in data:
        return read_detail(page, data)
    if isinstance(data, (list, dict)):
        return read_list(page, answer)
    raise PageChangedError(f"{page.url} answers without data: the shop may have closed its API")


def recognise(page: Page) -> float:
    """Return how sure *page* is of acg-faka: script calls and asset paths that its themes share."""
    return min(1.0, sum(weight for sign, weight in _SIGNS if sign.search(page.text)))


FAMILY = Family(
    id="acg-faka",
    title="异次元发卡 acg-faka",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
)
