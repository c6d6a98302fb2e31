"""A package holds offline; any flipped byte, any member too many and any trick with names is found."""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from storage.evidence.extracting import extract_records
from storage.evidence.keys import load_signer
from storage.evidence.proofs import write_proof
from takedown.packing.manifest import PackageFacts, seal_package
from takedown.packing.members import PackageError
from takedown.packing.verifying import verify_package
from takedown.packing.zips import write_zip
from tests.storage.evidence.watched import AT, Watched, answer, unlike


@dataclass(frozen=True, kw_only=True)
class Made:
    """One package in both forms, and where it came from."""

    watched: Watched
    folder: Path
    zipped: Path


def make(place: Path) -> Made:
    watched = Watched(place / "data")
    first = watched.run(answer(), answer(unlike(1), "/2"), answer(unlike(2), "/3"))
    again = watched.run(answer(), answer(unlike(3), "/4"), earlier=first[0])
    folder = place / "package"
    seal(watched, folder, [first[1], again[0]])
    return Made(watched=watched, folder=folder, zipped=write_zip(folder, place / "package.zip"))


def seal(watched: Watched, folder: Path, refs: list, *, simulated: bool = False) -> None:  # type: ignore[type-arg]
    (folder / "evidence").mkdir(parents=True)
    (folder / "README.txt").write_text("how to check")
    (folder / "offers.csv").write_text("﻿a,b\n")
    extract_records(watched.store, refs, folder / "evidence" / "records.warc.gz")
    write_proof(watched.data, refs, folder / "evidence" / "chain.json", at=watched.at)
    facts = PackageFacts(
        package_id="p1", case_id="c1", created_at=AT, tier="seller", simulated=simulated, language="en"
    )
    seal_package(folder, load_signer(watched.data), facts)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(made: Made, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made.folder, tmp_path / "package"))


def resealed(made: Made, folder: Path) -> None:
    facts = PackageFacts(package_id="p", case_id="c", created_at=AT, tier="seller", simulated=False, language="en")
    seal_package(folder, load_signer(made.watched.data), facts)


def first_problem(path: Path) -> str:
    problems = verify_package(path).problems
    assert problems
    return problems[0]


def test_package_holds_as_folder_and_as_zip(made: Made) -> None:
    for path in (made.folder, made.zipped):
        verdict = verify_package(path)

        assert verdict.problems == ()
        assert "all holds (5 files, 2 runs, 5 records)" in verdict.lines[0]
        assert load_signer(made.watched.data).key_id in verdict.lines[1]


def test_key_that_a_recipient_was_given_is_compared(made: Made, tmp_path: Path) -> None:
    own = (made.folder / "key.pub").read_bytes()
    other = load_signer(tmp_path).public_pem

    assert not verify_package(made.folder, key=own).problems
    assert "not the key that you named" in verify_package(made.folder, key=other).problems[0]


def test_same_package_twice_is_the_same_bytes(made: Made, tmp_path: Path) -> None:
    refs = made.watched.refs
    again = tmp_path / "again"
    seal(made.watched, again, [refs[1], refs[3]])

    assert write_zip(again, tmp_path / "again.zip").read_bytes() == made.zipped.read_bytes()


def test_any_flipped_byte_of_the_folder_is_found(folder: Path) -> None:
    chosen = random.Random(7)  # noqa: S311 - a sample
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        body = path.read_bytes()
        for place in {0, len(body) - 1, *(chosen.randrange(len(body)) for _ in range(6))}:
            flipped = bytearray(body)
            flipped[place] ^= 1 << chosen.randrange(8)
            path.write_bytes(flipped)
            assert verify_package(folder).problems, (path.name, place)
        path.write_bytes(body)
    assert not verify_package(folder).problems


def test_any_flipped_byte_of_the_zip_is_found(made: Made, tmp_path: Path) -> None:
    body = made.zipped.read_bytes()
    chosen = random.Random(7)  # noqa: S311 - a sample
    with zipfile.ZipFile(made.zipped) as found:
        heads = [info.header_offset + place for info in found.infolist() for place in range(0, 30, 4)]
        ends = range(found.start_dir, len(body), 9)
    for place in {*heads, *ends, *(chosen.randrange(len(body)) for _ in range(40))}:
        assert flip_is_found(body, place, chosen.randrange(8), tmp_path), place


@pytest.mark.slow
def test_every_flipped_byte_of_zip_and_folder_is_found(made: Made, folder: Path, tmp_path: Path) -> None:
    body = made.zipped.read_bytes()
    for place in range(len(body)):
        assert flip_is_found(body, place, place % 8, tmp_path), place
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        said = path.read_bytes()
        for place in range(len(said)):
            path.write_bytes(said[:place] + bytes([said[place] ^ (1 << place % 8)]) + said[place + 1 :])
            assert verify_package(folder).problems, (path.name, place)
        path.write_bytes(said)


def flip_is_found(body: bytes, place: int, bit: int, folder: Path) -> bool:
    flipped = bytearray(body)
    flipped[place] ^= 1 << bit
    path = folder / "flipped.zip"
    path.write_bytes(flipped)
    return bool(verify_package(path).problems)


def test_shortened_and_lengthened_zips_are_found(made: Made, tmp_path: Path) -> None:
    body = made.zipped.read_bytes()
    for said in (body[:-1], body[:100], b"", b"x" + body, body + b"x", body[:-2] + b"\x01\x00x"):
        path = tmp_path / "other.zip"
        path.write_bytes(said)
        assert verify_package(path).problems


