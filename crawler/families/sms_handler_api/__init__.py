"""Price lists of the SMS-Activate protocol (`/stubs/handler_api.php`), the de-facto standard of SMS-code sellers.

Every country and service is a listing of known kind, platform and country; prices are for one code. The protocol
names no currency (roubles at the original, dollars at most clones), so none is set. Countries and services come as
numbers and two-letter codes that drift between clones: the provider's own `getCountries` and `getServicesList` are
read first and handed on as facts, tables of the protocol fill the gaps.

Only what the provider shows without a key is read and no key is ever sent: `BAD_KEY` and `NO_KEY` become the issue
`needs_key`. Errors are plain words with status 200. A provider that does not know `getPrices` is asked for its
later forms, one after the other. Nothing that rents a number is ever called.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.families.addresses import at_root, canonical, query_value
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import fields, json_value, word
from crawler.families.sms_handler_api.names import read_countries, read_services
from crawler.families.sms_handler_api.prices import looks_like_prices, read_prices
from market.model import Link, LinkRole, Page, PageIssue, PageReading, SiteKind

PATH = "/stubs/handler_api.php"
PRICE_ACTIONS = (
    "getPrices",
    "getPricesV3",
    "getPricesV2",
    "getPricesExtended",
    "getPricesVerification",
    "getNumbersStatus",
)
"""Asked in this order, the next one only where the provider does not know the one before."""
_REFUSAL = re.compile(r"[A-Z][A-Z_]{2,40}(?::[^\n]{0,80})?")
_KEY = re.compile(r"KEY|AUTH|TOKEN|LOGIN", re.IGNORECASE)
_UNKNOWN_ACTION = re.compile(r"ACTION|METHOD|NOT_FOUND|BAD_REQUEST", re.IGNORECASE)


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the provider's tables and its price list, whatever page of it *start_url* is; a key in it is dropped."""
    parts = urlsplit(start_url)
    is_handler = parts.path.endswith(".php")
    handler = at_root(start_url, parts.path if is_handler else PATH)
    action = query_value(start_url, "action")
    first = action if action in PRICE_ACTIONS else PRICE_ACTIONS[0]
    links = [
        Link(url=f"{handler}?action=getCountries", role=LinkRole.FACTS, optional=True),
        Link(url=f"{handler}?action=getServicesList", role=LinkRole.FACTS, optional=True),
        Link(url=f"{handler}?action={first}", role=LinkRole.INDEX),
    ]
    front = None if is_handler else canonical(start_url)
    return (*links, Link(url=front, role=LinkRole.NOTICE, optional=True)) if front else tuple(links)


def read(page: Page) -> PageReading:
    """Return the listings of a price list, or the names of a table as facts.

    Raises:
        PageChangedError: the answer is neither a table, a price list nor a refusal of the protocol.
    """
    text = page.text.strip("\ufeff \t\r\n")
    if page.role is LinkRole.NOTICE and not text.startswith(("{", "[")):
        return PageReading()
    if _REFUSAL.fullmatch(text):
        return _refused(page, text)
    answer = json_value(text)
    if not isinstance(answer, (dict, list)):
        raise PageChangedError(f"{page.url} answers {text[:40]!r} instead of JSON: it may be no SMS-Activate protocol")
    refusal = word(fields(answer).get("error")) or word(fields(answer).get("title"))
    if refusal and not any(isinstance(value, (dict, list)) for value in fields(answer).values()):
        return _refused(page, refusal)
    action = query_value(page.url, "action")
    if action == "getCountries":
        return read_countries(page, answer)
    if action == "getServicesList":
        return read_services(page, answer)
    return read_prices(page, answer)


def _refused(page: Page, refusal: str) -> PageReading:
    """Return what a refusal means: a key is wanted, or the provider speaks another dialect."""
    action = query_value(page.url, "action")
    breaks = page.role is LinkRole.INDEX
    if _KEY.search(refusal):
        return PageReading(issues=(PageIssue(code="needs_key", detail=f"{action}: {refusal[:60]}", breaks=breaks),))
    following = ""
    if _UNKNOWN_ACTION.search(refusal) and action in PRICE_ACTIONS[:-1]:
        following = PRICE_ACTIONS[PRICE_ACTIONS.index(action) + 1]
    issue = PageIssue(code="refused", detail=f"{action}: {refusal[:60]}", breaks=breaks and not following)
    if not following:
        return PageReading(issues=(issue,))
    url = at_root(page.url, f"{urlsplit(page.url).path}?action={following}")
    return PageReading(links=(Link(url=url, role=LinkRole.INDEX),), issues=(issue,))


def recognise(page: Page) -> float:
    """Return how sure *page* is of the protocol: address, a price list's shape, a bare refusal, documentation."""
    text = page.text.strip("\ufeff \t\r\n")
    at_handler = "handler_api.php" in page.url
    if _REFUSAL.fullmatch(text):
        return 0.8 if at_handler else 0.3
    if text.startswith(("{", "[")):
        answer = json_value(text)
        if looks_like_prices(answer):
            return 0.95 if at_handler else 0.6
        return 0.7 if at_handler and answer is not None else 0.0
    return 0.6 if "handler_api.php" in text else 0.0


FAMILY = Family(
    id="sms-handler-api",
    title="SMS-Activate protocol (handler_api.php)",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
)
