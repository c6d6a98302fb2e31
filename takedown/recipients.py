"""Who can act on a seller, and how each wants to be told: `config/recipients/*.yml`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from base.checked_files import ConfigError, Strict, checked, load_yaml

FOLDER = "recipients"


class Role(StrEnum):
    """What a recipient is to a seller."""

    PLATFORM = "platform"
    CHAT_SERVICE = "chat_service"
    SHOP_SOFTWARE = "shop_software"
    PAYMENT = "payment"
    CODE_HOST = "code_host"
    CDN = "cdn"
    HOSTING = "hosting"
    REGISTRAR = "registrar"
    CARRIER = "carrier"
    AUTHORITY = "authority"


class How(StrEnum):
    """How a recipient takes reports."""

    FORM = "form"
    PORTAL = "portal"
    MAIL = "mail"
    XARF = "xarf"
    API = "api"
    PHONE = "phone"
    APP = "app"
    LOOKUP = "lookup"
    """The address differs from case to case and has to be looked up first."""


class Need(StrEnum):
    """What a report has to contain."""

    URLS = "urls"
    ACCOUNTS = "accounts"
    DESCRIPTION = "description"
    TIMES = "times"
    SCREENSHOTS = "screenshots"
    LEGAL_BASIS = "legal_basis"
    REPORTER = "reporter"
    DOMAIN = "domain"
    ADDRESS = "address"
    """The network address of the server."""
    NUMBERS = "numbers"


class Both(Strict):
    """A text in both languages."""

    en: str
    zh: str

    def in_(self, language: str) -> str:
        """Return it in *language*."""
        return self.zh if language == "zh" else self.en


class ActsOn(Strict):
    """What makes somebody a recipient: any of these, as far as a case knows them."""

    platforms: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    """Handle types of its service."""
    hosts: tuple[str, ...] = ()
    """Its host names; their sub-domains are meant too."""
    families: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    """First digits of mainland mobile numbers that it hands out."""
    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    """Restricts `kinds` to offers of these countries, or to pages in their language."""
    any_host: bool = False
    """Whoever it is for a host that nobody else here answers for."""
    any_domain: bool = False
    """The same for hosts that have a domain name."""


class Channel(Strict):
    """One way to tell them."""

    how: How
    address: str
    fields: tuple[str, ...] = ()
    """What a form asks for, in its order."""
    note: Both | None = None
    unconfirmed: bool = False
    """Nobody has tried it, or its source is not the recipient's own."""


class Source(Strict):
    """Where a fact about a recipient was read, and when."""

    url: str
    seen_on: date
    says: str


class Recipient(Strict):
    """One file of config/recipients."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
    name: Both
    role: Role
    acts_on: ActsOn
    languages: tuple[Annotated[str, StringConstraints(pattern="^(zh|en)$")], ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(min_length=1)
    must_contain: tuple[Need, ...] = ()
    legal: tuple[str, ...] = ()
    """Names of the legal basis texts in config/notices/legal."""
    answer_days: int | None = Field(default=None, ge=1, le=365)
    note: Both | None = None
    sources: tuple[Source, ...] = ()
    unconfirmed: bool = False

    @model_validator(mode="after")
    def _has_a_source(self) -> Recipient:
        if not self.sources and not self.unconfirmed:
            raise ValueError("name a source with its date, or say `unconfirmed: true`")
        return self


def load_recipients(config: Path) -> dict[str, Recipient]:
    """Return every recipient of a configuration folder by id.

    Raises:
        ConfigError: a file is unreadable or a key is wrong.
    """
    found = {}
    for path in sorted((config / FOLDER).glob("*.yml")):
        one = checked(Recipient, load_yaml(path), path)
        if one.id != path.stem:
            raise ConfigError(f"{path}: id: {one.id!r} is not the file's name; rename one of them")
        found[one.id] = one
    return found


def find_recipient(config: Path, said: str) -> Recipient:
    """Return the recipient that *said* names.

    Raises:
        ConfigError: there is none of that name.
    """
    found = load_recipients(config)
    if said not in found:
        names = ", ".join(found) or "none yet"
        raise ConfigError(f"{said}: no such recipient in {config / FOLDER}; there are: {names}")
    return found[said]
