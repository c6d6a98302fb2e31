"""What came back from the network, or why nothing did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from market.errors import MarketError

Pairs: TypeAlias = tuple[tuple[bytes, bytes], ...]
"""Header lines as they came."""


class FetchFailedError(MarketError):
    """No whole answer came back; `cause` is a word of run health."""

    def __init__(self, cause: str, url: str, detail: str) -> None:
        super().__init__(f"{url}: {cause}: {detail}")
        self.cause = cause
        self.url = url
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFacts:
    """What a connection showed of the peer's certificate."""

    sha256: str
    """Fingerprint of the leaf certificate."""
    verdict: str
    """`verified`, or why it does not verify."""
    version: str
    cipher: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One answer: raw headers, body without content encoding."""

    url: str
    status: int
    reason: str
    version: str
    """`HTTP/1.1`."""
    headers: Pairs
    body: bytes
    address: str
    """The peer's; the proxy's where one is used."""
    tls: TlsFacts | None
    request_headers: Pairs
    wire_bytes: int
    cut: bool = False
    """The body reached the limit and was cut there."""
    broken: bool = False
    """The body ended before its stated end or could not be decoded to its end."""

    def header(self, name: bytes) -> str:
        """Return the first value of a header, `name` in lower case; empty without one."""
        return next((value.decode("latin-1").strip() for key, value in self.headers if key.lower() == name), "")

    @property
    def content_type(self) -> str:
        """What the header says the body is, without parameters, lower case."""
        return self.header(b"content-type").partition(";")[0].strip().lower()
