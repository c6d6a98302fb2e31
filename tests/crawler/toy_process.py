"""The crawling process with the toy family and the toy reader in place of the real ones."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import toy

import base.lexicon
import crawler.families.registry
import crawler.page_reading
import crawler.pipelines.read_text

crawler.families.registry.FAMILIES["toy"] = toy.FAMILY  # type: ignore[index]
crawler.families.registry.FAMILIES["toy-api"] = toy.API_FIRST  # type: ignore[index]
base.lexicon.load_reader = lambda _: toy.ToyReader()  # type: ignore[assignment,attr-defined]
# what takes for ever here is given up sooner than in earnest
crawler.page_reading.PAGE_S = 0.5
crawler.pipelines.read_text.LISTING_S = 0.5

if __name__ == "__main__":
    from crawler.__main__ import main

    sys.exit(main())
