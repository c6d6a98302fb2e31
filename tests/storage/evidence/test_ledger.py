"""The ledger commits to every run that ended, whatever happens in between, and never forks."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from storage.evidence.keys import KeyFileError, load_signer, parse_public
from storage.evidence.ledger import LedgerError, record_ended_runs
from storage.evidence.ledger_lines import Kind, LedgerLine
from tests.storage.evidence.watched import AT, Watched, answer


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def lines(watched: Watched) -> list[LedgerLine]:
    return [line for _, line in watched.ledger.lines()]


def entered(watched: Watched) -> list[str]:
    return [item["warc"] for line in lines(watched) if line.kind is Kind.RUNS for item in line.items]


def test_runs_that_ended_are_entered_with_their_heads(watched: Watched) -> None:
    refs = [*watched.run(answer()), *watched.run(answer(b"2"), answer(b"3"))]

    assert [line.kind for line in lines(watched)] == [Kind.START, Kind.RUNS, Kind.RUNS]
    item = lines(watched)[-1].items[0]
    assert item["warc"] == refs[-1].warc
    assert item["links"] == 3
    assert item["head"] == refs[-1].chain_head
    assert item["bytes"] == watched.store.path_of(refs[-1].warc).stat().st_size
    assert record_ended_runs(watched.data, at=watched.at) is None


def test_every_line_is_signed_by_the_key_of_the_directory(watched: Watched) -> None:
    watched.run(answer())
    key = load_signer(watched.data).public

    assert all(line.is_signed_by(key) for line in lines(watched))
    assert parse_public((watched.places.keys / f"{key.key_id}.pub").read_bytes()) == key


def test_each_day_has_its_file_and_goes_on_from_the_one_before(watched: Watched) -> None:
    watched.run(answer())
    watched.at = AT + timedelta(days=2)
    watched.run(answer(b"2"))

    assert [path.name for path in watched.ledger.files()] == ["000001-2026-03-01.jsonl", "000002-2026-03-03.jsonl"]
    assert [line.seq for line in lines(watched)] == [0, 1, 2]


def test_clock_that_is_set_back_begins_another_file_of_the_same_ledger(watched: Watched) -> None:
    watched.run(answer())
    watched.at = AT - timedelta(days=30)
    watched.run(answer(b"2"))
    watched.run(answer(b"3"))
    watched.at = AT + timedelta(days=1)
    watched.run(answer(b"4"))

    assert [path.name[7:17] for path in watched.ledger.files()] == ["2026-03-01", "2026-01-30", "2026-03-02"]
    assert [line.seq for line in lines(watched)] == [0, 1, 2, 3, 4]
    assert len(entered(watched)) == 4


def test_half_a_line_of_a_killed_writer_is_cut_and_the_ledger_goes_on(watched: Watched) -> None:
    watched.run(answer())
    path = watched.ledger.files()[-1]
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines(keepends=True)[-1][:50])

    watched.run(answer(b"2"))

    assert path.read_bytes().startswith(whole)
    assert [line.seq for line in lines(watched)] == [0, 1, 2]


def test_file_that_was_begun_and_never_written_is_no_hole(watched: Watched) -> None:
    watched.run(answer())
    (watched.ledger.folder / "000002-2026-03-02.jsonl").write_bytes(b'{"half')
    watched.at = AT + timedelta(days=1)
    watched.run(answer(b"2"))

    assert [line.seq for line in lines(watched)] == [0, 1, 2]
    assert len(watched.ledger.files()) == 2


def test_run_whose_tick_was_lost_is_entered_again_with_the_same_head(watched: Watched) -> None:
    [ref] = watched.run(answer())
    (watched.store.ended / ref.warc).touch()

    record_ended_runs(watched.data, at=watched.at)

    assert entered(watched) == [ref.warc, ref.warc]
    assert lines(watched)[1].items == lines(watched)[2].items


def test_run_that_was_killed_is_entered_with_the_next_one(watched: Watched) -> None:
    killed = watched.store.open_run(site="shop", run="99", at=AT)
    killed.keep(answer(), at=AT)
    killed._marker.close()  # noqa: SLF001 - lets go of its lock as a killed process would
    watched.run(answer(b"2"))

    assert entered(watched)[0] == killed.name


KILLED = """
import os, sys
from pathlib import Path
from tests.storage.evidence.watched import Watched, answer
import storage.evidence.ledger as ledger
watched = Watched(Path(sys.argv[1]))
writes = 0
real = os.write
def write(handle, data):
    global writes
    writes += 1
    if writes == int(sys.argv[2]):
        real(handle, bytes(data)[: len(data) // 2])
        os._exit(9)
    return real(handle, data)
os.write = write
for number in range(3):
    watched.run(answer(str(number).encode()))
"""


@pytest.mark.parametrize("at_write", [4, 6, 7, 8, 9, 13])
def test_kill_in_any_write_leaves_a_ledger_that_goes_on(watched: Watched, at_write: int) -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(watched.data), str(at_write)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
        timeout=120,
    )
    assert done.returncode == 9

    watched.runs = 50
    watched.run(answer(b"after"))

    assert [line.seq for line in lines(watched)] == list(range(len(lines(watched))))
    kept = {name for name in watched.store.names() if any(True for _ in watched.store.chain(name))}
    assert kept == set(entered(watched))


def test_new_key_is_handed_over_to_by_the_old_one(watched: Watched) -> None:
    watched.run(answer())
    old = load_signer(watched.data).public
    line = watched.ledger.new_key(at=watched.at)
    watched.run(answer(b"2"))
    new = load_signer(watched.data).public

    assert line.is_signed_by(old)
    assert line.items == ({"public": new.raw.hex()},)
    assert lines(watched)[-1].is_signed_by(new)
    assert {path.stem for path in watched.places.keys.glob("*.pub")} == {old.key_id, new.key_id}


@pytest.mark.parametrize("said", [True, False])
def test_change_of_key_that_was_killed_ends_as_the_ledger_says(watched: Watched, said: bool) -> None:  # noqa: FBT001 - a case
    watched.run(answer())
    old = (watched.places.keys / "signing.pem").read_bytes()
    if said:
        watched.ledger.new_key(at=watched.at)
        new = (watched.places.keys / "signing.pem").read_bytes()
    else:
        from storage.evidence.keys import make_key  # noqa: PLC0415 - only this case makes one by hand

        make_key(watched.places.keys / "signing.next.pem")
        new = (watched.places.keys / "signing.next.pem").read_bytes()
    (watched.places.keys / "signing.pem").write_bytes(old)
    (watched.places.keys / "signing.next.pem").write_bytes(new)
    (watched.places.keys / "signing.next.pem").chmod(0o600)

    watched.run(answer(b"2"))

    assert (watched.places.keys / "signing.pem").read_bytes() == (new if said else old)
    assert not (watched.places.keys / "signing.next.pem").exists()
    assert len(list(watched.places.keys.glob("*.pub"))) == (2 if said else 1)


def test_private_key_is_for_its_owner_only(watched: Watched) -> None:
    load_signer(watched.data)
    path = watched.places.keys / "signing.pem"
    assert path.stat().st_mode & 0o777 == 0o600

    path.chmod(0o640)

    with pytest.raises(KeyFileError, match="chmod 600"):
        load_signer(watched.data)


def test_lost_key_stops_no_run_and_is_replaced_only_on_demand(watched: Watched) -> None:
    watched.run(answer())
    (watched.places.keys / "signing.pem").unlink()
    with pytest.raises(KeyFileError, match="new-key --lost"):
        watched.run(answer(b"2"))

    watched.ledger.new_key(at=watched.at, lost=True)
    record_ended_runs(watched.data, at=watched.at)

    assert len(entered(watched)) == 2
    assert lines(watched)[2].items[0]["lost"] is True


@pytest.mark.parametrize("body", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_file_that_is_no_key_is_one_line(watched: Watched, body: bytes) -> None:
    load_signer(watched.data)
    (watched.places.keys / "signing.pem").write_bytes(body)

    with pytest.raises(KeyFileError, match="is no private key"):
        load_signer(watched.data)


def test_line_taken_out_of_the_middle_is_named(watched: Watched) -> None:
    watched.run(answer())
    watched.run(answer(b"2"))
    path = watched.ledger.files()[0]
    kept = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(kept[0] + kept[2])

    with pytest.raises(LedgerError, match="line 2"):
        lines(watched)
