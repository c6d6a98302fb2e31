"""Which haoshao this is."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path

PACKAGE = "haoshao"


@cache
def product_version() -> str:
    """Return the version of the installed package; where none is installed, that of pyproject.toml."""
    try:
        return version_of(PACKAGE)
    except PackageNotFoundError:
        project = Path(__file__).resolve().parents[1] / "pyproject.toml"
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
