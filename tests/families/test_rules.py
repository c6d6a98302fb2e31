"""Sites read by their file's own rules, and what a mistake in one says."""

from decimal import Decimal

import pytest

from crawler.families.family import PageChangedError
from crawler.families.rulebook import RuleError, compile_rules
from crawler.families.rules import rules_family
from market.model import Detail, LinkRole, Page

LIST = """
<table class="goods"><tr class="head"><th>What</th></tr>
<tr class="g"><td class="n"><a href="/x/1?utm_source=a">Old mailbox</a></td>
<td class="p">4,50</td><td class="s">12</td></tr>
<tr class="g"><td class="n"><a href="/x/2">New mailbox</a></td>
<td class="p">on request</td><td class="s">sold out</td></tr>
<tr class="g"><td class="n"></td><td class="p">1</td></tr></table>
<a class="more" href="?page=2">more</a><a class="cat" href="https://away.example/">away</a>
"""
LISTS = {"records": "css:tr.g", "next": "css:a.more::attr(href)", "follow": "css:a.cat"}
FIELDS = {
    "title": "css:td.n",
    "url": "xpath:./td[1]/a/@href",
    "price": "css:td.p::text",
    "stock": "css:td.s::text",
}


def page(text: str, role: LinkRole = LinkRole.INDEX, url: str = "https://odd.example/list") -> Page:
    return Page(url=url, text=text, role=role)


def test_rules_read_a_list() -> None:
    family = rules_family(compile_rules(LISTS, FIELDS, {"title": "css:h1"}, currency="EUR"))

    reading = family.read(page(LIST))

    first, second = reading.listings
    assert (first.title, first.url, first.key) == ("Old mailbox", "https://odd.example/x/1", "/x/1")
    assert first.price is not None
    assert (first.price.min, first.price.currency, first.stock.count) == (Decimal("4.50"), "EUR", 12)
    assert first.detail is Detail.SUMMARY
    assert (second.price, second.stock.available) == (None, False)
    assert [(link.url, link.role) for link in reading.links] == [
        ("https://odd.example/list?page=2", LinkRole.INDEX),
        ("https://odd.example/x/1", LinkRole.PRODUCT),
        ("https://odd.example/x/2", LinkRole.PRODUCT),
    ]


def test_a_rule_that_matches_no_price_is_named_with_what_it_matched() -> None:
    reading = rules_family(compile_rules(LISTS, FIELDS)).read(page(LIST))

    assert [issue.code for issue in reading.issues] == ["rule_fields_price"]
    assert "fields.price (css 'td.p::text') matched 'on request', which is no price" in reading.issues[0].detail


def test_rules_read_a_product_page() -> None:
    rules = compile_rules(
        LISTS, FIELDS, {"title": "h1", "price": "//b", "text": "div.d", "posted": "time", "contact": "i"}
    )
    text = (
        "<h1>Old  mailbox</h1><b>$3</b><div class=d><p>Three</p><p>years</p></div>"
        "<time>2026-1-2 08:00</time><i>@odd_desk</i>"
    )

    (listing,) = rules_family(rules).read(page(text, LinkRole.PRODUCT, "https://odd.example/x/1")).listings

    assert (listing.title, listing.text, listing.key) == ("Old mailbox", "Three\nyears", "/x/1")
    assert listing.posted_at is not None
    assert listing.posted_at.isoformat() == "2026-01-02T00:00:00+00:00"
    assert [contact.text for contact in listing.contacts] == ["@odd_desk"]


def test_rules_read_json() -> None:
    rules = compile_rules(
        {"records": "json:data.items[?shown]"},
        {
            "title": "json:name",
            "price": "json:cost",
            "stock": "json:left",
            "id": "json:id",
            "category": "json:group.name",
        },
    )
    text = """{"data": {"items": [
        {"name": "Code", "cost": 0.5, "left": 7, "id": 3, "group": {"name": "SMS"}, "shown": true}, {"name": "x"}
    ]}}"""

    (listing,) = rules_family(rules).read(page(text)).listings

    assert (listing.key, listing.title, listing.category, listing.stock.count) == ("3", "Code", "SMS", 7)
    assert listing.price is not None
    assert listing.price.min == Decimal("0.5")


def test_nothing_matched_names_the_rule_unless_the_shop_says_empty() -> None:
    rules = compile_rules({"records": "li.g", "empty": ".none"}, {"title": "b"})
    family = rules_family(rules)

    with pytest.raises(PageChangedError, match=r"records \(css 'li.g'\) matches nothing"):
        family.read(page(LIST))
    with pytest.raises(
        PageChangedError, match=r"fields.title \(css 'b'\) matches nothing in 1 records; the first says 'goods'"
    ):
        family.read(page("<li class=g>goods</li>"))
    assert family.read(page("<p class=none>sold out</p>")).empty


@pytest.mark.parametrize(
    ("lists", "fields", "said"),
    [
        ({"records": "css:div["}, {"title": "b"}, r"records: 'div\[' is no css selector"),
        ({"records": "//div["}, {"title": "b"}, "is no xpath selector"),
        ({"records": "json:a.["}, {"title": "b"}, "is no json selector"),
        ({"records": "li"}, {"name": "b"}, "fields.name is no rule; choose among title"),
        ({"records": "li"}, {}, "fields.title is missing"),
        ({}, {"title": "b"}, "records is missing"),
        ({"records": "//a[document('/etc/hosts')]"}, {"title": "b"}, "may not use"),
        ({"records": "li" * 400}, {"title": "b"}, "longer than"),
    ],
)
def test_a_mistake_is_named(lists: dict[str, str], fields: dict[str, str], said: str) -> None:
    with pytest.raises(RuleError, match=said):
        compile_rules(lists, fields)


def test_a_currency_that_is_none_is_named() -> None:
    with pytest.raises(RuleError, match="'shells' is none"):
        compile_rules({"records": "li"}, {"title": "b"}, currency="shells")
