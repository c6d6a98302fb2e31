"""A WARC record that stands in for another one, without what had to go."""

from __future__ import annotations

import hashlib
import re
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from storage.warc import SEALED, ReadBack, one_line

_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """A record that stands in for another one."""

    id: str
    data: bytes
    block_sha256: str
    payload_sha256: str
    size: int
    """Of its payload in bytes."""
    is_revisit: bool


def restated(
    record: ReadBack, change: Callable[[bytes], bytes], *, erasure: str, concurrent_to: str, level: int
) -> Restated:
    """Return *record* with *change* made to its address, its block and its lengths, under an id of its own.

    `concurrent_to` is the id of the record that it now belongs to, where it is one beside another.
    """
    block = _changed_block(record, change)
    payload = record.payload_of(block)
    ident = str(uuid.uuid4())
    named = {name: value for name, value in record.headers.items() if name not in _OWN_HEADERS}
    if "warc-target-uri" in named:
        named["warc-target-uri"] = change(named["warc-target-uri"].encode()).decode("utf-8", "replace")
    digests = (hashlib.sha256(block).hexdigest(), hashlib.sha256(payload).hexdigest())
    is_revisit = named.get("warc-type") == "revisit"
    if "warc-payload-digest" in named and not is_revisit:
        named["warc-payload-digest"] = f"sha256:{digests[1]}"
    if concurrent_to:
        named["warc-concurrent-to"] = f"<urn:uuid:{concurrent_to}>"
    named |= {
        "x-haoshao-stands-for": named.get("x-haoshao-stands-for", record.headers["warc-record-id"]),
        "warc-record-id": f"<urn:uuid:{ident}>",
        "warc-block-digest": f"sha256:{digests[0]}",
        "x-haoshao-erasure": erasure,
        "content-length": str(len(block)),
    }
    lines = "".join(f"{_NAMES.get(name, name.title())}: {one_line(value)}\r\n" for name, value in named.items())
    packer = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
    head = f"WARC/1.1\r\n{lines}\r\n".encode("utf-8", "replace")
    data = packer.compress(head) + packer.compress(block) + packer.compress(b"\r\n\r\n") + packer.flush()
    return Restated(
        id=ident,
        data=data,
        block_sha256=digests[0],
        payload_sha256=digests[1],
        size=len(payload),
        is_revisit=is_revisit,
    )


_OWN_HEADERS = frozenset({"warc-record-id", "warc-block-digest", "content-length", "x-haoshao-erasure"})
_NAMES = {
    "warc-type": "WARC-Type",
    "warc-record-id": "WARC-Record-ID",
    "warc-target-uri": "WARC-Target-URI",
    "warc-ip-address": "WARC-IP-Address",
    "warc-refers-to-target-uri": "WARC-Refers-To-Target-URI",
}
_LENGTH = re.compile(rb"(?i)(\r\ncontent-length: )[0-9]+(\r\n)")


def _changed_block(record: ReadBack, change: Callable[[bytes], bytes]) -> bytes:
    """Return a block after *change*; the length that an HTTP head states is made true."""
    if not record.headers.get("content-type", "").startswith("application/http; msgtype=response"):
        return record.block if record.headers.get("content-type") == SEALED else change(record.block)
    head, blank, body = record.block.partition(b"\r\n\r\n")
    body = change(body)
    head = change(head)
    if record.headers.get("warc-type") != "revisit":
        head = _LENGTH.sub(rb"\g<1>%d\g<2>" % len(body), head + b"\r\n")[:-2]
    return head + blank + body
