"""A site is looked at, added, crawled, checked and saved as test cases, by the commands that a user types."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from haoshao.__main__ import main
from haoshao.demo.server import MarketServer
from haoshao.demo.shops import SHOP
from haoshao.demo.world import World
from haoshao.workspace import write_config


@pytest.fixture(scope="module")
def market() -> Iterator[MarketServer]:
    with MarketServer(World()) as served:
        served.show(1)
        yield served


class Desk:
    """A user at a terminal: commands in, output and exit code out."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._place = ["--config", str(folder / "config"), "--data", str(folder / "data")]
        self._capsys = capsys
        write_config(folder / "config")

    def types(self, *words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([*words, *self._place])
        said = self._capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err


def test_site_is_added_crawled_checked_and_saved(
    market: MarketServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, capsys)
    url = market.url(SHOP["qingniao"])

    code, out, _ = desk.types("site", "add", url, "--name", "shop", "--allow", "127.0.0.0/8", "--yes", "--why", "test")
    assert code == 0
    assert "family   dujiaoka" in out
    assert "shop: saved" in out
    assert (tmp_path / "config/sites/shop.yml").read_text("utf-8").count("family: dujiaoka") == 1
    assert not list((tmp_path / "data").glob("probe-*"))

    code, _, err = desk.types("site", "add", url, "--name", "shop", "--allow", "127.0.0.0/8", "--yes")
    assert code == 1
    assert "there already" in err

    assert desk.types("crawl", "shop")[0] == 0
    code, out, _ = desk.types("site", "check", "shop")
    assert code == 0
    assert "off " not in out
    assert "healthy" in desk.types("site", "show", "shop")[1]

    code, out, _ = desk.types("site", "pages", "shop", "--out", str(tmp_path / "cases"))
    assert code == 0
    proposed = json.loads(Path(out.splitlines()[0]).read_text("utf-8"))
    assert proposed["listings"]


def test_address_without_a_family_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(tmp_path, capsys)

    code, out, _ = desk.types("site", "add", "http://127.0.0.1:9/", "--name", "dead", "--allow", "127.0.0.0/8", "--yes")

    assert code == 0
    assert "health   failed (refused)" in out
    assert "nothing was read" in out


def test_public_address_needs_a_contact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = Desk(tmp_path, capsys).types("site", "add", "https://shop.example/", "--yes")

    assert code == 1
    assert "contact" in err
    assert err.count("\n") == 1
