"""Imports: listings from a tip, a partner or a simulation, on the same way as a crawled page from the reading on.

Each file is kept as evidence first, in parts of some hundred lines; each part is then a page of a run of its own
source, merged, read, masked and recorded by the very stages that a crawl uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlsplit

from sqlalchemy import Engine

from base.config import SiteFile, load_site
from crawler.families.registry import FAMILIES
from crawler.items import ReadPage
from crawler.pipelines.mask import Mask
from crawler.pipelines.merge_listings import MergeListings
from crawler.pipelines.read_text import ReadText
from crawler.pipelines.record import Record
from crawler.text_reader import TextReader, reader_version
from haoshao.import_orders import Order
from haoshao.import_rows import BrokenLine, keyed_parts, read_rows
from haoshao.sites import site_path
from market.errors import MarketError
from market.model import LinkRole, Listing, PageIssue, PageReading, SiteKind
from market.occasions import Judge
from storage.evidence.entering import enter_ended_runs
from storage.known_sites import find_known_site
from storage.recording import Recorder
from storage.records import Health, PageRecord, PageState, RunSource, SnapshotRef
from storage.runs import FinishedRun
from storage.snapshots import SnapshotStore

FAMILY = "import"
REVISION = 1
URN = "urn:haoshao:import:"
"""How the address of every kept part begins."""
PART = 500
"""Lines that are kept and read as one page."""
CONTENT_TYPE = "application/x-ndjson"
_USED = frozenset({Health.HEALTHY, Health.PARTIAL})
"""Runs whose rows say something; of the others only the evidence is kept."""


class ImportFileError(MarketError):
    """An import file cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """How one import went."""

    site: str
    run_id: int
    health: Health
    cause: str | None
    complete: bool
    lines: int
    listings: int
    offers: int
    issues: int
    broken: tuple[tuple[Path, BrokenLine], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Some lines of a file with what they hold."""

    path: Path
    number: int
    body: bytes
    lines: int
    listings: tuple[Listing, ...]
    broken: tuple[BrokenLine, ...]
    issues: tuple[PageIssue, ...]
    removed: tuple[str, ...]

    def url(self, site: str) -> str:
        """Return the address the part is kept under: the same each time the file comes again."""
        return f"{URN}{site}:{quote(self.path.name)}:{self.number}"


@dataclass(slots=True, kw_only=True)
class _Hands:
    """What the stages of a crawl need of a run."""

    recorder: Recorder
    reader: TextReader


class Importer:
    """Carries out imports one after the other on one database."""

    def __init__(
        self, *, engine: Engine, config: Path, data: Path, reader: TextReader, judge: Judge | None = None
    ) -> None:
        self._engine = engine
        self._config = config
        self._data = data
        self._store = SnapshotStore(data / "snapshots")
        self._reader = reader
        self._judge = judge

    def carry_out(self, order: Order) -> ImportSummary:
        """Return how the import went; its rows are recorded by then.

        Raises:
            MarketError: a file cannot be read, the site's name is none, or another run of the site is under way.
        """
        parts = [part for path in order.files for part in _parts(path)]
        site, family, kind = self._site(order, parts)
        health, cause = _verdict(order, parts)
        complete = order.complete and health is Health.HEALTHY and kind is SiteKind.CATALOGUE
        recorder = Recorder.begin(
            self._engine,
            site=site,
            family=family,
            kind=kind,
            source=RunSource.IMPORT,
            clock=lambda: order.at,
            judge=self._judge,
        )
        size = sum(len(part.body) for part in parts)
        try:
            use = health in _USED and _is_credible(recorder, parts, health, whole=complete)
            head = self._record(order, parts, recorder, use=use)
        except Exception:
            _end(recorder, Health.FAILED, "error", complete=False, pages=len(parts), size=size, head=None)
            raise
        ended = _end(recorder, health, cause, complete=complete, pages=len(parts), size=size, head=head)
        return ImportSummary(
            site=site.name,
            run_id=recorder.run_id,
            health=ended.health,
            cause=ended.cause,
            complete=ended.complete,
            lines=sum(part.lines for part in parts),
            listings=recorder.listings,
            offers=recorder.offers,
            issues=sum(len(part.issues) for part in parts),
            broken=tuple((part.path, line) for part in parts for line in part.broken),
        )

    def _site(self, order: Order, parts: Sequence[_Part]) -> tuple[SiteFile, str, SiteKind]:
        """Return the site with its family and kind: as its file or the database has it, else made up."""
        path = site_path(self._config, order.site)
        known = find_known_site(self._engine, order.site)
        if path.exists():
            site = load_site(path)
            family = FAMILIES.get(site.family)
            if family is not None:
                return site, family.id, order.kind or family.kind
        else:
            url = known.url if known else _home(parts) or f"https://{order.site}.invalid/"
            site = SiteFile(name=order.site, url=url, family=FAMILY)
        if known is not None:
            return site, known.family, order.kind or known.kind
        return site, FAMILY if site.family == FAMILY else site.family, order.kind or SiteKind.CATALOGUE

    def _record(self, order: Order, parts: Sequence[_Part], recorder: Recorder, *, use: bool) -> str:
        """Record the parts of an import, evidence first, and return the head of their hash chain."""
        hands = _Hands(recorder=recorder, reader=self._reader)
        stages = (MergeListings(hands), ReadText(hands), Mask(hands), Record(hands))
        version = reader_version(FAMILY, REVISION, self._reader)
        writer = self._store.open_run(site=order.site, run=str(recorder.run_id), at=order.at)
        try:
            for part in parts:
                url = part.url(order.site)
                snapshot = writer.keep_file(part.body, url=url, at=order.at, content_type=CONTENT_TYPE)
                record = _record_of(part, url, snapshot, version, state=recorder.page_state(url), use=use)
                page = ReadPage(site=order.site, family=FAMILY, record=record)
                for stage in stages:
                    page = stage.process_item(page)
            for part in parts:
                _record_broken(part, recorder, f"{URN}{order.site}")
            writer.sync()
            recorder.flush()
        finally:
            writer.close()
            enter_ended_runs(self._data, at=order.at)
        return writer.head


def _record_of(
    part: _Part, url: str, snapshot: SnapshotRef, version: str, *, state: PageState | None, use: bool
) -> PageRecord:
    record = PageRecord(url=url, snapshot=snapshot, role=LinkRole.INDEX, reader_version=version)
    if not use:
        return record
    if state is not None and state.body.sha256 == snapshot.sha256 and state.reader_version == version:
        return replace(record, unchanged=True, listing_keys=state.reading.listing_keys, removed_keys=part.removed)
    reading = PageReading(listings=part.listings, issues=part.issues)
    return replace(record, reading=reading, issues=part.issues, removed_keys=part.removed)


def _record_broken(part: _Part, recorder: Recorder, url: str) -> None:
    for line in part.broken:
        detail = f"{part.path.name} line {line.number}: {line.why}"
        recorder.record_issue(PageIssue(code="broken_line", detail=detail[:200]), url=url)


def _parts(path: Path) -> Iterator[_Part]:
    """Yield a file in parts, read; an empty file is one empty part.

    Raises:
        ImportFileError: it cannot be read.
    """
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise ImportFileError(f"{path}: cannot be read ({error.strerror})") from error
    read = [(at, read_rows(lines[at : at + PART], first=at + 1)) for at in range(0, max(1, len(lines)), PART)]
    keyed = keyed_parts([rows for _, rows in read])
    for number, ((at, rows), listings) in enumerate(zip(read, keyed, strict=True), start=1):
        yield _Part(
            path=path,
            number=number,
            body=b"".join(lines[at : at + PART]),
            lines=sum(bool(line.strip()) for line in lines[at : at + PART]),
            listings=listings,
            broken=rows.broken,
            issues=rows.issues,
            removed=rows.removed,
        )


def _verdict(order: Order, parts: Sequence[_Part]) -> tuple[Health, str | None]:
    """Return what the files are worth; a sender who says that something went wrong is believed."""
    if order.health is not None and order.health is not Health.HEALTHY:
        return order.health, order.cause or "stated"
    if any(part.broken for part in parts):
        return Health.PARTIAL, "broken_lines"
    if not any(part.listings or part.removed for part in parts):
        return Health.BROKEN, "empty"
    return Health.HEALTHY, None


def _is_credible(recorder: Recorder, parts: Sequence[_Part], health: Health, *, whole: bool) -> bool:
    """Return whether the rows may be recorded: a look that is not like its site leaves its evidence only."""
    if health is not Health.HEALTHY or not any(part.listings for part in parts):
        return True
    misfit = recorder.fit.doubt((listing for part in parts for listing in part.listings), whole=whole)
    return misfit is None or misfit.keeps_rows


def _end(
    recorder: Recorder, health: Health, cause: str | None, *, complete: bool, pages: int, size: int, head: str | None
) -> FinishedRun:
    return recorder.end(
        health=health, cause=cause, complete=complete, requests=0, pages=pages, bytes_=size, chain_head=head
    )


def _home(parts: Sequence[_Part]) -> str | None:
    """Return the start page of the site that the first row points at."""
    for part in parts:
        for listing in part.listings:
            address = urlsplit(listing.url)
            return f"{address.scheme}://{address.netloc.rpartition('@')[2]}/"
    return None
