"""More servers that misbehave, below and above HTTP, and how a crawl of each has to end."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Callable

import brotli
import zstandard
from loopback import Asked, Reply
from shops import Answers, everywhere, html, index, moved, shop

INDEX = index(5).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
End = tuple[str, str | None, int]
"""Health, cause and listings kept."""
WELL: End = ("healthy", None, 5)


def raw(data: bytes) -> Callable[[Asked], bytes]:
    """Return an answer of exactly *data*, after which the connection is closed."""

    def answer(asked: Asked) -> bytes:
        asked.socket.sendall(data)
        asked.socket.shutdown(socket.SHUT_RDWR)
        return b""

    return answer


def dribbling(head: bytes, body: bytes) -> Callable[[Asked], bytes]:
    """Return an answer whose body comes a byte at a time and never whole."""

    def answer(asked: Asked) -> bytes:
        asked.socket.sendall(head)
        for mark in body[:40]:
            asked.socket.sendall(bytes((mark,)))
            time.sleep(0.2)
        return b""

    return answer


def endless(head: bytes, piece: bytes, times: int = 3000, pause_s: float = 0) -> Callable[[Asked], bytes]:
    """Return an answer that goes on and on."""

    def answer(asked: Asked) -> bytes:
        asked.socket.sendall(head)
        for _ in range(times):
            asked.socket.sendall(piece)
            time.sleep(pause_s)
        return b""

    return answer


def reset(data: bytes) -> Callable[[Asked], bytes]:
    """Return an answer that is torn off with a reset."""

    def answer(asked: Asked) -> bytes:
        asked.socket.sendall(data)
        asked.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        asked.socket.close()
        return b""

    return answer


def packed(encoding: str, body: bytes, *layers: str) -> Reply:
    """Return *body* under a Content-Encoding."""
    return Reply(body=body, headers=(("Content-Encoding", ", ".join((encoding, *layers))),))


def chain(length: int) -> Answers:
    """Return a shop whose start page is so many redirects away."""
    hops: Answers = {f"/hop/{number}": moved(f"/hop/{number + 1}") for number in range(1, length)}
    return {**shop(), **hops, f"/hop/{length}": html(index(5)), "/": moved("/hop/1")}


def start(answer: object) -> Answers:
    """Return a shop that is well but for its start page."""
    return {**shop(), "/": answer}  # type: ignore[dict-item]


def robots(answer: object) -> Answers:
    """Return a shop that is well but for its robots.txt."""
    return {**shop(), "/robots.txt": answer}  # type: ignore[dict-item]


BIG = b"x" * 30_000_000


def wire(*, length: int | None = None, more: bytes = b"", body: bytes = INDEX, status: bytes = b"200 OK") -> bytes:
    """Return an answer as it goes over the wire."""
    size = b"" if length is None else b"Content-Length: %d\r\n" % length
    return b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html; charset=utf-8\r\n" + size + more + b"\r\n" + body


CHUNKED = b"Transfer-Encoding: chunked\r\n"
MISBEHAVING: dict[str, tuple[Answers, End]] = {
    # slow and endless
    "slow-body": (start(dribbling(HEAD + b"Content-Length: 5000\r\n\r\n", INDEX)), ("failed", "timeout", 0)),
    "slow-chunks": (start(dribbling(HEAD + CHUNKED + b"\r\n", b"1\r\nx\r\n" * 20)), ("failed", "timeout", 0)),
    "slow-robots": (robots(dribbling(HEAD + b"Content-Length: 5000\r\n\r\n", INDEX)), ("failed", "timeout", 0)),
    "endless-body": (start(endless(HEAD + b"\r\n", b"<p>" + b"x" * 10_000)), ("failed", "too_large", 0)),
    "endless-chunks": (
        start(endless(HEAD + CHUNKED + b"\r\n", b"2710\r\n" + b"x" * 10_000 + b"\r\n")),
        ("failed", "too_large", 0),
    ),
    "continue-flood": (
        start(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 20, 2000, 0.002)),
        ("failed", "timeout", 0),
    ),
    "one-long-header": (start(raw(HEAD + b"X: " + b"y" * 5_000_000 + b"\r\n\r\n")), ("failed", "protocol", 0)),
    "cookie-flood": (
        start(
            raw(wire(length=len(INDEX), more=b"".join(b"Set-Cookie: a%d=%s\r\n" % (n, b"v" * 50) for n in range(100))))
        ),
        WELL,
    ),
    # lengths and framing
    "too-long": (start(raw(wire(length=len(INDEX) + 9))), ("partial", "truncated", 5)),
    "too-short": (start(raw(wire(length=20))), ("failed", "protocol", 0)),
    "negative-length": (start(raw(HEAD + b"Content-Length: -1\r\n\r\n" + INDEX)), ("failed", "protocol", 0)),
    "two-lengths": (start(raw(wire(length=len(INDEX), more=b"Content-Length: 5\r\n"))), ("failed", "protocol", 0)),
    "length-and-chunks": (
        start(raw(wire(length=5, more=CHUNKED, body=b"5\r\nhello\r\n0\r\n\r\n"))),
        ("failed", "protocol", 0),
    ),
    "huge-chunk": (start(raw(wire(more=CHUNKED, body=b"FFFFFFFFFFFFFFFFF\r\nx\r\n"))), ("failed", "protocol", 0)),
    "negative-chunk": (start(raw(wire(more=CHUNKED, body=b"-5\r\nhello\r\n"))), ("failed", "protocol", 0)),
    "no-length": (start(raw(wire())), WELL),
    "smuggled": (start(raw(wire(length=len(INDEX), body=INDEX + wire(length=3, body=b"bad")))), WELL),
    "bare-line-feeds": (start(raw(b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + INDEX)), WELL),
    "no-colon": (start(raw(b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n" + INDEX)), ("failed", "protocol", 0)),
    "nul-in-header": (start(raw(HEAD + b"X: a\x00b\r\n\r\n" + INDEX)), ("failed", "protocol", 0)),
    "http-09": (start(raw(INDEX)), ("failed", "protocol", 0)),
    "http-2-preface": (start(raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")), ("failed", "protocol", 0)),
    # statuses
    "status-999": (start(raw(wire(length=2, body=b"no", status=b"999 Denied"))), ("failed", "http_5xx", 0)),
    "status-0": (start(raw(wire(length=2, body=b"no", status=b"0 What"))), ("failed", "protocol", 0)),
    "switching": (
        start(raw(wire(status=b"101 Switching Protocols", more=b"Upgrade: websocket\r\nConnection: Upgrade\r\n"))),
        ("failed", "protocol", 0),
    ),
    "no-content": (start(raw(b"HTTP/1.1 204 No Content\r\n\r\n")), ("broken", "layout", 0)),
    "partial-content": (start(raw(wire(length=len(INDEX), status=b"206 Partial Content"))), WELL),
    "unasked-304": (start(raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")), ("failed", "protocol", 0)),
    # resets
    "reset-in-body": (start(reset(wire(length=90_000))), ("partial", "truncated", 5)),
    "reset-in-header": (start(reset(b"HTTP/1.1 200 OK\r\nContent-")), ("failed", "reset", 0)),
    # bombs
    "gzip-bomb-in-bomb": (
        start(packed("gzip", gzip.compress(gzip.compress(BIG, 1), 1), "gzip")),
        ("failed", "too_large", 0),
    ),
    "brotli-bomb": (start(packed("br", brotli.compress(BIG, quality=1))), ("failed", "too_large", 0)),
    "zstd-bomb": (start(packed("zstd", zstandard.compress(BIG))), ("failed", "too_large", 0)),
    "deflate-bomb": (start(packed("deflate", zlib.compress(BIG, 1))), ("failed", "too_large", 0)),
    "torn-gzip": (start(packed("gzip", gzip.compress(INDEX)[:-12])), ("partial", "truncated", 5)),
    "plain-as-gzip": (start(packed("gzip", INDEX)), ("partial", "truncated", 5)),
    "unknown-encoding": (start(packed("x-own", INDEX)), ("broken", "encoding", 0)),
    # redirects
    "chain-of-9": (chain(9), WELL),
    "chain-of-12": (chain(12), ("failed", "redirect", 0)),
    "split-location": (
        start(raw(wire(length=0, body=b"", status=b"302 Found", more=b"Location: /a\rX: b\r\n"))),
        ("failed", "protocol", 0),
    ),
    "location-with-user": (start(moved("http://user:secret@127.0.0.1/")), ("failed", "redirect", 0)),
    "location-to-script": (start(moved("javascript:alert(1)")), ("failed", "redirect", 0)),
    "location-of-5000": (start(moved("/" + "a" * 5000)), ("failed", "redirect", 0)),
    # robots
    "robots-of-10-mb": (robots(Reply(body=b"# x\n" * 2_500_000, content_type="text/plain")), WELL),
    "robots-rule-after-500-kib": (
        robots(Reply(body=b"# xxxxxxxxxxx\n" * 40_000 + b"User-agent: *\nDisallow: /\n", content_type="text/plain")),
        WELL,
    ),
    "robots-loop": (robots(moved("/robots.txt?again")) | {"/robots.txt?again": moved("/robots.txt")}, WELL),
    "robots-binary": (robots(Reply(body=bytes(range(256)) * 100, content_type="application/octet-stream")), WELL),
    "robots-403": (robots(Reply(status=403)), WELL),
    "robots-reset": (robots(reset(b"HTTP/1.1 200 OK\r\nConte")), ("failed", "reset", 0)),
    # what is in the page
    "utf-16-said": (start(Reply(body=INDEX, content_type="text/html; charset=utf-16")), WELL),
    "charset-unknown": (start(Reply(body=INDEX, content_type="text/html; charset=x-klingon")), WELL),
    "utf-7-said": (start(Reply(body=INDEX + b"+ADw-script+AD4-", content_type="text/html; charset=utf-7")), WELL),
    "said-to-be-a-picture": (start(Reply(body=INDEX, content_type="image/png")), WELL),
    "zeros": (start(Reply(body=b"\x00" * 500_000)), ("broken", "layout", 0)),
    "deep": (start(html("<div>" * 60_000 + index(5))), ("broken", "too_slow", 0)),
    "million-attributes": (
        start(html("<main " + " ".join(f"a{n}=1" for n in range(60_000)) + ">" + index(5))),
        ("broken", "too_slow", 0),
    ),
    "entities": (start(html("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]>" + "&a;&amp;" * 100_000 + index(5))), WELL),
    "spinning-goods": (
        {**shop(), **{f"/p/{n}": html("<main class=product>takes for ever</main>") for n in range(1, 6)}},
        ("partial", "too_slow", 5),
    ),
    "every-good-is-deep": (
        {**shop(), **{f"/p/{n}": html("<div>" * 60_000) for n in range(1, 6)}},
        ("partial", "too_slow", 5),
    ),
    "every-good-is-a-bomb": (
        {**shop(), **{f"/p/{n}": packed("gzip", gzip.compress(BIG, 1)) for n in range(1, 6)}},
        ("partial", "too_large", 5),
    ),
    "process-killer": (
        {**shop(), "/p/3": html("<main class=product>brings the process down</main>")},
        ("failed", "killed", 0),
    ),
    "storm-of-429": (everywhere(Reply(status=429, headers=(("Retry-After", "-1"),))), ("blocked", "rate_limit", 0)),
    "retry-after-for-ever": (
        start(Reply(status=503, headers=(("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"),))),
        ("failed", "http_5xx", 0),
    ),
}
"""By name: the shop, and how its crawl ends."""
