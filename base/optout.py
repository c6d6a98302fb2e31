"""Hosts whose owners asked not to be read: `config/opt-out.yml`, obeyed before any request is made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, field_validator

from base.checked_files import ConfigError, load_yaml

FILE = "opt-out.yml"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[?[0-9a-f:.]+\]?")


class OptOut(BaseModel):
    """One host that is not read, its sub-domains included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str
    since: date
    why: Annotated[str, StringConstraints(min_length=1)]
    """Who asked and when; for the operator's own records."""

    @field_validator("host")
    @classmethod
    def _is_host(cls, value: str) -> str:
        host = _plain(value)
        if not _HOST.fullmatch(host):
            raise ValueError(f"{value!r} is no host name; write it without scheme and path")
        return host


def load_opt_outs(config: Path) -> tuple[OptOut, ...]:
    """Return the opt-outs of a configuration folder; none where it has no such file.

    Raises:
        ConfigError: the file is unreadable or an entry is wrong. A list that cannot be read is never taken for empty.
    """
    path = config / FILE
    if not path.exists():
        return ()
    said = load_yaml(path)
    if said is None:
        return ()
    if not isinstance(said, list):
        raise ConfigError(f"{path}: is no list; write `- {{host: shop.example, since: 2026-01-31, why: …}}` lines")
    return tuple(_checked(path, number, one) for number, one in enumerate(said, 1))


def is_opted_out(host: str, opt_outs: Iterable[OptOut]) -> OptOut | None:
    """Return the opt-out that *host* falls under; None where nobody asked."""
    name = _plain(host)
    return next((one for one in opt_outs if name == one.host or name.endswith("." + one.host)), None)


def _plain(host: str) -> str:
    """Return a host in its one spelling: lower case, without `www.`, a name in other letters as DNS has it."""
    name = host.strip().lower().rstrip(".").removeprefix("www.")
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


class OptOuts:
    """The opt-outs of a configuration folder while a crawl goes on: who asks in the middle of one is heard too."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._stamp = self._looked()
        self.entries = load_opt_outs(config)

    def have_changed(self) -> bool:
        """Return whether the file was changed since the last look, and obey it from now on.

        Raises:
            ConfigError: it cannot be read any more, so that nobody knows who asked.
        """
        stamp = self._looked()
        if stamp == self._stamp:
            return False
        self.entries = load_opt_outs(self._config)
        self._stamp = stamp
        return True

    def _looked(self) -> tuple[int, int]:
        try:
            stat = (self._config / FILE).stat()
        except OSError:
            return 0, 0
        return stat.st_mtime_ns, stat.st_size


def add_opt_out(config: Path, *, host: str, why: str, on: date) -> OptOut:
    """Write an opt-out and return it; one that is there already stays as it is.

    Raises:
        ConfigError: no host name, no reason, or the file is wrong.
    """
    known = load_opt_outs(config)
    new = _checked(config / FILE, len(known) + 1, {"host": host, "since": on, "why": why})
    if there := next((one for one in known if one.host == new.host), None):
        return there
    _write(config, (*known, new))
    return new


def remove_opt_out(config: Path, host: str) -> OptOut:
    """Take an opt-out away and return it.

    Raises:
        ConfigError: nobody of that host opted out, or the file is wrong.
    """
    known = load_opt_outs(config)
    gone = next((one for one in known if one.host == _plain(host)), None)
    if gone is None:
        raise ConfigError(f"{host}: is not on {config / FILE}")
    _write(config, tuple(one for one in known if one is not gone))
    return gone


def _write(config: Path, opt_outs: Iterable[OptOut]) -> None:
    path = config / FILE
    text = yaml.safe_dump([one.model_dump() for one in opt_outs], allow_unicode=True, sort_keys=False)
    beside = path.with_suffix(".new")
    beside.write_text("# Hosts that are never read, sub-domains included: host, since, why.\n" + text, "utf-8")
    beside.replace(path)


def _checked(path: Path, number: int, said: object) -> OptOut:
    try:
        return OptOut.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "entry"
        raise ConfigError(f"{path}: entry {number}: {key}: {first['msg'].removeprefix('Value error, ')}") from None
