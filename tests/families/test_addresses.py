"""Addresses: one spelling for one page."""

import pytest

from crawler.families.addresses import (
    absolute,
    at_root,
    canonical,
    on_host,
    path_key,
    query_value,
    same_host,
    with_query,
)


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("HTTPS://Shop.Example:443/Buy/5#top", "https://shop.example/Buy/5"),
        ("http://shop.example:8080", "http://shop.example:8080/"),
        ("https://user:pass@shop.example/", "https://shop.example/"),
        ("https://shop.example/商品/1", "https://shop.example/%E5%95%86%E5%93%81/1"),
        ("https://shop.example/%e5%95%86/", "https://shop.example/%e5%95%86/"),
        ("https://shop.example/t?tid=3&sid=" + "a" * 32, "https://shop.example/t?tid=3"),
        ("https://shop.example/?s=gmail&utm_source=x", "https://shop.example/?s=gmail"),
        ("https://shop.example/#/detail/3", "https://shop.example/#/detail/3"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
    ],
)
def test_one_spelling(url: str, spelled: str) -> None:
    assert canonical(url) == spelled
    assert canonical(spelled) == spelled


@pytest.mark.parametrize(
    "url", ["", "ftp://shop.example/", "http://", "http://[::1", "http://a:b/", "javascript:x", "http://a b/", "//x"]
)
def test_what_is_no_page_has_none(url: str) -> None:
    assert canonical(url) is None


def test_links_of_a_page() -> None:
    base = "https://shop.example/list?page=2"

    assert absolute(base, "/buy/5") == "https://shop.example/buy/5"
    assert absolute(base, "?page=3") == "https://shop.example/list?page=3"
    assert absolute(base, "//cdn.example/x") == "https://cdn.example/x"
    assert absolute(base, "/a/../buy/5") == "https://shop.example/buy/5"
    assert [absolute(base, href) for href in ("#", "javascript:void(0)", "mailto:a@b", "", "http://[")] == [None] * 5


def test_a_wrongly_configured_own_address_still_leads_to_the_shop() -> None:
    assert on_host("https://shop.example/", "http://localhost/buy/5") == "https://shop.example/buy/5"
    assert on_host("https://shop.example/", "http://localhost/p?id=5") == "https://shop.example/p?id=5"
    assert on_host("https://shop.example/", "javascript:void(0)") is None


def test_parts_of_an_address() -> None:
    url = "https://shop.example/list?page=2&limit=10"

    assert at_root(url, "/x?y") == "https://shop.example/x?y"
    assert query_value(url, "limit") == "10"
    assert query_value(url, "q") == ""
    assert with_query(url, page="3") == "https://shop.example/list?page=3&limit=10"
    assert path_key("https://shop.example/a?b=1#/c") == "/a?b=1#/c"
    assert same_host(url, "https://SHOP.example/")
    assert not same_host(url, "https://shop.example:8443/")
