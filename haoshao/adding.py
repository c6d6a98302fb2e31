"""Adding a site: look at it, propose a site file, save it when a person or a script agrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from base.config import SiteFile
from haoshao.probe import probe_lines, probe_site
from haoshao.sites import SiteExistsError, described_site, name_for, site_path, site_text, write_site
from haoshao.workspace import Workspace
from market.errors import MarketError


class NoAddressError(MarketError):
    """`site add` was given no address, or a file without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A site file that is not saved yet, and what the look at the site showed."""

    config: Path
    said: Mapping[str, object]
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The YAML as it would be saved."""
        return site_text(self.said)

    @property
    def wants_basis(self) -> bool:
        """Whether nobody has said yet why the site is watched."""
        return "basis" not in self.said

    def with_basis(self, *, why: str, by: str) -> Proposal:
        """Return the proposal with the reason and the person behind it."""
        return replace(self, said={**self.said, "basis": {"why": why, "by": by}}) if why or by else self

    def save(self) -> SiteFile:
        """Write the site file and return it, checked.

        Raises:
            SiteExistsError: the name is taken.
            ConfigError: a key is wrong.
        """
        return write_site(self.config, self.said)


def addresses(url: str | None, file: Path | None) -> Sequence[str]:
    """Return the addresses to add: *url*, or the lines of *file* without blanks and `#` comments.

    Raises:
        NoAddressError: there is none, or the file cannot be read.
    """
    if file is None:
        if not url:
            raise NoAddressError("no address: write `haoshao site add https://shop.example/` or --file urls.txt")
        return [url]
    try:
        lines = [line.split("#")[0].strip() for line in file.read_text("utf-8").splitlines()]
    except OSError as error:
        raise NoAddressError(f"{file}: cannot be read ({error.strerror})") from error
    found = list(dict.fromkeys(line for line in lines if line))
    if not found:
        raise NoAddressError(f"{file}: holds no address; write one a line")
    return found


def proposed(
    place: Workspace,
    url: str,
    *,
    name: str | None,
    family: str,
    allow: Sequence[str],
    why: str,
    by: str,
    probe: bool,
) -> Proposal:
    """Return the site file for *url*, after a look at the site unless *probe* is off.

    The family that was recognised is written down; where none was, `auto` stays and the lines say why.

    Raises:
        SiteExistsError: the name is taken.
        ConfigError: the address or another key is wrong.
        MarketError: no look may be taken (no contact configured, the kill switch).
    """
    config = place.require_config()
    said = described_site(url=url, name=name or name_for(url), family=family, allow=allow, why=why, by=by)
    if site_path(config, str(said["name"])).exists():
        raise SiteExistsError(f"{said['name']}: the site is there already; `haoshao site show {said['name']}` shows it")
    lines: tuple[str, ...] = ()
    if probe:
        found = probe_site(place, said)
        lines = (f"{said['name']}  {url}", *probe_lines(found))
        said["family"] = found.run.family or family
    return Proposal(config=config, said=said, lines=lines)
