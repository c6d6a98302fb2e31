"""Names to addresses, through the gate."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

from base.net import Gate, RefusedAddressError

Resolve: TypeAlias = Callable[[str], Awaitable[list[str]]]
"""Host name -> its addresses; raises OSError where there are none."""


async def resolve_by_system(host: str) -> list[str]:
    """Return the addresses that the system's resolver knows for *host*.

    Raises:
        OSError: there are none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


class GatedResolver(AbstractResolver):
    """Answers with the addresses that pass the gate, in the resolver's order."""

    def __init__(self, gate: Gate, resolve: Resolve) -> None:
        self._gate = gate
        self._resolve = resolve

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the checked addresses of *host*."""
        del family
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await self.addresses(host)
        ]

    async def addresses(self, host: str, *, every: bool = False) -> list[str]:
        """Return the addresses of *host* that pass the gate.

        Raises:
            RefusedAddressError: it has addresses, and none of them passes; with *every*, any of them does not.
        """
        passed, refused = [], None
        for address in await self._resolve(host):
            try:
                self._gate.check(address)
            except RefusedAddressError as error:
                refused = error
            else:
                passed.append(address)
        if not passed or (every and refused):
            raise refused or OSError(f"{host}: no addresses")
        return passed

    async def close(self) -> None:
        """Nothing is held open."""


async def addresses_of(host: str, resolve: Resolve) -> list[str]:
    """Return the addresses of *host*; a number is its own address."""
    try:
        return [str(ip_address(host))]
    except ValueError:
        return await resolve(host)
