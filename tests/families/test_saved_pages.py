"""Every saved page still reads to the JSON that a person approved, and is recognised as what it is."""

import json
from pathlib import Path

import pytest

from crawler.families.registry import FAMILIES, RECOGNISED, recognise
from crawler.saved_pages import SavedPage, as_json, load_saved_pages, read_saved_page

ROOT = Path(__file__).parent
SAVED = load_saved_pages(ROOT)


def by_name(saved: SavedPage) -> str:
    return saved.name


@pytest.mark.parametrize("saved", SAVED, ids=by_name)
def test_saved_page_reads_as_approved(saved: SavedPage) -> None:
    expected = json.loads((saved.folder / "expected.json").read_text("utf-8"))

    assert json.loads(json.dumps(as_json(read_saved_page(saved)))) == expected


@pytest.mark.parametrize("saved", SAVED, ids=by_name)
def test_reading_leaves_only_usable_values(saved: SavedPage) -> None:
    reading = read_saved_page(saved)
    if isinstance(reading, Exception):
        return
    keys = [listing.key for listing in reading.listings]

    assert len(keys) == len(set(keys))
    for listing in reading.listings:
        assert listing.title
        assert listing.url.startswith("http")
        assert not listing.price or 0 <= listing.price.min <= listing.price.max
    assert all(link.url.startswith("http") for link in reading.links)


@pytest.mark.parametrize(
    "saved",
    [one for one in SAVED if not json.loads((one.folder / "meta.json").read_text("utf-8")).get("bare")],
    ids=by_name,
)
def test_saved_page_is_recognised(saved: SavedPage) -> None:
    found, score, reasons = recognise(saved.page)

    assert found is not None, reasons
    assert found.id == saved.family, reasons
    assert score >= RECOGNISED


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_has_two_saved_pages(name: str) -> None:
    assert sum(saved.family == name for saved in SAVED) >= 2
