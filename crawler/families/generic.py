"""Any shop: the structured data of a page first, then its embedded state, then what repeats on it.

Used where no family is recognised. The sources are merged thing by thing: JSON-LD, microdata and OpenGraph win over
embedded state, that wins over records; each fills what the stronger lacks. Listings whose confidence is below
`market.model.QUARANTINE_BELOW` are kept but raise no alert.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from crawler.families.family import Family
from crawler.families.merging import belongs, combined
from crawler.families.records import reader
from crawler.families.records.addresses import key_of
from crawler.families.records.survey import survey
from crawler.families.sitemap import is_sitemap, read_sitemap
from crawler.families.structured.embedded import read_embedded, read_json, read_variants
from crawler.families.structured.jsonld import read_jsonld
from crawler.families.structured.microdata import read_microdata
from crawler.families.structured.opengraph import read_opengraph
from crawler.families.structured.paging import next_page
from crawler.families.structured.values import decoded
from market.model import QUARANTINE_BELOW, Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.families.records.survey import Survey
    from crawler.families.structured.jsonld import Stated


def read(page: Page) -> PageReading:
    """Return what a page of any shop says, from whichever source says it best."""
    if is_sitemap(page) or page.url.endswith("/robots.txt"):
        return read_sitemap(page)
    if "json" in page.content_type or (page.text[:1] in {"{", "["} and "html" not in page.content_type):
        return read_json_page(page)
    seen = survey(page)
    if page.role is LinkRole.NOTICE:
        return reader.read_notice(seen)
    shown = reader.read_survey(seen)
    return _merged(seen, shown, read_structured(seen), read_embedded(seen.document, page.url).listings)


def read_structured(seen: Survey) -> tuple[Stated, ...]:
    """Return what a page states for machines, the plainest source first."""
    url = seen.page.url
    return (read_jsonld(seen.document, url), read_microdata(seen.document, url), read_opengraph(seen.document, url))


def read_json_page(page: Page) -> PageReading:
    """Return the product-like objects of a JSON answer."""
    value = decoded(page.text)
    if value is None:
        return PageReading(
            issues=(
                PageIssue(code="unreadable_json", detail=f"{len(page.text)} characters that are no JSON", breaks=True),
            )
        )
    listings = read_json(value, page.url)
    links = tuple(Link(url=u, role=LinkRole.INDEX) for u in (next_page(value, page.url) if listings else ()))
    issues = (
        () if listings else (PageIssue(code="no_records", detail="JSON without objects that have a name and a price"),)
    )
    return PageReading(listings=listings, links=links, issues=issues)


def _merged(seen: Survey, shown: PageReading, stated: Sequence[Stated], embedded: tuple[Listing, ...]) -> PageReading:
    single = _is_single(seen, shown)
    strong: tuple[Listing, ...] = ()
    for source in stated:
        usable = tuple(x for x in source.listings if single or len(source.listings) > 1 or belongs(x, shown.listings))
        strong = combined(strong, usable) if strong else usable
    if single and strong:
        embedded = tuple(x for x in embedded if any(_same(x, s) for s in strong))
        weak = tuple(replace(x, key=key_of(seen.page.url)) for x in shown.listings[:1])
        listings = combined(combined(strong[:1], embedded), weak)[:1]
    else:
        listings = combined(combined(strong, embedded), shown.listings)
    category = next((s.category for s in stated if s.category), None)
    if single:
        listings = tuple(_whole(x, category, seen) for x in listings)
    return replace(
        shown,
        listings=listings,
        links=_links(shown, listings, single=single),
        seller_name=next((s.seller_name for s in stated if s.seller_name), None) or shown.seller_name,
        issues=_issues(shown, listings, stated),
    )


def _whole(listing: Listing, category: str | None, seen: Survey) -> Listing:
    """Return the thing a page is about with what only the page as a whole says of it."""
    variants = listing.variants or read_variants(seen.document)
    if variants and listing.price is not None and listing.price.currency:
        code = listing.price.currency
        variants = tuple(
            replace(v, price=replace(v.price, currency=v.price.currency or code)) if v.price else v for v in variants
        )
    return replace(listing, category=listing.category or category, variants=variants)


def _is_single(seen: Survey, shown: PageReading) -> bool:
    """Whether a page is about one thing."""
    if seen.page.role is LinkRole.PRODUCT and len(shown.listings) <= 1:
        return True
    return len(shown.listings) == 1 and shown.listings[0].key == key_of(seen.page.url)


def _same(listing: Listing, other: Listing) -> bool:
    return listing.key == other.key or listing.title.lower() == other.title.lower()


def _links(shown: PageReading, listings: tuple[Listing, ...], *, single: bool) -> tuple[Link, ...]:
    if single:
        return tuple(x for x in shown.links if x.role is not LinkRole.PRODUCT)
    if shown.listings and not shown.links and not shown.facts:
        return ()  # a page past the end that shows another one again
    links = tuple(x for x in shown.links if not (listings and x.url.endswith("/sitemap.xml")))
    known = {x.url for x in links}
    goods = dict.fromkeys(
        x.url for x in listings if x.detail is Detail.SUMMARY and not x.keyless and x.url not in known
    )
    return (*links, *(Link(url=u, role=LinkRole.PRODUCT, optional=True) for u in goods))


def _issues(shown: PageReading, listings: tuple[Listing, ...], stated: Sequence[Stated]) -> tuple[PageIssue, ...]:
    errors = sum(s.errors for s in stated)
    issues = tuple(x for x in shown.issues if not (listings and x.code == "no_records"))
    if errors:
        issues += (PageIssue(code="unreadable_jsonld", detail=f"{errors} JSON-LD block(s) are no JSON"),)
    return issues


def recognise(page: Page) -> float:
    """How sure a page is one of a shop at all; below what the marks of any family give."""
    if page.status >= HTTPStatus.BAD_REQUEST or not page.text:
        return 0.0
    best = max((x.confidence for x in read(page).listings), default=0.0)
    return 0.5 if best >= QUARANTINE_BELOW else round(best / 2, 2)


FAMILY = Family(
    id="generic",
    title="any shop",
    kind=SiteKind.CATALOGUE,
    entrances=reader.entrances,
    read=read,
    recognise=recognise,
)
