"""What a site published, in the site's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from market.model.words import HandleType, LinkRole, Scope, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One fetched and decoded response, all that a family reader gets to see."""

    url: str
    """Where the body came from, after redirects."""
    text: str
    status: int = 200
    content_type: str = "text/html"
    """Without parameters, lower case."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Response headers, names in lower case."""
    role: LinkRole = LinkRole.INDEX
    facts: Mapping[str, str] = field(default_factory=dict)
    """What earlier pages of the same run taught (`PageReading.facts`), e.g. `country:0` -> `Russia`."""
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page to fetch next."""

    url: str
    role: LinkRole
    optional: bool = False
    """True where its failure says nothing about the health of the run."""
    fallback: tuple[Link, ...] = ()
    """Fetched instead when this one fails or cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPrice:
    """A price as a field of the page states it; prices inside prose are left to the text reader."""

    text: str
    """As printed."""
    min: Decimal
    max: Decimal
    currency: str | None = None
    """ISO 4217, `USDT` or `BTC`; None where the page does not say."""
    unit: Unit | None = None
    """None leaves the unit to the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What a page says about how much is left; the label and the number are kept apart."""

    label: str | None = None
    """The site's own word (充足, 即将售罄, 不限量), None where it printed a number only."""
    count: int | None = None
    """None where the page gives no number or the number means "unlimited"."""
    available: bool | None = None
    """False is the page's own "sold out"; None where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A wholesale price: from `quantity` pieces on, each costs `price`."""

    quantity: int
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One of several things sold under one listing, with its own price."""

    key: str
    """The site's id of it, stable under price edits."""
    name: str
    price: StatedPrice | None = None
    stock: Stock = Stock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact in a field of its own (service_qq, signature, notice), for the text reader to normalise."""

    text: str
    """As printed, with its label where it has one ("QQ：123456"), or a URL."""
    type: HandleType | None = None
    """None where only the text tells."""
    scope: Scope = Scope.SITE


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the structure of a page says about its listing, so that the text need not."""

    kind: str | None = None
    platform: str | None = None
    country: str | None = None
    """ISO 3166 alpha-2."""


class Detail(StrEnum):
    """How much of a listing the page showed."""

    SUMMARY = "summary"
    """A row or card of an index."""
    FULL = "full"
    """Its own page, or an index that carries everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a site published about one thing, in the site's words."""

    url: str
    """The address a person opens to see it."""
    key: str
    """The site's own stable id; where it has none, the path and query of `url`."""
    keyless: bool = False
    """True where the page hides the id it has elsewhere (some themes drop the link of a sold-out item): `key` is then
    made of the title, and a stored listing of the same site and title is the same one, unless the run saw that too."""
    title: str
    text: str = ""
    """The visible text of the description, one line a block."""
    category: str | None = None
    price: StatedPrice | None = None
    """What a guest pays for one piece: never the struck-out or the member price."""
    tiers: tuple[Tier, ...] = ()
    stock: Stock = Stock()
    min_quantity: int | None = None
    sold: int | None = None
    variants: tuple[Variant, ...] = ()
    seller_name: str | None = None
    seller_key: str | None = None
    """The site's own id of the seller (forum user, merchant); None where the site is the seller."""
    contacts: tuple[Contact, ...] = ()
    """Contacts in this listing's own fields."""
    images: tuple[str, ...] = ()
    """Names of the pictures that it shows: market/sellers/pictures.py."""
    posted_at: datetime | None = None
    """Aware; when the site says it was published."""
    known: Known = Known()
    detail: Detail = Detail.FULL
    confidence: float = 1.0
    """Below 1 where a generic reader found it; low ones are quarantined from alerts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnerNumber:
    """A number that a free SMS page shows; never its messages."""

    number: str
    """E.164."""
    country: str | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageIssue:
    """Something on a page that its reader met and did not understand."""

    code: str
    """A short stable word: `unknown_label`, `no_title`, `unreadable_json`, ..."""
    detail: str
    """What was found, without personal data."""
    breaks: bool = False
    """True where the page as a whole could not be read as what it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """All that a family reader found on one page."""

    listings: tuple[Listing, ...] = ()
    links: tuple[Link, ...] = ()
    contacts: tuple[Contact, ...] = ()
    """Contacts of the site as a whole."""
    seller_name: str | None = None
    """The shop's or channel's own name."""
    numbers: tuple[BurnerNumber, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    total: int | None = None
    """How many listings the site says the whole index has; a run with fewer is not complete."""
    empty: bool = False
    """True on the family's own mark for an empty catalogue."""
    issues: tuple[PageIssue, ...] = ()
