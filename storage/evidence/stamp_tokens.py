"""One RFC 3161 time-stamp token: asked for, and checked offline with the authority's own certificates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from base.clock import iso
from market.errors import MarketError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

EXTRA = "time stamps need the extra `exports`: pip install 'haoshao[exports]'"


class StampError(MarketError):
    """A stamp does not hold, or could not be had; `unchecked` where it could not even be looked at."""

    def __init__(self, said: str, *, unchecked: bool = False) -> None:
        super().__init__(said)
        self.unchecked = unchecked


@dataclass(frozen=True, slots=True, kw_only=True)
class StampFacts:
    """What an authority vouches for."""

    at: str
    """When the authority saw the digest, ISO 8601."""
    authority: str
    """The subject of the certificate that the stamp goes back to, and the start of its fingerprint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampRequest:
    """What an authority is asked."""

    body: bytes
    nonce: int | None


def stamp_request(message: bytes) -> StampRequest:
    """Return what an authority is asked: a stamp over the SHA-256 of *message*, with a nonce and its certificates.

    Raises:
        StampError: the extra is not installed.
    """
    try:
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415 - an extra
    except ImportError:
        raise StampError(EXTRA, unchecked=True) from None
    builder = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256)
    request = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    return StampRequest(body=request.as_bytes(), nonce=request.nonce)


def check_stamp(token: bytes, certificates: bytes, message: bytes, *, nonce: int | None = None) -> StampFacts:
    """Return what the answer *token* vouches for, checked against the authority's *certificates* in PEM.

    `nonce` is that of the request, where it is known.

    Raises:
        StampError: it is none, is about something else, or no certificate stands behind it.
    """
    try:
        from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response  # noqa: PLC0415
    except ImportError:
        raise StampError(EXTRA, unchecked=True) from None
    roots, others = _sorted_certificates(certificates)
    try:
        answer = decode_timestamp_response(token)
        builder = VerifierBuilder(roots=list(roots), intermediates=list(others), nonce=nonce)
        builder.build().verify(answer, hashlib.sha256(message).digest())
        at = answer.tst_info.gen_time
    except VerificationError as error:
        raise StampError(f"does not hold: {error}") from error
    except (ValueError, TypeError) as error:
        raise StampError(f"is no time stamp ({type(error).__name__})") from error
    return StampFacts(at=iso(at) or "", authority=_shown(roots[0]))


def _sorted_certificates(pem: bytes) -> tuple[list[Certificate], list[Certificate]]:
    """Return the roots and the others among certificates in PEM."""
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - slow to import

    try:
        found = load_pem_x509_certificates(pem)
    except ValueError as error:
        raise StampError("no certificate of the authority beside it") from error
    roots = [one for one in found if one.issuer == one.subject]
    return roots or found[:1], [one for one in found if one not in (roots or found[:1])]


def _shown(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - slow to import

    return f"{certificate.subject.rfc4514_string()}, sha256 {certificate.fingerprint(SHA256()).hex()[:16]}…"
