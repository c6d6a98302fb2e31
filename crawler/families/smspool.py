"""SMSPool (`/request/...`) and price lists of the same shape: a list of rows {service_name, country_name, price, …}.

`/request/pricing` rows are a service of a country in a pool; pools of one country and service are one listing with
the span of their prices. `/request/success_rate` rows carry `name` and `short_name` of a country for the one service
asked for. Prices are US dollars by the provider's documentation. Only what answers a GET without a key is read.
Written from client libraries, never seen served: experimental.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from crawler.families.addresses import at_root, query_value
from crawler.families.amounts import amount, whole
from crawler.families.countries import country_of_name
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import Fields, fields, items, json_value, read_json, word
from crawler.families.sms_offers import code_listing, code_price, counted, platform_of_service
from market.model import Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind

PRICING = "/request/pricing"
CURRENCY = "USD"
_MANY = 200_000


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the price list."""
    return (Link(url=at_root(start_url, PRICING), role=LinkRole.INDEX),)


def read(page: Page) -> PageReading:
    """Return a listing for each country and service of the list.

    Raises:
        PageChangedError: the answer is no list of such rows.
    """
    answer = read_json(page)
    if isinstance(answer, dict):
        refusal = word(answer.get("message")) or word(answer.get("error"))
        if refusal:
            code = "needs_key" if "key" in refusal.lower() or "auth" in refusal.lower() else "refused"
            return PageReading(issues=(PageIssue(code=code, detail=refusal[:100], breaks=True),))
    rows = [fields(row) for row in items(answer)[:_MANY]]
    if not rows:
        return PageReading(empty=True)
    groups: dict[tuple[str, str], list[Fields]] = {}
    for row in rows:
        service = word(row.get("service_name")) or query_value(page.url, "service")
        country = word(row.get("country_name")) or word(row.get("name"))
        if service and country:
            groups.setdefault((service, country), []).append(row)
    if not groups:
        raise PageChangedError(f"{page.url}: prices of a shape that we do not know: save the page and report it")
    listings = tuple(_listing(page, service, country, found) for (service, country), found in groups.items())
    return PageReading(listings=listings)


def _listing(page: Page, service: str, country: str, rows: Iterable[Fields]) -> Listing:
    prices: list[Decimal] = []
    counts: list[int] = []
    iso = ""
    for row in rows:
        prices += [price for key in ("price", "low_price") if (price := amount(row.get(key))) is not None][:1]
        counts += [count for key in ("stock", "amount", "count") if (count := whole(row.get(key))) is not None][:1]
        iso = iso or word(row.get("short_name")).upper()
    return code_listing(
        url=page.url,
        key=f"{country}:{service}",
        service=service,
        country=country,
        iso=iso if len(iso) == 2 and iso.isalpha() else country_of_name(country),  # noqa: PLR2004 - an ISO code
        price=code_price(prices, CURRENCY),
        stock=counted(sum(counts) if counts else None),
        platform=platform_of_service(service),
    )


def recognise(page: Page) -> float:
    """Return how sure *page* is of SMSPool's lists: the shape of the rows, the address, a page that names the API."""
    text = page.text.lstrip("\ufeff \r\n")
    if not text.startswith("["):
        return 0.5 if "api.smspool.net" in text else 0.0
    first = fields(next(iter(items(json_value(page.text))), None))
    shaped = {"service_name", "country_name", "price"} <= first.keys() or {"short_name", "success_rate"} <= first.keys()
    return (0.6 if shaped else 0.0) + (0.3 if "/request/" in page.url else 0.0)


FAMILY = Family(
    id="smspool",
    title="SMSPool price lists",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
    experimental=True,
)
