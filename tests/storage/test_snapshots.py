"""What was fetched can be read back, by us and by any WARC tool."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from base.net_answer import Fetched, TlsFacts
from storage.snapshots import SnapshotError, SnapshotStore, SnapshotWriter

AT = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
BODY = "<html><body>商品 12.50</body></html>".encode() * 40
TLS = TlsFacts(sha256="ab" * 32, verdict="verified", version="TLSv1.3", cipher="TLS_AES_128_GCM_SHA256")


def answer(body: bytes = BODY, **words: object) -> Fetched:
    fields: dict[str, object] = {
        "url": "https://shop.example/buy/1?a=b",
        "status": 200,
        "reason": "OK",
        "version": "HTTP/1.1",
        "headers": (
            (b"Content-Type", b"text/html; charset=utf-8"),
            (b"Content-Encoding", b"gzip"),
            (b"Content-Length", b"9"),
        ),
        "body": body,
        "address": "93.184.216.34",
        "tls": TLS,
        "request_headers": ((b"Host", b"shop.example"), (b"User-Agent", b"haoshao/0.1.0")),
        "wire_bytes": 9,
    }
    return Fetched(**{**fields, **words})  # type: ignore[arg-type]


def opened(folder: Path, run: str = "7") -> tuple[SnapshotStore, SnapshotWriter]:
    store = SnapshotStore(folder)
    return store, store.open_run(site="shop", run=run, at=AT)


def test_body_is_read_back(tmp_path: Path) -> None:
    store, writer = opened(tmp_path)

    ref = writer.keep(answer(), at=AT)

    assert store.load(ref) == BODY
    assert ref.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (ref.status, ref.size, ref.content_type, ref.revisit) == (200, len(BODY), "text/html", False)
    writer.close()
    assert store.load(ref) == BODY


def test_same_body_again_is_a_revisit_across_files(tmp_path: Path) -> None:
    store, first = opened(tmp_path, "1")
    earlier = first.keep(answer(), at=AT)
    first.close()
    second = store.open_run(site="shop", run="2", at=AT)

    again = second.keep(answer(), at=AT, earlier=earlier)
    other = second.keep(answer(b"changed"), at=AT, earlier=earlier)
    second.close()

    assert again.revisit
    assert again.size == earlier.size
    assert store.load(again) == BODY
    assert not other.revisit
    assert store.load(other) == b"changed"


def test_redacted_body_keeps_the_hash_of_the_original(tmp_path: Path) -> None:
    store, writer = opened(tmp_path)

    ref = writer.keep(answer(), at=AT, redacted=b"***")
    again = writer.keep(answer(), at=AT, earlier=ref)

    assert store.load(ref) == b"***"
    assert ref.redacted_sha256 == hashlib.sha256(BODY).hexdigest()
    assert again.revisit
    assert BODY not in store.path_of(writer.name).read_bytes()


def test_other_tools_read_the_file(tmp_path: Path) -> None:
    store, writer = opened(tmp_path)
    earlier = writer.keep(answer(), at=AT)
    writer.keep(answer(), at=AT, earlier=earlier)
    writer.keep(answer(b"", url="http://shop.example", status=404, tls=None), at=AT)
    writer.keep(answer(b"cut", cut=True), at=AT)
    writer.keep_file(b'{"url": "x"}\n', url="import:///tip/rows.jsonl", at=AT, content_type="application/x-ndjson")
    writer.close()

    path = store.path_of(writer.name)
    checker = Checker(type("Command", (), {"inputs": [str(path)], "verbose": False})())
    checker.process_all()
    assert checker.exit_value == 0
    with path.open("rb") as stream:
        records = list(ArchiveIterator(stream))
        kinds = [record.rec_type for record in records]
    assert kinds.count("response") == 3
    assert kinds.count("request") == 4
    assert {"warcinfo", "revisit", "metadata", "resource"} <= set(kinds)


def test_headers_of_a_site_cannot_forge_records(tmp_path: Path) -> None:
    store, writer = opened(tmp_path)
    evil = ((b"X-Evil", b"a\r\n\r\nWARC/1.1\r\nWARC-Type: response"),)

    ref = writer.keep(answer(headers=evil, reason="OK\r\nSet-Cookie: x"), at=AT)
    writer.close()

    assert store.load(ref) == BODY
    with store.path_of(writer.name).open("rb") as stream:
        assert [record.rec_type for record in ArchiveIterator(stream)] == [
            "warcinfo",
            "response",
            "request",
            "metadata",
        ]


def test_chain_names_its_broken_link(tmp_path: Path) -> None:
    store, writer = opened(tmp_path)
    for number in range(4):
        writer.keep(answer(str(number).encode()), at=AT)
    writer.close()

    entries = list(store.chain(writer.name))
    assert entries[-1].head == writer.head
    chain = store.path_of(writer.name).with_name(writer.name.replace(".warc.gz", ".chain.jsonl"))
    lines = chain.read_bytes().splitlines(keepends=True)
    chain.write_bytes(b"".join([*lines[:2], lines[2].replace(b"shop.example", b"shop.invalid"), *lines[3:]]))
    with pytest.raises(SnapshotError, match="link 2"):
        list(store.chain(writer.name))


def test_killed_run_is_cut_to_its_last_whole_record(tmp_path: Path) -> None:
    store, writer = opened(tmp_path)
    ref = writer.keep(answer(), at=AT)
    path = store.path_of(writer.name)
    size = path.stat().st_size
    _die(writer)
    with path.open("ab") as file:
        file.write(b"\x1f\x8b half a record")
    with path.with_name(writer.name.replace(".warc.gz", ".chain.jsonl")).open("ab") as file:
        file.write(b'{"prev": "to')

    assert store.repair() == (writer.name,)
    assert path.stat().st_size == size
    assert store.load(ref) == BODY
    assert len(list(store.chain(writer.name))) == 2
    assert store.repair() == ()


def test_file_of_a_living_run_is_left_alone(tmp_path: Path) -> None:
    store, writer = opened(tmp_path)
    writer.keep(answer(), at=AT)

    assert store.repair() == ()
    assert store.marker(writer.name).exists()
    writer.close()
    assert not store.marker(writer.name).exists()


def test_damaged_body_is_noticed(tmp_path: Path) -> None:
    store, writer = opened(tmp_path)
    ref = writer.keep(answer(), at=AT)
    writer.close()
    path = store.path_of(writer.name)
    data = bytearray(path.read_bytes())
    data[ref.offset + ref.length // 2] ^= 0xFF
    path.write_bytes(data)

    with pytest.raises(SnapshotError):
        store.load(ref)


@pytest.mark.parametrize("name", ["../../etc/passwd", "20260102T030405Z-../x-1.warc.gz", "x.warc.gz", ""])
def test_strange_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SnapshotError):
        SnapshotStore(tmp_path).path_of(name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_unwritable_folder_is_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SnapshotError, match="cannot be written"):
        opened(tmp_path)


def test_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("x")
    with pytest.raises(SnapshotError, match="cannot be written"):
        opened(tmp_path / "snapshots")


def _die(writer: SnapshotWriter) -> None:
    """Let go of the writer's lock as a killed process would."""
    writer._marker.close()  # noqa: SLF001 - nothing else takes the lock away
