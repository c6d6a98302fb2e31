"""KamiFaka (Baiyuetribe/kamiFaka): a Vue page around a small API in Python.

`GET /api/v2/theme_list` lists everything by category, with stock as a word (充足, 少量, 缺货); `/api/v2/detail/ID`
adds description (`discription`, sic), wholesale and the exact stock, where 9999 means "on order" and ∞ a key that is
sold again and again. The page's routes stand behind `#`. Wholesale is `9,99#58.00,52.20,46.40`: the ends of the
quantity ranges, then a price for each range. Prices are yuan (all payment ways are Chinese): CNY. The API limits
its rate; descriptions hold the contacts.
"""

from __future__ import annotations

import re

from crawler.families.addresses import at_root
from crawler.families.amounts import amount, stated, whole
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import Fields, fields, items, json_value, word
from crawler.families.markup import lines_of_html
from crawler.families.pictures import pictures_of
from crawler.families.stock_words import stock_of, unknown_label
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind, Stock, Tier

LIST, DETAIL = "/api/v2/theme_list", "/api/v2/detail/"
CURRENCY = "CNY"
ON_ORDER = 9999
_APP = re.compile(r"kamifaka-frontend|/static/user/js/app\.\w+\.js")


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the list of everything."""
    return (Link(url=at_root(start_url, LIST), role=LinkRole.INDEX),)


def read(page: Page) -> PageReading:
    """Return the goods of the list, or of one detail.

    Raises:
        PageChangedError: the answer is neither.
    """
    if _APP.search(page.text[:20_000]):
        return PageReading()
    answer = fields(json_value(page.text))
    if "shops" in answer or "shops2" in answer:
        return _read_list(page, answer)
    if "prod_id" not in answer and "name" not in answer:
        raise PageChangedError(f"{page.url} answers {page.text[:40]!r}: the shop may be down or another version")
    key = word(answer.get("prod_id")) or page.url.rstrip("/").rpartition("/")[2]
    listing = _listing(page, {**answer, "prod_id": key}, Detail.FULL)
    if listing is None:
        raise PageChangedError(f"{page.url} has no name or id of its product")
    issue = unknown_label(listing.stock)
    gone = answer.get("isactive") is False
    issues = (PageIssue(code="inactive", detail=f"product {key[:20]} is switched off"),) if gone else ()
    return PageReading(listings=(listing,), issues=(issue, *issues) if issue else issues)


def _read_list(page: Page, answer: Fields) -> PageReading:
    """Return the goods of all categories; `shops2` repeats them without grouping."""
    grouped = [
        (word(group.get("cag_name")), row)
        for group in map(fields, items(answer.get("shops")))
        for row in map(fields, items(group.get("shops")))
    ]
    loose = [(word(row.get("cag_name")), row) for row in map(fields, items(answer.get("shops2")))]
    issues: list[PageIssue] = []
    listings: dict[str, Listing] = {}
    for category, row in (*grouped, *loose):
        listing = _listing(page, {"cag_name": category, **row}, Detail.SUMMARY)
        if listing is None:
            issues.append(
                PageIssue(code="no_title", detail=f"goods {word(row.get('prod_id')) or 'without id'} of the list")
            )
        elif listing.key not in listings:
            issue = unknown_label(listing.stock)
            issues.extend((issue,) if issue else ())
            listings[listing.key] = listing
    links = (Link(url=at_root(page.url, f"{DETAIL}{key}"), role=LinkRole.PRODUCT) for key in listings)
    empty = not listings and not issues
    return PageReading(listings=tuple(listings.values()), links=tuple(links), empty=empty, issues=tuple(issues))


def _listing(page: Page, row: Fields, detail: Detail) -> Listing | None:
    key, title = word(row.get("prod_id")), word(row.get("name"))
    if not key.isalnum() or not title:
        return None
    return Listing(
        url=at_root(page.url, f"/#/detail/{key}"),
        key=key,
        title=title,
        text=lines_of_html(word(row.get("discription")) or word(row.get("description")) or word(row.get("info"))),
        category=word(row.get("cag_name")) or None,
        price=stated(row.get("price"), currency=CURRENCY),
        tiers=_tiers(row.get("price_wholesale")),
        stock=_stock(row.get("stock")),
        sold=whole(row.get("sales")),
        images=pictures_of(
            page.url, row.get("img_url"), html=word(row.get("discription")) or word(row.get("description"))
        ),
        detail=detail,
    )


def _stock(value: object) -> Stock:
    stock = stock_of(value)
    return Stock(label=str(ON_ORDER), available=True) if stock.count == ON_ORDER else stock


def _tiers(value: object) -> tuple[Tier, ...]:
    """Return the wholesale prices of `9,99#58,52,46`: 10 pieces and more 52, 100 and more 46."""
    ends, _, prices = word(value).partition("#")
    lasts = [whole(end) for end in ends.split(",")[:10]]
    rows = zip(lasts, (amount(price) for price in prices.split(",")[1:10]), strict=False)
    return tuple(Tier(quantity=last + 1, price=price) for last, price in rows if last is not None and price is not None)


def recognise(page: Page) -> float:
    """Return how sure *page* is of KamiFaka: its application's page or the shape of its list."""
    text = page.text[:20_000]
    if text.lstrip("\ufeff \r\n").startswith("{"):
        return 0.9 if '"cag_name"' in text and '"prod_id"' in text else 0.0
    return (0.7 if "kamifaka" in text.lower() else 0.0) + (0.2 if "/static/user/js/app." in text else 0.0)


FAMILY = Family(
    id="kamifaka",
    title="KamiFaka",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
)
