"""The words and the learnt models of the reader: `config/voice.yml`, `voice-model.json`, `topic-model.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from base.checked_files import ConfigError, Strict, checked, load_json, load_yaml
from market.reading.topics import TopicModel
from market.voice import Voice, VoiceGroup, VoiceModel


class _Group(Strict):
    side: Literal["for", "against"]
    says: str
    words: tuple[str, ...]


class VoiceFile(Strict):
    """`config/voice.yml`."""

    groups: dict[str, _Group]


class VoiceModelFile(Strict):
    """`config/voice-model.json`; `python -m benchmarks.train_voice` writes it."""

    bias: float
    slope: float
    offset: float
    weights: dict[str, float]
    pairs: dict[str, float]
    grams: dict[str, float]


class TopicModelFile(Strict):
    """`config/topic-model.json`; `python -m benchmarks.train_topics` writes it."""

    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    grams: dict[str, tuple[float, ...]]
    signs: dict[str, tuple[float, ...]] = Field(default_factory=dict)


def load_voice_groups(folder: Path) -> tuple[VoiceGroup, ...]:
    """Return the words by voice of a configuration folder.

    Raises:
        ConfigError: the file is missing or wrong; names the key.
    """
    path = folder / "voice.yml"
    said = checked(VoiceFile, load_yaml(path), path)
    return tuple(VoiceGroup(name=name, **group.model_dump()) for name, group in said.groups.items())


def load_voice(folder: Path) -> Voice:
    """Return the judge of a configuration folder.

    Raises:
        ConfigError: a file is missing or wrong; names the key.
    """
    path = folder / "voice-model.json"
    model = checked(VoiceModelFile, load_json(path), path)
    return Voice(load_voice_groups(folder), VoiceModel(**model.model_dump()))


def load_topics(folder: Path) -> TopicModel:
    """Return what tells the kind of a text by its wording.

    Raises:
        ConfigError: the file is missing or wrong; names the key.
    """
    path = folder / "topic-model.json"
    said = checked(TopicModelFile, load_json(path), path)
    rows = [("grams", *row) for row in said.grams.items()] + [("signs", *row) for row in said.signs.items()]
    odd = next((f"{part}.{name}" for part, name, row in rows if len(row) != len(said.kinds) or not name), None)
    if odd is not None or len(said.bias) != len(said.kinds):
        raise ConfigError(f"{path}: {odd or 'bias'}: needs a number for each of {len(said.kinds)} kinds")
    return TopicModel(kinds=said.kinds, bias=said.bias, grams=said.grams, signs=said.signs)
