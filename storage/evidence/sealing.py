"""Originals of bodies with bulk personal data, sealed so that only the holder of a private key can read them.

X25519 with a key made for each body, HKDF-SHA256, ChaCha20-Poly1305; the body is packed first. Here only the
public half is needed; the private one lies with whoever may open originals.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from base.config_evidence import Sealing
from market.errors import MarketError
from storage.evidence.places import replace_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

_MAGIC = b"haoshao-sealed/1\n"
_KEY = 32
_NONCE = 12
_LARGEST = 256 * 1024 * 1024


class SealError(MarketError):
    """Something cannot be sealed or opened; says why."""


def new_sealing_key(path: Path) -> str:
    """Return the public half, in hex, of a new key whose private half is now in *path*.

    Raises:
        SealError: there is a file already, or it cannot be written.
    """
    from cryptography.hazmat.primitives import serialization as forms  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415

    if path.exists():
        raise SealError(f"{path}: is there already; name another file")
    key = X25519PrivateKey.generate()
    try:
        replace_file(path, key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption()))
    except OSError as error:
        raise SealError(f"{path}: cannot be written ({error.strerror})") from error
    return key.public_key().public_bytes_raw().hex()


def sealer(settings: Sealing | None) -> Callable[[bytes], bytes] | None:
    """Return what seals originals to the key of the settings; None where originals are not kept."""
    if settings is None:
        return None
    public = bytes.fromhex(settings.key)
    return lambda body: seal(public, body)


def seal(public: bytes, body: bytes) -> bytes:
    """Return *body* so that only the private half of *public* can read it."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 - slow to import

    own = X25519PrivateKey.generate()
    shown = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    nonce = os.urandom(_NONCE)
    closed = ChaCha20Poly1305(_derived(shared, shown, public)).encrypt(nonce, zlib.compress(body), _MAGIC)
    return _MAGIC + shown + nonce + closed


def load_private(path: Path) -> X25519PrivateKey:
    """Return the private key in *path*.

    Raises:
        SealError: no such key.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise SealError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, TypeError) as error:
        raise SealError(f"{path}: is no private key in PEM without a password") from error
    if not isinstance(key, X25519PrivateKey):
        raise SealError(f"{path}: is no X25519 key; make one with haoshao unseal --new-key FILE")
    return key


def unseal(private: X25519PrivateKey, sealed: bytes) -> bytes:
    """Return the body that was sealed to *private*.

    Raises:
        SealError: sealed to another key, or damaged.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    rest = sealed.removeprefix(_MAGIC)
    if rest == sealed or len(rest) < _KEY + _NONCE:
        raise SealError("this is no sealed original")
    shown, nonce, closed = rest[:_KEY], rest[_KEY : _KEY + _NONCE], rest[_KEY + _NONCE :]
    public = private.public_key().public_bytes_raw()
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(shown))
        packed = ChaCha20Poly1305(_derived(shared, shown, public)).decrypt(nonce, closed, _MAGIC)
    except (InvalidTag, ValueError):
        raise SealError("sealed to another key, or damaged") from None
    return zlib.decompressobj().decompress(packed, _LARGEST)


def _derived(shared: bytes, shown: bytes, public: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(algorithm=SHA256(), length=_KEY, salt=shown + public, info=_MAGIC).derive(shared)
