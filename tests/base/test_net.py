"""The gate judges the address a socket goes to, and no spelling of a name gets round it."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from base.net import Gate, RefusedAddressError, RefusedUrlError, checked_url, gate_to, is_public

CLOSED = [
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
OPEN = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", CLOSED)
def test_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(RefusedAddressError):
        Gate().check(address)


@pytest.mark.parametrize("address", OPEN)
def test_public_address_passes(address: str) -> None:
    assert Gate().check(address) == ip_address(address)


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "127.1", "", "fe80::1%lo", "1.2.3.4.5"])
def test_what_is_no_plain_public_number_is_refused(host: str) -> None:
    with pytest.raises(RefusedAddressError):
        Gate().check(host)


def test_test_site_reaches_its_own_ranges_and_nothing_else() -> None:
    gate = Gate(allow=(ip_network("127.0.0.0/8"),))

    assert gate.check("127.0.0.1") == ip_address("127.0.0.1")
    assert gate.check("::ffff:127.0.0.5") == ip_address("::ffff:127.0.0.5")
    for other in ("8.8.8.8", "10.0.0.1", "::1", "169.254.169.254"):
        with pytest.raises(RefusedAddressError):
            gate.check(other)


def test_gate_to_lets_through_one_address() -> None:
    gate = gate_to("10.0.0.8")

    assert str(gate.check("10.0.0.8")) == "10.0.0.8"
    with pytest.raises(RefusedAddressError):
        gate.check("10.0.0.9")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://shop.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://shop.example/",
        "http:///path",
        "//shop.example/",
        "http://user@shop.example/",
        "http://user:secret@shop.example/",
        "http://good.example\\@127.0.0.1/",
        "http://shop.example\t/",
        "http://shop.example/\n",
        "http://shop.example/a b",
        "http://shop.example:99999/",
        "http://shop.example:x/",
        "http://[::1/",
        "http://sho%70.example/",
        "http://a" + "a" * 3000,
    ],
)
def test_doubtful_address_is_refused(url: str) -> None:
    with pytest.raises(RefusedUrlError):
        checked_url(url)


def test_ordinary_address_is_split() -> None:
    parts = checked_url("https://Shop.example:8443/a?b=1#c")

    assert (parts.scheme, parts.hostname, parts.port, parts.path) == ("https", "shop.example", 8443, "/a")
