"""The domain's words as types: what a site published and what we read in it.

Three groups: `Page`, `Listing` and `PageReading` hold the site's own words;
`Offer`, `Handle` and `Reading` hold ours. Everything is frozen: a later step
makes a new object. Words and rules: docs/contract.md, docs/glossary.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

Span: TypeAlias = tuple[int, int]
"""Start and end in code points, half open, over `title + "\\n" + text`."""
QUARANTINE_BELOW: Final = 0.6
"""Listings of less confidence are kept and shown, but raise no alert."""


class HandleType(StrEnum):
    """How a seller is reached."""

    WECHAT = "wechat"
    QQ = "qq"
    QQ_GROUP = "qq_group"
    TELEGRAM = "telegram"
    EMAIL = "email"
    PHONE = "phone"
    WHATSAPP = "whatsapp"
    LINE = "line"
    SKYPE = "skype"
    DISCORD = "discord"
    JABBER = "jabber"
    URL = "url"
    WALLET = "wallet"


class Scope(StrEnum):
    """Where a handle stood."""

    LISTING = "listing"
    """In the offer's own text or contact field."""
    SITE = "site"
    """In a notice, footer, signature or service link of the site."""


class Unit(StrEnum):
    """What a price is for."""

    EACH = "each"
    CODE = "code"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    PACK = "pack"
    THOUSAND = "thousand"


class LinkRole(StrEnum):
    """What a reader expects behind a link; the spider fetches in this order."""

    FACTS = "facts"
    """Tables that later pages of the run need: countries, services, currency."""
    INDEX = "index"
    """A list of listings; every one must arrive for a run to be complete."""
    PRODUCT = "product"
    """One listing in detail."""
    NOTICE = "notice"
    """Contacts and notices of the site; its absence hurts nobody."""


class SiteKind(StrEnum):
    """What an absence says."""

    CATALOGUE = "catalogue"
    """What is not listed is not for sale."""
    STREAM = "stream"
    """Old posts scroll off; absence says nothing."""


# --- what a site published -------------------------------------------------


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


# --- what we read in it ----------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """An asking price. At least one of `min` and `max` is set."""

    min: Decimal | None
    max: Decimal | None
    currency: str | None
    unit: Unit
    pack_size: int | None = None
    """Pieces in a pack, or n of a period (季卡 = month, 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share of the face value, as decimals: 九七折 is 0.97."""

    min: Decimal
    max: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing for sale, in our words rather than the site's."""

    kind: str
    """An id of config/taxonomy.yml."""
    platform: str | None
    attributes: frozenset[str] = frozenset()
    age_months: int | None = None
    price: Price | None = None
    rate: Rate | None = None
    min_quantity: int | None = None
    stock: int | None = None
    country: str | None = None
    span: Span
    """What carries the claim; the line or phrase that names product and price."""
    spans: Mapping[str, Span] = field(default_factory=dict)
    """Span of each claim by field name (`price`, `platform`, `stock`, ...), where one is known."""
    variant: str | None = None
    """`Variant.key` where the offer is a variant that the site itself tells apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """A contact identifier in normal form."""

    type: HandleType
    value: str
    span: Span | None
    """None where it came from a field of its own rather than the text."""
    scope: Scope = Scope.LISTING


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An identifier of the thing sold, never a contact."""

    type: str
    """`username`, `uid`, `number_prefix` or `invite`."""
    value: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says."""

    is_offer: bool
    score: Decimal
    """Calibrated probability that the text offers something of our kinds, two decimals."""
    reasons: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    handles: tuple[Handle, ...] = ()
    subjects: tuple[Subject, ...] = ()
