"""The words and the learnt models of the reader: `config/voice.yml`, `voice-model.json`, `topic-model.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import orjson
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from base.config import ConfigError
from market.reading.topics import TopicModel
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


class TopicModelFile(_Strict):
    """`config/topic-model.json`; `python -m benchmarks.train_topics` writes it."""

    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    grams: dict[str, tuple[float, ...]]


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
    model = _checked(VoiceModelFile, _read_json(path), path)
    return Voice(load_voice_groups(folder), VoiceModel(**model.model_dump()))


def load_topics(folder: Path) -> TopicModel:
    """Return what tells the kind of a text by its wording.

    Raises:
        ConfigError: the file is missing or wrong; names the key.
    """
    path = folder / "topic-model.json"
    said = _checked(TopicModelFile, _read_json(path), path)
    odd = next((gram for gram, weights in said.grams.items() if len(weights) != len(said.kinds) or not gram), None)
    if odd is not None or len(said.bias) != len(said.kinds):
        where = "bias" if odd is None else f"grams.{odd}"
        raise ConfigError(f"{path}: {where}: needs a number for each of {len(said.kinds)} kinds")
    return TopicModel(kinds=said.kinds, bias=said.bias, grams=said.grams)


def _read_json(path: Path) -> Any:  # noqa: ANN401 - JSON is anything until a model has checked it
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: is missing; `haoshao init {path.parent}` adds what ships and changes nothing else"
        ) from None
    except (OSError, orjson.JSONDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


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
