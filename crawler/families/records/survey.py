"""One page surveyed: its prices, its lists of goods and what stands around them, each worked out once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.families.records import addresses, pagers, sections
from crawler.families.records import words_data as words
from crawler.families.records.atoms import Atom, Headings, read_atoms, read_headings
from crawler.families.records.building import read_document
from crawler.families.records.clusters import Cluster, find_clusters
from crawler.families.records.fields import Surroundings, read_listings
from crawler.families.records.lines import LineList, read_line_lists
from crawler.families.records.options import parse_tier
from crawler.families.records.product import Surveyed, read_category
from crawler.families.records.slots import read_layout
from crawler.families.records.tree import Document, Element
from market.model import Detail, Listing, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BODY = 3_000_000
"""Characters of a page that are read; the rest is cut off, which is an issue."""
_SAMPLE = 30
_CODE = (3, 4)
"""Letters of ISO 4217 codes and of USDT."""
_SECOND_CLASS = 0.35
_LEAST_INDEX = 2


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
        if is_noise(cluster):
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


def is_noise(cluster: Cluster) -> bool:
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
