"""Hundreds of ways to the inside of a network, with real sockets on loopback, and none of them gets there."""

from __future__ import annotations

import asyncio

from base.net import Gate
from base.net_answer import FetchFailedError
from base.net_client import WebClient
from benchmarks.hostile.tricks import INSIDE, SITE, listening, tricks, tried_out


def test_no_trick_reaches_the_inside() -> None:
    outcome = asyncio.run(tried_out())

    assert outcome.tried >= 550
    assert outcome.leaked == []
    assert outcome.inside == 0
    assert set(outcome.groups) == {"spelling", "dns", "name", "framing", "scheme", "rebinding"}


def test_the_same_tricks_work_without_a_gate() -> None:
    """The tricks are real: with everything allowed, many of them arrive."""

    async def arrived() -> int:
        async with listening(INSIDE) as (port, heard):
            for trick in [one for one in tricks(port) if one.group in {"dns", "name"}]:

                async def resolve(host: str, answers: tuple[tuple[str, ...], ...] = trick.answers) -> list[str]:
                    del host
                    return list(answers[0])

                if INSIDE not in trick.answers[0]:
                    continue
                open_gate = Gate(allow=tuple(_everything()))
                client = WebClient(gate=open_gate, user_agent="x", timeout_s=2, body_bytes=100, resolve=resolve)
                try:
                    await client.fetch(trick.url.replace("https:", "http:"))
                except FetchFailedError:
                    pass
                finally:
                    await client.close()
            return len(heard)

    assert asyncio.run(arrived()) >= 10


def _everything() -> list[object]:
    from ipaddress import ip_network  # noqa: PLC0415 - for this one helper

    return [ip_network("0.0.0.0/0"), ip_network("::/0")]


def test_proxy_is_never_asked_for_the_inside() -> None:
    async def asked() -> tuple[int, int]:
        async with listening(SITE) as (port, heard):
            tried = 0
            for trick in tricks(port):
                if trick.group not in {"dns", "spelling"} or (SITE,) in trick.answers:
                    continue

                async def resolve(host: str, answers: tuple[tuple[str, ...], ...] = trick.answers) -> list[str]:
                    if not answers:
                        raise OSError(host)
                    return list(answers[0])

                client = WebClient(
                    gate=Gate(),
                    user_agent="x",
                    timeout_s=2,
                    body_bytes=100,
                    proxy=f"http://{SITE}:{port}",
                    resolve=resolve,
                )
                tried += 1
                try:
                    await client.fetch(trick.url)
                except FetchFailedError:
                    pass
                finally:
                    await client.close()
            return tried, len(heard)

    tried, heard = asyncio.run(asked())

    assert tried > 200
    assert heard == 0
