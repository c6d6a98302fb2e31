"""The family that a site file names or describes."""

from pathlib import Path

import pytest

from base.checked_files import ConfigError
from base.config import load_site
from crawler.site_family import SiteRulesError, family_of
from market.model import Page

HEAD = "name: odd\nurl: https://odd.example/list\n"


def site_text(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "odd.yml"
    path.write_text(HEAD + text, "utf-8")
    return path


RULES = """\
family: rules
rules:
  records: {css: "li"}
  fields:
    title: {css: "b::text"}
    price: "//i"
  currency: USD
"""


def test_rules_of_a_site_file_read_its_pages(tmp_path: Path) -> None:
    site = load_site(site_text(tmp_path, RULES))

    family = family_of(site)

    assert family is not None
    (listing,) = family.read(Page(url=site.url, text="<ul><li><b>Mailbox</b><i>2</i></li></ul>")).listings
    assert listing.price is not None
    assert (listing.title, listing.price.currency) == ("Mailbox", "USD")


def test_auto_is_left_to_the_pages_and_ids_are_looked_up(tmp_path: Path) -> None:
    assert family_of(load_site(site_text(tmp_path, ""))) is None
    named = family_of(load_site(site_text(tmp_path, "family: generic\n")))
    assert named is not None
    assert named.id == "generic"


def test_a_wrong_rule_names_site_and_rule(tmp_path: Path) -> None:
    site = load_site(site_text(tmp_path, 'family: rules\nrules: {records: "li[", fields: {title: "b"}}\n'))

    with pytest.raises(SiteRulesError, match=r"odd: rules: records: 'li\[' is no css selector"):
        family_of(site)


def test_a_rule_in_two_languages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"rules.records: .*exactly one of css, xpath and json"):
        load_site(site_text(tmp_path, 'family: rules\nrules: {records: {css: li, xpath: "//li"}}\n'))
