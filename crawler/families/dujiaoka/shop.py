"""What every page of a dujiaoka shop shares: its name, its notices, its currency."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from crawler.families.contact_lines import contacts_in
from crawler.families.markup import line, own_text
from market.model import Contact

CURRENCY = "CNY"
"""The software's only currency; see the package's docstring."""
CURRENCY_FACT = "dujiaoka:currency"
NOTICES = ".notice .card-body, #notice-modal .modal-body, .main-box .goods .tips, .notice-content"
FOOTERS = "footer .custom, footer .footer-links, .footer > .layui-row, footer.footer p"
NAMES = (".header-left + .navbar-brand", ".navbar-brand", ".logo-title", ".header-box .info")


def shop_name(tree: LexborHTMLParser) -> str | None:
    """Return the name the shop gives itself, from its header or else the last part of the page title."""
    for selector in NAMES:
        name = line(tree.css_first(selector))
        if name:
            return name
    title = own_text(tree.css_first("title"))
    return title.rpartition("|")[2].strip() or None


def shop_contacts(tree: LexborHTMLParser) -> tuple[Contact, ...]:
    """Return the contacts in notice and footer."""
    return contacts_in((*tree.css(NOTICES), *tree.css(FOOTERS)))
