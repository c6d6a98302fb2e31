"""Undoing the Content-Encoding of a body without ever making more bytes than allowed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO

import brotli
import zstandard

from market.errors import MarketError

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
_STEP = 64 * 1024
_MAX_LAYERS = 2


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
    """Return *body* with its *encodings* (the header's value) undone, *limit* bytes at most.

    Raises:
        UndecodableBodyError: an encoding we do not know, or more layers than any honest server uses.
    """
    names = [name for part in encodings.lower().split(",") if (name := part.strip()) not in {"", "identity"}]
    if len(names) > _MAX_LAYERS:
        raise UndecodableBodyError(f"Content-Encoding: {len(names)} layers are refused")
    result = Decoded(body=body[:limit], cut=len(body) > limit)
    for name in reversed(names):
        result = _without(name, result, limit)
    return result


def _without(name: str, inner: Decoded, limit: int) -> Decoded:
    if not inner.body:
        return inner
    if name in {"gzip", "x-gzip", "deflate"}:
        outer = _inflated(inner.body, limit, raw=False)
        if outer is None:
            outer = _inflated(inner.body, limit, raw=True)
        if outer is None:
            # a server that labels plain bytes: browsers show them, and so does the evidence
            return Decoded(body=inner.body, cut=inner.cut, broken=True)
    elif name == "br":
        outer = _unbrotlied(inner.body, limit)
    elif name == "zstd":
        outer = _unzstded(inner.body, limit)
    else:
        raise UndecodableBodyError(f"Content-Encoding {name[:20]!r} is unknown")
    return Decoded(body=outer.body, cut=outer.cut or inner.cut, broken=outer.broken or inner.broken)


def _inflated(body: bytes, limit: int, *, raw: bool) -> Decoded | None:
    """Return None where *body* is no such stream at all."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
    out = bytearray()
    rest = body
    try:
        while rest and len(out) <= limit and not stream.eof:
            out += stream.decompress(rest, min(_STEP, limit + 1 - len(out)) or 1)
            rest = stream.unconsumed_tail
    except zlib.error:
        return Decoded(body=bytes(out[:limit]), broken=True) if out else None
    return Decoded(body=bytes(out[:limit]), cut=len(out) > limit, broken=not stream.eof and len(out) <= limit)


def _unbrotlied(body: bytes, limit: int) -> Decoded:
    stream = brotli.Decompressor()
    out = bytearray()
    try:
        out += stream.process(body, output_buffer_limit=_STEP)
        while len(out) <= limit and not stream.is_finished():
            more = stream.process(b"", output_buffer_limit=_STEP)
            if not more and stream.can_accept_more_data():
                break
            out += more
    except brotli.error:
        return Decoded(body=bytes(out[:limit]), broken=True)
    return Decoded(body=bytes(out[:limit]), cut=len(out) > limit, broken=not stream.is_finished() and len(out) <= limit)


def _unzstded(body: bytes, limit: int) -> Decoded:
    out = bytearray()
    window = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    try:
        with window.stream_reader(BytesIO(body), read_across_frames=True) as stream:
            while len(out) <= limit and (more := stream.read(_STEP)):
                out += more
        stated = zstandard.frame_content_size(body)
    except zstandard.ZstdError:
        return Decoded(body=bytes(out[:limit]), broken=True)
    return Decoded(body=bytes(out[:limit]), cut=len(out) > limit, broken=len(out) <= limit and len(out) < stated)
