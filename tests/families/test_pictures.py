"""Readers keep which pictures a listing shows, by name, wherever the page names them."""

from __future__ import annotations

from crawler.families.markup import parsed
from crawler.families.pictures import pictures_in, pictures_of
from market.sellers.pictures import MOST_PICTURES

PAGE = "https://shop.example/buy/3"


def test_pictures_of_a_page_are_named_once_and_late_ones_by_their_own_address() -> None:
    tree = parsed(
        """<img src="/loading.gif" data-src="/up/sample.jpg"><img src="/up/sample-300x300.jpg">
        <img src="data:image/gif;base64,R0"><img zoomfile="//cdn.example/forum/1.png" src="/none.gif">"""
    )

    assert pictures_in(PAGE, tree, None) == ("shop.example/up/sample", "cdn.example/forum/1")


def test_fields_name_pictures_as_address_object_list_or_text() -> None:
    listed = [{"src": "/a.jpg"}, "/b.jpg", {"id": 3}, ["/never.jpg"]]

    assert pictures_of(PAGE, listed, '["/c.jpg"]', None, 7, html='<p><img src="/d.jpg"></p>') == tuple(
        f"shop.example/{name}" for name in "abcd"
    )


def test_no_more_pictures_are_kept_than_a_listing_needs() -> None:
    assert len(pictures_of(PAGE, [f"/{number}.jpg" for number in range(99)])) == MOST_PICTURES
