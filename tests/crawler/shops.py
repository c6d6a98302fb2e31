"""Toy shops that behave badly, each in its own way."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable
from typing import TypeAlias

from loopback import Answer, Asked, Reply

Answers: TypeAlias = dict[str, Answer]


def html(text: str, *, charset: str = "utf-8", declared: str | None = None, status: int = 200) -> Reply:
    """Return a page."""
    return Reply(body=text.encode(charset), status=status, content_type=f"text/html; charset={declared or charset}")


def card(number: int, title: str = "Good") -> str:
    """Return a good of an index."""
    return f'<article><a href="/p/{number}">{title} {number}</a><b>{number}.50</b></article>'


def index(count: int = 5, *, more: str = "", total: int | None = None) -> str:
    """Return an index of so many goods."""
    stated = f' data-total="{total}"' if total else ""
    return f'<main class="index"{stated}>' + "".join(card(number) for number in range(1, count + 1)) + more + "</main>"


def product(number: int) -> Reply:
    """Return the page of one good."""
    text = f"A good old thing, number {number}"
    return html(f'<main class="product"><h1>Good {number}</h1><p class="text">{text}</p><b>{number}.50</b></main>')


def shop(count: int = 5, **more: Answer) -> Answers:
    """Return a shop where all is well."""
    goods: Answers = {f"/p/{number}": product(number) for number in range(1, count + 1)}
    base: Answers = {"/": html(index(count)), "/facts.json": Reply(body=b"CNY"), "/notice": html("<p>notice</p>")}
    return {**base, **goods, **more}


def everywhere(answer: Answer) -> Answers:
    """Return a shop that answers the same to everything but robots.txt."""
    return {"/robots.txt": Reply(status=404), "*": answer}


def hanging(asked: Asked) -> bytes:
    """Send a byte now and then, and never an answer."""
    for mark in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20:
        asked.socket.sendall(bytes((mark,)))
        time.sleep(0.3)
    return b""


def resetting(asked: Asked) -> bytes:
    """Close without a word."""
    asked.socket.shutdown(socket.SHUT_RDWR)
    return b""


def endless_headers(asked: Asked) -> bytes:
    """Send headers and nothing else."""
    asked.socket.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(5000):
        asked.socket.sendall(f"X-{number}: {'y' * 100}\r\n".encode())
    return b""


def after(tries: int, first: Answer, then: Answer) -> Callable[[Asked], bytes | Reply]:
    """Return an answer that changes once it was asked for often enough."""

    def answer(asked: Asked) -> bytes | Reply:
        said = first if asked.count <= tries else then
        return said(asked) if callable(said) else said

    return answer


def moved(target: str, status: int = 302) -> Reply:
    """Return a redirect."""
    return Reply(status=status, headers=(("Location", target),))


def cut_short() -> bytes:
    """Return half of a page under the length of the whole."""
    whole = index(5).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(whole) + 500}\r\n\r\n"
    return head.encode() + whole


def bomb() -> Reply:
    """Return a small body that unpacks to a big one."""
    return Reply(body=gzip.compress(b"<p>" + b"x" * 30_000_000, 1), headers=(("Content-Encoding", "gzip"),))


def wants_cookie(asked: Asked) -> Reply:
    """Send to the same page until the cookie comes along."""
    if "seen=1" in asked.headers.get("cookie", ""):
        return html(index())
    return Reply(status=302, headers=(("Location", "/?again"), ("Set-Cookie", "seen=1; Path=/")))


GBK_TITLE = "微信号实名老号"
CHALLENGE = html("<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/h/b'></script>")
LOGIN = html("<form action=/login><input name=user><input type='password' name=pass></form>")


def bad_shops(other: str) -> dict[str, Answers]:
    """Return every shop by name; *other* is the address of a server that nobody may ask."""
    return {
        "well": shop(),
        "robots-no": {
            "/robots.txt": Reply(body=b"User-agent: *\nDisallow: /", content_type="text/plain"),
            "*": html(index()),
        },
        "robots-some": shop(**{"/robots.txt": Reply(body=b"User-agent: haoshao\nDisallow: /p/2\n")}),
        "robots-503": {"/robots.txt": Reply(status=503), "*": html(index())},
        "robots-moved": {**shop(), "/robots.txt": moved("/r2"), "/r2": Reply(body=b"User-agent: *\nDisallow: /")},
        "forbidden": everywhere(Reply(status=403, body=b"no")),
        "too-many": everywhere(Reply(status=429)),
        "too-many-long": everywhere(Reply(status=429, headers=(("Retry-After", "86400"),))),
        "too-many-once": {**shop(), "/": after(1, Reply(status=429, headers=(("Retry-After", "1"),)), html(index()))},
        "overloaded": everywhere(Reply(status=503, body=b"later")),
        "overloaded-once": {**shop(), "/": after(1, Reply(status=503), html(index()))},
        "challenge": everywhere(CHALLENGE),
        "challenge-403": everywhere(Reply(status=403, body=CHALLENGE.body)),
        "login": everywhere(moved("/login")) | {"/login": LOGIN},
        "needs-key": everywhere(Reply(body=b"BAD_KEY", content_type="text/plain")),
        "parked": everywhere(html("<h1>This domain is for sale</h1>")),
        "gbk": {
            **shop(0),
            "/": html(f'<main class="index">{card(1, GBK_TITLE)}</main>', charset="gbk", declared="utf-8"),
        },
        "truncated": {**shop(), "/": cut_short()},
        "no-json": {**shop(), "/": Reply(body=b'{"data": 7}', content_type="application/json")},
        "bad-price": {**shop(), "/": html(index().replace("1.50", "soon"))},
        "layout": {**shop(), "/": html("<main class=other>new clothes</main>")},
        "layout-one": {**shop(), "/p/3": html("<main class=other>new clothes</main>")},
        "huge": {**shop(), "/": Reply(body=b"<p>" + b"x" * 20_000_000)},
        "bomb": {**shop(), "/": bomb()},
        "loop": everywhere(after(0, b"", lambda asked: moved("/b" if asked.path == "/a" else "/a"))),
        "to-metadata": everywhere(moved("http://169.254.169.254/latest/meta-data/")),
        "to-private": everywhere(moved("http://10.0.0.1/")),
        "to-other": everywhere(moved(other + "/")),
        "to-file": everywhere(moved("file:///etc/passwd")),
        "to-nowhere": everywhere(Reply(status=302)),
        "empty-marked": {**shop(), "/": html('<main class="index"><p class="empty">none</p></main>')},
        "empty": {**shop(), "/": html('<main class="index"></main>')},
        "fewer": {**shop(), "/": html(index(5, total=50))},
        "slow": everywhere(hanging),
        "reset": everywhere(resetting),
        "rubbish": everywhere(b"\x00\x01\x02 this is no answer at all\r\n\r\n"),
        "headers": everywhere(endless_headers),
        "missing": everywhere(Reply(status=404, body=b"no such shop")),
        "cookie": {**shop(), "/": wants_cookie, "/?again": wants_cookie},
        "strange-links": {**shop(), "/": html(index(5, more=f'<a class="next" href="{other}/next">next</a>'))},
        "notice-500": {**shop(), "/notice": Reply(status=500)},
        "sold-out-page": {**shop(), "/p/4": Reply(status=404)},
        "products-403": {**shop(20), "*": Reply(status=403)} | {f"/p/{n}": Reply(status=403) for n in range(1, 21)},
        "encoding": everywhere(Reply(body=b"x", headers=(("Content-Encoding", "br, br, br"),))),
        "auto": shop(),
        "auto-cats": everywhere(html("<p>a page about cats</p>")),
        "api-first": {"/api": Reply(status=404), "/": html(index(2)), "/p/1": product(1), "/p/2": product(2)},
    }
