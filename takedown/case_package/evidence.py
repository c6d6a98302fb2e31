"""The stored pages of a package: which may leave under its tier, their records, and the proof of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from base.charset import decode_body
from base.clock import iso
from market.masking import masked
from market.takedowns import Frozen
from storage.evidence.extracting import extract_records
from storage.evidence.proofs import ProofFacts, write_proof
from storage.queries.case_evidence import HeldSnapshot
from storage.records import SnapshotRef
from storage.snapshots import SnapshotError, SnapshotStore
from takedown.case_package.papers import PackedPage
from takedown.tiers import Tier

RECORDS = "records.warc.gz"
CHAIN = "chain.json"
WITHHELD = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedEvidence:
    """The pages of a package, and what their proof shows."""

    pages: tuple[PackedPage, ...]
    proof: ProofFacts | None
    """None where no page may leave, or none is left."""


def write_evidence(
    held: Sequence[HeldSnapshot], store: SnapshotStore, data: Path, folder: Path, tier: Tier, *, at: datetime
) -> PackedEvidence:
    """Write records and proof of the held pages to *folder* and return what became of each page.

    Raises:
        SnapshotError: a record is missing or is not the one that was stored.
    """
    folder.mkdir()
    kept = _distinct(held)
    leaving = [one for one in kept if tier is not Tier.HANDLES or not shows_third_parties(store, one.ref)]
    if not leaving:
        return PackedEvidence(pages=tuple(_page(one, WITHHELD) for one in kept), proof=None)
    refs = [one.ref for one in leaving]
    extracted = {one.ref.record_id: one for one in extract_records(store, refs, folder / RECORDS)}
    pages = []
    for one in kept:
        found = extracted.get(one.ref.record_id)
        if found is None:
            pages.append(_page(one, WITHHELD))
        else:
            pages.append(replace(_page(one, found.state), offset=found.offset, why=found.why))
    return PackedEvidence(pages=tuple(pages), proof=write_proof(data, refs, folder / CHAIN, at=at))


def write_pages(held: Sequence[HeldSnapshot], store: SnapshotStore, folder: Path) -> None:
    """Write every page as it came to a file of its own: for the highest tier only."""
    folder.mkdir()
    for number, one in enumerate(_distinct(held), 1):
        try:
            body = store.load(one.ref)
        except SnapshotError:
            continue  # pruned or erased: the index says so
        (folder / f"{number:04d}-{one.ref.sha256[:12]}.bin").write_bytes(body)


def shows_third_parties(store: SnapshotStore, ref: SnapshotRef) -> bool:
    """Return whether a stored page shows personal data of third parties; what is gone shows nothing."""
    try:
        text = decode_body(store.load(ref))
    except SnapshotError:
        return False
    return masked(text) != text


def _distinct(held: Sequence[HeldSnapshot]) -> list[HeldSnapshot]:
    """Return each snapshot once, in the order in which they were fetched; frozen afresh where any offer's was."""
    found: dict[int, HeldSnapshot] = {}
    for one in held:
        known = found.get(one.snapshot_id)
        if known is None or (known.how is Frozen.STORED and one.how is Frozen.FRESH):
            found[one.snapshot_id] = one
    return sorted(found.values(), key=lambda one: (one.ref.fetched_at, one.snapshot_id))


def _page(one: HeldSnapshot, state: str) -> PackedPage:
    return PackedPage(
        url=one.ref.url,
        sha256=one.ref.sha256,
        fetched_at=iso(one.ref.fetched_at) or "",
        frozen=one.how,
        offset=None,
        state=state,
        why="",
    )


def missing_lines(packed: PackedEvidence) -> Iterator[str]:
    """Yield what the evidence lacks, for the reader of the package."""
    withheld = sum(page.state == WITHHELD for page in packed.pages)
    if withheld:
        yield (
            f"{withheld} pages withheld: they show personal data of third parties (tier third_party has them) / "
            f"{withheld} 个页面含第三方个人信息，未附"
        )
    lost = sum(page.offset is None and page.state != WITHHELD for page in packed.pages)
    if lost:
        yield f"{lost} pages pruned or erased since, their digests are in chain.json / {lost} 个页面已清除，仅存摘要"
    if packed.proof is not None and packed.proof.in_ledger < packed.proof.runs:
        yield "a look that has not ended is not in the ledger yet / 部分抓取尚未入账"
    if packed.proof is not None and packed.proof.stamped == 0:
        yield "no time stamp covers these records yet / 尚无时间戳"
