"""The repeated-record reader as a family: any page of an unknown shop to listings, links and contacts."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.families.family import Family
from crawler.families.records import pagers
from crawler.families.records.contacts import read_contacts
from crawler.families.records.fields import joined, read_listings
from crawler.families.records.lone import lone_cluster
from crawler.families.records.product import is_product_page, read_product
from crawler.families.records.slots import read_layout
from crawler.families.records.survey import MAX_BODY, Found, Survey, is_noise, seller_name, survey
from crawler.families.records.tree import Element
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind, Variant

if TYPE_CHECKING:
    from collections.abc import Sequence

_MANY = 5
"""Things without pages of their own that make a page a list rather than one about a thing with variants."""


def read_survey(seen: Survey) -> PageReading:
    """Return what a page of an unknown site says: one thing, or a list of things with the links to follow."""
    if seen.page.role is LinkRole.PRODUCT:
        others = _roots([f for f in seen.found if f.related or f.is_linked])
        listing = _product(seen, others)
    else:
        others = _roots([f for f in seen.found if f.related or f.is_linked or len(f.listings) >= _MANY])
        listing = _product(seen, others) if is_product_page(seen.product_view(others=others)) else None
    return _index_reading(seen) if listing is None else _product_reading(seen, listing, others)


def _roots(found: Sequence[Found]) -> list[Element]:
    return [root for f in found for r in f.cluster.records for root in r.roots]


def read_notice(seen: Survey) -> PageReading:
    """Return the contacts of a contact or about page."""
    return PageReading(contacts=read_contacts(seen.document), seller_name=seller_name(seen.document, seen.page.url))


def _product(seen: Survey, others: Sequence[Element]) -> Listing | None:
    listing = read_product(seen.product_view(others=others))
    if listing is not None and (listing.price is not None or not seen.found):
        return listing
    own = next((f for f in seen.found if not f.related and not f.is_linked), None)
    if own is None:
        return listing if listing is not None and seen.page.role is LinkRole.PRODUCT else None
    whole = read_product(seen.product_view(others=()))
    if whole is None:
        return None
    variants = tuple(Variant(key=x.title, name=x.title, price=x.price, stock=x.stock) for x in own.listings)
    return replace(whole, variants=whole.variants or variants)


def _product_reading(seen: Survey, listing: Listing, others: Sequence[Element]) -> PageReading:
    contacts = read_contacts(seen.document, others)
    return PageReading(
        listings=(listing,),
        contacts=tuple(c for c in contacts if c.text not in listing.text),
        seller_name=seller_name(seen.document, seen.page.url),
        issues=_cut_issue(seen),
    )


def _index_reading(seen: Survey) -> PageReading:
    listings = _merged([f.listings for f in seen.found if not f.related or len(seen.found) == 1])
    roots = _roots(seen.found)
    roots += [x.block for x in seen.line_lists]
    for listing in (x for found in seen.line_lists for x in found.listings):
        listings.setdefault(listing.key, listing)
    if not listings:
        listings = _lone(seen)
    digest = _digest(listings)
    repeated = bool(listings) and seen.page.facts.get(f"list:{digest}", seen.page.url) != seen.page.url
    links = [] if repeated else _links(seen, listings)
    issues = list(_cut_issue(seen))
    if not listings and not links:
        issues.append(PageIssue(code="no_records", detail="no prices that repeat, no links to goods", breaks=True))
    return PageReading(
        listings=tuple(listings.values()),
        links=tuple(links),
        contacts=read_contacts(seen.document, roots),
        seller_name=seller_name(seen.document, seen.page.url),
        facts={f"list:{digest}": seen.page.url} if listings and not repeated else {},
        issues=tuple(issues),
    )


def _lone(seen: Survey) -> dict[str, Listing]:
    cluster = lone_cluster(seen.atoms)
    if cluster is None or is_noise(cluster):
        return {}
    around = replace(seen.surroundings, confidence=0.6)
    return {x.key: x for x in read_listings(cluster, read_layout(cluster, seen.headings), around)}


def _links(seen: Survey, listings: dict[str, Listing]) -> list[Link]:
    goods = [x.url for x in listings.values() if x.detail is Detail.SUMMARY and not x.keyless]
    links = pagers.page_links(seen.document, seen.anchors, seen.page.url)
    taken = {*goods, *(x.url for x in links)}
    links += pagers.category_links(seen.anchors, seen.page.url, taken, searching=not listings)
    links += [Link(url=url, role=LinkRole.PRODUCT, optional=True) for url in dict.fromkeys(goods)]
    if not listings:
        taken.update(x.url for x in links)
        links += pagers.goods_links(seen.anchors, taken)
    links += pagers.notice_links(seen.anchors)
    if (
        not listings
        and not any(x.role is LinkRole.PRODUCT for x in links)
        and urlsplit(seen.page.url).path in {"", "/"}
    ):
        spare = Link(url=urljoin(seen.page.url, "/wp-sitemap.xml"), role=LinkRole.INDEX, optional=True)
        links.append(
            Link(url=urljoin(seen.page.url, "/sitemap.xml"), role=LinkRole.INDEX, optional=True, fallback=(spare,))
        )
    return links


def _merged(groups: Sequence[Sequence[Listing]]) -> dict[str, Listing]:
    found: dict[str, Listing] = {}
    for group in groups:
        for listing in group:
            known = found.get(listing.key)
            found[listing.key] = joined(known, listing) if known else listing
    return found


def _digest(listings: dict[str, Listing]) -> str:
    return blake2b("\n".join(listings).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _cut_issue(seen: Survey) -> tuple[PageIssue, ...]:
    if seen.document.truncated or len(seen.page.text) > MAX_BODY:
        return (PageIssue(code="page_cut", detail=f"{len(seen.page.text)} characters, only the first part was read"),)
    return ()


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the page itself."""
    return (Link(url=start_url, role=LinkRole.INDEX),)


def read(page: Page) -> PageReading:
    """Return what repeats on a page of any shop."""
    seen = survey(page)
    return read_notice(seen) if page.role is LinkRole.NOTICE else read_survey(seen)


def recognise(page: Page) -> float:
    """How sure a page is a list of goods or a page about one; never above what a family's own marks give."""
    if "html" not in page.content_type or not page.text:
        return 0.0
    reading = read(page)
    best = max((x.confidence for x in reading.listings), default=0.0)
    return round(best * 0.45, 2)


FAMILY = Family(
    id="records",
    title="repeated records",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=recognise,
)
