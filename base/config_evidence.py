"""`[retention]` and `[evidence]` of haoshao.toml: how long what is kept, who stamps the ledger, who reads originals."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from base.checked_files import Strict

_DAYS = re.compile(r"([1-9]\d{0,4})d")
NEVER = "never"


def _period(said: str) -> str:
    if said != NEVER and not _DAYS.fullmatch(said):
        raise ValueError("is a number of days like 180d, or never")
    return said


Period = Annotated[str, AfterValidator(_period)]


class Retention(Strict):
    """`[retention]`: how long what is kept after it was last seen; `never` for what no rule removes."""

    offers: Period = "365d"
    """Bodies of pages that list offers."""
    pages: Period = "90d"
    """Bodies of other pages."""
    errors: Period = "30d"
    """Bodies of error answers."""
    robots: Period = "90d"
    """Bodies of robots.txt."""
    numbers: Period = "60d"
    """Bodies of pages with burner numbers, which show other people's messages, and sightings of such numbers."""
    issues: Period = "365d"
    """Issues that were solved."""

    def span(self, name: str) -> timedelta | None:
        """Return how long the class called *name* is kept; None for ever."""
        found = _DAYS.fullmatch(str(getattr(self, name)))
        return timedelta(days=int(found[1])) if found else None


class Authority(Strict):
    """One time-stamp authority (RFC 3161)."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
    url: str
    certificates: str
    """File in the configuration directory with the authority's certificates in PEM, its root among them."""
    allow: tuple[IPv4Network | IPv6Network, ...] = ()
    """Non-public ranges that its address may lie in; empty for a public one."""

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
            raise ValueError(f"{value!r} is no http or https address")
        return value


class Sealing(Strict):
    """Originals of bodies with bulk personal data, sealed to somebody's key, and why that is lawful."""

    key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """The public key that `haoshao unseal --new-key` prints."""
    basis: Annotated[str, StringConstraints(min_length=10)]
    """The legal basis on which originals are kept."""
    by: Annotated[str, StringConstraints(min_length=2)]
    """Who decided it."""


class Evidence(Strict):
    """`[evidence]` of haoshao.toml."""

    stamps: tuple[Authority, ...] = ()
    sealing: Sealing | None = None
    stamp_tries: int = Field(default=20, ge=1)
    """Tries at one authority for one line of the ledger before it is given up."""
