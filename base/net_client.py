"""The one way out: GET requests of one crawl, every connection through its gate, every answer bounded.

DNS is asked once for each connection and the socket goes to the very address that was checked.
Environment proxies and credentials are never looked at.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import cast
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from base.net import Gate, RefusedAddressError, RefusedUrlError, checked_url, gate_to
from base.net_answer import Fetched, FetchFailedError, TlsFacts
from base.net_body import ACCEPT_ENCODING, Decoded, UndecodableBodyError, decoded
from base.net_names import GatedResolver, Resolve, addresses_of, resolve_by_system

ACCEPT = "text/html,application/xhtml+xml,application/json;q=0.9,application/xml;q=0.8,*/*;q=0.7"
ACCEPT_LANGUAGE = "zh-CN,zh;q=0.9,en;q=0.8,ru;q=0.6"
_CONNECT_S = 10.0
_KEEP_OPEN_S = 20.0


class _Response(aiohttp.ClientResponse):
    """Remembers who answered; a connection may be gone once a short body was read."""

    peer: str = ""
    ssl_object: ssl.SSLObject | None = None

    async def start(self, connection: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        """Return the response with its peer noted."""
        if connection.transport is not None:
            peer = connection.transport.get_extra_info("peername")
            self.peer = str(peer[0]) if peer else ""
            self.ssl_object = connection.transport.get_extra_info("ssl_object")
        return await super().start(connection)


@lru_cache(maxsize=1)
def _verifying_context() -> ssl.SSLContext:
    """Return the context that checks certificates; reading the system's roots costs a tenth of a second."""
    return ssl.create_default_context()


