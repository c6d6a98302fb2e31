"""What the generic path does across pages and sources."""

from dataclasses import replace

import pytest

from crawler.families import generic
from crawler.families.merging import combined
from crawler.families.records.building import read_document
from crawler.families.structured.values import assigned_values, decoded
from market.model import Detail, LinkRole, Listing, Page, Stock

CARDS = "".join(f"<li class=g><a href=/product/{n}>Mailbox {n}</a> <b>${n}.50</b></li>" for n in range(1, 5))
NEXT = "<div class=pagination><a href='?page=2'>2</a><a href='?page={}'>Next</a></div>"


def page(text: str, url: str = "https://any.example/shop", role: LinkRole = LinkRole.INDEX, **facts: str) -> Page:
    return Page(url=url, text=text, role=role, facts=facts)


def test_a_page_past_the_end_that_repeats_another_leads_nowhere() -> None:
    first = generic.read(page(f"<ul>{CARDS}</ul>" + NEXT.format(2)))
    assert [link.url for link in first.links if link.role is LinkRole.INDEX] == ["https://any.example/shop?page=2"]

    again = page(f"<ul>{CARDS}</ul>" + NEXT.format(3), url="https://any.example/shop?page=2")
    repeated = generic.read(replace(again, facts=dict(first.facts)))

    assert len(repeated.listings) == 4
    assert repeated.links == ()


def test_a_contact_page_gives_contacts_only() -> None:
    reading = generic.read(page("<p>Telegram: @any_desk</p>", role=LinkRole.NOTICE))

    assert [contact.text for contact in reading.contacts] == ["Telegram: @any_desk"]
    assert (reading.listings, reading.issues) == ((), ())


def test_a_page_without_goods_or_links_says_so() -> None:
    reading = generic.read(page("<h1>Nothing</h1>", url="https://any.example/about/us"))

    assert [(issue.code, issue.breaks) for issue in reading.issues] == [("no_records", True)]


def test_a_card_without_a_link_among_linked_ones_is_keyless() -> None:
    cards = CARDS + "<li class=g><span>Mailbox sold</span> <b>$9.50</b> <i>Sold out</i></li>"

    sold = next(x for x in generic.read(page(f"<ul>{cards}</ul>")).listings if x.keyless)

    assert (sold.title, sold.stock.available, sold.detail) == ("Mailbox sold", False, Detail.SUMMARY)


def test_the_weaker_source_fills_gaps_and_is_joined_by_title() -> None:
    strong = Listing(url="https://any.example/", key="/#7", title="Mailbox", stock=Stock(count=3, available=True))
    weak = Listing(url="https://any.example/p/7", key="/p/7", title="mailbox", category="Mail", detail=Detail.SUMMARY)

    (listing,) = combined([strong], [weak])

    assert (listing.key, listing.url, listing.category) == ("/p/7", "https://any.example/p/7", "Mail")
    assert listing.stock.count == 3


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "", "nul", '{"a": NaN'])
def test_broken_json_is_no_value(text: str) -> None:
    assert decoded(text) is None
    assert list(assigned_values(f"var a = {text}")) == []


def test_a_tree_of_any_text_has_an_end() -> None:
    document = read_document("<table><tr><td>" * 3000 + "x" * 100)

    assert sum(1 for _ in document.body.walk()) < 10_000
