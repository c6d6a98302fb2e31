"""Sitemaps (sitemaps.org) and the `Sitemap:` lines of robots.txt: addresses of goods of a shop that links none.

An index of sitemaps leads to those that name goods; entries with the shape of goods lead to their pages. A sitemap
has no listings of its own: each page it names is read by the generic readers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from urllib.parse import urljoin, urlsplit

from crawler.families.family import Family
from crawler.families.records import addresses
from market.model import Link, LinkRole, Page, PageIssue, PageReading, SiteKind

MAX_ENTRIES = 5000
MAX_SITEMAPS = 20
_LOC = re.compile(
    r"<(?:\w{1,20}:)?loc>\s{0,200}(?:<!\[CDATA\[)?([^<\]]{1,2000})(?:\]\]>\s{0,200})?</(?:\w{1,20}:)?loc>",
    re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:\w+:)?(urlset|sitemapindex)\b", re.IGNORECASE)
_ROBOTS = re.compile(r"^\s*sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_GOODS = re.compile(r"product|goods|item|shop|store|tovar|catalog", re.IGNORECASE)
_PROSE = re.compile(
    r"post-\d|posts-post|posts-page|author|users|tag|image|news|video|blog|taxonom|article|categor", re.IGNORECASE
)


def is_sitemap(page: Page) -> bool:
    """Whether a page is a sitemap."""
    return bool(_ROOT.search(page.text[:2000]))


def read_sitemap(page: Page) -> PageReading:
    """Return the links to goods that a sitemap, an index of sitemaps or a robots.txt names."""
    root = _ROOT.search(page.text[:2000])
    if root is None:
        found = _ROBOTS.findall(page.text)[:MAX_SITEMAPS]
        if not found:
            return PageReading(
                issues=(
                    PageIssue(
                        code="no_sitemap", detail="neither a sitemap nor a robots.txt that names one", breaks=True
                    ),
                )
            )
        return PageReading(links=_sitemaps(found, page.url))
    locations = [unescape(u.strip()) for u in _LOC.findall(page.text)[: MAX_ENTRIES * 4]]
    if root[1].lower() == "sitemapindex":
        return PageReading(links=_sitemaps(locations, page.url))
    return PageReading(links=_goods(locations, page), empty=not locations)


def _sitemaps(found: list[str], url: str) -> tuple[Link, ...]:
    whole = (addresses.absolute(u, url) for u in found)
    own = [u for u in whole if u and addresses.same_site(u, url)]
    chosen = (
        [u for u in own if _names_goods(u) and "taxonom" not in u] or [u for u in own if not _PROSE.search(u)] or own
    )
    return tuple(Link(url=u, role=LinkRole.INDEX, optional=True) for u in chosen[:MAX_SITEMAPS])


def _names_goods(url: str) -> bool:
    """Whether the file name of a sitemap speaks of goods."""
    return bool(_GOODS.search(urlsplit(url).path.rsplit("/", 1)[-1].lower().replace("sitemap", "")))


def _goods(locations: list[str], page: Page) -> tuple[Link, ...]:
    shapes: dict[str, list[str]] = defaultdict(list)
    for location in locations:
        url = addresses.absolute(location, page.url)
        if url and addresses.same_site(url, page.url) and addresses.is_fetchable(url):
            shapes[addresses.shape_of(url)].append(url)
    all_goods = _names_goods(page.url)
    chosen = [u for group in shapes.values() for u in group if addresses.is_goods_path(u)]
    if not chosen and all_goods:
        chosen = [u for group in shapes.values() for u in group if len(group) > 1]
    return tuple(Link(url=u, role=LinkRole.PRODUCT, optional=True) for u in dict.fromkeys(chosen[:MAX_ENTRIES]))


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the sitemap itself, or the one at the usual place of the site."""
    if re.search(r"sitemap|robots\.txt", start_url):
        return (Link(url=start_url, role=LinkRole.INDEX),)
    spare = Link(url=urljoin(start_url, "/wp-sitemap.xml"), role=LinkRole.INDEX)
    return (Link(url=urljoin(start_url, "/sitemap.xml"), role=LinkRole.INDEX, fallback=(spare,)),)


def read(page: Page) -> PageReading:
    """Return a sitemap's links, or what the generic readers see on a page that one led to."""
    if is_sitemap(page) or page.url.endswith("robots.txt"):
        return read_sitemap(page)
    from crawler.families.generic import read as read_generic  # noqa: PLC0415 - the generic reader reads sitemaps too

    return read_generic(page)


def recognise(page: Page) -> float:
    """How sure a page is a sitemap."""
    return 0.95 if is_sitemap(page) else 0.0


FAMILY = Family(
    id="sitemap", title="sitemap", kind=SiteKind.CATALOGUE, entrances=entrances, read=read, recognise=recognise
)
