"""Wallet addresses: long strings whose alphabet and length say which chain they are on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LONG_WORD: Final = re.compile(r"(?<![0-9A-Za-z/=_.@-])[0-9A-Za-z_-]{26,95}(?![0-9A-Za-z@])")
_SURE: Final = re.compile(
    r"T[1-9A-HJ-NP-Za-km-z]{33}|0x[0-9a-fA-F]{40}|(?:bc1|ltc1)[02-9ac-hj-np-z]{25,59}|(?:EQ|UQ)[0-9A-Za-z_-]{46}"
)
_SHORTEST: Final = 26
_IN_WORDS: Final = bytes(chr(code).isalnum() or chr(code) in "_-" for code in range(0x80)) + bytes(0x80)
"""For each byte, whether it stands inside a long word."""
_LEGACY: Final = re.compile(r"[13LMD][1-9A-HJ-NP-Za-km-z]{25,33}")


def holds_long_word(text: str) -> bool:
    """Whether a folded text holds a word as long as an address; quick, for the texts without any."""
    return b"\x01" * _SHORTEST in text.encode().translate(_IN_WORDS)


def find_wallets(raw: str) -> Iterator[tuple[int, int]]:
    """Yield the places of wallet addresses in *raw*: TRC20, EVM, Bitcoin, Litecoin, Dogecoin, TON.

    Old Bitcoin forms look like any random word, so their check sum must be true.
    """
    for match in _LONG_WORD.finditer(raw):
        word = match.group()
        if _SURE.fullmatch(word) or (_LEGACY.fullmatch(word) and _checks(word)):
            yield match.span()


def _checks(word: str) -> bool:
    """Return whether the base58 *word* ends in the check bytes of what comes before."""
    number = 0
    for letter in word:
        number = number * 58 + _BASE58.index(letter)
    body = number.to_bytes(25, "big") if number.bit_length() <= 200 else b""  # noqa: PLR2004 - version, hash, check
    return len(body) == 25 and sha256(sha256(body[:21]).digest()).digest()[:4] == body[21:]  # noqa: PLR2004 - same
