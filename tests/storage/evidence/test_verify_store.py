"""The check of a whole store names the first broken link, and tells what was taken out from what is broken."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from storage.evidence.keys import load_signer
from storage.evidence.verify_store import verify_store
from tests.storage.evidence.watched import AT, Watched, answer, unlike


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    watched = Watched(tmp_path_factory.mktemp("kept"))
    first = watched.run(answer(), answer(unlike(1), "/2"))
    watched.at = AT + timedelta(days=1)
    watched.run(answer(), answer(unlike(2), "/3"), earlier=first[0])
    return watched


@pytest.fixture
def watched(kept: Watched, tmp_path: Path) -> Watched:
    shutil.copytree(kept.data, tmp_path / "data")
    return Watched(tmp_path / "data", at=kept.at, refs=list(kept.refs), runs=kept.runs)


def test_sound_store_holds(watched: Watched) -> None:
    found = verify_store(watched.data, heads={"run 2": watched.refs[-1].chain_head})

    assert found.problems == []
    assert found.counts == {"ledger lines": 3, "runs": 2, "records": 6}


def test_store_that_never_kept_anything_holds(tmp_path: Path) -> None:
    assert verify_store(tmp_path).problems == []


def test_any_flipped_byte_of_any_file_is_found(watched: Watched) -> None:
    chosen = random.Random(3)  # noqa: S311 - a sample
    files = [
        one for one in sorted(watched.data.rglob("*")) if one.is_file() and one.name not in {"lock", "signing.pem"}
    ]
    assert {one.suffix for one in files} == {".jsonl", ".gz", ".pub"}
    for path in files:
        body = path.read_bytes()
        for place in {0, len(body) - 1, *(chosen.randrange(len(body)) for _ in range(15))}:
            path.write_bytes(body[:place] + bytes([body[place] ^ (1 << chosen.randrange(8))]) + body[place + 1 :])
            assert verify_store(watched.data).problems, (path.name, place)
        path.write_bytes(body)
    assert not verify_store(watched.data).problems


def test_signature_in_capitals_is_another_byte(watched: Watched) -> None:
    path = watched.ledger.files()[0]
    head, mark, rest = path.read_bytes().rpartition(b'"sig":"')
    path.write_bytes(head + mark + rest.upper())

    assert verify_store(watched.data).problems


def first_problem(watched: Watched, **words: object) -> str:
    return verify_store(watched.data, **words).problems[0]  # type: ignore[arg-type]


def test_missing_file_and_unknown_file_are_named(watched: Watched) -> None:
    path = watched.store.path_of(watched.refs[0].warc)
    other = path.with_name(path.name.replace("-shop-", "-other-"))
    path.rename(other)

    problems = verify_store(watched.data).problems

    assert problems[0] == f"{path.name}: cannot be read (No such file or directory)"
    assert f"{other.name}: the ledger does not know this file" in problems


def test_record_cut_off_with_its_link_is_found(watched: Watched) -> None:
    ref = watched.refs[-1]
    path = watched.store.path_of(ref.warc)
    chain = path.with_name(path.name.replace(".warc.gz", ".chain.jsonl"))
    chain.write_bytes(b"".join(chain.read_bytes().splitlines(keepends=True)[:-1]))
    path.write_bytes(path.read_bytes()[: ref.offset])

    assert "does not end where the ledger says" in first_problem(watched)


def test_ledger_cut_short_is_found_by_what_the_database_knows(watched: Watched) -> None:
    last = watched.ledger.files()[-1]
    last.unlink()
    path = watched.store.path_of(watched.refs[-1].warc)
    path.unlink()
    path.with_name(path.name.replace(".warc.gz", ".chain.jsonl")).unlink()

    assert verify_store(watched.data).problems == []
    assert "run 2: the ledger does not know its head" in first_problem(
        watched, heads={"run 2": watched.refs[-1].chain_head}
    )


def test_store_made_anew_with_another_key_is_found_by_the_key(watched: Watched, tmp_path: Path) -> None:
    trusted = load_signer(watched.data).public_pem
    forged = Watched(tmp_path / "forged")
    forged.run(answer(b"forged"))

    assert not verify_store(watched.data, key=trusted).problems
    assert "does not begin with the key that you named" in first_problem(forged, key=trusted)


def test_store_holds_across_a_new_key(watched: Watched) -> None:
    watched.ledger.new_key(at=watched.at)
    watched.run(answer(b"new"))

    assert verify_store(watched.data).problems == []


def test_old_key_signs_nothing_after_it_was_replaced(watched: Watched) -> None:
    old = (watched.places.keys / "signing.pem").read_bytes()
    watched.ledger.new_key(at=watched.at)
    (watched.places.keys / "signing.pem").write_bytes(old)
    watched.run(answer(b"with the old one"))

    assert "is not signed by the key in use" in first_problem(watched)


def test_lost_key_is_told_and_not_hidden(watched: Watched) -> None:
    watched.ledger.new_key(at=watched.at, lost=True)
    found = verify_store(watched.data)

    assert found.problems == []
    assert any("without the old one" in note for note in found.notes)


def test_run_under_way_is_no_fault(watched: Watched) -> None:
    writer = watched.store.open_run(site="shop", run="9", at=watched.at)
    writer.keep(answer(), at=watched.at)
    found = verify_store(watched.data, heads={"run 9": writer.head})
    writer.close()

    assert found.problems == []
    assert any("is being written" in note for note in found.notes)