def test_member_that_nobody_signed_is_found(folder: Path) -> None:
    (folder / "evidence" / "extra.txt").write_text("x")

    assert first_problem(folder) == "evidence/extra.txt: is not in the manifest"


def test_member_that_is_gone_is_found(folder: Path) -> None:
    (folder / "offers.csv").unlink()

    assert first_problem(folder) == "offers.csv: is missing"


@pytest.mark.parametrize("name", [".hidden", "sub/.x", "na me", "a\nb", "é.txt", "-x/../y"])
def test_odd_names_in_a_folder_are_refused(folder: Path, name: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("x")

    assert verify_package(folder).problems


def test_links_and_empty_folders_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    assert "a package has no links" in first_problem(folder)
    (folder / "link.txt").unlink()
    (folder / "empty").mkdir()
    assert "empty folder" in first_problem(folder)


@pytest.mark.parametrize("name", ["../up.txt", "/abs.txt", "a/../../b", "c:\\x", "a//b", "./a"])
def test_ways_out_of_a_zip_are_refused(made: Made, tmp_path: Path, name: str) -> None:
    path = tmp_path / "trick.zip"
    shutil.copy(made.zipped, path)
    with zipfile.ZipFile(path, "a") as changed:
        changed.writestr(name, "x")

    assert "no name that a member may have" in first_problem(path)


def test_same_name_twice_in_a_zip_is_refused(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    shutil.copy(made.zipped, path)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as changed:
        changed.writestr("README.txt", "another one")

    assert "in the zip twice" in first_problem(path)


def test_packed_members_and_bombs_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("manifest.json", b"\0" * 50_000_000)
    assert "more in them than the file holds" in first_problem(path)

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.txt", random.Random(1).randbytes(900))  # noqa: S311 - does not pack
    assert "unpack it and verify the folder" in first_problem(path)


def test_members_that_overlap_are_refused(made: Made, tmp_path: Path) -> None:
    body = bytearray(made.zipped.read_bytes())
    with zipfile.ZipFile(made.zipped) as found:
        start, infos = found.start_dir, found.infolist()
    struct.pack_into("<I", body, start + 42, infos[-1].header_offset)
    path = tmp_path / "overlap.zip"
    path.write_bytes(body)

    assert verify_package(path).problems


def test_manifest_signed_by_another_key_is_found(folder: Path, tmp_path: Path) -> None:
    facts = PackageFacts(package_id="p", case_id="c", created_at=AT, tier="seller", simulated=False, language="en")
    seal_package(folder, load_signer(tmp_path / "other"), facts)

    assert "the ledger is not of the key" in first_problem(folder)


def test_record_exchanged_by_the_sealer_himself_is_found(made: Made, folder: Path) -> None:
    other = Watched(folder.parent / "elsewhere")
    refs = other.run(answer(b"<html>forged</html>"))
    extract_records(other.store, refs, folder / "evidence" / "records.warc.gz")
    resealed(made, folder)

    problems = verify_package(folder).problems
    assert "that no chain and no tombstone knows" in problems[0]
    assert any("is missing, and no tombstone says why" in one for one in problems)


@pytest.mark.parametrize("what", ["link", "head", "line", "item", "count", "sig"])
def test_chain_changed_by_the_sealer_himself_is_found(made: Made, folder: Path, what: str) -> None:
    path = folder / "evidence" / "chain.json"
    proof = orjson.loads(path.read_bytes())
    run = proof["runs"][0]
    if what == "link":
        run["links"][0]["at"] = "2020-01-01T00:00:00.000Z"
    elif what == "head":
        run["head"] = "0" * 64
    elif what == "count":
        run["count"] += 1
    elif what == "line":
        run["line"] = 0
    elif what == "item":
        proof["lines"][1]["entry"]["items"][0]["head"] = "0" * 64
    else:
        proof["lines"][1]["sig"] = "00" * 64
    path.write_bytes(orjson.dumps(proof, option=orjson.OPT_SORT_KEYS))
    resealed(made, folder)

    assert verify_package(folder).problems


def test_run_under_way_is_told_apart(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "data")
    watched.run(answer())
    writer = watched.store.open_run(site="shop", run="9", at=AT)
    ref = writer.keep(answer(b"now", "/9"), at=AT)
    seal(watched, tmp_path / "package", [ref])

    verdict = verify_package(tmp_path / "package")

    assert not verdict.problems
    assert any("was under way" in line for line in verdict.lines)
    writer.close()


def test_simulation_says_so(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "data")
    seal(watched, tmp_path / "package", watched.run(answer()), simulated=True)

    assert "simulation" in verify_package(tmp_path / "package").lines[1]


def test_usual_tools_check_what_the_readme_says(made: Made) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl")
    words = [
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pub",
        "-rawin",
        "-in",
        "manifest.json",
        "-sigfile",
        "manifest.sig",
    ]
    done = subprocess.run([openssl, *words], cwd=made.folder, capture_output=True, text=True, check=False, timeout=90)

    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(made.zipped) as found:
        assert found.testzip() is None


@pytest.mark.parametrize("path", ["nowhere", "key.pub"])
def test_what_is_no_package_is_one_line(made: Made, path: str) -> None:
    assert verify_package(made.folder / path).problems


def test_sealing_refuses_names_that_verification_would(tmp_path: Path) -> None:
    (tmp_path / "截图.png").write_bytes(b"x")

    with pytest.raises(PackageError, match="no name that a member may have"):
        seal_package(
            tmp_path,
            load_signer(tmp_path.parent / "data"),
            PackageFacts(package_id="p", case_id="c", created_at=AT, tier="s", simulated=False, language="zh"),
        )
