"""The generic path on recorded shops: what a shop that no family knows would yield.

    python -m benchmarks.generic_path FOLDER… [--family generic] [--misses N]

A folder holds `index.tsv` (file, url, content-type, status), `pages/` and `truth.jsonl` (url, title, price, stock,
category for each thing on sale). Each is crawled offline from its start page with the family readers switched off;
printed are, for each shop and pooled, the share of the things found, and over those the share with the exact price,
stock (where the page shows a number) and category, the listings that are in no truth row, and milliseconds a page.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from base.charset import charset_of, decode
from crawler.families.family import Family, PageChangedError
from crawler.families.registry import family as family_called
from market.merging import merged
from market.model import Link, LinkRole, Listing, Page

PAGE_LIMIT = 500
ORDER = list(LinkRole)
FIELDS = ("price", "stock", "category")
Address = tuple[str, tuple[tuple[str, str], ...], str]


@dataclass(slots=True)
class Figures:
    """What one shop came to."""

    name: str
    wanted: int = 0
    found: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    asked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    unknown: int = 0
    pages: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Take the counts of *other* in."""
        self.wanted += other.wanted
        self.found += other.found
        self.unknown += other.unknown
        self.pages += other.pages
        self.seconds += other.seconds
        for name in FIELDS:
            self.right[name] += other.right[name]
            self.asked[name] += other.asked[name]

    def row(self) -> str:
        """Return the figures as one line of the table."""
        shares = [self.found / self.wanted if self.wanted else 1.0]
        shares += [self.right[name] / self.asked[name] if self.asked[name] else 1.0 for name in FIELDS]
        each_ms = 1000 * self.seconds / self.pages if self.pages else 0.0
        measured = "".join(f"{share:>10.3f}" for share in shares)
        return f"{self.name:<24}{self.wanted:>6}{measured}{self.unknown:>9}{self.pages:>7}{each_ms:>9.1f}"


def address(url: str) -> Address:
    """Return what tells two addresses of one recorded site apart."""
    parts = urlsplit(url)
    route = parts.fragment if parts.fragment.startswith("/") else ""
    return unquote(parts.path).rstrip("/"), tuple(sorted(parse_qsl(parts.query, keep_blank_values=True))), route


def load_pages(folder: Path) -> tuple[str, Mapping[Address, Mapping[str, str]]]:
    """Return the start address of a recorded site and its rows by address."""
    with (folder / "index.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    pages = {address(row["url"]): row for row in rows}
    front = next(
        (row["url"] for row in rows if urlsplit(row["url"]).path in {"", "/"} and not urlsplit(row["url"]).query), None
    )
    return front or rows[0]["url"], pages


def crawl(folder: Path, reader: Family) -> tuple[dict[str, Listing], Figures]:
    """Return the listings of a recorded site by key, and how many pages that took."""
    start, rows = load_pages(folder)
    figures = Figures(folder.name)
    listings: dict[str, Listing] = {}
    facts: dict[str, str] = {}
    queue: list[Link] = list(reader.entrances(start))
    known: set[str] = set()
    while queue and figures.pages < PAGE_LIMIT:
        queue.sort(key=lambda link: ORDER.index(link.role))
        link = queue.pop(0)
        row = rows.get(address(link.url))
        if link.url in known:
            continue
        known.add(link.url)
        if row is None or row["status"] != "200":
            queue.extend(link.fallback)
            continue
        page = read_row(folder, row, link, facts)
        began = time.process_time()
        try:
            reading = reader.read(page)
        except PageChangedError:
            queue.extend(link.fallback)
            continue
        figures.seconds += time.process_time() - began
        figures.pages += 1
        facts.update(reading.facts)
        queue.extend(reading.links)
        for listing in reading.listings:
            listings[listing.key] = merged(listings.get(listing.key), listing)
    return listings, figures


def read_row(folder: Path, row: Mapping[str, str], link: Link, facts: Mapping[str, str]) -> Page:
    """Return a recorded answer as the readers see it."""
    body = (folder / "pages" / row["file"]).read_bytes()
    text = decode(body, charset_of(row["content-type"])).text
    kind = row["content-type"].partition(";")[0].strip().lower()
    return Page(url=link.url, text=text, content_type=kind, role=link.role, facts=dict(facts))


def compare(folder: Path, listings: Mapping[str, Listing], figures: Figures) -> None:
    """Count what of the truth the listings hold."""
    by_address: dict[Address, list[Listing]] = {}
    for listing in listings.values():
        by_address.setdefault(address(listing.url), []).append(listing)
    used: set[str] = set()
    for row in truth_rows(folder):
        figures.wanted += 1
        found = counterpart(row, by_address, listings)
        if found is None:
            figures.misses.append(f"not found: {row['title']}")
            continue
        used.add(found.key)
        figures.found += 1
        for name in FIELDS:
            answer = agrees(name, row, found)
            if answer is not None:
                figures.asked[name] += 1
                figures.right[name] += answer
                if not answer:
                    figures.misses.append(
                        f"wrong {name}: {row['title']} wanted {row.get(name)}, read {getattr(found, name)}"
                    )
    figures.unknown = len(listings) - len(used)


def truth_rows(folder: Path) -> Iterator[Mapping[str, object]]:
    """Yield what is on sale in a recorded site."""
    for line in (folder / "truth.jsonl").read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def counterpart(
    row: Mapping[str, object], by_address: Mapping[Address, list[Listing]], listings: Mapping[str, Listing]
) -> Listing | None:
    """Return the listing that is a row of the truth: at its address, or with its title."""
    title = str(row["title"])
    there = by_address.get(address(str(row["url"])), [])
    titled = [x for x in there if x.title == title] or [x for x in there if title in x.title or x.title in title]
    if titled or len(there) == 1:
        return (titled or there)[0]
    return next((x for x in listings.values() if x.title == title), None)


def agrees(name: str, row: Mapping[str, object], listing: Listing) -> bool | None:
    """Return whether a field is as the truth has it; None where the truth has nothing to say."""
    wanted = row.get(name)
    if wanted is None:
        return None
    if name == "price":
        price = listing.price
        return price is not None and amount(wanted) in {price.min.normalize(), price.max.normalize()}
    if name == "stock":
        counts = {listing.stock.count, *(variant.stock.count for variant in listing.variants)}
        return wanted in counts or (wanted == 0 and listing.stock.available is False)
    return bool(getattr(listing, name) == wanted)


def amount(value: object) -> Decimal | None:
    """Return a truth row's price as a number."""
    try:
        return Decimal(str(value)).normalize()
    except InvalidOperation:
        return None


def main() -> None:
    """Print the table for the folders named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--family", default="generic", help="the reader that stands in for all others")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show the first N misses of each shop")
    args = parser.parse_args()
    reader = family_called(args.family)
    pooled = Figures("pooled")
    print(
        f"{'shop':<24}{'things':>6}{'recall':>10}{'price':>10}{'stock':>10}{'category':>10}{'unknown':>9}{'pages':>7}{'ms/page':>9}"
    )
    for folder in args.folders:
        listings, figures = crawl(folder, reader)
        compare(folder, listings, figures)
        pooled.add(figures)
        print(figures.row())
        for miss in figures.misses[: args.misses]:
            print(f"    {miss}")
    print(pooled.row())


if __name__ == "__main__":
    main()
