"""Bodies are decoded up to the limit and not a byte further."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from functools import partial

import brotli
import pytest
import zstandard

from base.net_body import FREE_BYTES, RATIO, UndecodableBodyError, decoded

BODY = "".join(f"line {number} of a page\n" for number in range(20_000)).encode()
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": partial(brotli.compress, quality=5),
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("name", PACKERS)
def test_body_is_decoded(name: str) -> None:
    result = decoded(PACKERS[name](BODY), name, 10**7)

    assert (result.body, result.cut, result.broken) == (BODY, False, False)


@pytest.mark.parametrize("name", PACKERS)
def test_body_is_cut_at_the_limit(name: str) -> None:
    result = decoded(PACKERS[name](BODY), name, 5000)

    assert result.body == BODY[:5000]
    assert result.cut


@pytest.mark.parametrize("name", PACKERS)
def test_bomb_stays_small(name: str) -> None:
    result = decoded(PACKERS[name](b"\0" * 50_000_000), name, 100_000)

    assert len(result.body) == 100_000
    assert result.cut


@pytest.mark.parametrize("name", PACKERS)
def test_ratio_is_bounded_the_same_for_every_encoding(name: str) -> None:
    bomb = PACKERS[name](b"\0" * 40_000_000)
    ratio = 40_000_000 / len(bomb)
    result = decoded(bomb, name, 30_000_000)

    assert ratio > 2 * RATIO, "no bomb"
    assert result.cut
    assert len(result.body) == max(FREE_BYTES, RATIO * len(bomb)) < 30_000_000


@pytest.mark.parametrize("name", PACKERS)
def test_small_body_may_repeat_itself(name: str) -> None:
    said = b"sold out " * 100_000
    result = decoded(PACKERS[name](said), name, 10**7)

    assert (result.body, result.cut, result.broken) == (said, False, False)


@pytest.mark.parametrize("name", PACKERS)
def test_list_of_nearly_equal_goods_is_no_bomb(name: str) -> None:
    said = "".join(
        f'<div class="goods"><a href="/buy/{number}">Account of the {number} kind</a><b>{number % 97}.50</b></div>\n'
        for number in range(60_000)
    ).encode()
    result = decoded(PACKERS[name](said), name, 10**7)

    assert len(said) > 4 * FREE_BYTES
    assert (result.cut, result.broken) == (False, False)


def test_bomb_in_a_bomb_is_bounded_by_what_the_wire_brought() -> None:
    inner = gzip.compress(b"\0" * 40_000_000)
    result = decoded(gzip.compress(inner), "gzip, gzip", 30_000_000)

    assert result.cut
    assert len(result.body) == FREE_BYTES


def test_every_member_of_gzip_is_read() -> None:
    assert decoded(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", 1000).body == b"one two"
    padded = decoded(gzip.compress(b"one") + b"\0" * 100, "gzip", 1000)
    assert (padded.body, padded.broken) == (b"one", False)


def test_empty_members_end() -> None:
    result = decoded(gzip.compress(b"") * 20_000, "gzip", 1000)

    assert result.body == b""


@pytest.mark.parametrize("name", PACKERS)
def test_half_a_stream_is_broken(name: str) -> None:
    packed = PACKERS[name](BODY)
    result = decoded(packed[: len(packed) // 2], name, 10**7)

    assert result.broken
    assert BODY.startswith(result.body)


def test_raw_deflate_is_decoded() -> None:
    assert decoded(zlib.compress(BODY)[2:-4], "deflate", 10**7).body == BODY


def test_layers_are_undone_from_the_outside() -> None:
    assert decoded(brotli.compress(gzip.compress(BODY)), "gzip, br", 10**7).body == BODY


def test_plain_body_with_a_false_label_stays() -> None:
    result = decoded(b"<html>plain</html>", "gzip", 1000)

    assert result.body == b"<html>plain</html>"
    assert result.broken


def test_many_layers_are_refused() -> None:
    with pytest.raises(UndecodableBodyError):
        decoded(BODY, "gzip, gzip, gzip", 10**7)


def test_unknown_encoding_is_refused() -> None:
    with pytest.raises(UndecodableBodyError):
        decoded(BODY, "compress-by-magic", 10**7)
