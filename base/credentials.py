"""Passwords, keys and addresses that nobody else may know: from the environment, or from a file for its owner alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from market.errors import MarketError

OTHERS = stat.S_IRWXG | stat.S_IRWXO
FILE = "_FILE"
"""What is added to the name of a variable that holds the path of a file instead of the secret."""
_LONGEST = 64 * 1024


class CredentialError(MarketError):
    """A secret cannot be read, or others can read it too; never says what it is."""


def credential(name: str, environment: Mapping[str, str] | None = None) -> str:
    """Return the secret called *name*: the variable, or the content of the file that `NAME_FILE` names; empty without.

    Raises:
        CredentialError: both are set, or the file cannot be read, is too long, or is open to others.
    """
    said = os.environ if environment is None else environment
    path = said.get(f"{name}{FILE}", "").strip()
    if not path:
        return said.get(name, "")
    if said.get(name):
        raise CredentialError(f"{name} and {name}{FILE} are both set; keep one of them")
    return private_text(Path(path)).rstrip("\r\n")


def private_text(path: Path) -> str:
    """Return what a file holds that only its owner may read.

    Raises:
        CredentialError: it cannot be read, is too long, or is open to others.
    """
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & OTHERS:
                raise CredentialError(f"{path}: others may read this secret; chmod 600 {path}")
            body = file.read(_LONGEST + 1)
    except OSError as error:
        raise CredentialError(f"{path}: the secret cannot be read ({error.strerror})") from error
    if len(body) > _LONGEST:
        raise CredentialError(f"{path}: is no secret, it has more than {_LONGEST} bytes")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise CredentialError(f"{path}: is no secret in UTF-8") from None


def files_named(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the files that the variables of this program name for a secret."""
    return tuple(
        Path(path)
        for name, path in sorted(environment.items())
        if name.startswith("HAOSHAO_") and name.endswith(FILE) and path.strip()
    )


def is_open_to_others(path: Path) -> bool:
    """Return whether anybody but its owner may read or write a file that is there."""
    try:
        return bool(path.stat().st_mode & OTHERS)
    except OSError:
        return False
