"""The rules of a site file, compiled and checked: each a CSS selector, an XPath or a JMESPath in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timezone
from typing import Literal, TypeAlias

import jmespath
from jmespath.exceptions import JMESPathError
from lxml.etree import XPathEvalError
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from crawler.families.board_times import CHINA
from crawler.families.records.numerals import currency_code
from market.errors import MarketError
from market.model import SiteKind

Language: TypeAlias = Literal["css", "xpath", "json"]
MAX_RULE = 500
SHOWN = 60
"""Characters of what a rule matched that an error shows."""
_PREFIX = re.compile(r"^(css|xpath|json):\s*", re.IGNORECASE)
_FORBIDDEN = re.compile(r"\b(?:document|unparsed-text|doc|collection)\s*\(|\bre:|\bregexp:|\bset:", re.IGNORECASE)
LIST_RULES = ("records", "next", "follow", "empty")
FIELDS = ("title", "url", "price", "stock", "sold", "category", "text", "id", "seller", "posted")
PRODUCT_FIELDS = (*FIELDS, "contact")


class RuleError(MarketError):
    """A rule of a site file cannot be used; the text names the rule, what it says and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One selector with its place in the site file."""

    name: str
    """`fields.price`, as the site file has it."""
    language: Language
    expression: str

    def __str__(self) -> str:
        return f"{self.name} ({self.language} {self.expression!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The compiled rules of one site."""

    lists: Mapping[str, Rule] = field(default_factory=dict)
    """`records`, `next`, `follow` and `empty` of a list page."""
    fields: Mapping[str, Rule] = field(default_factory=dict)
    """What is in each record."""
    product: Mapping[str, Rule] = field(default_factory=dict)
    """What is on a record's own page; without it those are not fetched."""
    currency: str | None = None
    """What all prices are in where they do not say."""
    zone: timezone = CHINA
    kind: SiteKind = SiteKind.CATALOGUE


def compile_rules(
    lists: Mapping[str, str],
    fields: Mapping[str, str],
    product: Mapping[str, str] | None = None,
    *,
    currency: str | None = None,
    stream: bool = False,
) -> Rules:
    """Return the rules of a site file, each checked; a rule is `css:…`, `xpath:…` or `json:…`.

    Raises:
        RuleError: a name is unknown, a needed rule is missing, or a selector cannot be read.
    """
    compiled = Rules(
        lists=_compiled("", lists, LIST_RULES),
        fields=_compiled("fields.", fields, FIELDS),
        product=_compiled("product.", product or {}, PRODUCT_FIELDS),
        currency=currency_code(currency) if currency else None,
        kind=SiteKind.STREAM if stream else SiteKind.CATALOGUE,
    )
    if currency and compiled.currency is None:
        raise RuleError(f"rules: currency: {currency!r} is none; write an ISO code such as USD, or USDT")
    missing = [
        name
        for name, is_there in (
            ("records", "records" in compiled.lists),
            ("fields.title", "title" in compiled.fields),
            ("product.title", not product or "title" in compiled.product),
        )
        if not is_there
    ]
    if missing:
        raise RuleError(f"rules: {missing[0]} is missing; without it no listing can be read")
    return compiled


def _compiled(section: str, said: Mapping[str, str], known: tuple[str, ...]) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for name, expression in said.items():
        if name not in known:
            raise RuleError(f"rules: {section}{name} is no rule; choose among {', '.join(known)}")
        rules[name] = _rule(f"{section}{name}", expression)
    return rules


def _rule(name: str, said: str) -> Rule:
    prefix = _PREFIX.match(said)
    expression = said[prefix.end() :].strip() if prefix else said.strip()
    if not expression or len(expression) > MAX_RULE:
        raise RuleError(f"rules: {name}: {said[:SHOWN]!r} is empty or longer than {MAX_RULE} characters")
    language: Language = "css"
    if prefix:
        language = "json" if prefix[1].lower() == "json" else "xpath" if prefix[1].lower() == "xpath" else "css"
    elif expression.startswith(("/", "./", "(/", "(./")):
        language = "xpath"
    if language != "json" and _FORBIDDEN.search(expression):
        raise RuleError(f"rules: {name}: {expression!r} uses a function that rules may not use")
    rule = Rule(name=name, language=language, expression=expression)
    _check(rule)
    return rule


def _check(rule: Rule) -> None:
    try:
        if rule.language == "json":
            jmespath.compile(rule.expression)
        elif rule.language == "xpath":
            Selector(text="<p/>", type="html").xpath(rule.expression)
        else:
            HTMLTranslator().css_to_xpath(rule.expression)
    except (ValueError, JMESPathError, XPathEvalError, SyntaxError) as error:
        raise RuleError(f"rules: {rule.name}: {rule.expression!r} is no {rule.language} selector: {error}") from error
