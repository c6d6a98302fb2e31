"""The things of the simulated world; mutable where a day changes them, and never shown to the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How big a world is and how rough."""

    seed: int
    sellers: int = 200
    sites: int = 40
    days: int = 30
    broken: float = 0.05
    """Share of runs that are disturbed."""
    hide_handles: bool = False
    """True where no handle is ever shown by two records of one seller: only habits tie them."""
    start: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One thing that many sellers sell; a price series of the market."""

    id: str
    kind: str
    platform: str | None
    attributes: tuple[str, ...]
    base: Decimal
    """CNY."""
    languages: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A handle in normal form."""

    type: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one seller writes; what it picked it keeps for good."""

    title: str
    bullet: str
    joiner: str
    clauses: tuple[str, ...]
    """Standing sentences of every listing, slots filled."""
    contact_lead: Mapping[str, str]
    """Contact type -> template."""
    words: Mapping[str, str]
    """Platform and attribute -> how this seller writes it."""
    price_words: str
    trick: str
    """`plain`, `spaced`, `fullwidth` or `emoji`."""
    escrow: str | None
    product_first: bool
    rounding: Decimal


@dataclass(slots=True, kw_only=True)
class Seller:
    """One party behind any number of records."""

    id: str
    language: str
    name: str
    contacts: list[Contact]
    style: Style
    catalogue: list[Product]
    level: Decimal
    """What it asks, as a share of the market's price."""
    starts: int
    """First day on which it offers anything."""
    escrow: Contact | None = None
    rng: Random
    records: list[Record] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Site:
    """One watched place."""

    name: str
    kind: str
    """`catalogue` or `stream`."""
    layout: str
    """`shop` (one seller) or `market`."""
    host: str
    language: str
    price_form: str
    """`field`, `text` or `both`."""
    stock_form: str
    """`number`, `label`, `text` or `none`."""
    names_sellers: bool
    field_price: str
    minute: int
    """Of the day, when it is looked at."""
    footer: Contact | None = None
    footer_text: str = ""
    died: int | None = None
    next_key: int = 1
    items: dict[str, Item] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Record:
    """A seller as one site knows it."""

    site: Site
    seller: Seller
    label: str | None
    """What rows call it; None where the site is the seller."""
    contacts: list[Contact]
    ended: bool = False


@dataclass(slots=True, kw_only=True)
class Line:
    """One product of a listing with its price."""

    product: Product
    words: str
    price: Decimal
    """In the listing's currency."""


@dataclass(slots=True, kw_only=True)
class Item:
    """One listing."""

    key: str
    path: str
    record: Record
    lines: list[Line]
    title: str
    clauses: list[str]
    category: str | None
    stock: int
    shows_contact: bool
    posted_at: datetime | None = None
    repost_of: str | None = None
    removed: int | None = None
    sold_out: bool = False
    back_on: int | None = None
    """Day on which it is restocked or relisted."""

    @property
    def is_listed(self) -> bool:
        """Whether the site shows it."""
        return self.removed is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that truly happened to a listing."""

    day: int
    what: str
    site: str
    key: str
    line: int = 0
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one run of one site delivers."""

    day: int
    site: Site
    at: datetime
    rows: tuple[Mapping[str, object], ...]
    complete: bool
    health: str | None
    """What the run itself says of its health; None where it notices nothing."""
    cause: str | None
    disturbed: str | None
    """What truly happened to it; None for a good look."""
