"""Lexicon files: what they may hold, and how brands are written in a line each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from base.checked_files import ConfigError
from base.lexicon import load_reader

CONFIG = Path(__file__).parents[2] / "config"
BRANDS = """
brands_not_before: [review]
brands:
  hedgehog: []
  molehill: [mole hill, "molehill.example"]
beside: [account~, 号]
everyday_brands:
  badger: []
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a configuration folder with three brands of its own."""
    found = shutil.copytree(CONFIG, tmp_path / "config")
    (found / "lexicon" / "own.yml").write_text(BRANDS, "utf-8")
    return found


@pytest.mark.parametrize(
    ("title", "platforms"),
    [
        ("Aged hedgehog accounts, 5 USD each", ["other:hedgehog"]),
        ("Aged Mole Hill accounts, 5 USD each", ["other:molehill"]),
        ("Aged badger accounts, 5 USD each", ["other:badger"]),
        ("Aged wechat accounts with a badger as picture, 5 USD each", ["wechat"]),
        ("Aged wechat accounts, hedgehog review as a present, 5 USD each", ["wechat"]),
    ],
)
def test_brand_counts_where_it_means_one(folder: Path, title: str, platforms: list[str]) -> None:
    assert [offer.platform for offer in load_reader(folder).read_text(title, "").offers] == platforms


def test_everyday_brands_need_what_they_stand_beside(folder: Path) -> None:
    (folder / "lexicon" / "own.yml").write_text("everyday_brands: {badger: []}", "utf-8")

    with pytest.raises(ConfigError, match=r"own\.yml: beside: is missing"):
        load_reader(folder)
