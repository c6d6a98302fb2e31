"""Who asked not to be read is found under every spelling, and heard while a crawl goes on."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from base.checked_files import ConfigError
from base.optout import FILE, OptOuts, add_opt_out, is_opted_out

DAY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("asked", "host", "holds"),
    [
        ("shop.example", "shop.example", True),
        ("shop.example", "WWW.Shop.Example.", True),
        ("shop.example", "pay.shop.example", True),
        ("www.shop.example", "shop.example", True),
        ("shop.example", "myshop.example", False),
        ("shop.example", "shop.example.net", False),
        ("号商.example", "xn--rpr63a.example", True),
        ("xn--rpr63a.example", "号商.example", True),
        ("号商.example", "店.号商.example", True),
        ("192.0.2.7", "192.0.2.7", True),
    ],
)
def test_opted_out_host_is_known(tmp_path: Path, asked: str, host: str, holds: bool) -> None:  # noqa: FBT001 - a table
    add_opt_out(tmp_path, host=asked, why="asked by mail", on=DAY)

    assert (is_opted_out(host, OptOuts(tmp_path).entries) is not None) is holds


def test_change_is_seen_once(tmp_path: Path) -> None:
    outs = OptOuts(tmp_path)
    assert not outs.have_changed()
    add_opt_out(tmp_path, host="shop.example", why="asked by mail", on=DAY)

    assert outs.have_changed()
    assert not outs.have_changed()
    assert [one.host for one in outs.entries] == ["shop.example"]
    (tmp_path / FILE).unlink()
    assert outs.have_changed()
    assert outs.entries == ()


def test_list_that_breaks_is_never_taken_for_empty(tmp_path: Path) -> None:
    add_opt_out(tmp_path, host="shop.example", why="asked by mail", on=DAY)
    outs = OptOuts(tmp_path)
    (tmp_path / FILE).write_text("- [", "utf-8")
    os.utime(tmp_path / FILE, (1, 1))

    with pytest.raises(ConfigError):
        outs.have_changed()
    with pytest.raises(ConfigError):
        outs.have_changed()
    assert [one.host for one in outs.entries] == ["shop.example"]
