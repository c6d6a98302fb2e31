"""The signed manifest of a package: every member with its size and SHA-256, and who signed when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from base.clock import iso
from storage.chain import canonical
from storage.evidence.keys import Signer
from storage.evidence.places import replace_file
from takedown.packing.members import KEY, MANIFEST, SIGNATURE, FolderMembers, PackageError, digest_of_member

FORMAT = "haoshao-package/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """What a manifest says of its package."""

    package_id: str
    case_id: str
    created_at: datetime
    tier: str
    """Which personal data it may hold."""
    simulated: bool
    language: str


def seal_package(folder: Path, signer: Signer, facts: PackageFacts) -> str:
    """Write manifest, signature and public key of all that is in *folder*, and return the manifest's SHA-256.

    Raises:
        PackageError: a file has a name that no member may have, or the folder cannot be written.
    """
    for name in (MANIFEST, SIGNATURE, KEY):
        (folder / name).unlink(missing_ok=True)
    try:
        replace_file(folder / KEY, signer.public_pem, mode=0o644)
        members = FolderMembers(folder)
        manifest = {
            "format": FORMAT,
            "package": facts.package_id,
            "case": facts.case_id,
            "created_at": iso(facts.created_at),
            "tier": facts.tier,
            "simulated": facts.simulated,
            "language": facts.language,
            "key": signer.key_id,
            "files": [
                {"path": name, "size": members.size(name), "sha256": digest_of_member(members, name)}
                for name in members.names
            ],
        }
        said = canonical(manifest)
        replace_file(folder / MANIFEST, said, mode=0o644)
        replace_file(folder / SIGNATURE, signer.sign(said), mode=0o644)
    except OSError as error:
        raise PackageError(f"{folder}: cannot be written ({error.strerror})") from error
    return hashlib.sha256(said).hexdigest()
