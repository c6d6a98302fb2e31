"""Shops that never end, each in its own way; all of them hold the same five goods."""

from __future__ import annotations

import secrets

from loopback import Asked, Reply
from shops import Answers, html, index, shop


def _more(*paths: str) -> str:
    return "".join(f'<a class="next" href="{path}">more</a>' for path in paths)


def _number(asked: Asked) -> int:
    return int("".join(filter(str.isdigit, asked.path.partition("?")[2])) or 0)


def endless_paging() -> Answers:
    """Return a shop whose last page leads to a next one for ever."""

    def page(asked: Asked) -> Reply:
        return html(index(5, more=_more(f"/?page={_number(asked) + 1}")))

    return {**shop(), "/": html(index(5, more=_more("/?page=1"))), "*": page}


def list_that_repeats_itself() -> Answers:
    """Return a shop whose list has three pages of goods, and then says the last one for ever."""

    def page(asked: Asked) -> Reply:
        number = _number(asked)
        goods = f'<article><a href="/p/{min(number, 3) + 1}">Good {min(number, 3) + 1}</a><b>2.50</b></article>'
        return html(f'<main class="index">{goods}{_more(f"/?page={number + 1}")}</main>')

    return {**shop(4), "/": page, "*": page}


def session_ids() -> Answers:
    """Return a shop that gives every visit another address."""

    def page(asked: Asked) -> Reply:
        del asked
        return html(
            index(5, more=_more(f"/list?sid={secrets.token_hex(16)}", f"/about;jsessionid={secrets.token_hex(8)}"))
        )

    return {**shop(), "/": page, "*": page}


def hidden_session_ids() -> Answers:
    """Return one that calls the session something nobody has heard of, and leads two ways from every page."""

    def page(asked: Asked) -> Reply:
        del asked
        return html(index(5, more=_more(*(f"/list?k{way}={secrets.token_hex(5)}" for way in "ab"))))

    return {**shop(), "/": page, "*": page}


def permuted_parameters() -> Answers:
    """Return a shop that says the same thing with its parameters in every order."""
    words = ("a=1", "b=2", "c=3", "d=4", "e=5")

    def page(asked: Asked) -> Reply:
        first, *rest = asked.path.partition("?")[2].split("&") if "?" in asked.path else words
        turned = [*rest, first]
        swapped = [turned[1], turned[0], *turned[2:]]
        return html(index(5, more=_more("/?" + "&".join(turned), "/?" + "&".join(swapped))))

    return {**shop(), "/": page, "*": page}


def calendar() -> Answers:
    """Return a shop with a calendar of empty days that reaches into all eternity."""

    def page(asked: Asked) -> Reply:
        day = int("".join(filter(str.isdigit, asked.path)) or 0)
        days = _more(*(f"/day/{day * 3 + step}" for step in (1, 2, 3)))
        return html(f'<main class="index"><p class="empty">nothing on this day</p>{days}</main>')

    return {**shop(), "/": html(index(5, more=_more("/day/1"))), "*": page}


def long_list() -> Answers:
    """Return an honest shop of sixty pages, each with news of its own."""

    def page(asked: Asked) -> Reply:
        number = _number(asked)
        goods = f'<article><a href="/p/{1000 + number}">Good {number}</a><b>2.50</b></article>'
        return html(f'<main class="index">{goods}{_more(f"/?page={number + 1}") if number < 60 else ""}</main>')

    def good(asked: Asked) -> Reply:
        return html(f'<main class="product"><h1>Good {asked.path[3:]}</h1><b>2.50</b></main>')

    def either(asked: Asked) -> Reply:
        return good(asked) if asked.path.startswith("/p/") else page(asked)

    return {**shop(0), "/": page, "*": either}


def empty_shelves() -> Answers:
    """Return an honest shop: thirty empty categories on the front page, and then one with goods."""
    shelves = _more(*(f"/cat/{number}" for number in range(1, 32)))

    def page(asked: Asked) -> Reply:
        full = asked.path == "/cat/31"
        return html(index(5) if full else '<main class="index"><p class="empty">none</p></main>')

    return {**shop(), "/": html(f'<main class="index">{shelves}</main>'), "*": page}