@lru_cache(maxsize=1)
def _lenient_context() -> ssl.SSLContext:
    """Return a context for sites whose certificate does not verify: it goes into the evidence with its verdict."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class WebClient:
    """GET requests of one crawl. Create it inside the running event loop and close it there."""

    def __init__(
        self,
        *,
        gate: Gate,
        user_agent: str,
        timeout_s: float,
        body_bytes: int,
        proxy: str = "",
        resolve: Resolve = resolve_by_system,
    ) -> None:
        self._gate = gate
        self._body_bytes = body_bytes
        self._proxy = URL(proxy) if proxy else None
        self._resolver = GatedResolver(gate, resolve)
        self._headers = {
            "User-Agent": user_agent,
            "Accept": ACCEPT,
            "Accept-Language": ACCEPT_LANGUAGE,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        self._timeout = aiohttp.ClientTimeout(total=timeout_s, sock_connect=min(_CONNECT_S, timeout_s))
        self._verdicts: dict[str, str] = {}
        self._session: aiohttp.ClientSession | None = None
        self._proxy_gate: Gate | None = None

    async def fetch(self, url: str, conditions: Mapping[str, str] | None = None) -> Fetched:
        """Return the answer to a GET of *url*; redirects are answers, they are not followed.

        `conditions` are the headers of a conditional request (If-None-Match, If-Modified-Since).

        Raises:
            FetchFailedError: nothing or nothing usable came back; says why in one word.
        """
        try:
            return await self._fetch(url, conditions or {})
        except (RefusedUrlError, RefusedAddressError) as error:
            raise FetchFailedError("refused_address", url, str(error)) from error
        except UndecodableBodyError as error:
            raise FetchFailedError("encoding", url, str(error)) from error
        except TimeoutError as error:
            raise FetchFailedError("timeout", url, f"no whole answer in {self._timeout.total:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _failure(url, error) from error

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def _fetch(self, url: str, conditions: Mapping[str, str]) -> Fetched:
        parts = checked_url(url)
        host = parts.hostname or ""
        session = self._session or await self._open()
        target = URL(url.partition("#")[0], encoded=True)
        extra: dict[str, object] = {}
        if self._proxy is not None:
            target, extra = await self._through_proxy(target, host)
        if conditions:
            extra["headers"] = {**conditions, **cast("Mapping[str, str]", extra.get("headers", {}))}
        if parts.scheme == "https":
            try:
                return await self._get(session, url, target, self._context_for(host), extra)
            except aiohttp.ClientConnectorCertificateError as error:
                self._verdicts[host] = str(getattr(error.certificate_error, "verify_message", "") or "does not verify")
            return await self._get(session, url, target, self._context_for(host), extra)
        return await self._get(session, url, target, None, extra)

    async def _open(self) -> aiohttp.ClientSession:
        resolver = self._resolver
        if self._proxy is not None:
            addresses = await addresses_of(self._proxy.host or "", resolve_by_system)
            self._proxy_gate = gate_to(*addresses)
            resolver = GatedResolver(self._proxy_gate, resolve_by_system)
        connector = aiohttp.TCPConnector(
            resolver=resolver,
            socket_factory=self._socket,
            limit=64,
            keepalive_timeout=_KEEP_OPEN_S,
            ttl_dns_cache=60,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.CookieJar(unsafe=True, quote_cookie=False),
            headers=self._headers,
            timeout=self._timeout,
            auto_decompress=False,
            response_class=_Response,
            trust_env=False,
        )
        return self._session

    def _socket(self, address: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """Return a socket for *address*, the last word before a connection is made."""
        family, kind, protocol, _, peer = address
        (self._proxy_gate or self._gate).check(str(peer[0]))
        return socket.socket(family, kind, protocol)

    def _context_for(self, host: str) -> ssl.SSLContext:
        return _lenient_context() if host in self._verdicts else _verifying_context()

    async def _through_proxy(self, target: URL, host: str) -> tuple[URL, dict[str, object]]:
        """Return what to ask the proxy for: https by the checked address, http by its name.

        A proxy must take the host of a plain request from its address line (RFC 9112 3.2.2),
        so only a tunnel can be pinned.
        """
        plain = target.scheme != "https"
        # the proxy resolves the name of a plain request once more: one address that must not be asked is one too many
        address = (await addresses_of(host, partial(self._resolver.addresses, every=plain)))[0]
        self._gate.check(address)
        extra: dict[str, object] = {"proxy": self._proxy}
        if plain:
            return target, extra
        extra["server_hostname"] = host
        extra["headers"] = {"Host": target.raw_authority}
        pinned = target.with_host(address)
        return URL(str(pinned), encoded=True), extra

    async def _get(
        self,
        session: aiohttp.ClientSession,
        url: str,
        target: URL,
        context: ssl.SSLContext | None,
        extra: Mapping[str, object],
    ) -> Fetched:
        words = extra if context is None else {"ssl": context, **extra}
        async with session.get(target, allow_redirects=False, **words) as response:  # type: ignore[arg-type]
            if not isinstance(response, _Response):
                raise FetchFailedError("protocol", url, "an unexpected kind of answer")
            (self._proxy_gate or self._gate).check(response.peer)
            raw, broken = await self._body_of(response)
            body = _undone(raw, response.headers.getall("Content-Encoding", []), self._body_bytes)
            version = response.version
            return Fetched(
                url=url,
                status=response.status,
                reason=response.reason or "",
                version=f"HTTP/{version.major}.{version.minor}" if version else "HTTP/1.1",
                headers=response.raw_headers,
                body=body.body,
                address=response.peer,
                tls=self._tls_of(response, urlsplit(url).hostname or ""),
                request_headers=tuple(
                    (key.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
                    for key, value in response.request_info.headers.items()
                ),
                wire_bytes=len(raw),
                cut=body.cut,
                broken=broken or body.broken,
            )

    async def _body_of(self, response: _Response) -> tuple[bytes, bool]:
        """Return the body as it came, one byte over the limit at most, and whether it broke off."""
        limit = self._body_bytes
        chunks, size = [], 0
        try:
            async for chunk in response.content.iter_any():
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    response.close()
                    break
        except (aiohttp.ClientPayloadError, ConnectionError):
            return b"".join(chunks), True
        return (chunks[0] if len(chunks) == 1 else b"".join(chunks))[: limit + 1], False

    def _tls_of(self, response: _Response, host: str) -> TlsFacts | None:
        tls = response.ssl_object
        if tls is None:
            return None
        certificate = tls.getpeercert(binary_form=True) or b""
        cipher = tls.cipher()
        return TlsFacts(
            sha256=hashlib.sha256(certificate).hexdigest(),
            verdict=self._verdicts.get(host, "verified"),
            version=tls.version() or "",
            cipher=cipher[0] if cipher else "",
        )


def _undone(raw: bytes, encodings: list[str], limit: int) -> Decoded:
    if encodings or len(raw) > limit:
        return decoded(raw, ",".join(encodings), limit)
    return Decoded(body=raw)


def _failure(url: str, error: Exception) -> FetchFailedError:
    """Return *error* as a cause of run health."""
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, RefusedAddressError):
            return FetchFailedError("refused_address", url, str(chain))
        chain = chain.__cause__ or chain.__context__
    named: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        ((aiohttp.ClientConnectorDNSError, socket.gaierror, UnicodeError), "dns"),
        ((aiohttp.ClientSSLError, ssl.SSLError), "tls"),
        ((aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError), "proxy"),
        ((aiohttp.ClientConnectorError, ConnectionRefusedError), "refused"),
        ((aiohttp.ServerDisconnectedError, ConnectionError, aiohttp.ClientOSError), "reset"),
        ((aiohttp.InvalidURL,), "refused_address"),
    )
    cause = next((word for kinds, word in named if isinstance(error, kinds)), "protocol")
    system = error.__cause__ if isinstance(error.__cause__, OSError) else error
    detail = getattr(system, "strerror", None) or type(error).__name__
    return FetchFailedError(cause, url, str(detail)[:200])
