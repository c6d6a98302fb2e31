"""Secrets come from the environment or from a file for its owner alone, and say nothing of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.credentials import CredentialError, credential, files_named, is_open_to_others

SECRET = "s3cret-of-the-desk"  # noqa: S105 - a made-up one


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "desk"
    path.write_text(SECRET + "\n", "utf-8")
    path.chmod(0o600)
    return path


def test_variable_is_the_secret() -> None:
    assert credential("HAOSHAO_DESK", {"HAOSHAO_DESK": SECRET}) == SECRET
    assert credential("HAOSHAO_DESK", {}) == ""


def test_file_holds_the_secret(file: Path) -> None:
    assert credential("HAOSHAO_DESK", {"HAOSHAO_DESK_FILE": str(file)}) == SECRET


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o666, 0o777])
def test_file_open_to_others_is_refused_with_the_way_to_mend_it(file: Path, mode: int) -> None:
    file.chmod(mode)

    with pytest.raises(CredentialError, match=f"chmod 600 {file}") as said:
        credential("HAOSHAO_DESK", {"HAOSHAO_DESK_FILE": str(file)})
    assert SECRET not in str(said.value)
    assert "\n" not in str(said.value)
    assert is_open_to_others(file)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_file_for_its_owner_alone_is_read(file: Path, mode: int) -> None:
    file.chmod(mode)

    assert credential("HAOSHAO_DESK", {"HAOSHAO_DESK_FILE": str(file)}) == SECRET
    assert not is_open_to_others(file)


def test_two_ways_at_once_are_refused(file: Path) -> None:
    with pytest.raises(CredentialError, match="both set") as said:
        credential("HAOSHAO_DESK", {"HAOSHAO_DESK": SECRET, "HAOSHAO_DESK_FILE": str(file)})
    assert SECRET not in str(said.value)


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"x" * 100_000])
def test_what_is_no_secret_is_refused(file: Path, body: bytes) -> None:
    file.write_bytes(body)

    with pytest.raises(CredentialError, match="is no secret"):
        credential("HAOSHAO_DESK", {"HAOSHAO_DESK_FILE": str(file)})


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CredentialError, match="cannot be read"):
        credential("HAOSHAO_DESK", {"HAOSHAO_DESK_FILE": str(tmp_path / "none")})


def test_files_of_our_own_variables_are_known() -> None:
    said = {"HAOSHAO_DESK_FILE": "/run/desk", "OTHER_FILE": "/x", "HAOSHAO_DESK": "y", "HAOSHAO_EMPTY_FILE": " "}

    assert files_named(said) == (Path("/run/desk"),)
