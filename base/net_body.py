"""Undoing the Content-Encoding of a body without ever making more bytes than allowed.

Each encoding yields its bytes in small pieces; one loop bounds them all, by number and by what the wire brought.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import brotli
import zstandard

from market.errors import MarketError

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
RATIO = 250
"""How many times its size on the wire a body may have; a page of five thousand nearly equal goods stays under 100."""
FREE_BYTES = 1024 * 1024
"""A body up to this size may have any ratio: short answers that repeat themselves are everyday."""
_STEP = 64 * 1024
_MAX_LAYERS = 2
_MAX_MEMBERS = 1000


class UndecodableBodyError(MarketError):
    """A body is not what its Content-Encoding says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A body without its content encoding."""

    body: bytes
    cut: bool = False
    """True where the limit was reached: `body` is the beginning."""
    broken: bool = False
    """True where the encoded stream ended early or turned to rubbish."""


def decoded(body: bytes, encodings: str, limit: int) -> Decoded:
    """Return *body* with its *encodings* (the header's value) undone, *limit* bytes at most, and within `RATIO`.

    Raises:
        UndecodableBodyError: an encoding we do not know, or more layers than any honest server uses.
    """
    names = [name for part in encodings.lower().split(",") if (name := part.strip()) not in {"", "identity"}]
    if len(names) > _MAX_LAYERS:
        raise UndecodableBodyError(f"Content-Encoding: {len(names)} layers are refused")
    result = Decoded(body=body[:limit], cut=len(body) > limit)
    allowed = min(limit, max(FREE_BYTES, RATIO * len(body)))
    for name in reversed(names):
        result = _without(name, result, allowed)
    return result


def _without(name: str, inner: Decoded, allowed: int) -> Decoded:
    if not inner.body:
        return inner
    if name in {"gzip", "x-gzip", "deflate"}:
        outer = _bounded(_inflated(inner.body, zlib.MAX_WBITS | 32), allowed)
        if outer.broken and not outer.body:
            outer = _bounded(_inflated(inner.body, -zlib.MAX_WBITS), allowed)
        if outer.broken and not outer.body:
            # a server that labels plain bytes: browsers show them, and so does the evidence
            return Decoded(body=inner.body, cut=inner.cut, broken=True)
    elif name == "br":
        outer = _bounded(_unbrotlied(inner.body), allowed)
    elif name == "zstd":
        outer = _bounded(_unzstded(inner.body), allowed)
    else:
        raise UndecodableBodyError(f"Content-Encoding {name[:20]!r} is unknown")
    return Decoded(body=outer.body, cut=outer.cut or inner.cut, broken=outer.broken or inner.broken)


class _BrokenOffError(Exception):
    """A stream ended before its end, or turned to rubbish."""


def _bounded(pieces: Iterator[bytes], allowed: int) -> Decoded:
    """Return what *pieces* come to, no more of them asked for than it takes to see that there are too many."""
    out = bytearray()
    try:
        for piece in pieces:
            out += piece
            if len(out) > allowed:
                return Decoded(body=bytes(out[:allowed]), cut=True)
    except (_BrokenOffError, zlib.error, brotli.error, zstandard.ZstdError):
        return Decoded(body=bytes(out), broken=True)
    return Decoded(body=bytes(out))


def _inflated(body: bytes, window: int) -> Iterator[bytes]:
    """Yield what a gzip, zlib or raw stream holds; of gzip all members, as RFC 1952 section 2.2 has them."""
    rest = body
    for _ in range(_MAX_MEMBERS):
        stream = zlib.decompressobj(window)
        while not stream.eof:
            piece = stream.decompress(rest, _STEP)
            rest = stream.unconsumed_tail
            yield piece
            if not piece and not rest and not stream.eof:
                raise _BrokenOffError
        rest = stream.unused_data
        if not rest.startswith(b"\x1f\x8b"):
            return  # padding, or what a careless server sends behind its page


def _unbrotlied(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=_STEP)
    while True:
        yield piece
        if stream.is_finished():
            return
        if not piece and stream.can_accept_more_data():
            raise _BrokenOffError
        piece = stream.process(b"", output_buffer_limit=_STEP)


def _unzstded(body: bytes) -> Iterator[bytes]:
    window = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    size = 0
    with window.stream_reader(BytesIO(body), read_across_frames=True) as stream:
        while piece := stream.read(_STEP):
            size += len(piece)
            yield piece
    if size < zstandard.frame_content_size(body):
        raise _BrokenOffError
