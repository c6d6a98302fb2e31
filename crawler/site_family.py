"""Which family reads a site: the one its file names, built from its own rules where it names those."""

from __future__ import annotations

from base.config import Rule, SiteFile
from crawler.families.family import Family
from crawler.families.registry import family
from crawler.families.rulebook import RuleError, compile_rules
from crawler.families.rules import rules_family
from market.errors import MarketError

AUTO = "auto"
RULES = "rules"


class SiteRulesError(MarketError):
    """The rules of a site file cannot be used; names the site, the rule and what is wrong."""


def family_of(site: SiteFile) -> Family | None:
    """Return the family a site file names; None where its pages are to tell.

    Raises:
        UnknownFamilyError: there is no such family.
        SiteRulesError: `family: rules` with rules that are missing or wrong.
    """
    if site.family == AUTO:
        return None
    if site.family != RULES:
        return family(site.family)
    said = site.rules
    lists = {"records": said.records, "next": said.next, "follow": said.follow, "empty": said.empty}
    try:
        rules = compile_rules(
            {name: rule.written for name, rule in lists.items() if rule is not None},
            _written(said.fields_),
            _written(said.product),
            currency=said.currency,
            stream=said.stream,
        )
    except RuleError as error:
        raise SiteRulesError(f"{site.name}: {error}") from error
    return rules_family(rules)


def _written(rules: dict[str, Rule]) -> dict[str, str]:
    return {name: rule.written for name, rule in rules.items()}
