"""OnlineSIM (`/api/*.php`): tariffs, number statistics and free numbers as far as they are shown without a key.

`getTariffs.php` answers {countries, services: {…: {id, count, price, service, slug}}} of one country, in pages until
`end`; `getNumbersStats.php?country=all` {dialling code: {name, code, services: {…}}}. Countries are dialling codes.
`getFreeCountryList.php` and `getFreePhoneList.php` list free numbers; their messages are other people's codes and are
never asked for. Roubles or dollars depend on the account: no currency. Written from client libraries, never seen
served: experimental.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.families.addresses import at_root, query_value, with_query
from crawler.families.amounts import amount, whole
from crawler.families.countries import country_of_dialling, country_of_name
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import Fields, fields, items, json_value, read_json, word
from crawler.families.phone_numbers import e164
from crawler.families.sms_offers import code_listing, code_price, counted, platform_of_service
from market.model import BurnerNumber, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind

API = "/api"
_MANY = 100_000


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the statistics of all countries, or the tariffs where those want a key, and the free numbers."""
    tariffs = Link(url=at_root(start_url, f"{API}/getTariffs.php"), role=LinkRole.INDEX)
    return (
        Link(
            url=at_root(start_url, f"{API}/getNumbersStats.php?country=all"), role=LinkRole.INDEX, fallback=(tariffs,)
        ),
        Link(url=at_root(start_url, f"{API}/getFreeCountryList.php"), role=LinkRole.NOTICE, optional=True),
    )


def read(page: Page) -> PageReading:
    """Return the listings of a price answer, or the free numbers.

    Raises:
        PageChangedError: the answer is no JSON of a known shape.
    """
    answer = fields(read_json(page))
    refusal = word(answer.get("response")) or word(answer.get("error"))
    if refusal and refusal not in {"1", "ok", "OK"}:
        code = "needs_key" if "KEY" in refusal.upper() or "AUTH" in refusal.upper() else "refused"
        return PageReading(issues=(PageIssue(code=code, detail=refusal[:60], breaks=page.role is LinkRole.INDEX),))
    if "getFreeCountryList" in page.url:
        return _free_countries(page, answer)
    if "numbers" in answer:
        return _free_numbers(page, answer)
    listings = {listing.key: listing for listing in _listings(page, answer)}
    if not listings and "services" not in answer:
        raise PageChangedError(f"{page.url}: prices of a shape that we do not know: save the page and report it")
    return PageReading(listings=tuple(listings.values()), links=_next_page(page, answer), empty=not listings)


def _next_page(page: Page, answer: Fields) -> tuple[Link, ...]:
    number = whole(answer.get("page"))
    if answer.get("end") is not False or number is None:
        return ()
    return (Link(url=with_query(page.url, page=str(number + 1)), role=LinkRole.INDEX),)


def _listings(page: Page, answer: Fields) -> Iterator[Listing]:
    if "services" in answer:
        code = query_value(page.url, "country") or "7"
        yield from _country(page, code, "", items(answer.get("services")))
        return
    for key, row in list(answer.items())[:1000]:
        country = fields(row)
        if "services" in country:
            code = word(country.get("code")) or key.lstrip("_")
            yield from _country(page, code, word(country.get("name")), items(country.get("services")))


def _country(page: Page, code: str, name: str, services: object) -> Iterator[Listing]:
    iso = (country_of_name(name) if name else None) or country_of_dialling(code)
    for row in map(fields, items(services)[:_MANY]):
        service = word(row.get("service")) or word(row.get("slug"))
        price, count = amount(row.get("price")), whole(row.get("count"))
        if service and (price is not None or count is not None):
            yield code_listing(
                url=page.url,
                key=f"{code}:{word(row.get('slug')) or word(row.get('id')) or service}",
                service=service,
                country=name or iso or code,
                iso=iso,
                price=code_price([] if price is None else [price], None),
                stock=counted(count),
                platform=platform_of_service(service),
            )


def _free_countries(page: Page, answer: Fields) -> PageReading:
    codes = [word(fields(row).get("country")) for row in items(answer.get("countries"))[:200]]
    lists = (at_root(page.url, f"{API}/getFreePhoneList.php?country={code}") for code in codes if code.isdecimal())
    return PageReading(links=tuple(Link(url=url, role=LinkRole.NOTICE, optional=True) for url in lists))


def _free_numbers(page: Page, answer: Fields) -> PageReading:
    numbers = []
    for row in map(fields, items(answer.get("numbers"))[:2000]):
        number = e164(word(row.get("full_number")) or word(row.get("country")) + word(row.get("number")))
        if number:
            name = word(row.get("country_text"))
            country = (country_of_name(name) if name else None) or country_of_dialling(number)
            numbers.append(BurnerNumber(number=number, country=country, url=page.url))
    return PageReading(numbers=tuple(numbers))


def recognise(page: Page) -> float:
    """Return how sure *page* is of OnlineSIM: the names of its calls, in the address or in a page."""
    text = page.text.lstrip("\ufeff \r\n")
    if not text.startswith("{"):
        return 0.5 if "onlinesim" in text.lower() and "getFreePhoneList" in text else 0.0
    named = any(
        name in page.url for name in ("getNumbersStats", "getTariffs", "getFreeCountryList", "getFreePhoneList")
    )
    answer = fields(json_value(page.text))
    shaped = "services" in answer or any("services" in fields(row) for row in list(answer.values())[:3])
    return (0.6 if named else 0.0) + (0.3 if shaped else 0.0)


FAMILY = Family(
    id="onlinesim",
    title="OnlineSIM",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
    experimental=True,
)
