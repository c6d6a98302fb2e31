"""Files that an operator edits, read and checked: every mistake is one line that names the file and the key."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import orjson
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from market.errors import MarketError

_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAINER = {"extra_forbidden": "unknown key, check its spelling"}
_PLAIN = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class ConfigError(MarketError):
    """A configuration file is missing, unreadable or wrong; the text names file and key."""


class Strict(BaseModel):
    """What a file holds: a key that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_Checked = TypeVar("_Checked", bound=BaseModel)


def load_yaml(path: Path, *, plain: bool = False) -> Any:  # noqa: ANN401 - YAML is anything until a model has checked it
    """Return the content of a YAML file; *plain* keeps every scalar as it is written.

    Raises:
        ConfigError: the file cannot be read or is no YAML; names the line.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    try:
        return yaml.load(text, Loader=_PLAIN if plain else _SAFE)  # noqa: S506 - neither makes objects
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {min(mark.line + 1, len(text.splitlines()))}" if mark else ""
        raise ConfigError(f"{path}:{where} is no YAML: {getattr(error, 'problem', error)}") from error


def load_json(path: Path) -> Any:  # noqa: ANN401 - JSON is anything until a model has checked it
    """Return the content of a JSON file that ships.

    Raises:
        ConfigError: the file is missing, cannot be read or is no JSON.
    """
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: is missing; `haoshao init {path.parent}` adds what ships and changes nothing else"
        ) from None
    except (OSError, orjson.JSONDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def checked(model: type[_Checked], said: object, path: Path) -> _Checked:
    """Return what a file says as *model*.

    Raises:
        ConfigError: a key is wrong; names file and key.
    """
    if not isinstance(said, dict):
        raise ConfigError(f"{path}: holds no keys")
    try:
        return model.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(file)"
        what = _PLAINER.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise ConfigError(f"{path}: {key}: {what}") from error
