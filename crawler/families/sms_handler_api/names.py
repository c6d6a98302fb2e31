"""The provider's tables of countries and services, handed on as facts."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.families.json_fields import fields, items, word
from market.model import Page, PageIssue, PageReading

COUNTRY, SERVICE = "country:", "service:"
_MANY = 5_000


def read_countries(page: Page, answer: object) -> PageReading:
    """Return `country:<number>` -> name; the table is an object by number, a list, or number -> name."""
    facts: dict[str, str] = {}
    rows = fields(answer)
    table = rows.get("countries", rows.get("data", answer)) if rows else answer
    pairs = list(table.items()) if isinstance(table, dict) else [("", row) for row in items(table)]
    for key, row in pairs[:_MANY]:
        if isinstance(row, str):
            facts[f"{COUNTRY}{key}"] = row.strip()
            continue
        one = fields(row)
        number = word(one.get("id")) or str(key)
        name = word(one.get("eng")) or word(one.get("name")) or word(one.get("title"))
        name = name or word(one.get("rus")) or word(one.get("chn"))
        if number and name:
            facts[f"{COUNTRY}{number}"] = name
    return _facts(page, facts, "countries")


def read_services(page: Page, answer: object) -> PageReading:
    """Return `service:<code>` -> name; the table is {services: [{code, name}]}, that list, or code -> name."""
    facts: dict[str, str] = {}
    rows = fields(answer)
    table = rows.get("services", rows.get("data", answer)) if rows else answer
    pairs = list(table.items()) if isinstance(table, dict) else [("", row) for row in items(table)]
    for key, row in pairs[:_MANY]:
        if isinstance(row, str):
            facts[f"{SERVICE}{key}"] = row.strip()
            continue
        one = fields(row)
        code = word(one.get("code")) or word(one.get("id")) or str(key)
        name = word(one.get("name")) or word(one.get("eng")) or word(one.get("title"))
        if code and name:
            facts[f"{SERVICE}{code}"] = name
    return _facts(page, facts, "services")


def _facts(page: Page, facts: dict[str, str], what: str) -> PageReading:
    if facts:
        return PageReading(facts=facts)
    return PageReading(issues=(PageIssue(code="unreadable_json", detail=f"no {what} in {page.url[:120]}"),))


def names_by_code(facts: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return code -> name out of the facts of a run."""
    return {key.removeprefix(prefix): name for key, name in facts.items() if key.startswith(prefix)}
