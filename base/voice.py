"""The words and the model behind a verdict: `config/voice.yml` and `config/voice-model.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import orjson
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from base.config import ConfigError
from market.voice import Voice, VoiceGroup, VoiceModel

_Model = TypeVar("_Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Group(_Strict):
    side: Literal["for", "against"]
    says: str
    words: tuple[str, ...]


class VoiceFile(_Strict):
    """`config/voice.yml`."""

    groups: dict[str, _Group]


class VoiceModelFile(_Strict):
    """`config/voice-model.json`; `python -m benchmarks.train_voice` writes it."""

    bias: float
    slope: float
    offset: float
    weights: dict[str, float]
    grams: dict[str, float]


def load_voice_groups(folder: Path) -> tuple[VoiceGroup, ...]:
    """Return the words by voice of a configuration folder.

    Raises:
        ConfigError: the file is missing or wrong; names the key.
    """
    path = folder / "voice.yml"
    said = _checked(VoiceFile, _read_yaml(path), path)
    return tuple(VoiceGroup(name=name, **group.model_dump()) for name, group in said.groups.items())


def load_voice(folder: Path) -> Voice:
    """Return the judge of a configuration folder.

    Raises:
        ConfigError: a file is missing or wrong; names the key.
    """
    path = folder / "voice-model.json"
    try:
        said = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    model = _checked(VoiceModelFile, said, path)
    return Voice(load_voice_groups(folder), VoiceModel(**model.model_dump()))


def _read_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML is anything until a model has checked it
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 - both are safe loaders
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _checked(model: type[_Model], said: object, path: Path) -> _Model:
    try:
        return model.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{path}: {key}: {first['msg']}") from error
