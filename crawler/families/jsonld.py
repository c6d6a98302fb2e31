"""Shops whose pages state their goods for machines: JSON-LD, microdata, OpenGraph and embedded state only."""

from __future__ import annotations

from dataclasses import replace

from crawler.families.family import Family
from crawler.families.generic import read_structured
from crawler.families.merging import combined
from crawler.families.records import reader
from crawler.families.records.survey import survey
from crawler.families.structured.embedded import read_embedded
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind


def read(page: Page) -> PageReading:
    """Return the listings that a page states in structured data, with the links its pagers and lists show."""
    seen = survey(page)
    if page.role is LinkRole.NOTICE:
        return reader.read_notice(seen)
    stated = read_structured(seen)
    found: tuple[Listing, ...] = ()
    for source in stated:
        found = combined(found, source.listings)
    found = combined(found, read_embedded(seen.document, page.url).listings)
    category = next((s.category for s in stated if s.category), None)
    shown = reader.read_survey(seen)
    goods = {x.url for x in found if x.detail is Detail.SUMMARY and not x.keyless} | {
        x.url for x in shown.links if x.role is LinkRole.PRODUCT
    }
    links = [x for x in shown.links if x.role is not LinkRole.PRODUCT]
    links += [Link(url=u, role=LinkRole.PRODUCT, optional=True) for u in sorted(goods)]
    issues = tuple(x for x in shown.issues if x.code != "no_records")
    if not found and not links:
        issues += (
            PageIssue(
                code="no_structured_data",
                detail="no product in JSON-LD, microdata, OpenGraph or embedded JSON",
                breaks=True,
            ),
        )
    return PageReading(
        listings=tuple(replace(x, category=x.category or category) for x in found),
        links=tuple(links) if page.role is not LinkRole.PRODUCT else (),
        contacts=shown.contacts,
        seller_name=next((s.seller_name for s in stated if s.seller_name), None) or shown.seller_name,
        issues=issues,
    )


def recognise(page: Page) -> float:
    """How sure a page states its goods for machines."""
    if "html" not in page.content_type or not page.text:
        return 0.0
    seen = survey(page)
    listings = [x for source in read_structured(seen)[:2] for x in source.listings if x.price is not None]
    return 0.55 if listings else 0.0


FAMILY = Family(
    id="jsonld",
    title="structured data",
    kind=SiteKind.CATALOGUE,
    entrances=reader.entrances,
    read=read,
    recognise=recognise,
)
