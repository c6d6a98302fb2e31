"""The way out, with real sockets on loopback: what is asked, what is refused, and what is told of an answer."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from base.net import Gate
from base.net_answer import Fetched, FetchFailedError
from base.net_client import WebClient

LOOPBACK = Gate(allow=(ip_network("127.0.0.0/8"),))
PAGE = b"<html>a page</html>"


@dataclass
class Server:
    """A socket that answers every connection with the same bytes."""

    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)


@contextmanager
def answering(data: bytes, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[Server]:
    """Serve *data* on a free port of loopback."""
    server = Server()
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            server.connections += 1
            try:
                with wrap(connection) if wrap else connection as one:
                    one.settimeout(5)
                    server.requests.append(one.recv(65536))
                    one.sendall(data)
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def said(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def fetched(
    url: str, *, gate: Gate = LOOPBACK, names: dict[str, list[list[str]]] | None = None, proxy: str = ""
) -> Fetched:
    """Return the answer to one GET; *names* says what the resolver answers, call by call."""

    async def resolve(host: str) -> list[str]:
        answers = (names or {}).get(host)
        if not answers:
            raise socket.gaierror(-2, "Name or service not known")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def ask() -> Fetched:
        client = WebClient(
            gate=gate, user_agent="haoshao/test", timeout_s=5, body_bytes=100_000, proxy=proxy, resolve=resolve
        )
        try:
            return await client.fetch(url)
        finally:
            await client.close()

    return asyncio.run(ask())


def failed(url: str, **words: object) -> str:
    with pytest.raises(FetchFailedError) as error:
        fetched(url, **words)  # type: ignore[arg-type]
    return error.value.cause


def test_page_arrives_with_its_facts() -> None:
    with answering(said(PAGE, "Content-Type: text/html", "X-Twice: 1", "X-Twice: 2")) as server:
        answer = fetched(f"http://127.0.0.1:{server.port}/a?b=%20#c")

    assert (answer.status, answer.body, answer.address, answer.tls) == (200, PAGE, "127.0.0.1", None)
    assert [value for name, value in answer.headers if name == b"X-Twice"] == [b"1", b"2"]
    assert server.requests[0].startswith(b"GET /a?b=%20 HTTP/1.1\r\n")
    assert (b"User-Agent", b"haoshao/test") in answer.request_headers


def test_redirect_is_an_answer_and_not_followed() -> None:
    with answering(said(b"", "Location: http://127.0.0.1:1/", status="302 Found")) as server:
        answer = fetched(f"http://127.0.0.1:{server.port}/")

    assert answer.status == 302
    assert server.connections == 1


def test_packed_body_is_unpacked_and_bounded() -> None:
    with answering(said(gzip.compress(b"x" * 500_000), "Content-Encoding: gzip")) as server:
        answer = fetched(f"http://127.0.0.1:{server.port}/")

    assert answer.cut
    assert answer.body == b"x" * 100_000


def test_long_body_is_cut() -> None:
    with answering(said(b"x" * 3_000_000)) as server:
        answer = fetched(f"http://127.0.0.1:{server.port}/")

    assert answer.cut
    assert len(answer.body) == 100_000


def test_body_that_ends_early_is_broken() -> None:
    with answering(said(PAGE, length=5000)) as server:
        answer = fetched(f"http://127.0.0.1:{server.port}/")

    assert answer.broken
    assert answer.body == PAGE


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "127.0.0.1%00.example",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[0:0:0:0:0:0:0:1]",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "inside.example",
        "mixed-up.example",
        "user@127.0.0.1",
        "shop.example\\@127.0.0.1",
        "shop.example#@127.0.0.1",
        "shop.example?@127.0.0.1",
    ],
)
def test_public_site_connects_to_no_private_address(host: str) -> None:
    names = {
        "localhost": [["127.0.0.1", "::1"]],
        "inside.example": [["127.0.0.1"]],
        "mixed-up.example": [["10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254"]],
        "0x7f000001": [["127.0.0.1"]],
        "0x7f.1": [["127.0.0.1"]],
    }
    with answering(said(PAGE)) as server:
        cause = failed(f"http://{host}:{server.port}/", gate=Gate(), names=names)

    assert cause in {"refused_address", "dns"}
    assert server.connections == 0


def test_address_that_changes_between_look_and_use_is_refused() -> None:
    with answering(said(PAGE)) as server:
        # the first answer is what a check would see, the second what a connection would use
        names = {"rebind.example": [["93.184.216.34"], ["127.0.0.1"]]}
        gate = Gate()
        gate.check(names["rebind.example"].pop(0)[0])
        cause = failed(f"http://rebind.example:{server.port}/", gate=gate, names=names)

    assert cause == "refused_address"
    assert server.connections == 0


def test_private_answers_are_passed_over() -> None:
    with answering(said(PAGE)) as server:
        names = {"two.example": [["10.255.255.1", "127.0.0.1"]]}
        answer = fetched(f"http://two.example:{server.port}/", names=names)

    assert answer.address == "127.0.0.1"


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "file:///etc/passwd", "data:text/html,x", "http://", "https:///x"])
def test_other_schemes_are_refused(url: str) -> None:
    assert failed(url) == "refused_address"


def test_failures_are_told_apart() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert failed(f"http://127.0.0.1:{port}/") == "refused"
    assert failed("http://nowhere.example/") == "dns"
    with answering(b"") as server:
        assert failed(f"http://127.0.0.1:{server.port}/") == "reset"
    with answering(b"rubbish\r\n\r\n") as server:
        assert failed(f"http://127.0.0.1:{server.port}/") == "protocol"
        assert failed(f"https://127.0.0.1:{server.port}/") == "tls"
    with answering(said(PAGE, "Content-Length: 3")) as server:
        assert failed(f"http://127.0.0.1:{server.port}/") == "protocol"


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(said(b"from the proxy")) as proxy, answering(said(PAGE)) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        answer = fetched(f"http://127.0.0.1:{server.port}/")

    assert answer.body == PAGE
    assert proxy.connections == 0


def test_configured_proxy_carries_public_addresses_only() -> None:
    with answering(said(PAGE)) as proxy:
        way = f"http://127.0.0.1:{proxy.port}"
        names = {
            "shop.example": [["93.184.216.34"]],
            "inside.example": [["10.0.0.1"]],
            "both.example": [["93.184.216.34", "10.0.0.1"]],
        }
        answer = fetched("http://shop.example/a", gate=Gate(), names=names, proxy=way)
        for url in (
            "http://inside.example/",
            "http://both.example/",
            "http://127.0.0.1/",
            "http://169.254.169.254/",
            "https://inside.example/",
        ):
            assert failed(url, gate=Gate(), names=names, proxy=way) == "refused_address"

    assert answer.body == PAGE
    assert len(proxy.requests) == 1
    assert proxy.requests[0].startswith(b"GET http://shop.example/a HTTP/1.1\r\n")


def test_tunnel_goes_to_the_checked_address() -> None:
    with answering(said(b"", status="502 Bad Gateway")) as proxy:
        names = {"shop.example": [["93.184.216.34"], ["10.0.0.1"]]}
        cause = failed("https://shop.example/", gate=Gate(), names=names, proxy=f"http://127.0.0.1:{proxy.port}")

    assert cause == "proxy"
    assert proxy.requests[0].startswith(b"CONNECT 93.184.216.34:443 ")


def test_certificate_that_does_not_verify_is_told(tmp_path: Path) -> None:
    context, fingerprint = self_signed(tmp_path)
    with answering(said(PAGE), lambda one: context.wrap_socket(one, server_side=True)) as server:
        answer = fetched(f"https://127.0.0.1:{server.port}/")

    assert answer.body == PAGE
    assert answer.tls is not None
    assert answer.tls.sha256 == fingerprint
    assert "self" in answer.tls.verdict
    assert answer.tls.version.startswith("TLS")


def self_signed(folder: Path) -> tuple[ssl.SSLContext, str]:
    """Return the context of a server whose certificate nobody knows, and its fingerprint."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    )
    certificate = builder.sign(key, hashes.SHA256())
    pem = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context, hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()
