"""A time-stamp authority on loopback, answered by the openssl program."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from base.config_evidence import Authority, Evidence

OPENSSL = shutil.which("openssl")
_CONFIG = """
[tsa]
default_tsa = this
[this]
serial = {folder}/serial
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
signer_digest = sha256
ess_cert_id_alg = sha256
"""


@dataclass
class FakeAuthority:
    """What a test may do to the authority."""

    folder: Path
    url: str = ""
    asked: int = 0
    away: bool = False
    answers: bytes | None = None
    requests: list[bytes] = field(default_factory=list)

    @property
    def settings(self) -> Evidence:
        """Return the settings that name it."""
        allow = (ip_network("127.0.0.0/8"),)
        one = Authority(name="test-tsa", url=self.url, certificates="tsa.pem", allow=allow)
        return Evidence(stamps=(one,), stamp_tries=3)

    def answer(self, request: bytes) -> bytes:
        (self.folder / "request.tsq").write_bytes(request)
        words = ["ts", "-reply", "-queryfile", "request.tsq", "-signer", "signer.pem", "-inkey", "signer.key"]
        command = [str(OPENSSL), *words, "-config", "tsa.cnf", "-section", "this", "-out", "reply.tsr"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, timeout=90)
        return (self.folder / "reply.tsr").read_bytes()


def _name(said: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, said)])


def write_certificates(folder: Path) -> None:
    """Write a root, and a signer that may stamp."""
    now = datetime.now(UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def begun(subject: str, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(_name("Test Root"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=3650))
        )

    root = (
        begun("Test Root", root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    signer = (
        begun("Test Stamps", key.public_key())
        .add_extension(stamping, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    forms = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "signer.key").write_bytes(key.private_bytes(*forms))
    (folder / "signer.pem").write_bytes(signer.public_bytes(serialization.Encoding.PEM))
    (folder / "tsa.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))


@contextmanager
def serving(folder: Path) -> Iterator[FakeAuthority]:
    """Give an authority that answers on loopback."""
    write_certificates(folder)
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    authority = FakeAuthority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            authority.asked += 1
            said = self.rfile.read(int(self.headers["Content-Length"]))
            authority.requests.append(said)
            body = b"" if authority.away else authority.answers or authority.answer(said)
            self.send_response(503 if authority.away else 200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            del words

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    authority.url = f"http://127.0.0.1:{server.server_port}/tsr"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
