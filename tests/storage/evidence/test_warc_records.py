"""What lies in a snapshot file beside the bodies, and that the usual tools read it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from warcio.archiveiterator import ArchiveIterator

from storage.snapshots import SnapshotError
from tests.storage.evidence.watched import BODY, Watched, answer


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def warcio(*words: str) -> str:
    program = Path(sys.executable).with_name("warcio")
    done = subprocess.run([str(program), *words], capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_metadata_says_who_answered_and_why_it_was_asked(watched: Watched) -> None:
    [ref] = watched.run(answer())

    with watched.store.path_of(ref.warc).open("rb") as stream:
        records = [(one.rec_type, one.content_stream().read().decode()) for one in ArchiveIterator(stream)]

    assert [kind for kind, _ in records] == ["warcinfo", "response", "request", "metadata"]
    facts = dict(line.split(": ", 1) for line in records[3][1].strip().split("\r\n"))
    assert facts == {
        "address": "93.184.216.34",
        "robots": "allowed; answers 404",
        "tls-version": "TLSv1.3",
        "tls-cipher": "TLS_AES_128_GCM_SHA256",
        "tls-certificate-sha256": "ab" * 32,
        "tls-verdict": "verified",
    }


def test_real_warcio_checks_and_indexes_a_file(watched: Watched) -> None:
    [first] = watched.run(answer(), answer(b"", "/none", status=404))[:1]
    [again] = watched.run(answer(), earlier=first)
    path = str(watched.store.path_of(again.warc))

    assert "FAIL" not in warcio("check", "-v", path)
    index = [
        orjson.loads(line) for line in warcio("index", "-f", "offset,warc-type,warc-target-uri", path).splitlines()
    ]
    assert [line["warc-type"] for line in index] == ["warcinfo", "revisit", "request", "metadata"]
    assert int(index[1]["offset"]) == again.offset


def test_chain_commits_to_every_byte_of_the_file(watched: Watched) -> None:
    refs = watched.run(answer(), answer(b"x", "/2"))
    entries = [link.entry for link in watched.store.chain(refs[0].warc)]

    assert [entry["offset"] for entry in entries if entry] == [0, refs[0].offset, refs[1].offset]
    assert [len(entry["beside"]) for entry in entries if entry] == [0, 2, 2]
    path = watched.store.path_of(refs[0].warc)
    assert entries[-1] is not None
    assert entries[-1]["end"] == path.stat().st_size


def test_changed_word_of_a_link_is_noticed(watched: Watched) -> None:
    [ref] = watched.run(answer())
    chain = watched.store.path_of(ref.warc).with_name(ref.warc.replace(".warc.gz", ".chain.jsonl"))
    chain.write_bytes(chain.read_bytes().replace(b"shop.example/buy", b"shop.invalid/b"))

    with pytest.raises(SnapshotError, match="link 1 of its chain"):
        list(watched.store.chain(ref.warc))


def test_record_of_another_length_than_stated_is_refused(watched: Watched) -> None:
    [ref] = watched.run(answer())

    assert watched.store.load(ref) == BODY
    with pytest.raises(SnapshotError):
        watched.store.record_at(ref.warc, ref.offset + 1)
