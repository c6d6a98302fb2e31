"""The pages around the API: the front page with name and notice, the product page with its inline data."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from crawler.families.acg_faka.goods import read_detail
from crawler.families.contact_lines import contacts_in
from crawler.families.family import PageChangedError
from crawler.families.json_fields import fields, json_at
from crawler.families.markup import line, own_text, parsed
from market.model import Page, PageIssue, PageReading

ITEM = re.compile(r"""setVar\(\s*["']_var_item["']\s*,\s*(?={)""")
HOME_SIGN = re.compile(r"setVar\(|/user/index/query|/assets/user/|/user/authentication/")
NOTICES = ".notice, .announcement, [class*='notice-'], .layui-elem-quote"
BELLS = ".fa-bullhorn, .fa-bell, .fa-megaphone"


def read_item(page: Page) -> PageReading:
    """Return the listing in the inline data of a product page.

    Raises:
        PageChangedError: the data is cut or broken.
    """
    mark = ITEM.search(page.text)
    row = fields(json_at(page.text, mark.end())) if mark else {}
    if not row:
        raise PageChangedError(f"{page.url}: the inline data of the product is no readable JSON: the page may be cut")
    return read_detail(page, row)


def read_home(page: Page) -> PageReading:
    """Return name and notice of the shop; its goods are in the API.

    Raises:
        PageChangedError: the page shows no sign of the software.
    """
    if not HOME_SIGN.search(page.text):
        raise PageChangedError(f"{page.url} is no page of acg-faka that we know: look at it in a browser")
    tree = parsed(page.text)
    panels = [bell.parent.parent for bell in tree.css(BELLS) if bell.parent is not None]
    bodies = [panel.parent.css_first(".panel-body, .card-body") for panel in panels if panel and panel.parent]
    closed = tree.css_first(".item-list, .chip-list, [data-id]") is None and "维护" in line(tree.css_first("title"))
    issue = PageIssue(code="closed", detail="the shop says that it is closed for maintenance", breaks=True)
    return PageReading(
        contacts=contacts_in((*bodies, *tree.css(NOTICES), *tree.css("footer"))),
        seller_name=_name(tree),
        issues=(issue,) if closed else (),
    )


def _name(tree: LexborHTMLParser) -> str | None:
    """Return the shop's name from its header, or what the title has after the last dash."""
    title = own_text(tree.css_first("title"))
    return line(tree.css_first(".navbar-brand")) or title.rpartition(" - ")[2].strip() or None
