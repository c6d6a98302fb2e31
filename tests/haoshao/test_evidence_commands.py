"""verify, ledger, db prune, erase, unseal and init, as a person calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from haoshao.__main__ import main
from storage.evidence.keys import load_signer
from tests.storage.evidence.watched import Watched, answer
from tests.takedown.test_packages import seal


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    (tmp_path / "config").mkdir()
    return Watched(tmp_path / "data")


def run(watched: Watched, *words: object) -> int:
    """Return the exit code of a command on the data of *watched*."""
    config = watched.data.parent / "config"
    try:
        main(["--data", str(watched.data), "--config", str(config), *map(str, words)])
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def test_store_is_verified_and_its_first_broken_link_named(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    [ref] = watched.run(answer())
    assert run(watched, "verify") == 0
    assert "all holds (2 ledger lines, 2 records, 1 runs)" in capsys.readouterr().out

    path = watched.store.path_of(ref.warc)
    body = path.read_bytes()
    path.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))

    assert run(watched, "verify") == 1
    said = capsys.readouterr().err
    assert said == f"haoshao: broken: {ref.warc}@{ref.offset}: the record is not the one stored (sha256 differs)\n"


def test_package_is_verified_against_the_key_that_was_given(
    watched: Watched, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(watched, tmp_path / "package", watched.run(answer()))
    (tmp_path / "own.pub").write_bytes(load_signer(watched.data).public_pem)
    (tmp_path / "other.pub").write_bytes(load_signer(tmp_path / "other").public_pem)

    assert run(watched, "verify", tmp_path / "package", "--key", tmp_path / "own.pub") == 0
    assert "compare it" not in capsys.readouterr().out
    assert run(watched, "verify", tmp_path / "package", "--key", tmp_path / "other.pub") == 1
    assert run(watched, "verify", tmp_path / "package", "--key", tmp_path / "nowhere") == 1
    assert "nowhere: cannot be read" in capsys.readouterr().err


def test_ledger_is_shown_closed_and_handed_over(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    watched.run(answer(), enter=False)
    run(watched, "ledger", "show")
    assert capsys.readouterr().out == "1 runs wait to be entered: haoshao ledger close\n"

    assert run(watched, "ledger", "close") == 0
    assert capsys.readouterr().out == "line 1: 1 runs entered\n"
    assert run(watched, "ledger", "close") == 0
    assert capsys.readouterr().out == "nothing waits\n"
    assert run(watched, "ledger", "new-key") == 0
    run(watched, "ledger", "show", "--last", "1")
    assert "  key  " in capsys.readouterr().out
    assert run(watched, "ledger", "stamp") == 0
    assert "no authority is named" in capsys.readouterr().out


def test_prune_and_erase_of_an_empty_place_say_so(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(watched, "db", "prune", "--dry-run") == 0
    assert capsys.readouterr().out == "nothing is older than [retention] allows\n"
    assert run(watched, "erase", "--subject", "phone:+8613800138000", "--reason", "request 1") == 0
    assert capsys.readouterr().out.startswith("0 snapshots redacted, 0 rows masked\nrecorded as E-")
    assert run(watched, "erase", "--subject", "phone:12", "--reason", "request 1") == 1


def test_wrong_retention_names_file_and_key(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    (watched.data.parent / "config" / "haoshao.toml").write_text('[retention]\npages = "long"\n')

    assert run(watched, "db", "prune") == 1
    assert "haoshao.toml: retention.pages" in capsys.readouterr().err


def test_init_makes_a_key_once(watched: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(watched, "init", watched.data.parent / "new") == 0
    said = capsys.readouterr().out
    key = load_signer(watched.data).key_id
    assert key in said
    assert (watched.data / "keys" / "signing.pem").stat().st_mode & 0o777 == 0o600
    assert run(watched, "init", watched.data.parent / "new") == 0
    assert load_signer(watched.data).key_id == key


def test_key_for_originals_is_made_and_its_use_told(
    watched: Watched, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(watched, "unseal", "--new-key", tmp_path / "sealing.pem") == 0
    assert "[evidence.sealing] key = " in capsys.readouterr().out
    assert run(watched, "unseal", "sha256:00") == 2
    private = ["--private-key", tmp_path / "sealing.pem", "--out", tmp_path / "out", "--reason", "x"]
    assert run(watched, "unseal", "0" * 64, *private) == 1
    assert "no redacted snapshot" in capsys.readouterr().err
