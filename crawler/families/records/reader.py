"""The repeated-record reader as a family: any page of an unknown shop to listings, links and contacts."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.families.family import Family
from crawler.families.records import addresses, pagers, sections
from crawler.families.records import words_data as words
from crawler.families.records.atoms import Atom, Headings, read_atoms, read_headings
from crawler.families.records.clusters import Cluster, find_clusters
from crawler.families.records.contacts import read_contacts
from crawler.families.records.fields import Surroundings, joined, read_listings
from crawler.families.records.lines import LineList, read_line_lists
from crawler.families.records.lone import lone_cluster
from crawler.families.records.options import parse_tier
from crawler.families.records.product import Surveyed, is_product_page, read_category, read_product
from crawler.families.records.slots import read_layout
from crawler.families.records.tree import Document, Element, read_document
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind, Variant

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BODY = 3_000_000
"""Characters of a page that are read; the rest is cut off, which is an issue."""
_SAMPLE = 30
_CODE = (3, 4)
"""Letters of ISO 4217 codes and of USDT."""
_SECOND_CLASS = 0.35
_LEAST_INDEX = 2
_MANY = 5
"""Things without pages of their own that make a page a list rather than one about a thing with variants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A cluster with the listings read from it."""

    cluster: Cluster
    listings: tuple[Listing, ...]
    related: bool
    """Whether it is a list of other goods beside the page's own."""

    @property
    def is_linked(self) -> bool:
        """Whether its things have pages of their own."""
        return any(x.detail is Detail.SUMMARY for x in self.listings)


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Everything the readers ask of one page, worked out once and only when asked."""

    page: Page
    document: Document

    @cached_property
    def lang(self) -> str:
        """The page's language; empty where it does not say."""
        return self.document.lang

    @cached_property
    def currency(self) -> str | None:
        """The currency that the head of the page names."""
        metas = self.document.metas
        said = metas.get("product:price:currency") or metas.get("og:price:currency") or metas.get("pricecurrency") or ""
        return said.upper() if said.isalpha() and len(said) in _CODE else None

    @cached_property
    def headings(self) -> Headings:
        """Column labels of the page's tables."""
        return read_headings(self.document.body)

    @cached_property
    def line_lists(self) -> list[LineList]:
        """Price lists written as plain lines."""
        return read_line_lists(self.document.body, self.page.url, lang=self.lang)

    @cached_property
    def atoms(self) -> list[Atom]:
        """Places that state a price, plain lines apart."""
        atoms = read_atoms(self.document.body, self.headings, lang=self.lang, currency=self.currency)
        blocks = [x.block for x in self.line_lists]
        starts = [b.order for b in blocks]
        places = (bisect_right(starts, a.element.order) - 1 for a in atoms)
        return [a for a, n in zip(atoms, places, strict=True) if n < 0 or not blocks[n].holds(a.element)]

    @cached_property
    def anchors(self) -> list[pagers.Anchor]:
        """Links to the same site."""
        return pagers.read_anchors(self.document, self.page.url)

    @cached_property
    def category(self) -> str | None:
        """What a list page as a whole is a list of."""
        if len([s for s in urlsplit(self.page.url).path.split("/") if s]) == 0 and not urlsplit(self.page.url).query:
            return None
        heading = self.document.body.first("h1")
        said = heading.text if heading is not None else ""
        usable = 0 < len(said) <= sections.MAX_HEADING and not sections.is_shop_word(said)
        if usable and addresses.is_category_path(self.page.url) and said != seller_name(self.document, self.page.url):
            return said
        return read_category(self.document, "")

    @cached_property
    def found(self) -> list[Found]:
        """The clusters that are lists of goods, the fullest first."""
        found = [f for f in (self._read(c) for c in find_clusters(self.atoms)) if f]
        return sorted(found, key=lambda f: (f.related, -len(f.listings)))

    @cached_property
    def surroundings(self) -> Surroundings:
        """What records need to know of their page."""
        base = addresses.absolute(self.document.base, self.page.url) or self.page.url
        return Surroundings(
            url=self.page.url, base=base, tabs=sections.tab_names(self.document.body), category=self.category
        )

    def _read(self, cluster: Cluster) -> Found | None:
        if _is_noise(cluster):
            return None
        layout = read_layout(cluster, self.headings)
        listings = read_listings(cluster, layout, self.surroundings)
        if not _is_list(listings, cluster):
            return None
        return Found(cluster=cluster, listings=tuple(listings), related=_is_related(cluster))

    def product_view(self, *, others: Sequence[Element]) -> Surveyed:
        """Return the page seen as one about one thing."""
        return Surveyed(document=self.document, url=self.page.url, atoms=self.atoms, others=others)


def survey(page: Page, document: Document | None = None) -> Survey:
    """Return a page prepared for reading."""
    return Survey(page=page, document=document or read_document(page.text[:MAX_BODY]))


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


def seller_name(document: Document, url: str) -> str | None:
    """Return the name a site gives itself."""
    said = document.metas.get("og:site_name") or document.metas.get("application-name")
    if said:
        return said[:80]
    for element in document.body.walk():
        if (
            (
                any(n in element.css for n in ("logo", "brand", "site-title", "sitename", "site-name"))
                and 1 < len(element.text) <= sections.MAX_HEADING
            )
            and element.text in document.title
            and not sections.is_shop_word(element.text)
        ):
            return element.text
    parts = [p.strip() for p in sections.title_parts(document.title)]
    usable = [p for p in parts if p and not sections.is_shop_word(p)]
    if len(parts) == 1 or not usable:
        return None
    return usable[0 if urlsplit(url).path in {"", "/"} else -1][:80]


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
    if cluster is None or _is_noise(cluster):
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


def _is_noise(cluster: Cluster) -> bool:
    """Whether a cluster stands where nothing is sold: menus, filters, reviews, feeds of orders."""
    region = cluster.region
    for at in (region, *region.ancestors()):
        if at.tag in {"nav", "footer"} or (
            at.tag not in {"body", "main", "form"}
            and any(n in at.css.split() or f"{n}s" in at.css.split() for n in words.FEED_NAMES)
        ):
            return True
    heading = _heading_over(cluster).lower()
    return any(word in heading for word in words.FEED_WORDS)


def _is_related(cluster: Cluster) -> bool:
    region = cluster.region
    for at in (region, *region.ancestors()):
        if at.tag == "aside" or (
            at.tag not in {"body", "main", "ul", "ol"} and any(n in at.css for n in words.RELATED_NAMES)
        ):
            return True
    heading = _heading_over(cluster).lower()
    return any(word in heading for word in words.RELATED_WORDS)


def _heading_over(cluster: Cluster) -> str:
    headings = sections.Sections(region=cluster.region, records=cluster.orders)
    return headings.over(cluster.records[0].roots[0]) or ""


def _is_list(listings: Sequence[Listing], cluster: Cluster) -> bool:
    """Whether what was read looks like goods: enough of them, with titles that differ and are no tiers of one price."""
    if len(listings) < _LEAST_INDEX or len(listings) < _SECOND_CLASS * len(cluster.records):
        return False
    sample = listings[:_SAMPLE]
    titles = {x.title for x in sample}
    tiers = sum(parse_tier(r.roots[0].text) is not None for r in cluster.records[:_SAMPLE])
    if tiers > len(sample) / 2 and all(x.detail is Detail.FULL for x in sample):
        return False
    return len(titles) > len(sample) / 2 and any(x.price is not None for x in sample)


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
