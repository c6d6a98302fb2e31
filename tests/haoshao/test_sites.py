"""Site files made, paused and removed from the command line."""

from pathlib import Path

import pytest

from base.checked_files import ConfigError
from base.config import load_site
from haoshao.sites import SiteExistsError, described_site, name_for, remove_site, set_paused, site_path, write_site


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.shop.example/", "shop-example"),
        ("http://127.0.0.1:8101/", "127-0-0-1-8101"),
        ("https://t.me/s/haocang_demo", "t-me-haocang-demo"),
        ("https://xn--fiqs8s.example/buy?id=1", "xn-fiqs8s-example"),
    ],
)
def test_name_is_drawn_from_the_address(url: str, name: str) -> None:
    assert name_for(url) == name


def test_written_site_is_read_back(tmp_path: Path) -> None:
    said = described_site(url="http://127.0.0.1:1/", name="shop", allow=["127.0.0.0/8"], why="tip 12", by="lin")

    site = write_site(tmp_path, said)

    assert site == load_site(site_path(tmp_path, "shop"))
    assert site.is_test_site
    assert site.basis.by == "lin"


def test_wrong_site_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        write_site(tmp_path, described_site(url="ftp://shop.example/", name="shop"))

    assert not site_path(tmp_path, "shop").exists()


def test_site_is_never_overwritten(tmp_path: Path) -> None:
    said = described_site(url="https://shop.example/", name="shop")
    write_site(tmp_path, said)

    with pytest.raises(SiteExistsError):
        write_site(tmp_path, said)


def test_pause_keeps_comments(tmp_path: Path) -> None:
    path = site_path(tmp_path, "shop")
    path.parent.mkdir()
    path.write_text("# ours\nname: shop\nurl: https://shop.example/\n", "utf-8")

    set_paused(tmp_path, "shop", paused=True)
    assert load_site(path).paused
    assert path.read_text("utf-8").startswith("# ours\n")

    set_paused(tmp_path, "shop", paused=False)
    assert not load_site(path).paused


@pytest.mark.parametrize("name", ["../haoshao", "a/b", ".hidden", ""])
def test_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError):
        remove_site(tmp_path, name)
