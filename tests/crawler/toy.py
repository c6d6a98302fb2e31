"""A toy shop software and a toy reader, so that crawls are tested without any real one."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from decimal import Decimal

from parsel import Selector

from crawler.families.family import Family, PageChangedError
from market.model import (
    Contact,
    Detail,
    Handle,
    HandleType,
    Link,
    LinkRole,
    Listing,
    Offer,
    Page,
    PageReading,
    Price,
    Reading,
    Scope,
    SiteKind,
    StatedPrice,
    Unit,
)

HELD: list[bytearray] = []
"""What a greedy reader does not let go of."""


def entrances(start: str) -> tuple[Link, ...]:
    """Return the facts and the index, the facts with a fallback."""
    base = start.rstrip("/")
    return (
        Link(url=f"{base}/facts.json", role=LinkRole.FACTS, optional=True),
        Link(url=f"{base}/", role=LinkRole.INDEX),
        Link(url=f"{base}/notice", role=LinkRole.NOTICE, optional=True),
    )


def read(page: Page) -> PageReading:
    """Return the goods of an index, or the good of a product page."""
    if page.role is LinkRole.FACTS:
        return PageReading(facts={"currency": page.text.strip()})
    if "takes for ever" in page.text:
        _never_ends()
    if "brings the process down" in page.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "takes much room" in page.text:
        HELD.append(bytearray(b"x") * 400_000_000)
    html = Selector(page.text)
    if page.role is LinkRole.NOTICE:
        return PageReading(contacts=(Contact(text="QQ 123456789"),), seller_name="Toy shop")
    if html.css("main.product"):
        return PageReading(listings=(_product(html, page),))
    if not html.css("main.index"):
        raise PageChangedError("no main.index")
    listings = tuple(_card(card, page) for card in html.css("article"))
    links = [Link(url=listing.url, role=LinkRole.PRODUCT) for listing in listings]
    links += [Link(url=_full(page, path), role=LinkRole.INDEX) for path in html.css("a.next::attr(href)").getall()]
    total = html.css("main::attr(data-total)").get()
    return PageReading(
        listings=listings,
        links=tuple(links),
        empty=bool(html.css("p.empty")),
        total=int(total) if total else None,
    )


def _never_ends() -> None:
    while True:
        pass


def _card(card: Selector, page: Page) -> Listing:
    path = card.css("a::attr(href)").get("")
    return Listing(
        url=_full(page, path),
        key=path,
        title=card.css("a::text").get(""),
        price=_price(card.css("b::text").get(""), page),
        detail=Detail.SUMMARY,
    )


def _product(html: Selector, page: Page) -> Listing:
    return Listing(
        url=page.url,
        key="/" + page.url.split("/", 3)[3],
        title=html.css("h1::text").get(""),
        text=html.css("p.text::text").get(""),
        price=_price(html.css("b::text").get(""), page),
    )


def _price(text: str, page: Page) -> StatedPrice | None:
    if not text:
        return None
    amount = Decimal(text)
    return StatedPrice(text=text, min=amount, max=amount, currency=page.facts.get("currency"))


def _full(page: Page, path: str) -> str:
    return "/".join(page.url.split("/", 3)[:3]) + path if path.startswith("/") else path


FAMILY = Family(
    id="toy",
    title="Toy shop software",
    kind=SiteKind.CATALOGUE,
    entrances=entrances,
    read=read,
    recognise=lambda page: 1.0 if "main.index" in page.text or 'class="index"' in page.text else 0.0,
)


API_FIRST = replace(
    FAMILY,
    id="toy-api",
    entrances=lambda start: (
        Link(
            url=start.rstrip("/") + "/api",
            role=LinkRole.INDEX,
            fallback=(Link(url=start.rstrip("/") + "/", role=LinkRole.INDEX),),
        ),
    ),
)


class ToyReader:
    """Makes one offer of every listing."""

    version = "toy-1"

    def read_listing(self, listing: Listing) -> Reading:
        """Return an offer at the stated price."""
        if listing.title == "unreadable":
            _never_ends()
        price = listing.price
        asked = None if price is None else Price(min=price.min, max=price.max, currency=price.currency, unit=Unit.EACH)
        offer = Offer(kind="account", platform="qq", price=asked, span=(0, len(listing.title)))
        return Reading(is_offer=True, score=Decimal(1), offers=(offer,), handles=())

    def read_contacts(self, contacts: tuple[Contact, ...]) -> tuple[Handle, ...]:
        """Return a QQ number for each contact."""
        values = [contact.text.rsplit(" ", 1)[-1] for contact in contacts]
        return tuple(Handle(type=HandleType.QQ, value=value, span=None, scope=Scope.SITE) for value in values)
