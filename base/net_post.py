"""POST requests to endpoints that the operator names: every connection through a gate, TLS always verified.

No redirect is followed, no environment proxy or credential is looked at, an answer is read to 64 KiB.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from base.net import Gate, RefusedAddressError, RefusedUrlError, checked_url
from base.net_names import GatedResolver, Resolve, resolve_by_system
from market.errors import MarketError

ANSWER_BYTES = 64 * 1024
USER_AGENT = "haoshao"


class PostFailedError(MarketError):
    """No answer came back, or none may be asked for; the text names no path, which may hold a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an endpoint answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


class PostClient:
    """Connections to one operator's endpoint, kept open from request to request. Not shared between threads."""

    def __init__(self, *, gate: Gate, timeout_s: float, resolve: Resolve = resolve_by_system) -> None:
        """Take the *gate* that every connection passes and the time that one request may take."""
        self._gate = gate
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._resolve = resolve
        self._loop = asyncio.new_event_loop()
        self._session: aiohttp.ClientSession | None = None

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        if self._session is not None:
            self._loop.run_until_complete(self._session.close())
        self._loop.close()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Return the answer to a POST of *body*, whatever its status.

        Raises:
            PostFailedError: no answer in time, an address behind the gate, plain http to a public address.
        """
        return self._loop.run_until_complete(self._post(url, body, headers))

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            parts = checked_url(url)
            if parts.scheme != "https" and not self._gate.allow:
                raise PostFailedError(f"{parts.hostname}: plain http is for addresses of `network.allow`; use https")
            session = self._session or self._open()
            target = URL(url, encoded=True)
            async with session.post(
                target, data=body, headers={"User-Agent": USER_AGENT, **headers}, allow_redirects=False
            ) as response:
                said = b""
                while len(said) < ANSWER_BYTES and (piece := await response.content.read(ANSWER_BYTES - len(said))):
                    said += piece  # a single read gives what one packet brought
                found = {key.lower(): value for key, value in response.headers.items()}
                return Answer(status=response.status, headers=found, body=said)
        except (RefusedUrlError, RefusedAddressError) as error:
            raise PostFailedError(f"refused: {error}") from error
        except TimeoutError as error:
            raise PostFailedError(f"no answer in {self._timeout.total:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise PostFailedError(_said(error)) from error

    def _open(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=GatedResolver(self._gate, self._resolve), socket_factory=self._socket, ssl=_context()
        )
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )
        return self._session

    def _socket(self, address: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """Return a socket for *address*, the last word before a connection is made."""
        family, kind, protocol, _, peer = address
        self._gate.check(str(peer[0]))
        return socket.socket(family, kind, protocol)


def _said(error: BaseException) -> str:
    """Return why nothing came back, without the address, whose path may hold a key."""
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, RefusedAddressError):
            return f"refused: {chain}"
        if isinstance(chain, ssl.SSLCertVerificationError):
            return f"the certificate does not verify: {chain.verify_message}"
        chain = chain.__cause__ or chain.__context__
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        return "the name of the host is not known"
    system = error if isinstance(error, OSError) else error.__cause__
    return str(getattr(system, "strerror", None) or type(error).__name__)[:200]
