"""Where one installation lives: its configuration, its data directory and its database."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from base.config import Settings, load_settings
from market.errors import MarketError

BUNDLED_CONFIG = Path(__file__).resolve().parent.parent / "config"
"""The configuration that ships with the product; `haoshao init` copies it."""


class WorkspaceError(MarketError):
    """A directory of the installation is missing or cannot be used; the text says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The three places that every command works on."""

    config: Path
    data: Path
    database: str
    """SQLAlchemy URL."""

    @classmethod
    def from_options(cls, config: str | None, data: str | None, database: str | None) -> Workspace:
        """Return the workspace that options, else the environment, else the defaults name."""
        folder = Path(data or os.environ.get("HAOSHAO_DATA") or "data").absolute()
        return cls(
            config=Path(config or os.environ.get("HAOSHAO_CONFIG") or "config").absolute(),
            data=folder,
            database=database or os.environ.get("HAOSHAO_DATABASE") or f"sqlite:///{folder / 'haoshao.db'}",
        )

    @property
    def settings(self) -> Settings:
        """haoshao.toml of this workspace, read now."""
        return load_settings(self.require_config())

    def require_config(self) -> Path:
        """Return the configuration directory.

        Raises:
            WorkspaceError: it is not there.
        """
        if not self.config.is_dir():
            raise WorkspaceError(f"{self.config}: no such configuration directory; make one with `haoshao init DIR`")
        return self.config

    def config_or_bundled(self) -> Path:
        """Return the configuration directory, or the one that ships with haoshao where there is none."""
        return self.config if self.config.is_dir() else BUNDLED_CONFIG

    def require_data(self) -> Path:
        """Return the data directory, made where it is missing.

        Raises:
            WorkspaceError: it cannot be made or written.
        """
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            probe = self.data / f".writable-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise WorkspaceError(
                f"{self.data}: the data directory cannot be written ({error.strerror}); name another with --data"
            ) from error
        return self.data


def write_config(target: Path) -> Path:
    """Copy the bundled configuration to *target* and return it; what is there already stays as it is.

    Raises:
        WorkspaceError: *target* is a file or cannot be written.
    """
    return _copied(BUNDLED_CONFIG, target, without=())


def copied_config(source: Path, target: Path) -> Path:
    """Copy the configuration *source* without its sites to *target* and return it.

    Raises:
        WorkspaceError: *target* cannot be written.
    """
    return _copied(source, target, without=("sites",))


def _copied(source: Path, target: Path, *, without: tuple[str, ...]) -> Path:
    try:
        target.mkdir(parents=True, exist_ok=True)
        for found in sorted(source.rglob("*")):
            part = found.relative_to(source)
            if found.is_dir() or part.parts[0] in without:
                continue
            place = target / part
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                shutil.copyfile(found, place)
        (target / "sites").mkdir(exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{target}: cannot write the configuration there ({error.strerror})") from error
    return target
