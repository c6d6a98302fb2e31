"""The kind of a text by its wording: asked where no word of the title names it, plain numbers, clear errors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from base.checked_files import ConfigError
from base.lexicon import load_lexicon, load_reader, load_taxonomy
from base.voice import load_topics
from market.reading import Reader
from market.reading.topics import TopicModel

CONFIG = Path(__file__).parents[3] / "config"
MODEL = TopicModel(
    kinds=("account", "sms_code"),
    bias=(0.5, 0.0),
    grams={"прием": (-1.0, 2.0), "логин": (3.0, -1.0), "при": (0.0, 0.5)},
)


def test_the_likeliest_kind_and_its_share() -> None:
    """Each n-gram counts once, overlapping ones too, and the shares add up to one."""
    shares = MODEL.shares("прием прием")

    assert MODEL.kind_of("прием прием") == "sms_code"
    assert shares == MODEL.shares("прием")
    assert sum(shares.values()) == pytest.approx(1)
    assert MODEL.kind_of("логин") == "account"


@pytest.mark.parametrize("text", ["", "nothing known"])
def test_no_known_wording_has_no_kind(text: str) -> None:
    """A text without any known n-gram gets no verdict."""
    assert MODEL.kind_of(text) is None


def test_a_word_outranks_the_wording() -> None:
    """The model decides where a title names no kind, and never against a specific word that names one."""
    taxonomy = load_taxonomy(CONFIG)
    always = TopicModel(kinds=("sms_code",), bias=(1.0,), grams={"0": (1.0,), "e": (1.0,), "号": (1.0,)})
    reader = Reader(load_lexicon(CONFIG, taxonomy), taxonomy, topics=always)

    listed = reader.read_text("our prices", "Telegram 0.52$\nWhatsApp 0.61$")
    named = reader.read_text("unban service", "Telegram 0.52$\nWhatsApp 0.61$")

    assert [offer.kind for offer in listed.offers] == ["sms_code", "sms_code"]
    assert [offer.kind for offer in named.offers] == ["account_service", "account_service"]


def test_signs_weigh_beside_the_wording() -> None:
    """What the words of a text name counts with the value given, unknown signs not at all."""
    model = TopicModel(kinds=MODEL.kinds, bias=MODEL.bias, grams=MODEL.grams, signs={"title age": (2.0, -2.0)})

    plain, signed = model.shares("прием"), model.shares("прием", {"title age": 1.0, "unheard of": 9.0})

    assert signed["account"] > plain["account"]
    assert model.shares("", {"title age": 1.0}) == {}


def test_the_shipped_model_knows_the_kinds_of_the_taxonomy() -> None:
    """Every kind has its numbers, and no other."""
    assert set(load_topics(CONFIG).kinds) == set(load_taxonomy(CONFIG).kinds)


def test_a_configuration_without_a_model_is_told_how_to_get_it(tmp_path: Path) -> None:
    """A configuration from before there was one needs one command."""
    shutil.copytree(CONFIG, tmp_path, dirs_exist_ok=True)
    (tmp_path / "topic-model.json").unlink()

    with pytest.raises(ConfigError, match=r"topic-model\.json: is missing; `haoshao init .+` adds what ships"):
        load_reader(tmp_path)


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"kinds": ["account"], "bias": [], "grams": {}}, "bias"),
        ({"kinds": ["account"], "bias": [0], "grams": {"ab": [1, 2]}}, r"grams\.ab"),
        ({"kinds": ["account"], "bias": [0]}, "grams"),
        ({"kinds": ["account"], "bias": [0], "grams": {}, "signs": {"platforms": []}}, r"signs\.platforms"),
    ],
)
def test_a_broken_model_is_a_stated_failure(tmp_path: Path, said: object, where: str) -> None:
    """The message names file and key."""
    (tmp_path / "topic-model.json").write_text(json.dumps(said), "utf-8")

    with pytest.raises(ConfigError, match=rf"topic-model\.json: {where}"):
        load_topics(tmp_path)
