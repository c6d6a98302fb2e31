"""Accepting a suggestion: the entry is written, proved, and taken back where it breaks the lexicon."""

import shutil
from pathlib import Path

import pytest

from base.checked_files import ConfigError
from base.lexicon import load_lexicon, load_taxonomy
from base.suggesting import Accepted, load_background, record_accepted
from market.text.folding import fold

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the configuration's words."""
    shutil.copy(CONFIG / "taxonomy.yml", tmp_path)
    shutil.copytree(CONFIG / "lexicon", tmp_path / "lexicon")
    return tmp_path


def test_an_accepted_term_is_read_from_then_on(folder: Path) -> None:
    """Two entries follow one another in the file, and the lexicon finds both."""
    record_accepted(folder, Accepted(term="绿书帐", platform="wechat", note="seen in three shops"))
    path = record_accepted(folder, Accepted(term="蓝雀靓", kind="account", attributes=("aged",)))

    hits = load_lexicon(folder, load_taxonomy(folder)).hits(fold("绿书帐 蓝雀靓"))
    assert path == folder / "lexicon" / "accepted.yml"
    assert [hit.term.name for hit in hits] == ["绿书帐", "蓝雀靓"]


@pytest.mark.parametrize(
    "entry",
    [
        Accepted(term="绿书帐"),
        Accepted(term="绿书帐", platform="nowhere"),
        Accepted(term="绿书帐", kind="account", attributes=("shiny",)),
    ],
)
def test_a_wrong_entry_leaves_no_trace(folder: Path, entry: Accepted) -> None:
    """An entry without meaning or with an unknown id is refused and nothing is written."""
    with pytest.raises(ConfigError):
        record_accepted(folder, entry)

    assert not (folder / "lexicon" / "accepted.yml").exists()


def test_a_term_is_accepted_once(folder: Path) -> None:
    """The second time it is refused, and the first entry stays."""
    record_accepted(folder, Accepted(term="绿书帐", platform="wechat"))

    with pytest.raises(ConfigError, match="there already"):
        record_accepted(folder, Accepted(term="绿书帐", platform="qq"))

    assert len(load_lexicon(folder, load_taxonomy(folder)).hits(fold("绿书帐"))) == 1


def test_the_background_that_ships_loads() -> None:
    """It counts ordinary words."""
    background = load_background(CONFIG)

    assert background.texts > 100
    assert max(background.grams.values()) > 10


def test_a_missing_background_is_a_stated_failure(tmp_path: Path) -> None:
    """The message names the file and what to do."""
    with pytest.raises(ConfigError, match=r"background\.json"):
        load_background(tmp_path)
