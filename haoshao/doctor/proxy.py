"""Whether the egress proxy keeps to public addresses: a plain request is resolved by it, not by us."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from haoshao.doctor.finding import Finding, Verdict
from haoshao.workspace import Workspace

PART = "configuration"
_WAIT_S = 5.0
_TUNNEL = (b"HTTP/1.0 200", b"HTTP/1.1 200")


def look_at_proxy(place: Workspace) -> Iterator[Finding]:
    """Yield whether the configured proxy answers, and whether it would lead to this machine or to itself."""
    proxy = urlsplit(place.settings.crawler.proxy)
    if not proxy.hostname:
        return
    way = (proxy.hostname, proxy.port or 80)
    try:
        opened = _opened(way)
    except OSError as error:
        yield Finding(
            part=PART,
            verdict=Verdict.FAIL,
            what=f"the proxy {way[0]}:{way[1]} does not answer ({error.strerror or type(error).__name__})",
            fix="start it, or correct [crawler] proxy in haoshao.toml",
        )
        return
    if opened:
        yield Finding(
            part=PART,
            verdict=Verdict.FAIL,
            what=f"the proxy {way[0]}:{way[1]} leads to addresses that are not public ({', '.join(opened)})",
            fix="forbid it there: a watched page must not reach your own network through it",
        )
    else:
        yield Finding(part=PART, verdict=Verdict.OK, what="the proxy answers and keeps to public addresses")


def _opened(way: tuple[str, int]) -> list[str]:
    """Return what the proxy led to that it should not.

    Raises:
        OSError: it does not answer.
    """
    with socket.create_connection(way, timeout=_WAIT_S) as connection:
        own = str(connection.getsockname()[0])
    opened = []
    for host in ("127.0.0.1", "localhost"):
        target = f"{host}:{way[1]}"
        if _answer(way, f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n").startswith(_TUNNEL):
            opened.append(f"a tunnel to its own {host}")
    word = secrets.token_hex(8)
    with _listening(own) as (port, heard):
        target = f"{own}:{port}"
        _answer(way, f"GET http://{target}/{word} HTTP/1.1\r\nHost: {target}\r\nConnection: close\r\n\r\n")
        if any(word in said for said in heard):
            opened.append(f"this machine at {own}")
    return opened


def _answer(way: tuple[str, int], said: str) -> bytes:
    """Return the beginning of what the proxy answers; empty where it hangs up."""
    try:
        with socket.create_connection(way, timeout=_WAIT_S) as connection:
            connection.sendall(said.encode())
            return connection.recv(1024)
    except OSError:
        return b""


@contextmanager
def _listening(host: str) -> Iterator[tuple[int, list[str]]]:
    """Give the port of a server on *host* that answers anything with nothing, and what it heard."""
    heard: list[str] = []
    with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(_WAIT_S)
                    heard.append(connection.recv(4096).decode("latin-1"))
                    connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1], heard
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(_WAIT_S)
