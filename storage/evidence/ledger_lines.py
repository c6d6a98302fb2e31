"""The lines of the ledger: what one says, how it is signed, how it is read back. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from storage.chain import canonical, next_head
from storage.evidence.keys import PublicKey, Signer

_CONTEXT = b"haoshao ledger "
"""What a signature begins with, so that it can stand for nothing else."""


class Kind(StrEnum):
    """What a line of the ledger commits to."""

    START = "start"
    """The first line: the public key."""
    RUNS = "runs"
    """Heads of the chains of runs that ended."""
    KEY = "key"
    """The public key that signs from the next line on."""
    MAPS = "maps"
    """Digests of maps: tombstones of what was pruned, erased or redacted."""
    STAMP = "stamp"
    """What a time-stamp authority answered about an earlier line."""
    ERASURE = "erasure"
    """That data of a person were erased, without saying which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One line that follows the one before it."""

    seq: int
    prev: str
    head: str
    digest: str
    signature: bytes
    key_id: str
    kind: Kind
    at: str
    items: tuple[Mapping[str, Any], ...]
    raw: str

    @property
    def is_news(self) -> bool:
        """Whether it commits to more than a stamp of an earlier line."""
        return self.kind is not Kind.STAMP

    def is_signed_by(self, key: PublicKey) -> bool:
        """Return whether *key* made its signature."""
        return key.key_id == self.key_id and key.signed(_CONTEXT + self.head.encode(), self.signature)


def signed_line(
    signer: Signer,
    *,
    seq: int,
    prev: str,
    kind: Kind,
    at: str,
    items: Sequence[Mapping[str, Any]],
    simulated: bool = False,
) -> bytes:
    """Return a new line with its end of line."""
    entry: dict[str, Any] = {"seq": seq, "kind": str(kind), "at": at, "items": list(items), "key": signer.key_id}
    if simulated:
        entry["simulated"] = True
    head = next_head(prev, hashlib.sha256(canonical(entry)).hexdigest())
    signature = signer.sign(_CONTEXT + head.encode()).hex()
    return canonical({"entry": entry, "head": head, "prev": prev, "sig": signature}) + b"\n"


def read_line(line: bytes, prev: str | None) -> LedgerLine | None:
    """Return the line where it is whole and follows *prev* (None: whatever it says); its signature is not looked at."""
    try:
        said = orjson.loads(line)
        entry = said["entry"]
        digest = hashlib.sha256(canonical(entry)).hexdigest()
        found = LedgerLine(
            seq=int(entry["seq"]),
            prev=str(said["prev"]),
            head=str(said["head"]),
            digest=digest,
            signature=bytes.fromhex(said["sig"]),
            key_id=str(entry["key"]),
            kind=Kind(entry["kind"]),
            at=str(entry["at"]),
            items=tuple(dict(item) for item in entry["items"]),
            raw=line.decode("utf-8").rstrip("\n"),
        )
    except (KeyError, TypeError, ValueError):
        return None
    whole = said.keys() == {"entry", "head", "prev", "sig"} and line.rstrip(b"\n") == canonical(said)
    whole = whole and said["sig"] == found.signature.hex()
    follows = found.head == next_head(found.prev, digest) and prev in {None, found.prev}
    return found if whole and follows else None
