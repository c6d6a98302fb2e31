"""What the `lexicon` commands do: propose unknown terms, take one in, check the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from base.lexicon import load_lexicon, load_taxonomy
from base.sinks import terminal
from base.suggesting import load_background
from haoshao.lists import found_rows
from haoshao.workspace import Workspace
from market.lexicon_checks import check_lexicon
from market.suggestions import suggest_terms
from storage.queries.filters import Filters


def suggestion_lines(place: Workspace, *, most: int, least: int) -> Iterator[str]:
    """Yield a line for each unknown term of the stored listings, and an indented one for each example."""
    folder = place.config_or_bundled()
    lexicon = load_lexicon(folder, load_taxonomy(folder))
    rows = {row["listing_id"]: f"{row['title']}\n{row['text']}" for row in found_rows(place, "listings", Filters())}
    for found in suggest_terms(rows.values(), lexicon, load_background(folder), most=most, least=least):
        yield f"{terminal(found.term)}  in {found.listings} listings, score {found.score}"
        yield from (f"    … {terminal(example)} …" for example in found.examples)


def check_lines(folder: Path) -> list[str]:
    """Return a line for each contradiction and dead entry of a configuration's lexicon."""
    lexicon = load_lexicon(folder, load_taxonomy(folder))
    return [
        terminal(f"{finding.source}: {finding.term}: {finding.code}: {finding.text}")
        for finding in check_lexicon(lexicon)
    ]
