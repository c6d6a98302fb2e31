"""WARC 1.1 records as bytes: one gzip member a record, readable by any WARC tool.

Own writer: on the path of every page it costs a third of warcio's. Bodies are stored without
their content and transfer encoding, so that the payload digest is that of the page; the header
lines that no longer hold keep their words under `X-Archive-Orig-`.

Source: ISO 28500:2017, "The WARC Format 1.1"; the two WARC-Refers-To-File headers are those that
Heritrix writes.
"""

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import BinaryIO

from base.net_answer import Fetched, Pairs

_LEVEL = 3
_STEP = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_SMALL = 16 + 11
"""A window of two kilobytes: setting up the full one costs more than packing a small record."""
_SMALL = 1200
_MOVED = frozenset({b"content-encoding", b"transfer-encoding", b"content-length"})
SEALED = "application/vnd.haoshao.sealed"
_PAYLOAD_OF_REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class NotARecordError(ValueError):
    """Bytes that should hold a WARC record do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, ready to append."""

    id: str
    type: str
    data: bytes
    """The gzip member."""
    block_sha256: str


def warc_date(moment: datetime) -> str:
    """Return *moment* as WARC writes it, to the millisecond."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def warcinfo(*, filename: str, at: datetime, lines: Iterable[tuple[str, str]]) -> Record:
    """Return the record that opens a file: which software wrote it, and for what."""
    block = "".join(f"{name}: {value}\r\n" for name, value in lines).encode("utf-8", "replace")
    return _record("warcinfo", at, block, "application/warc-fields", (("WARC-Filename", filename),))


def metadata(*, url: str, at: datetime, lines: Iterable[tuple[str, str]], concurrent_to: str) -> Record:
    """Return facts about a fetch that the answer itself does not hold."""
    block = "".join(f"{name}: {value}\r\n" for name, value in lines).encode("utf-8", "replace")
    headers = (("WARC-Target-URI", url), ("WARC-Concurrent-To", f"<urn:uuid:{concurrent_to}>"))
    return _record("metadata", at, block, "application/warc-fields", headers)


def request(fetched: Fetched, *, at: datetime, concurrent_to: str) -> Record:
    """Return what was asked."""
    target = fetched.url.partition("#")[0].split("://", 1)[-1]
    path = "/" + target.partition("/")[2] if "/" in target else "/" + target[len(target.partition("?")[0]) :]
    block = b"GET " + path.encode("utf-8", "replace") + b" HTTP/1.1\r\n" + _lines(fetched.request_headers) + b"\r\n"
    headers = (("WARC-Target-URI", fetched.url), ("WARC-Concurrent-To", f"<urn:uuid:{concurrent_to}>"))
    return _record("request", at, block, "application/http; msgtype=request", headers)


def response(fetched: Fetched, *, at: datetime, body: bytes, sha256: str, cut: bool, extra: Pairs = ()) -> Record:
    """Return what was answered, with *body* as its payload."""
    block = _http_head(fetched, len(body), extra) + body
    headers = [
        ("WARC-Target-URI", fetched.url),
        ("WARC-IP-Address", fetched.address),
        ("WARC-Payload-Digest", f"sha256:{sha256}"),
    ]
    if cut:
        headers.append(("WARC-Truncated", "length" if fetched.cut else "disconnect"))
    return _record("response", at, block, "application/http; msgtype=response", headers)


def revisit(
    fetched: Fetched, *, at: datetime, sha256: str, refers_to: str, first_at: datetime, file: str, offset: int
) -> Record:
    """Return that the answer had the body of an earlier record, or said that it has not changed since (304)."""
    not_modified = fetched.status == HTTPStatus.NOT_MODIFIED
    block = _http_head(fetched, len(fetched.body), ())
    headers = (
        ("WARC-Target-URI", fetched.url),
        ("WARC-IP-Address", fetched.address),
        ("WARC-Payload-Digest", f"sha256:{sha256}"),
        ("WARC-Profile", _NOT_MODIFIED if not_modified else _PAYLOAD_OF_REVISIT),
        ("WARC-Refers-To", f"<urn:uuid:{refers_to}>"),
        ("WARC-Refers-To-Target-URI", fetched.url),
        ("WARC-Refers-To-Date", warc_date(first_at)),
        ("WARC-Refers-To-Filename", file),
        ("WARC-Refers-To-File-Offset", str(offset)),
    )
    return _record("revisit", at, block, "application/http; msgtype=response", headers)


def resource(*, url: str, at: datetime, body: bytes, sha256: str, content_type: str) -> Record:
    """Return bytes that came by another way than HTTP."""
    headers = (("WARC-Target-URI", url), ("WARC-Payload-Digest", f"sha256:{sha256}"))
    return _record("resource", at, body, content_type or "application/octet-stream", headers)


def sealed(block: bytes, *, url: str, at: datetime, concurrent_to: str) -> Record:
    """Return an original that only the holder of a key can read, beside the redacted body that stands for it."""
    headers = (("WARC-Target-URI", url), ("WARC-Concurrent-To", f"<urn:uuid:{concurrent_to}>"))
    return _record("metadata", at, block, SEALED, headers)


def _record(kind: str, at: datetime, block: bytes, content_type: str, headers: Iterable[tuple[str, str]]) -> Record:
    ident = str(uuid.uuid4())
    digest = hashlib.sha256(block).hexdigest()
    named = "".join(f"{name}: {one_line(value)}\r\n" for name, value in headers)
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{ident}>\r\nWARC-Date: {warc_date(at)}\r\n"
        f"{named}WARC-Block-Digest: sha256:{digest}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    small = len(block) < _SMALL
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_SMALL if small else _GZIP, 4 if small else 8)
    data = packer.compress(head.encode("utf-8", "replace")) + packer.compress(block) + packer.compress(b"\r\n\r\n")
    return Record(id=ident, type=kind, data=data + packer.flush(), block_sha256=digest)


def one_line(value: str) -> str:
    """Return *value* without what would end a header line."""
    return value if value.isprintable() else "".join(mark for mark in value if mark.isprintable())


def _http_head(fetched: Fetched, length: int, extra: Pairs) -> bytes:
    head = f"{fetched.version} {fetched.status} {one_line(fetched.reason)}\r\n".encode("utf-8", "replace")
    kept = tuple(
        (b"X-Archive-Orig-" + name if name.lower() in _MOVED else name, value) for name, value in fetched.headers
    )
    return head + _lines((*kept, *extra, (b"Content-Length", str(length).encode()))) + b"\r\n"


def _lines(pairs: Pairs) -> bytes:
    return b"".join([name + b": " + value.replace(b"\r", b" ").replace(b"\n", b" ") + b"\r\n" for name, value in pairs])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """A record as it was found in a file."""

    headers: dict[str, str]
    """Names in lower case."""
    block: bytes

    @property
    def payload(self) -> bytes:
        """The body: what follows the HTTP head of a response, all of a resource."""
        return self.payload_of(self.block)

    def payload_of(self, block: bytes) -> bytes:
        """Return the body in a *block* of such a record."""
        return block if self.headers.get("warc-type") == "resource" else block.partition(b"\r\n\r\n")[2]


def read_record(file: BinaryIO) -> ReadBack:
    """Return the record that starts where *file* stands, and leave *file* behind it.

    Raises:
        NotARecordError: torn, or no record.
    """
    start = file.tell()
    unpacker = zlib.decompressobj(_GZIP)
    plain = bytearray()
    read = 0
    try:
        while not unpacker.eof and (data := file.read(_STEP)):
            read += len(data)
            plain += unpacker.decompress(data)
    except zlib.error as error:
        raise NotARecordError(str(error)) from error
    head, found, rest = bytes(plain).partition(b"\r\n\r\n")
    if not unpacker.eof or not found or not head.startswith(b"WARC/1."):
        raise NotARecordError("no whole WARC record")
    file.seek(start + read - len(unpacker.unused_data))
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = headers.get("content-length", "")
    if not length.isdecimal() or rest[int(length) :] != b"\r\n\r\n":
        raise NotARecordError("its length is not the stated one")
    return ReadBack(headers=headers, block=rest[: int(length)])
