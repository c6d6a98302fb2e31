"""All families: ids, entrances, and that a page goes to the one it belongs to."""

import pytest

from crawler.families.registry import FAMILIES, UnknownFamilyError, family, places_to_recognise, recognise
from market.model import LinkRole, Page

STARTS = (
    "https://shop.example",
    "https://shop.example/",
    "https://shop.example:8443/some/page.html?x=1#y",
    "http://127.0.0.1:9999/product/",
    "https://t.me/some_channel",
)


@pytest.mark.parametrize("name", FAMILIES)
def test_entrances_lead_to_the_same_host(name: str) -> None:
    for start in STARTS:
        links = FAMILIES[name].entrances(start)

        assert any(link.role is LinkRole.INDEX for link in links)
        assert all(link.url.split("/")[2] == start.split("/")[2] for link in links)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_is_known_by_its_id(name: str) -> None:
    assert family(name).id == name
    assert FAMILIES[name].revision >= 1


def test_an_unknown_family_is_refused_with_the_list_of_those_there_are() -> None:
    with pytest.raises(UnknownFamilyError, match="dujiaoka"):
        family("opencart")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><title>Gardening</title><body><p>Roses need water.</p></body></html>",
        '<meta name="generator" content="WordPress 6"><link rel="https://api.w.org/" href="/wp-json/"><p>A blog',
        '{"status": "ok"}',
        "[]",
        "NOT FOUND",
        "<html><body><div id='app'></div><script type='module' src='/assets/index.js'></script></body></html>",
    ],
)
def test_other_pages_belong_to_no_shop_software(text: str) -> None:
    found, _, reasons = recognise(Page(url="https://garden.example/", text=text))

    assert found is None or found.id in {"generic", "records", "jsonld", "feed", "sitemap"}, reasons


def test_at_the_same_score_the_software_goes_first() -> None:
    text = '<div id="goods" name="gid"></div><form action="/create-order">'
    found, _, _ = recognise(Page(url="https://shop.example/buy/1", text=text))

    assert found is not None
    assert found.id == "dujiaoka"


def test_an_unknown_site_is_looked_at_in_a_handful_of_places() -> None:
    link = places_to_recognise("https://shop.example/start?x=1")
    seen = []
    while True:
        seen.append(link.url)
        if not link.fallback:
            break
        (link,) = link.fallback

    assert seen[0] == "https://shop.example/start?x=1"
    assert len(seen) <= 5
    assert "https://shop.example/product/" in seen


def test_no_key_is_ever_sent() -> None:
    start = "https://codes.example/stubs/handler_api.php?api_key=secret&action=getPrices"

    links = family("sms-handler-api").entrances(start)

    assert all("secret" not in link.url for link in links)
    assert any(link.url.endswith("action=getPrices") for link in links)


def test_a_channel_is_entered_by_its_preview() -> None:
    for start in ("https://t.me/harbour_demo", "https://t.me/harbour_demo/77", "https://t.me/s/harbour_demo"):
        assert [link.url for link in family("telegram").entrances(start)] == ["https://t.me/s/harbour_demo"]


def test_a_product_address_leads_to_the_front_page_of_its_shop() -> None:
    assert [link.url for link in family("dujiaoka").entrances("https://shop.example/buy/7")] == [
        "https://shop.example/"
    ]
