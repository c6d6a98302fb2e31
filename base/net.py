"""The one gate: which addresses a crawl may connect to, and which web addresses it may name.

`Gate.check` is asked with the address that a socket is about to connect to, on every hop;
a name is never judged by its spelling. `checked_url` refuses spellings that two URL parsers
could read differently.

Source of the ranges: the IANA special-purpose address registries (RFC 6890 and its updates).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from market.errors import MarketError

Address: TypeAlias = IPv4Address | IPv6Address
Range: TypeAlias = IPv4Network | IPv6Network


class RefusedAddressError(MarketError):
    """A crawl was about to connect to an address that its site may not reach."""


class RefusedUrlError(MarketError):
    """A web address is of another scheme, names a user, or can be read in two ways."""


_CLOSED_V4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, one cloud's metadata service
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's platform service on a public number
        "169.254.0.0/16",  # link-local, the usual metadata service
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Return whether *address* is ordinary public unicast.

    An IPv4 address inside an IPv6 one (mapped, NAT64) is judged as the IPv4 address.
    """
    if isinstance(address, IPv4Address):
        return not any(address in net for net in _CLOSED_V4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _OPEN_V6 and not any(address in net for net in _CLOSED_V6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What one site may connect to: public addresses, or, for a test site, its own ranges and nothing else."""

    allow: tuple[Range, ...] = ()
    """Empty for every public site."""

    def check(self, host: str) -> Address:
        """Return *host*, the number of a peer, as an address.

        Raises:
            RefusedAddressError: it is no address, or this site may not reach it.
        """
        try:
            address = ip_address(host.partition("%")[0])
        except ValueError:
            raise RefusedAddressError(f"{host}: is no address, so it cannot be checked") from None
        if self._passes(address):
            return address
        if self.allow:
            raise RefusedAddressError(f"{address}: outside the network.allow of this test site")
        raise RefusedAddressError(f"{address}: is not a public address; a watched site may lead to public ones only")

    def _passes(self, address: Address) -> bool:
        plain = getattr(address, "ipv4_mapped", None) or address
        if self.allow:
            return any(plain in net for net in self.allow)
        return is_public(plain)


def gate_to(*addresses: str) -> Gate:
    """Return a gate that lets through exactly *addresses*: the way to the operator's own proxy."""
    return Gate(allow=tuple(ip_network(address) for address in addresses))


_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f\\\u00a0\u2028\u2029\ufeff]")
_NOT_IN_HOST = re.compile(r"[\s/?#@<>^|%`{}\"']")
_MAX_URL = 2083


def checked_url(url: str) -> SplitResult:
    """Return the parts of *url*, an absolute http or https address.

    Raises:
        RefusedUrlError: another scheme, no host, a user or password, an impossible port, or a
            character (backslash, blank, control) that parsers disagree about.
    """
    if len(url) > _MAX_URL:
        raise RefusedUrlError(f"an address of {len(url)} characters is refused, {_MAX_URL} are allowed")
    if _AMBIGUOUS.search(url):
        raise RefusedUrlError("an address with a blank, control character or backslash is refused")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise RefusedUrlError(f"{url[:200]!r} is no web address: {error}") from None
    if parts.scheme not in {"http", "https"}:
        raise RefusedUrlError(f"the scheme {parts.scheme[:20]!r} is refused: only http and https are fetched")
    if parts.username is not None or parts.password is not None:
        raise RefusedUrlError("an address with a user or password is refused: only public pages are read")
    if not host or _NOT_IN_HOST.search(host):
        raise RefusedUrlError(f"{url[:200]!r} names no host")
    return parts
