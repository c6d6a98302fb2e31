"""Ways to make a crawl connect to where it must not: spellings, DNS answers, rebinding, redirects, the proxy.

Two servers stand on loopback. One is a stand-in for the public site (127.0.0.2, the only address that the gate of these
tricks lets through); the other is the inside of somebody's network (every other loopback address). A trick has worked
as soon as the inside accepts one connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_network

from base.net import Gate
from base.net_answer import FetchFailedError
from base.net_client import WebClient
from crawler.frontier import Frontier
from crawler.items import Visit
from crawler.scope import Scope
from market.model import Link, LinkRole

SITE = "127.0.0.2"
INSIDE = "127.0.0.1"
TARGETS = (
    INSIDE,
    "127.0.0.3",
    "127.1.2.3",
    "0.0.0.0",  # noqa: S104 - a target
    "10.0.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
)
"""Addresses that no watched page may lead to."""
SIX = (
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::127.0.0.1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
)
SCHEMES = (
    "file:///etc/passwd",
    "ftp://{host}/",
    "gopher://{host}:{port}/_x",
    "dict://{host}:{port}/d",
    "ldap://{host}:{port}/",
    "jar:http://{host}:{port}/!/x",
    "data:text/html,x",
    "javascript:alert(1)",
    "ws://{host}:{port}/",
    "unix:/run/x.sock",
    "http+unix://%2Frun%2Fx.sock/",
    "netdoc://{host}/",
    "blob:http://{host}:{port}/x",
    "view-source:http://{host}:{port}/",
)
NAMES = (
    "localhost",
    "LOCALHOST",
    "localhost.",
    "localhost.localdomain",
    "ip6-localhost",
    "metadata.google.internal",
    "metadata",
    "instance-data",
    "kubernetes.default.svc",
    "router.local",
    "127.0.0.1.nip.example",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "loc\u00adalhost",
    "localhost\u3002",
    "xn--localhost-.example",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trick:
    """One attempt: an address, and what the resolver says to each question about its name."""

    group: str
    url: str
    answers: tuple[tuple[str, ...], ...] = ()
    """The answers in turn; the last one stays."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of all tricks."""

    tried: int = 0
    refused: int = 0
    """Ended without any answer."""
    inside: int = 0
    """Connections that the inside accepted: every one is a hole."""
    groups: dict[str, int] = field(default_factory=dict)
    leaked: list[str] = field(default_factory=list)


def spellings(address: str) -> Iterator[str]:
    """Yield the ways to write an IPv4 address that some parser or other understands."""
    one, two, three, four = (int(part) for part in address.split("."))
    whole = int(IPv4Address(address))
    yield address
    yield str(whole)
    yield hex(whole)
    yield f"0{whole:o}"
    yield f"{one}.{two * 65536 + three * 256 + four}"
    yield f"{one}.{two}.{three * 256 + four}"
    yield f"0{one:o}.0{two:o}.0{three:o}.0{four:o}"
    yield f"0x{one:x}.0x{two:x}.0x{three:x}.0x{four:x}"
    yield f"{one:03d}.{two:03d}.{three:03d}.{four:03d}"
    yield f"{one}.0x{two:x}.0{three:o}.{four}"
    yield address + "."
    yield address.replace(".", "\u3002")
    yield "".join(chr(0xFF10 + int(c)) if c.isdigit() else c for c in address)
    yield "".join(chr(0x245F + int(c)) if c.isdigit() and c != "0" else c for c in address)
    yield "".join(f"%{ord(c):02x}" for c in address)
    yield f"[::ffff:{address}]"
    yield f"[::{address}]"
    yield f"[64:ff9b::{address}]"


def framings(host: str, port: int) -> Iterator[str]:
    """Yield addresses that two parsers may read differently, each with *host* in it."""
    site = f"{SITE}:{port}"
    yield f"http://{site}\\@{host}:{port}/"
    yield f"http://{host}:{port}\\@{site}/"
    yield f"http://{site}@{host}:{port}/"
    yield f"http://user:secret@{host}:{port}/"
    yield f"http://{site}#@{host}:{port}/"
    yield f"http://{site}?@{host}:{port}/"
    yield f"http://{site}%23@{host}:{port}/"
    yield f"http://{host}:{port}%2f@{site}/"
    yield f"http:\\\\{host}:{port}/"
    yield f"http:/{host}:{port}/"
    yield f"http:///{host}:{port}/"
    yield f"http:{host}:{port}/"
    yield f"//{host}:{port}/"
    yield f"hTTp://{host}:{port}/"
    yield f" http://{host}:{port}/"
    yield f"http://{host}\t:{port}/"
    yield f"http://{host}\n:{port}/"
    yield f"http://{host}:{port}\r\nHost: {site}/"
    yield f"http://{host}:0{port}/"
    yield f"http://{host}:{port}:80/"
    yield f"http://[{host}]:{port}/"
    yield f"http://{host}\u2044.example:{port}/"
    yield f"http://{host}\x00.example:{port}/"


