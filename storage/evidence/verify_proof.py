"""Checks a proof and the records that go with it, offline and with nothing but the two: pure of files and network."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, BinaryIO

import orjson

from storage.chain import START, canonical, digest_of, next_head
from storage.evidence.extracting import records_of
from storage.evidence.findings import Findings
from storage.evidence.keys import PublicKey, public_from_hex
from storage.evidence.ledger_lines import Kind, LedgerLine, read_line
from storage.evidence.proofs import FORMAT
from storage.evidence.stamp_tokens import StampError, check_stamp
from storage.moves import GONE, BrokenMapError, Fate, Moves, Part, decode_moves
from storage.warc import NotARecordError

_BESIDE = frozenset({"request", "metadata"})


def verify_proof(said: bytes, records: BinaryIO, end: int, stamps: Mapping[str, bytes], found: Findings) -> set[str]:
    """Check the proof *said* and the WARC *records* of *end* bytes, and return the ids of the keys that it rests on."""
    try:
        proof = orjson.loads(said)
        whole = proof["format"] == FORMAT and canonical(proof) == said
        check = _Check(proof, found)
        if not whole:
            found.broken("chain.json: is not as it was written")
        check.lines()
        check.maps()
        check.runs()
        check.records(records, end)
        check.stamps(stamps)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        found.broken(f"chain.json: cannot be understood ({type(error).__name__})")
        return set()
    return set(check.keys)


class _Check:
    def __init__(self, proof: dict[str, Any], found: Findings) -> None:
        self._proof = proof
        self._found = found
        self._lines: dict[int, LedgerLine] = {}
        self.keys: dict[str, PublicKey] = {}
        self._entries: dict[str, tuple[str, dict[str, Any]]] = {}
        self._maps: dict[str, Moves] = {}

    def lines(self) -> None:
        """Check the signature of each line of the ledger that is shown."""
        for said in self._proof["lines"]:
            line = read_line(canonical(said) + b"\n", None)
            if line is None:
                self._found.broken(f"chain.json: line {said['entry']['seq']} of the ledger is broken")
                continue
            learn_keys(line, self.keys, self._found, "chain.json")
            key = self.keys.get(line.key_id)
            if key is None or not line.is_signed_by(key):
                self._found.broken(f"chain.json: line {line.seq} of the ledger is not signed by a key of the ledger")
            self._lines[line.seq] = line

    def maps(self) -> None:
        """Check that the ledger commits to each map of what was taken out."""
        known = {
            (item["warc"], item["map"])
            for line in self._lines.values()
            if line.kind is Kind.MAPS
            for item in line.items
        }
        for said in self._proof["maps"]:
            try:
                moves = decode_moves(canonical(said), "chain.json")
            except BrokenMapError as error:
                self._found.broken(str(error))
                continue
            if (moves.warc, digest_of(said)) not in known:
                self._found.broken(f"chain.json: no signed line commits to the tombstones of {moves.warc}")
            self._maps[moves.warc] = moves

    def runs(self) -> None:
        """Check that the links shown lead to the head that the ledger commits to."""
        for run in self._proof["runs"]:
            name, head = str(run["warc"]), str(run["prev"])
            if run["first"] == 0 and head != START:
                self._found.broken(f"{name}: its chain does not begin at the beginning")
            for link in run["links"]:
                digest = link if isinstance(link, str) else digest_of(link)
                head = next_head(head, digest)
                if not isinstance(link, str):
                    self._entries[str(link["id"])] = (name, link)
            if head != run["head"] or run["first"] + len(run["links"]) != run["count"]:
                self._found.broken(f"{name}: its links do not lead to its head")
            self._check_head(run, name)

    def _check_head(self, run: dict[str, Any], name: str) -> None:
        if run["line"] is None:
            self._found.note(f"{name}: was under way when this was made, the ledger does not commit to it yet")
            return
        line = self._lines.get(run["line"])
        committed = {"warc": name, "head": run["head"], "links": run["count"]}
        if line is None or not any(committed.items() <= dict(item).items() for item in line.items):
            self._found.broken(f"{name}: line {run['line']} of the ledger does not commit to its head")
            return
        self._found.count("runs")

    def records(self, data: BinaryIO, end: int) -> None:
        """Check each record against its link, or against the tombstone that says why it is another."""
        try:
            found = records_of(data, end)
        except NotARecordError as error:
            self._found.broken(f"records.warc.gz: a record is broken ({error})")
            return
        seen: set[str] = set()
        for number, (headers, block, payload) in enumerate(found):
            if headers.get("warc-type") in _BESIDE:
                continue
            beside = []
            for other, digest, _ in found[number + 1 :]:
                if other.get("warc-type") not in _BESIDE:
                    break
                beside.append(digest)
            seen |= self._check_record(headers, block, payload, beside)
        for ident, (name, entry) in self._entries.items():
            if ident not in seen:
                self._missing(name, entry)

    def _check_record(self, headers: Mapping[str, str], block: str, payload: str, beside: list[str]) -> set[str]:
        ident = headers.get("warc-record-id", "")[len("<urn:uuid:") : -1]
        name, entry = self._entries.get(ident, ("", {}))
        if not entry:
            return self._check_replacement(headers, block, payload)
        at = f"{name}@{entry['offset']}"
        same = (headers.get("warc-type"), headers.get("warc-date"), headers.get("warc-target-uri", "")) == (
            entry["type"],
            entry["at"],
            entry["url"],
        )
        if not same or block != entry["block"] or beside != entry["beside"]:
            self._found.broken(f"{at}: the record is not the one that its chain commits to")
        elif headers["warc-type"] in {"response", "resource"} and payload != entry["payload"]:
            self._found.broken(f"{at}: the body is not the one that its chain commits to")
        else:
            self._found.count("records")
        return {ident}

    def _check_replacement(self, headers: Mapping[str, str], block: str, payload: str) -> set[str]:
        """Check a record that stands in for a redacted one."""
        for moves in self._maps.values():
            for part in moves.parts:
                if part.fate is Fate.REDACTED and (part.block, part.payload) == (block, payload):
                    self._found.note(f"{moves.warc}@{part.offset}: {tombstone_words(part)}")
                    return {headers.get("x-haoshao-stands-for", "")[len("<urn:uuid:") : -1]}
        self._found.broken(f"{headers.get('warc-target-uri', '')[:80]}: a record that no chain and no tombstone knows")
        return set()

    def _missing(self, name: str, entry: Mapping[str, Any]) -> None:
        moves = self._maps.get(name)
        part = None if moves is None else moves.part_at(entry["offset"])
        if part is not None and part.fate in GONE:
            self._found.note(f"{name}@{entry['offset']}: {tombstone_words(part)}")
        else:
            self._found.broken(f"{name}@{entry['offset']}: the record is missing, and no tombstone says why")

    def stamps(self, stamps: Mapping[str, bytes]) -> None:
        """Check that each way through the ledger leads to a head that an authority stamped."""
        heads: dict[int, str] = {}
        for path in self._proof["paths"]:
            head = self._lines[path["from"]].head
            for digest in path["digests"]:
                head = next_head(head, digest)
            if head != path["head"] or path["from"] + len(path["digests"]) != path["to"]:
                self._found.broken(f"chain.json: the way from line {path['from']} of the ledger leads nowhere")
            heads[int(path["to"])] = head
        unused = set(stamps)
        for seq, head in heads.items():
            for name in sorted(stamps):
                if name.endswith(".tsr") and int(name.partition("-")[0]) == seq:
                    verify_stamp(name, stamps, head, self._found)
                    unused -= {name, name.removesuffix(".tsr") + ".pem"}
        for name in sorted(unused):
            self._found.broken(f"{name}: is a stamp of nothing that is shown")


def learn_keys(line: LedgerLine, keys: dict[str, PublicKey], found: Findings, where: str) -> None:
    """Add the keys that a line of the ledger brings to *keys*: its first line, and each handing over."""
    if line.kind not in {Kind.START, Kind.KEY}:
        return
    for item in line.items:
        key = public_from_hex(str(item.get("public", "")))
        if key is None or (line.kind is Kind.START and line.seq != 0):
            found.broken(f"{where}: line {line.seq} of the ledger brings no key")
            continue
        if item.get("lost"):
            found.note(
                f"the signing key was replaced at line {line.seq} of the ledger without the old one: "
                f"ask whether {key.key_id} is theirs"
            )
        elif line.kind is Kind.KEY and line.key_id == key.key_id:
            found.broken(f"{where}: line {line.seq} of the ledger hands over to a key that signed it itself")
        keys[key.key_id] = key


def verify_stamp(name: str, stamps: Mapping[str, bytes], head: str, found: Findings) -> None:
    """Check one stamp over a head of the ledger, with the certificates that lie beside it."""
    try:
        facts = check_stamp(stamps[name], stamps.get(name.removesuffix(".tsr") + ".pem", b""), head.encode())
    except StampError as error:
        if error.unchecked:
            found.note(f"{name}: {error}")
        else:
            found.broken(f"{name}: {error}")
        return
    found.count("stamps")
    found.note(f"line {int(name.partition('-')[0])} of the ledger existed at {facts.at} ({facts.authority})")


def tombstone_words(part: Part) -> str:
    """Return why a record is not there as it was fetched."""
    return f"{part.fate} by {part.rule} on {part.when[:10]}, signed in the ledger"


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of *data* in hex."""
    return hashlib.sha256(data).hexdigest()
