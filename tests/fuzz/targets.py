"""What is fuzzed, and what must hold whatever comes in."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from base.charset import decode
from base.config import load_site
from base.lexicon import load_reader
from base.net import RefusedUrlError, checked_url
from base.net_body import UndecodableBodyError, decoded
from base.optout import load_opt_outs
from base.sinks import csv_cell, is_inert, markdown, terminal
from crawler.families.family import PageChangedError
from crawler.families.registry import FAMILIES, recognise
from crawler.frontier import Frontier
from crawler.page_weight import too_heavy
from crawler.page_wishes import refusal_of
from crawler.robots import parse_robots
from crawler.scope import Scope, host_key
from crawler.traps import plain_address, shape_of
from haoshao.import_rows import read_rows
from haoshao.sites import described_site, site_text
from market.errors import MarketError
from market.masking import masked
from market.model import Link, LinkRole, Page
from market.reading import Reader
from market.reading.shape import reading_row
from market.text.folding import fold

CONFIG = Path(__file__).resolve().parents[2] / "config"
BODY_BYTES = 100_000


@lru_cache(maxsize=1)
def reader() -> Reader:
    """Return the reader that ships."""
    return load_reader(CONFIG)


def check_reading(text: str) -> None:
    """Check that reading never fails, its spans lie in the text, and the same text reads the same."""
    title, _, rest = text.partition("\n")
    found = reader().read_text(title, rest)
    whole = f"{title}\n{rest}"
    for span in [offer.span for offer in found.offers] + [handle.span for handle in found.handles]:
        assert span is None or 0 <= span[0] <= span[1] <= len(whole), span
    assert 0 <= found.score <= 1
    assert all(offer.price is None or offer.price.min is None or offer.price.min >= 0 for offer in found.offers)
    assert reader().read_text(title, rest) == found
    json.dumps(reading_row("x", found), ensure_ascii=True)


def check_folding(text: str) -> None:
    """Check that a folded text knows where each of its characters came from."""
    folded = fold(text)
    assert folded.raw == text
    if folded.offsets is not None:
        assert len(folded.offsets) in {len(folded.text), len(folded.text) + 1}
        assert list(folded.offsets) == sorted(folded.offsets)
        assert all(0 <= offset <= len(text) for offset in folded.offsets)


def check_masking(text: str) -> None:
    """Check that a masked text is as long as it was, and masking it again changes nothing."""
    once = masked(text)
    assert len(once) == len(text)
    assert masked(once) == once


def check_urls(text: str) -> None:
    """Check that an address that passes names a host over http or https, and what is made of it is an address again."""
    with contextlib.suppress(RefusedUrlError):
        parts = checked_url(text)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert parts.username is None
        assert host_key(parts)
        assert urlsplit(plain_address(text)).hostname == parts.hostname
        assert plain_address(plain_address(text)) == plain_address(text)
    shape_of(text)
    frontier = Frontier(Scope(["https://shop.example/"]), lambda *_: None)
    visits = frontier.admit([Link(url=text, role=LinkRole.INDEX)], 1)
    assert all(host_key(visit.url) == "shop.example" for visit in visits)


def check_robots(text: str) -> None:
    """Check that any robots.txt is read, that it may always be asked for, and the answer is a plain yes or no."""
    said = parse_robots(text)
    assert said.allows("https://shop.example/robots.txt")
    for path in ("/", "/a?b=c", "/%e4%b8%ad", "/" + "a" * 500):
        assert said.allows("https://shop.example" + path) in {True, False}
    assert said.crawl_delay_s is None or 0 <= said.crawl_delay_s <= 3600


def check_import(text: str) -> None:
    """Check that every line of an import file becomes a listing or a broken line with its number."""
    lines = text.encode("utf-8", "surrogatepass").split(b"\n")
    found = read_rows(lines)
    assert len(found.broken) + len(found.listings) <= len(lines)
    assert all(1 <= broken.number <= len(lines) and "\n" not in broken.why for broken in found.broken)
    assert all(listing.key for listing in found.listings)


def check_site_file(text: str) -> None:
    """Check that a site file is a site or one line that says what is wrong; what `site add` writes is read back."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.yml"
        path.write_text(text, "utf-8", errors="replace")
        with contextlib.suppress(MarketError):
            assert load_site(path).name == "shop"
        said = described_site(url="https://shop.example/", name="shop", why=text[:200], by=text[200:300])
        path.write_text(site_text(said), "utf-8", errors="replace")
        assert yaml.safe_load(path.read_text("utf-8"))["name"] == "shop"
        (Path(folder) / "opt-out.yml").write_text(text, "utf-8", errors="replace")
        with contextlib.suppress(MarketError):
            load_opt_outs(Path(folder))


def check_families(text: str) -> None:
    """Check that no family fails on a page in another way than by saying that it has changed."""
    if too_heavy(text):
        return
    page = Page(
        url="https://shop.example/",
        text=text,
        status=200,
        content_type="application/json" if text[:1] in {"{", "["} else "text/html",
        headers={},
        role=LinkRole.INDEX,
    )
    recognise(page)
    refusal_of({"x-robots-tag": text[:200]}, text, for_everybody=True)
    for family in FAMILIES.values():
        with contextlib.suppress(PageChangedError):
            reading = family.read(page)
            assert all(listing.key for listing in reading.listings)


def check_bodies(text: str) -> None:
    """Check that a body is decoded to text within its bounds, whatever its charset and encoding claim."""
    body = text.encode("latin-1", "replace")
    said = text.partition("\n")[0][:40]
    decode(body, said)
    for encoding in ("gzip", "deflate", "br", "zstd", said):
        with contextlib.suppress(UndecodableBodyError):
            assert len(decoded(body, encoding, BODY_BYTES).body) <= BODY_BYTES


def check_sinks(text: str) -> None:
    """Check that what goes to a terminal, a spreadsheet or a chat shows itself and does nothing."""
    assert all(is_inert(c) for c in terminal(text))
    assert all(is_inert(c) or c == "\u200b" for c in markdown(text))
    cell = csv_cell(text)
    assert isinstance(cell, str)
    assert not cell.startswith(("=", "@", "\t", "\r"))


TARGETS: dict[str, Callable[[str], None]] = {
    "reading": check_reading,
    "folding": check_folding,
    "masking": check_masking,
    "urls": check_urls,
    "robots": check_robots,
    "import": check_import,
    "site-file": check_site_file,
    "families": check_families,
    "bodies": check_bodies,
    "sinks": check_sinks,
}
