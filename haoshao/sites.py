"""Site files as a user makes, changes and removes them from the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from base.checked_files import ConfigError
from base.config import SITE_NAME, SiteFile, load_site
from market.errors import MarketError


class SiteExistsError(MarketError):
    """There is a site file of that name already."""


def name_for(url: str) -> str:
    """Return a site name drawn from the host and path of *url*: `https://t.me/s/abc` -> `t-me-abc`."""
    parts = urlsplit(url)
    host = (parts.hostname or "site").removeprefix("www.")
    port = f"-{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    path = parts.path.replace("/s/", "/") if host == "t.me" else ""
    name = re.sub(r"[^a-z0-9]+", "-", f"{host}{port}{path}".lower()).strip("-")[:63].strip("-")
    return name if SITE_NAME.fullmatch(name) else "site"


def site_path(config: Path, name: str) -> Path:
    """Return where the file of site *name* lies.

    Raises:
        ConfigError: *name* cannot be a file's name.
    """
    if not SITE_NAME.fullmatch(name):
        raise ConfigError(f"{name!r} cannot name a site: use lower-case letters, digits and dashes")
    return config / "sites" / f"{name}.yml"


def described_site(
    *, url: str, name: str, family: str = "auto", allow: Sequence[str] = (), why: str = "", by: str = ""
) -> dict[str, object]:
    """Return the keys of a new site file; what is at its default is left out."""
    said: dict[str, object] = {"name": name, "url": url, "family": family}
    if allow:
        said["network"] = {"allow": list(allow)}
    if why or by:
        said["basis"] = {"why": why, "by": by}
    return said


def site_text(said: Mapping[str, object]) -> str:
    """Return the YAML of a site file."""
    return yaml.safe_dump(dict(said), allow_unicode=True, sort_keys=False, width=100)


def write_site(config: Path, said: Mapping[str, object]) -> SiteFile:
    """Write a new site file from the keys in *said* and return it, checked.

    Raises:
        SiteExistsError: the name is taken.
        ConfigError: a key is wrong; nothing stays written.
    """
    path = site_path(config, str(said["name"]))
    if path.exists():
        raise SiteExistsError(f"{path}: the site is there already; `haoshao site show {path.stem}` shows it")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(site_text(said), "utf-8")
    try:
        return load_site(path)
    except ConfigError:
        path.unlink()
        raise


def set_paused(config: Path, name: str, *, paused: bool) -> Path:
    """Set `paused` in a site file, leaving every other line as it is; return its path.

    Raises:
        ConfigError: no such site, or the file is wrong.
    """
    path = site_path(config, name)
    if not path.exists():
        raise ConfigError(f"{name}: no such site in {path.parent}; see `haoshao site list`")
    load_site(path)
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("paused:")]
    if paused:
        lines.append("paused: true")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    load_site(path)
    return path


def remove_site(config: Path, name: str) -> Path:
    """Delete a site file and return its path; what was recorded of the site stays in the database.

    Raises:
        ConfigError: no such site.
    """
    path = site_path(config, name)
    if not path.exists():
        raise ConfigError(f"{name}: no such site in {path.parent}; see `haoshao site list`")
    path.unlink()
    return path
