"""Checks a package offline: members, hashes, signature, chains, ledger, stamps and records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from storage.chain import canonical
from storage.evidence.findings import Findings
from storage.evidence.keys import PublicKey, parse_public
from storage.evidence.verify_proof import verify_proof
from takedown.packing.manifest import FORMAT
from takedown.packing.members import (
    KEY,
    MANIFEST,
    SIGNATURE,
    Members,
    PackageError,
    digest_of_member,
    is_good_name,
    open_members,
    read_member,
)

CHAIN = "evidence/chain.json"
RECORDS = "evidence/records.warc.gz"
STAMPS = "evidence/stamps/"
_MOST_MANIFEST = 16 * 1024**2
_MOST_CHAIN = 512 * 1024**2
_MOST_STAMP = 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the check of a package came to."""

    problems: tuple[str, ...]
    """Empty where all holds; the first is the first broken link."""
    lines: tuple[str, ...]
    """What a reader is told of a package that holds."""
    key_id: str = ""
    simulated: bool = False


def verify_package(path: Path, *, key: bytes | None = None) -> Verdict:
    """Return what the check of the folder or zip at *path* came to; *key* is the public key that it has to be of."""
    found = Findings()
    manifest: dict[str, Any] = {}
    try:
        with open_members(path) as members:
            signer = _signer(members, key)
            manifest = _manifest(members, signer)
            _check_files(members, manifest, found)
            if not found.problems:
                _check_evidence(members, signer, found)
    except PackageError as error:
        found.broken(str(error))
    except OSError as error:
        found.broken(f"{error.filename or path}: cannot be read ({error.strerror})")
    lines = () if found.problems else _lines(manifest, found, pinned=key is not None)
    return Verdict(
        problems=tuple(found.problems),
        lines=lines,
        key_id=str(manifest.get("key", "")),
        simulated=manifest.get("simulated") is True,
    )


def _signer(members: Members, key: bytes | None) -> PublicKey:
    """Return the key of the package.

    Raises:
        PackageError: there is none, or it is not the expected one.
    """
    pem = read_member(members, KEY, 4096)
    public = parse_public(pem)
    if public is None:
        raise PackageError(f"{KEY}: is no Ed25519 key as it was written")
    if key is not None and key != pem:
        raise PackageError(f"{KEY}: {public.key_id} is not the key that you named")
    return public


def _manifest(members: Members, signer: PublicKey) -> dict[str, Any]:
    said = read_member(members, MANIFEST, _MOST_MANIFEST)
    if not signer.signed(said, read_member(members, SIGNATURE, 64)):
        raise PackageError(f"{MANIFEST}: the signature in {SIGNATURE} is not one over it by {KEY}")
    try:
        manifest = orjson.loads(said)
        files = {str(one["path"]): (int(one["size"]), str(one["sha256"])) for one in manifest["files"]}
        whole = canonical(manifest) == said and manifest["format"] == FORMAT and manifest["key"] == signer.key_id
        twice = len(files) != len(manifest["files"])
    except (KeyError, TypeError, ValueError) as error:
        raise PackageError(f"{MANIFEST}: cannot be understood ({type(error).__name__})") from error
    if not whole or twice or not all(is_good_name(name) for name in files):
        raise PackageError(f"{MANIFEST}: is no manifest of {FORMAT}")
    return {**manifest, "files": files}


def _check_files(members: Members, manifest: dict[str, Any], found: Findings) -> None:
    files: dict[str, tuple[int, str]] = manifest["files"]
    for name in members.names:
        if name not in files and name not in {MANIFEST, SIGNATURE}:
            found.broken(f"{name}: is not in the manifest")
    for name, (size, digest) in sorted(files.items()):
        if name not in members.names:
            found.broken(f"{name}: is missing")
        elif members.size(name) != size or digest_of_member(members, name) != digest:
            found.broken(f"{name}: is not the file that was signed (sha256 differs)")
        else:
            found.count("files")


def _check_evidence(members: Members, signer: PublicKey, found: Findings) -> None:
    if CHAIN not in members.names and RECORDS not in members.names:
        found.note("no snapshots in this package")
        return
    said = read_member(members, CHAIN, _MOST_CHAIN)
    stamps = {
        name.removeprefix(STAMPS): read_member(members, name, _MOST_STAMP)
        for name in members.names
        if name.startswith(STAMPS)
    }
    if RECORDS not in members.names:
        raise PackageError(f"{RECORDS}: is missing")
    with members.open(RECORDS) as records:
        keys = verify_proof(said, records, members.size(RECORDS), stamps, found)
    if keys and signer.key_id not in keys:
        found.broken(f"{CHAIN}: the ledger is not of the key {signer.key_id} that signed the package")


def _lines(manifest: dict[str, Any], found: Findings, *, pinned: bool) -> tuple[str, ...]:
    counted = ", ".join(f"{number} {what}" for what, number in found.counts.items())
    lines = [f"package {manifest['package']} of {manifest['created_at']}: all holds ({counted})"]
    if manifest["simulated"]:
        lines.append("made from a simulation: no evidence of anything real")
    lines.append(f"signed by key {manifest['key']}")
    if not pinned:
        lines[-1] += ": compare it with the one you were given by another way (--key FILE)"
    return (*lines, *found.notes)
