"""The Ed25519 key that signs the ledger and every package, and the public keys there ever were."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from market.errors import MarketError
from storage.evidence.places import EvidencePlaces, replace_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE = "signing.pem"
NEXT = "signing.next.pem"
_RAW = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFileError(MarketError):
    """The signing key is missing, unreadable, or readable by others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """Whoever's signature is checked with it."""

    raw: bytes

    @property
    def key_id(self) -> str:
        """16 hex digits of its SHA-256."""
        return hashlib.sha256(self.raw).hexdigest()[:16]

    @property
    def pem(self) -> bytes:
        """The form that other tools read."""
        from cryptography.hazmat.primitives import serialization as forms  # noqa: PLC0415 - slow to import

        return self._key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Return whether *signature* over *message* was made with its private half."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - slow to import

        try:
            self._key().verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def _key(self) -> Ed25519PublicKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - slow to import

        return Ed25519PublicKey.from_public_bytes(self.raw)


class Signer:
    """The private key in use."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(raw=key.public_key().public_bytes_raw())

    @property
    def key_id(self) -> str:
        """16 hex digits that name the key."""
        return self.public.key_id

    @property
    def public_pem(self) -> bytes:
        """The public half, in the form that other tools read."""
        return self.public.pem

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature; the same for the same message."""
        return self._key.sign(message)


def load_signer(data: Path) -> Signer:
    """Return the key of a data directory, made where there never was one.

    Raises:
        KeyFileError: it is gone, not a key, or others may read it.
    """
    places = EvidencePlaces(data=data)
    path = places.keys / PRIVATE
    if not path.exists():
        if any(places.keys.glob("*.pub")):
            raise KeyFileError(
                f"{path}: the signing key is missing; restore it from a backup, or go on with a new one: "
                "haoshao ledger new-key --lost"
            )
        return make_key(path)
    return read_private(path)


def make_key(path: Path) -> Signer:
    """Return a new key, its private half in *path* and its public half beside it."""
    from cryptography.hazmat.primitives import serialization as forms  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    key = Ed25519PrivateKey.generate()
    body = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    signer = Signer(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(path, body)
        export_public(path.parent, signer.public)
    except OSError as error:
        raise KeyFileError(f"{path}: the signing key cannot be written ({error.strerror})") from error
    return signer


def export_public(keys: Path, public: PublicKey) -> None:
    """Keep a public key under its id, for as long as something signed with it is kept."""
    replace_file(keys / f"{public.key_id}.pub", public.pem, mode=0o644)


def read_private(path: Path) -> Signer:
    """Return the private key in *path*.

    Raises:
        KeyFileError: no such key, or others may read it.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        handle = os.open(path, os.O_RDONLY)
        with os.fdopen(handle, "rb") as file:
            if os.fstat(handle).st_mode & _OTHERS:
                raise KeyFileError(f"{path}: others may read the signing key; chmod 600 {path}")
            key = load_pem_private_key(file.read(), password=None)
    except OSError as error:
        raise KeyFileError(f"{path}: the signing key cannot be read ({error.strerror})") from error
    except (ValueError, TypeError) as error:
        raise KeyFileError(f"{path}: is no private key in PEM without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path}: is no Ed25519 key")
    return Signer(key)


def parse_public(pem: bytes) -> PublicKey | None:
    """Return the key that *pem* is, byte for byte as it is written here; None for anything else."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, Ed25519PublicKey):
        return None
    public = PublicKey(raw=key.public_bytes_raw())
    return public if public.pem == pem else None


def public_from_hex(said: str) -> PublicKey | None:
    """Return the key whose 32 bytes *said* spells; None for anything else."""
    try:
        raw = bytes.fromhex(said)
    except ValueError:
        return None
    return PublicKey(raw=raw) if len(raw) == _RAW and raw.hex() == said else None