def tricks(port: int) -> Iterator[Trick]:
    """Yield every trick against an inside that listens on *port*."""
    for address in TARGETS:
        for said in spellings(address):
            yield Trick(group="spelling", url=f"http://{said}:{port}/", answers=((address,),))
        yield Trick(group="dns", url=f"http://shop.example:{port}/", answers=((address,),))
        yield Trick(group="dns", url=f"https://shop.example:{port}/", answers=((address,),))
    for address in SIX:
        yield Trick(group="spelling", url=f"http://[{address}]:{port}/")
        yield Trick(group="spelling", url=f"http://[{address}%25lo]:{port}/")
        yield Trick(group="dns", url=f"http://shop.example:{port}/", answers=((address,),))
        yield Trick(group="dns", url=f"http://shop.example:{port}/", answers=((address, INSIDE),))
    for name in NAMES:
        yield Trick(group="name", url=f"http://{name}:{port}/", answers=((INSIDE,),))
        yield Trick(group="name", url=f"http://{name}:{port}/", answers=(("::1", INSIDE),))
    for said in framings(INSIDE, port):
        yield Trick(group="framing", url=said, answers=((INSIDE,),))
    for said in framings("inside.example", port):
        yield Trick(group="framing", url=said, answers=((INSIDE,),))
    for said in SCHEMES:
        yield Trick(group="scheme", url=said.format(host=INSIDE, port=port))
    for number, address in enumerate((INSIDE, "127.0.0.3", "::1", "169.254.169.254", "0.0.0.0")):  # noqa: S104 - a target
        for before in (1, 2, 3):
            answers = ((SITE,),) * before + ((address,),)
            yield Trick(group="rebinding", url=f"http://rebind-{number}-{before}.example:{port}/", answers=answers)
        yield Trick(
            group="rebinding", url=f"http://both-{number}.example:{port}/", answers=((SITE, address), (address,))
        )


@asynccontextmanager
async def listening(host: str, port: int = 0) -> AsyncIterator[tuple[int, list[str]]]:
    """Give the port of a server that answers everything with a page, and whom it heard from, in order."""
    heard: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(str(writer.get_extra_info("sockname")))
        while (line := await reader.readline()) not in {b"\r\n", b"\n", b""}:
            del line
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, host, port)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()


async def tried_out() -> Outcome:
    """Return what became of every trick: asked for directly, and as the target of a redirect."""
    outcome = Outcome()
    gate = Gate(allow=(ip_network(f"{SITE}/32"),))
    async with listening(INSIDE) as (port, inside), listening(SITE, port), listening("127.0.0.3", port) as (_, third):
        for trick in tricks(port):
            before = len(inside) + len(third)
            for url in (trick.url, _redirected(trick.url, port)):
                if url is not None:
                    await _try(outcome, trick, url, gate)
            if len(inside) + len(third) > before:
                outcome.leaked.append(trick.url)
        outcome.inside = len(inside) + len(third)
    return outcome


def _redirected(url: str, port: int) -> str | None:
    """Return where a redirect of the site to *url* is followed to; None where the frontier refuses it."""
    start = f"http://{SITE}:{port}/"
    scope = Scope([start], [f"shop.example:{port}", f"inside.example:{port}"])
    onward = Frontier(scope, lambda *_: None).redirected(
        Visit(link=Link(url=start, role=LinkRole.INDEX), url=start), url
    )
    return onward.url if isinstance(onward, Visit) else None


async def _try(outcome: Outcome, trick: Trick, url: str, gate: Gate) -> None:
    outcome.tried += 1
    outcome.groups[trick.group] = outcome.groups.get(trick.group, 0) + 1
    asked: dict[str, int] = {}

    async def resolve(host: str) -> list[str]:
        turn = asked.get(host, 0)
        asked[host] = turn + 1
        if not trick.answers:
            raise OSError(f"{host}: unknown")
        return list(trick.answers[min(turn, len(trick.answers) - 1)])

    client = WebClient(gate=gate, user_agent="haoshao", timeout_s=2, body_bytes=10_000, resolve=resolve)
    try:
        for _ in range(3):
            await client.fetch(url)
    except FetchFailedError:
        outcome.refused += 1
    finally:
        await client.close()
