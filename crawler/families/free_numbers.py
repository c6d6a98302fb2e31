"""Sites that show telephone numbers for anybody to receive codes on (receive-sms, 免费接码, бесплатные номера).

Only the lists are read: a number, its country, the page. Pages of a number show other people's messages and are
never fetched. The sites come and go and share no software, so nothing but the numbers themselves is looked for: in
links, headings, cells and copy buttons. Links to lists by country and to further pages of a list are followed. A
check of the browser ("just a moment") is an issue, not a hurdle. Numbers are no offers. Written from descriptions of
such sites, never seen served: experimental.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families.addresses import absolute, canonical, same_host
from crawler.families.countries import country_of_dialling, country_of_name
from crawler.families.family import Family
from crawler.families.markup import attribute, line, own_text, parsed
from crawler.families.phone_numbers import PRINTED, e164
from market.model import BurnerNumber, Link, LinkRole, Page, PageIssue, PageReading, SiteKind

PLACES = (
    "[data-clipboard-text], [data-number], a[href], h2, h3, h4, h5, td, .number, .phone, .number-boxes-itemm-number"
)
FEWEST = 3
"""Numbers a page must show before it counts as a list: a lone one is a contact."""
MOST_LINKS, MOST_NODES = 60, 4000
_COUNTRY_LIST = re.compile(r"(?i)/(?:countr(?:y|ies)|regions?|numbers?|free)[/-]")
_MESSAGES = re.compile(r"(?i)/(?:sms|messages?|inbox|receive-sms)/?[^/]*\d{6,}|\d{8,}")
_WORDS = re.compile(
    r"(?i)receive[\s-]*(?:free\s*)?sms|free\s*(?:virtual\s*)?(?:phone\s*)?numbers?|temporary\s*(?:phone\s*)?numbers?|"
    r"disposable\s*(?:phone\s*)?numbers?|sms[\s-]*receive|免费(?:短信|接码|手机号)|在线接(?:收短信|码)|接收短信|临时(?:手机)?号|"
    r"бесплатн\w{0,9}\s{0,9}номер|при[её]м\s*смс|смс\s*онлайн"
)


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the list itself."""
    return (Link(url=canonical(start_url) or start_url, role=LinkRole.INDEX),)


def read(page: Page) -> PageReading:
    """Return the numbers that a list shows, and the lists it leads to."""
    tree = parsed(page.text)
    title = own_text(tree.css_first("title"))
    numbers = {number.number: number for number in _numbers(page, tree, country_of_name(_heading(tree, title)))}
    links = _lists(page, tree)
    if len(numbers) < FEWEST and not links:
        issue = PageIssue(
            code="no_numbers", detail="the page shows no list of numbers", breaks=page.role is LinkRole.INDEX
        )
        return PageReading(issues=(issue,))
    return PageReading(numbers=tuple(numbers.values()) if len(numbers) >= FEWEST else (), links=links)


def _heading(tree: LexborHTMLParser, title: str) -> str:
    """Return the country that heading or title may name."""
    for text in (line(tree.css_first("h1")), title):
        names: list[str] = re.findall(r"[^\W\d_]+(?:\s[^\W\d_]+)?", text)
        name = next((name for name in names if country_of_name(name)), "")
        if name:
            return name
    return ""


def _numbers(page: Page, tree: LexborHTMLParser, of_page: str | None) -> Iterator[BurnerNumber]:
    for node in tree.css(PLACES)[:MOST_NODES]:
        text = attribute(node, "data-clipboard-text") or attribute(node, "data-number") or _short(node)
        found = PRINTED.search(text)
        if found is None:
            continue
        country = _country_near(node) or of_page
        number = e164(found[0], country)
        if number:
            known = country or country_of_dialling(number)
            yield BurnerNumber(number=number, country=known, url=page.url)


def _short(node: LexborNode) -> str:
    """Return the text of *node* where it is no longer than a number with a label."""
    text = line(node)
    return text if len(text) <= 60 else ""  # noqa: PLR2004 - a number, a country and a word


def _country_near(node: LexborNode) -> str | None:
    """Return the country that the number's own card or row names, at most three levels up."""
    near: LexborNode | None = node
    for _ in range(3):
        near = near.parent if near is not None else None
        if near is None or near.tag in {"body", "tbody", "table", "main"}:
            return None
        texts = [line(child) for child in near.css("h5, h4, span, p, td, .country, .number-boxes-country")[:12]]
        texts += [attribute(image, "alt") or attribute(image, "title") for image in near.css("img")[:4]]
        country = next((code for text in texts if text and len(text) < 40 and (code := country_of_name(text))), None)  # noqa: PLR2004 - longer texts are prose
        if country:
            return country
    return None


def _lists(page: Page, tree: LexborHTMLParser) -> tuple[Link, ...]:
    """Return the lists by country and the further pages; never a number's own page with its messages."""
    links: dict[str, Link] = {}
    for anchor in tree.css("a[href]")[:MOST_NODES]:
        url = absolute(page.url, attribute(anchor, "href"))
        if url is None or not same_host(url, page.url) or url == canonical(page.url):
            continue
        path = urlsplit(url).path
        text = line(anchor)[:60]
        by_country = country_of_name(re.sub(r"\s*\(?\d+\)?$", "", text)) is not None and _COUNTRY_LIST.search(path)
        onward = attribute(anchor, "rel") == "next" or re.fullmatch(r"(?i)next|›|»|下一页|дал[еш]\w*|\d{1,3}", text)
        paged = onward and re.search(r"(?i)page|/\d{1,3}(?:\.html)?/?$", url)
        if (by_country or paged) and not _MESSAGES.search(path):
            links.setdefault(url, Link(url=url, role=LinkRole.INDEX, optional=True))
    return tuple(links.values())[:MOST_LINKS]


def recognise(page: Page) -> float:
    """Return how sure *page* is of free numbers: it says so, and shows several."""
    head = page.text[:20_000]
    said = len({match[0].lower() for match in _WORDS.finditer(head)})
    if not said or len(PRINTED.findall(page.text[:200_000])) < FEWEST:
        return 0.0
    tree = parsed(page.text)
    shown = {number.number for number in _numbers(page, tree, None)}
    return min(0.9, 0.3 + 0.1 * said + 0.05 * len(shown)) if len(shown) >= FEWEST else 0.0


FAMILY = Family(
    id="free-numbers",
    title="Free numbers to receive SMS on",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
    experimental=True,
)
