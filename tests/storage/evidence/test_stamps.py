"""Stamps are fetched when the authority is there, tried again when it is not, and hold offline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from storage.evidence.extracting import extract_records
from storage.evidence.findings import Findings
from storage.evidence.ledger_lines import Kind
from storage.evidence.proofs import write_proof
from storage.evidence.stamps import StampSettingsError, StampTry, stamp_ledger
from storage.evidence.verify_proof import verify_proof
from storage.evidence.verify_store import verify_store
from tests.storage.evidence.authority import OPENSSL, FakeAuthority, serving
from tests.storage.evidence.watched import Watched, answer

pytest.importorskip("rfc3161_client")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="the authority of the tests is the openssl program")


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[FakeAuthority]:
    folder = tmp_path / "tsa"
    folder.mkdir()
    with serving(folder) as found:
        yield found


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "data")


def stamped(watched: Watched, authority: FakeAuthority, **words: bool) -> tuple[StampTry, ...]:
    return stamp_ledger(watched.places, authority.settings, authority.folder, now=watched.at, **words)


def test_last_line_is_stamped_once_a_day_and_holds_offline(watched: Watched, authority: FakeAuthority) -> None:
    assert stamped(watched, authority) == ()
    watched.run(answer())
    [first] = stamped(watched, authority)
    assert (first.authority, first.seq, first.error) == ("test-tsa", 1, "")
    assert stamped(watched, authority) == ()

    watched.run(answer(b"2"))
    assert stamped(watched, authority) == ()
    watched.at += timedelta(days=1)
    [second] = stamped(watched, authority)

    assert second.seq == 3
    assert [line.kind for _, line in watched.ledger.lines()][2:] == [Kind.STAMP, Kind.RUNS, Kind.STAMP]
    found = verify_store(watched.data)
    assert found.problems == []
    assert found.counts["stamps"] == 2
    assert any("line 3 of the ledger existed at" in note and "CN=Test Root" in note for note in found.notes)


def test_demand_stamps_what_nobody_has_seen(watched: Watched, authority: FakeAuthority) -> None:
    watched.run(answer())
    stamped(watched, authority)
    watched.run(answer(b"2"))

    assert [one.seq for one in stamped(watched, authority, force=True)] == [3]
    assert stamped(watched, authority, force=True) == ()


def test_authority_that_is_away_is_tried_later_and_stops_nothing(watched: Watched, authority: FakeAuthority) -> None:
    authority.away = True
    watched.run(answer())
    [tried] = stamped(watched, authority)
    assert (tried.at, tried.error) == (None, "test-tsa: answers 503")
    assert stamped(watched, authority) == ()

    watched.run(answer(b"2"))
    authority.away = False
    watched.at += timedelta(minutes=6)
    [done] = stamped(watched, authority)

    assert done.seq == 2
    assert done.at is not None
    assert verify_store(watched.data).problems == []


def test_tries_end_until_there_is_news(watched: Watched, authority: FakeAuthority) -> None:
    authority.away = True
    watched.run(answer())
    for _ in range(6):
        stamped(watched, authority)
        watched.at += timedelta(days=1)
    assert authority.asked == 3

    watched.run(answer(b"2"))
    stamped(watched, authority)
    assert authority.asked == 4


def test_nobody_listening_is_one_line(watched: Watched, authority: FakeAuthority) -> None:
    authority.url = "http://127.0.0.1:9/tsr"
    watched.run(answer())

    assert stamped(watched, authority)[0].error


def test_public_authority_over_plain_http_is_refused(watched: Watched, authority: FakeAuthority) -> None:
    settings = authority.settings.model_copy(
        update={"stamps": (authority.settings.stamps[0].model_copy(update={"allow": ()}),)}
    )
    watched.run(answer())
    [tried] = stamp_ledger(watched.places, settings, authority.folder, now=watched.at)

    assert tried.at is None
    assert authority.asked == 0


@pytest.mark.parametrize("said", [b"", b"nonsense", b"\x30\x03\x02\x01\x00"])
def test_answer_that_is_no_stamp_is_not_kept(watched: Watched, authority: FakeAuthority, said: bytes) -> None:
    authority.answers = said or b" "
    watched.run(answer())

    assert stamped(watched, authority)[0].at is None
    assert not list(watched.places.stamps.glob("*.tsr"))


def test_stamp_of_something_else_is_not_kept(watched: Watched, authority: FakeAuthority) -> None:
    watched.run(answer())
    stamped(watched, authority)
    [token] = watched.places.stamps.glob("*.tsr")
    authority.answers = token.read_bytes()
    watched.run(answer(b"2"))
    [tried] = stamped(watched, authority, force=True)

    assert "does not hold" in tried.error


def test_missing_certificates_are_one_line(watched: Watched, authority: FakeAuthority) -> None:
    (authority.folder / "tsa.pem").unlink()
    watched.run(answer())

    with pytest.raises(StampSettingsError, match=r"tsa\.pem: cannot be read"):
        stamped(watched, authority)


def test_any_change_of_a_stamp_is_found(watched: Watched, authority: FakeAuthority) -> None:
    watched.run(answer())
    stamped(watched, authority)
    for path in sorted(watched.places.stamps.glob("0*")):
        body = path.read_bytes()
        for place in (0, len(body) // 2, len(body) - 1):
            path.write_bytes(body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :])
            assert verify_store(watched.data).problems, (path.name, place)
        path.unlink()
        assert verify_store(watched.data).problems
        path.write_bytes(body)
    assert not verify_store(watched.data).problems


def test_torn_queue_costs_a_stamp_and_nothing_else(watched: Watched, authority: FakeAuthority) -> None:
    watched.run(answer())
    stamped(watched, authority)
    (watched.places.stamps / "queue.json").write_text('{"test')

    assert stamped(watched, authority)[0].at is not None
    assert verify_store(watched.data).problems == []


def test_proof_of_a_record_leads_to_the_stamp(watched: Watched, authority: FakeAuthority, tmp_path: Path) -> None:
    refs = watched.run(answer())
    watched.run(answer(b"2"))
    stamped(watched, authority)
    out = tmp_path / "evidence"
    out.mkdir()
    extract_records(watched.store, refs, out / "records.warc.gz")
    facts = write_proof(watched.data, refs, out / "chain.json", at=watched.at)
    assert (facts.runs, facts.in_ledger, facts.stamped) == (1, 1, 1)

    stamps = {path.name: path.read_bytes() for path in (out / "stamps").iterdir()}
    assert check(out, stamps).problems == []
    assert check(out, stamps).counts["stamps"] == 1
    other = {**stamps, "000009-x.tsr": b"x"}
    assert "a stamp of nothing that is shown" in check(out, other).problems[0]
    proof = orjson.loads((out / "chain.json").read_bytes())
    proof["paths"][0]["digests"] = ["0" * 64]
    (out / "chain.json").write_bytes(orjson.dumps(proof, option=orjson.OPT_SORT_KEYS))
    assert "leads nowhere" in check(out, stamps).problems[0]


def check(out: Path, stamps: dict[str, bytes]) -> Findings:
    found = Findings()
    path = out / "records.warc.gz"
    with path.open("rb") as file:
        verify_proof((out / "chain.json").read_bytes(), file, path.stat().st_size, stamps, found)
    return found
