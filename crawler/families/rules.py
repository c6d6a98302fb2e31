"""Sites read by rules that a user wrote into the site file, for what no reader finds.

A rule is a CSS selector, an XPath or, for JSON answers, a JMESPath. `records` finds the records of a list, `fields`
what is in each, `next` and `follow` lead to further lists, `product` has the fields of a record's own page. Only
selectors run: no code, and no function that reads anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

import jmespath
from jmespath.exceptions import JMESPathError
from lxml.etree import XPathEvalError
from parsel import Selector

from crawler.families.addresses import absolute, path_key, same_host
from crawler.families.board_times import parse_board_time, parse_iso
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import json_value
from crawler.families.markup import lines_of_html, squeezed
from crawler.families.records.prices import parse_money
from crawler.families.records.stocks import parse_stock_cell
from crawler.families.rulebook import SHOWN, Rule, Rules
from market.model import Contact, Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, Scope, Stock

Found: TypeAlias = "Selector | object"

MAX_RECORDS = 5000
MAX_LINKS = 2000
_TAG = re.compile(r"<[a-zA-Z/]")


def rules_family(rules: Rules) -> Family:
    """Return the family that reads a site by *rules*."""
    return Family(
        id="rules",
        title="rules of the site file",
        kind=rules.kind,
        entrances=lambda start_url: (Link(url=start_url, role=LinkRole.INDEX),),
        read=lambda page: read(page, rules),
        recognise=lambda _: 0.0,
    )


def read(page: Page, rules: Rules) -> PageReading:
    """Return what *rules* find on a page.

    Raises:
        PageChangedError: the rule for records or the title of a product matches nothing; names the rule.
    """
    if page.role is LinkRole.PRODUCT and rules.product:
        return _product(page, rules)
    return _index(page, rules)


def _root(page: Page, rules: Iterable[Rule]) -> Found:
    if any(rule.language == "json" for rule in rules):
        return json_value(page.text)
    return Selector(text=page.text.replace("\x00", ""), type="html")


def _matches(root: Found, rule: Rule | None) -> list[Found]:
    """Return what a rule matches at or below *root*."""
    if rule is None or root is None:
        return []
    if rule.language == "json":
        try:
            found = jmespath.search(rule.expression, root)
        except (JMESPathError, RecursionError, TypeError, ValueError):
            return []
        return [x for x in (found if isinstance(found, list) else [found]) if x is not None]
    if not isinstance(root, Selector):
        return []
    try:
        return list(root.xpath(rule.expression) if rule.language == "xpath" else root.css(rule.expression))
    except (ValueError, XPathEvalError):
        return []


def _text(found: Found) -> str:
    """Return the visible text of a match: of an element its text, of an attribute or a JSON value itself."""
    if isinstance(found, Selector):
        said = found.get() or ""
        return lines_of_html(said) if _TAG.search(said) else said.strip()
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return ""
    return lines_of_html(str(found))


def _one(root: Found, rule: Rule | None) -> str:
    return next((text for text in (_text(m) for m in _matches(root, rule)[:20]) if text), "")


def _line(root: Found, rule: Rule | None) -> str:
    return squeezed(_one(root, rule))


def _index(page: Page, rules: Rules) -> PageReading:
    said = rules.lists["records"]
    root = _root(page, (said,))
    records = _matches(root, said)[:MAX_RECORDS]
    if not records:
        if _matches(root, rules.lists.get("empty")):
            return PageReading(empty=True)
        raise PageChangedError(f"{page.url}: rules: {said} matches nothing; look at the page and mend the rule")
    listings: dict[str, Listing] = {}
    issues: dict[str, PageIssue] = {}
    for record in records:
        listing = _record(page, record, rules, issues)
        if listing is not None:
            listings.setdefault(listing.key, listing)
    if not listings:
        shown = squeezed(_text(records[0]))[:SHOWN]
        raise PageChangedError(
            f"{page.url}: rules: {rules.fields['title']} matches nothing in {len(records)} records; "
            f"the first says {shown!r}"
        )
    return PageReading(
        listings=tuple(listings.values()), links=_links(page, root, rules, listings), issues=tuple(issues.values())
    )


def _links(page: Page, root: Found, rules: Rules, listings: Mapping[str, Listing]) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for name in ("next", "follow"):
        for match in _matches(root, rules.lists.get(name))[:MAX_LINKS]:
            url = _address(page, match)
            if url and url != page.url:
                found.setdefault(url, Link(url=url, role=LinkRole.INDEX, optional=name == "follow"))
    if rules.product:
        for listing in listings.values():
            if listing.url != page.url:
                found.setdefault(listing.url, Link(url=listing.url, role=LinkRole.PRODUCT))
    return tuple(found.values())


def _address(page: Page, match: Found) -> str | None:
    said = _text(match)
    if isinstance(match, Selector) and _TAG.search(match.get() or ""):
        said = match.xpath("(self::a|.//a)[@href][1]/@href").get() or ""
    url = absolute(page.url, said)
    return url if url and same_host(url, page.url) else None


def _record(page: Page, record: Found, rules: Rules, issues: dict[str, PageIssue]) -> Listing | None:
    fields = rules.fields
    title = _line(record, fields.get("title"))
    if not title:
        return None
    link = next((u for u in (_address(page, m) for m in _matches(record, fields.get("url"))) if u), None)
    identity = _line(record, fields.get("id"))
    base = Listing(
        url=link or page.url,
        key=identity or (path_key(link) if link else f"{path_key(page.url)}#{title.lower()}"),
        title=title,
        detail=Detail.SUMMARY if link and rules.product else Detail.FULL,
    )
    return _filled(base, record, fields, rules, issues)


def _filled(
    base: Listing, root: Found, said: Mapping[str, Rule], rules: Rules, issues: dict[str, PageIssue]
) -> Listing:
    price = _line(root, said.get("price"))
    money = parse_money(price[:SHOWN], currency=rules.currency) if price else None
    if price and money is None:
        _complain(issues, said["price"], price, "which is no price")
    stock = _line(root, said.get("stock"))
    read_stock = parse_stock_cell(stock[:SHOWN]) if stock else None
    if stock and read_stock is None:
        _complain(issues, said["stock"], stock, "which is no stock")
    posted = _line(root, said.get("posted"))
    sold = "".join(ch for ch in _line(root, said.get("sold")) if ch.isdecimal() and ch.isascii())
    return replace(
        base,
        text=_one(root, said.get("text")),
        category=_line(root, said.get("category")) or None,
        price=money.price if money else None,
        stock=read_stock or (Stock(label=stock[:SHOWN]) if stock else Stock()),
        sold=int(sold[:9]) if sold else None,
        seller_name=_line(root, said.get("seller")) or None,
        seller_key=_line(root, said.get("seller")) or None,
        posted_at=(parse_iso(posted) or parse_board_time(posted, rules.zone)) if posted else None,
    )


def _complain(issues: dict[str, PageIssue], rule: Rule, matched: str, why: str) -> None:
    code = "rule_" + rule.name.replace(".", "_")
    issues.setdefault(code, PageIssue(code=code, detail=f"{rule} matched {matched[:SHOWN]!r}, {why}"))


def _product(page: Page, rules: Rules) -> PageReading:
    root = _root(page, rules.product.values())
    title = _line(root, rules.product.get("title"))
    if not title:
        raise PageChangedError(
            f"{page.url}: rules: {rules.product['title']} matches nothing; look at the page, mend the rule"
        )
    issues: dict[str, PageIssue] = {}
    base = Listing(url=page.url, key=_line(root, rules.product.get("id")) or path_key(page.url), title=title)
    listing = _filled(base, root, rules.product, rules, issues)
    contacts = [squeezed(_text(m)) for m in _matches(root, rules.product.get("contact"))[:20]]
    found = tuple(Contact(text=c[:240], scope=Scope.LISTING) for c in contacts if c)
    return PageReading(listings=(replace(listing, contacts=found),), issues=tuple(issues.values()))
