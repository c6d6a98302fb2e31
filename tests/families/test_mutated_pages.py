"""No reader falls over a page that went wrong: it reads what is left, or says that the page changed.

Pages are cut, repeated, re-encoded, and their fields given other types; every mutation repeats by its number.
"""

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.families.family import PageChangedError
from crawler.families.registry import FAMILIES
from crawler.saved_pages import SavedPage, as_json, load_saved_pages
from market.model import LinkRole, Page

ROOT = Path(__file__).parent
SAVED = load_saved_pages(ROOT)
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
FEW, MANY = 60, 1000
"""Mutations of each reader in an ordinary run and in a long one."""
HUGE = (
    "<div>" * 60_000,
    "<p>" + "9" * 400_000,
    "1 234 567,89 " * 40_000,
    "<a href='/buy/1'>" * 20_000,
    "{" * 50_000,
    '{"a":' * 50_000,
    "[" * 50_000,
    "库存：" * 100_000,
    "@a." * 150_000,
    "<li class='product'><a href='/product/x'><h2>x" * 5_000,
    '{"0":{' + ",".join(f'"s{n}":{{"cost":{n},"count":"{n}"}}' for n in range(20_000)) + "}}",
    "\\ud800" * 60_000,
    "\x00" * 300_000,
)


WRONG_VALUES: tuple[object, ...] = (
    None, True, False, -1, 0, 3.5, 1e308, 10**30, "", " ", "NaN", "-5", "9" * 400, "0x1F", "<p>", "javascript:void(0)",
    "http://[::1", "//", "\ud83d\ude00", "\ud800", "\x00", "a" * 3000, [], {}, [[]], [None], {"": None}, {"id": []},
    {"0": {"x": "y"}}, [1, "2", {}],
)  # fmt: skip
SPLINTERS = (
    "<", "</div>", "<div>" * 30, '"', "'", "&#xD800;", "&", "\x00", "\ufffd", "\\ud800", "\\u0000", "{", "}", "[", "]",
    ",", ":", "null", "true", "-1", "1e999", "9" * 60, "<script>", "<!--", "-->", "<template>", "<svg><p>", "\r\n", "%",
    "１２３", "٣", "²", "元", "$", "\u202e", "http://[", "href=''", "<a href='http://a:b'>", "<table><tr>",
)  # fmt: skip


def mutated(page: Page, chance: random.Random) -> Page:
    """Return *page* gone wrong in one to three ways."""
    text = page.text
    for _ in range(chance.randint(1, 3)):
        is_json = text.lstrip()[:1] in "{["
        text = _wrong_types(text, chance) if is_json and chance.random() < 0.6 else chance.choice(WAYS)(text, chance)
    facts = dict(list(page.facts.items())[: chance.randint(0, 3)]) if chance.random() < 0.2 else page.facts
    headers = {name: chance.choice(("", "x", "-1", "9" * 40)) for name in page.headers} or page.headers
    return replace(page, text=text, facts=facts, headers=headers)


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _beheaded(text: str, chance: random.Random) -> str:
    return text[chance.randrange(len(text) + 1) :]


def _holed(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.randint(1, 400) :]


def _repeated(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    end = start + chance.randint(1, 2000)
    return text[:end] + text[start:end] * chance.randint(1, 4) + text[end:]


def _splintered(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(SPLINTERS) + text[at:]
    return text


def _reencoded(text: str, chance: random.Random) -> str:
    written, read = chance.choice(
        (("utf-8", "latin-1"), ("gb18030", "utf-8"), ("utf-8", "gb18030"), ("utf-16", "utf-8"))
    )
    return text.encode(written, "replace").decode(read, "replace")


def _renumbered(text: str, chance: random.Random) -> str:
    digits = chance.choice(("", "-", "0", "9" * 50, "1e5", "1.2.3", "NaN", "٣"))
    places = [index for index, char in enumerate(text) if char.isdigit()]
    for at in sorted(chance.sample(places, min(len(places), 5)), reverse=True):
        text = text[:at] + digits + text[at + 1 :]
    return text


def _swapped(text: str, chance: random.Random) -> str:
    one, other = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    return text[other:] + text[one:other] + text[:one]


def _wrong_types(text: str, chance: random.Random) -> str:
    """Return the JSON *text* with a few values of other types, keys lost or renamed."""
    try:
        value = json.loads(text)
    except ValueError:
        return _cut(text, chance)
    for _ in range(chance.randint(1, 5)):
        value = _changed(value, chance)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5)


def _changed(value: object, chance: random.Random) -> object:
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        kept = dict(value)
        fate = chance.random()
        if fate < 0.1:
            del kept[key]
        elif fate < 0.15:
            kept[chance.choice(("", "0", "\x00", "x" * 300))] = kept.pop(key)
        else:
            kept[key] = _changed(kept[key], chance)
        return kept
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        return [
            *value[:at],
            _changed(value[at], chance),
            *value[at + 1 :],
            *([value[at]] if chance.random() < 0.2 else []),
        ]
    return chance.choice(WRONG_VALUES)


WAYS = (_cut, _beheaded, _holed, _repeated, _splintered, _splintered, _reencoded, _renumbered, _swapped)


def check(name: str, page: Page) -> None:
    """Read and recognise *page*; everything found must be storable."""
    one = FAMILIES[name]
    assert 0 <= one.recognise(page) <= 1
    try:
        reading = one.read(page)
    except PageChangedError:
        return
    written = json.dumps(as_json(reading), ensure_ascii=False)
    assert written.encode("utf-8")
    assert not NUL.search(written)
    assert all(listing.key and listing.title for listing in reading.listings)
    assert all(link.url.startswith(("http://", "https://")) for link in reading.links)


def run(name: str, times: int) -> None:
    pages: list[SavedPage] = [saved for saved in SAVED if saved.family == name]
    for number in range(times):
        chance = random.Random(f"{name} {number}")  # noqa: S311 - a seed that repeats, no secret
        saved = chance.choice(pages)
        page = mutated(saved.page, chance)
        try:
            check(name, page)
        except Exception as fell:
            raise AssertionError(f"mutation {number} of {saved.name}: {page.text[:2000]!r}") from fell


@pytest.mark.parametrize("name", FAMILIES)
def test_reader_survives_mutated_pages(name: str) -> None:
    run(name, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("name", FAMILIES)
def test_reader_survives_a_thousand_mutated_pages(name: str) -> None:
    run(name, MANY)


@pytest.mark.parametrize("name", FAMILIES)
def test_reader_survives_pages_of_other_software(name: str) -> None:
    for saved in SAVED:
        check(name, saved.page)


@pytest.mark.parametrize("name", FAMILIES)
def test_reader_survives_huge_pages(name: str) -> None:
    urls = {saved.page.url for saved in SAVED if saved.family == name}
    for number, text in enumerate(HUGE):
        url = sorted(urls)[number % len(urls)]
        check(name, Page(url=url, text=text, role=LinkRole.INDEX))
