"""The closed sets of the domain, and what a span is."""

from __future__ import annotations

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

    __hash__ = str.__hash__  # the enumeration's own runs in Python, at every look into a set or map


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
