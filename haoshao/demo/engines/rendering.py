"""What the engines share: the answer, the templates, and texts put into pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from haoshao.demo.goods import Good
from haoshao.demo.shops import Shop

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response of a make-believe shop."""

    body: str
    content_type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a shop is asked, and the state in which it answers."""

    shop: Shop
    goods: tuple[Good, ...]
    origin: str
    """Scheme, host and port as the visitor sees them, without a slash."""
    path: str
    query: Mapping[str, str]
    day: int


NOT_FOUND = Answer(body="<!DOCTYPE html><title>404</title><h1>404 Not Found</h1>", status=404)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("haoshao.demo", "templates"), autoescape=True, undefined=StrictUndefined, auto_reload=False
    )


def rendered(template: str, request: Request, **values: object) -> Answer:
    """Return *template* as a page of the shop that *request* asks."""
    body = _templates().get_template(template).render(shop=request.shop, origin=request.origin, **values)
    return Answer(body=body)


def as_json(value: object, **headers: str) -> Answer:
    """Return *value* as a JSON answer."""
    return Answer(body=json.dumps(value), content_type=JSON, headers=headers)


def inline_json(value: object) -> Markup:
    """Return *value* as JSON for an inline script, escaped the way PHP's encoder does."""
    return Markup(json.dumps(value).replace("/", "\\/"))  # noqa: S704 - the demo's own text, for a script element


def paragraphs(text: str) -> Markup:
    """Return *text* as HTML, a paragraph a line."""
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in text.splitlines())


def breaks(text: str) -> Markup:
    """Return *text* as HTML with line breaks."""
    return Markup("<br/>").join(escape(line) for line in text.splitlines())


def token(request: Request) -> str:
    """Return the form token that makes a page of this software another one each day."""
    return sha256(f"{request.shop.name}{request.path}{request.day}".encode()).hexdigest()[:40]


def contact(shop: Shop, kind: str) -> str:
    """Return the owner's handle of a type; empty where he has none."""
    return dict(shop.owner.handles).get(kind, "")


def grouped(goods: tuple[Good, ...]) -> dict[str, list[Good]]:
    """Return *goods* by category, in the order in which categories first appear."""
    groups: dict[str, list[Good]] = {}
    for good in goods:
        groups.setdefault(good.category, []).append(good)
    return groups


def by_number(goods: tuple[Good, ...], said: str) -> Good | None:
    """Return the listing whose number is *said*."""
    return next((good for good in goods if str(good.number) == said), None)


def moment(good: Good) -> str:
    """Return when *good* was posted, as shop software prints it."""
    return good.posted_at.strftime("%Y-%m-%dT%H:%M:%S.000000Z")


JsonObject = dict[str, Any]
