"""What a picture is called whatever shop shows it."""

from __future__ import annotations

import pytest

from market.sellers.pictures import picture_name


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://a.example/uploads/2026/05/IMG_20260512_083011.jpg", "*img_20260512_083011"),
        ("https://other.example/up/img_20260512_083011-300x300.JPG?v=2", "*img_20260512_083011"),
        ("https://a.example/up/8f14e45fceea167a5a36dedd4bea2543.webp", "*8f14e45fceea167a5a36dedd4bea2543"),
        ("https://a.example/up/wechat.png", "a.example/up/wechat"),
        ("https://b.example/up/wechat@2x.png", "b.example/up/wechat"),
        ("https://cdn.example/file/AQADBAAD1234567", "*aqadbaad1234567"),
    ],
)
def test_picture_is_called_by_its_file_where_that_is_telling_else_by_its_place(address: str, name: str) -> None:
    assert picture_name(address) == name


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/static/image/smiley/default/lol.gif",
        "https://a.example/assets/common/images/default.jpg",
        "https://a.example/wp-content/uploads/woocommerce-placeholder-300x300.png",
        "https://a.example/uc_server/avatar.php?uid=3",
        "https://a.example/up/shape.svg",
        "https://a.example/",
        "data:image/png;base64,AAAA",
        "http://[broken/x.png",
        "ftp://a.example/x.png",
    ],
)
def test_decoration_and_what_is_no_picture_have_no_name(address: str) -> None:
    assert picture_name(address) is None
