"""Nothing that haoshao installs is under the GPL or AGPL; the LGPL only where an extra brings it."""

import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(
    set(
        re.findall(
            r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
        )
    )
)
COPYLEFT = re.compile(r"(?<!L)\bA?GPL|Affero|(?<!Lesser )(?<!Library )General Public License", re.IGNORECASE)
CHOICE = re.compile(r"\bOR\b|dual|\bMPL\b", re.IGNORECASE)
SAID_ELSEWHERE = {
    # no licence in their metadata; read in the licence file of the distribution
}
MADE_OF = {
    "Apache",
    "BSD",
    "MIT",
    "MPL",
    "PSF",
    "Python",
    "ISC",
    "Zlib",
    "LGPL",
    "Lesser",
    "Unlicense",
    "CC0",
    "HPND",
    "0BSD",
    "CNRI",
    "ZPL",
    "public domain",
}


def licence_of(name: str) -> str:
    """Return every word that the metadata of a distribution says of its licence; empty where it is not installed."""
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classifiers = [line for line in found.get_all("Classifier") or [] if line.startswith("License ::")]
    said = [found.get("License-Expression") or "", (found.get("License") or "")[:300], *classifiers]
    return " | ".join(word for word in said if word) or SAID_ELSEWHERE.get(name, "unstated")


def test_there_are_distributions_to_check() -> None:
    assert len(NAMES) > 60
    assert sum(bool(licence_of(name)) for name in NAMES) > 50


@pytest.mark.parametrize("name", NAMES)
def test_licence_is_permissive(name: str) -> None:
    said = licence_of(name)

    assert not (COPYLEFT.search(said) and not CHOICE.search(said)), said
    assert not said or any(word.lower() in said.lower() for word in MADE_OF), f"{name}: {said}"


@pytest.mark.parametrize(
    "said", ["GPL-3.0-only", "GNU Affero General Public License v3", "License :: OSI Approved :: GPLv2"]
)
def test_copyleft_would_be_noticed(said: str) -> None:
    assert COPYLEFT.search(said)


@pytest.mark.parametrize("said", ["LGPL-3.0", "GNU Lesser General Public License v3", "MIT", "Apache-2.0"])
def test_others_would_not(said: str) -> None:
    assert not COPYLEFT.search(said)
