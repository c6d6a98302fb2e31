"""The proof that goes with extracted records: from each to the head of its run, from there into the ledger."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from base.clock import now as real_now
from market.errors import MarketError
from storage.chain import canonical
from storage.evidence.extracting import Chains, Place, body_place
from storage.evidence.ledger import Ledger, record_ended_runs
from storage.evidence.ledger_lines import Kind, LedgerLine
from storage.evidence.places import EvidencePlaces
from storage.moves import moves_path
from storage.records import SnapshotRef
from storage.snapshots import SnapshotError

FORMAT = "haoshao-chain/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFacts:
    """What a proof shows."""

    runs: int
    """Runs that the records come from."""
    in_ledger: int
    """Those of them that the ledger commits to; a run under way is not in it yet."""
    stamped: int
    """Those whose line in the ledger is covered by a time stamp."""


def write_proof(data: Path, refs: Sequence[SnapshotRef], out: Path, *, at: datetime | None = None) -> ProofFacts:
    """Write the proof of *refs* to *out*, the stamps it rests on into `stamps/` beside it, and return what it shows.

    Runs that ended and wait for their line in the ledger get it first, under the time *at*.

    Raises:
        MarketError: a chain or the ledger is broken, or cannot be written.
    """
    places = EvidencePlaces(data=data)
    record_ended_runs(data, at=at or real_now())
    lines = [line for _, line in Ledger(places).lines()]
    by_name = _lines_of_runs(lines)
    runs = _runs(places, refs)
    proven = {run["warc"]: line for run in runs if (line := by_name.get(run["warc"])) and _holds(line, run)}
    maps, map_lines = _maps(places, runs, lines)
    paths, stamps = _paths(places, lines, {line.seq for line in (*proven.values(), *map_lines)})
    needed = {line.seq: line for line in (*proven.values(), *map_lines)}
    needed |= {line.seq: line for line in lines if line.kind in {Kind.START, Kind.KEY}}
    for run in runs:
        run["line"] = proven[run["warc"]].seq if run["warc"] in proven else None
    proof = {
        "format": FORMAT,
        "runs": runs,
        "lines": [orjson.loads(needed[seq].raw) for seq in sorted(needed)],
        "maps": maps,
        "paths": paths,
    }
    out.write_bytes(canonical(proof))
    _copy_stamps(stamps, out.parent / "stamps")
    covered = {path["from"] for path in paths}
    return ProofFacts(
        runs=len(runs), in_ledger=len(proven), stamped=sum(line.seq in covered for line in proven.values())
    )


def _runs(places: EvidencePlaces, refs: Sequence[SnapshotRef]) -> list[dict[str, Any]]:
    """Return, for each run, its links from the first record shown: those shown in full, the others by their digest."""
    store = places.store
    chains = Chains(store)
    shown: dict[str, set[int]] = {}
    for ref in refs:
        for place in {(ref.warc, ref.offset), body_place(store, (ref.warc, ref.offset)), (ref.warc, 0)}:
            _show(chains, place, shown)
        _show(chains, (body_place(store, (ref.warc, ref.offset))[0], 0), shown)
    runs = []
    for name in sorted(shown):
        links = chains.of(name)
        first = min(shown[name])
        runs.append(
            {
                "warc": name,
                "first": first,
                "prev": links[first].prev,
                "links": [
                    dict(link.entry) if number in shown[name] and link.entry is not None else link.digest
                    for number, link in enumerate(links[first:], start=first)
                ],
                "count": len(links),
                "head": links[-1].head,
            }
        )
    return runs


def _show(chains: Chains, place: Place, shown: dict[str, set[int]]) -> None:
    try:
        shown.setdefault(place[0], set()).add(chains.index_of(place))
    except SnapshotError:
        # its words were erased: the links beside it still prove the run
        shown[place[0]].add(0)


def _lines_of_runs(lines: Iterable[LedgerLine]) -> dict[str, LedgerLine]:
    return {item["warc"]: line for line in lines if line.kind is Kind.RUNS for item in line.items}


def _holds(line: LedgerLine, run: dict[str, Any]) -> bool:
    return any((item["warc"], item["head"]) == (run["warc"], run["head"]) for item in line.items)


def _maps(
    places: EvidencePlaces, runs: Sequence[dict[str, Any]], lines: Sequence[LedgerLine]
) -> tuple[list[Any], list[LedgerLine]]:
    """Return the maps of files that something was taken out of, and the lines that commit to them."""
    latest = {item["warc"]: (line, item) for line in lines if line.kind is Kind.MAPS for item in line.items}
    maps, needed = [], []
    for run in runs:
        path = moves_path(places.store.path_of(run["warc"]))
        if not path.exists():
            continue
        said = path.read_bytes()
        line, item = latest.get(run["warc"], (None, {}))
        if line is None or item["map"] != hashlib.sha256(said).hexdigest():
            raise MarketError(f"{path.name}: the ledger does not know this map; see haoshao verify")
        maps.append(orjson.loads(said))
        needed.append(line)
    return maps, needed


def _paths(
    places: EvidencePlaces, lines: Sequence[LedgerLine], wanted: Iterable[int]
) -> tuple[list[dict[str, Any]], set[Path]]:
    """Return the way from each wanted line to the first stamped one behind it, and the files of those stamps."""
    stamps: dict[int, list[Path]] = {}
    for path in sorted(places.stamps.glob("*.tsr")) if places.stamps.is_dir() else ():
        stamps.setdefault(int(path.name.partition("-")[0]), []).append(path)
    paths, used = [], set()
    for seq in sorted(wanted):
        to = min((stamped for stamped in stamps if stamped >= seq), default=None)
        if to is None or to >= len(lines):
            continue
        digests = [line.digest for line in lines[seq + 1 : to + 1]]
        paths.append({"from": seq, "digests": digests, "to": to, "head": lines[to].head})
        used |= set(stamps[to])
    return paths, used


def _copy_stamps(stamps: Iterable[Path], folder: Path) -> None:
    for path in sorted(stamps):
        folder.mkdir(exist_ok=True)
        for part in (path, path.with_suffix(".pem")):
            shutil.copyfile(part, folder / part.name)
