"""The offers of a case as tables and in machine formats."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from storage.queries.columns_data import LISTING_COLUMNS
from takedown.facts import CaseFacts, Row
from takedown.formats.facts import ExportFacts, Section
from takedown.formats.json_text import dumps
from takedown.formats.misp import misp_lines
from takedown.formats.parquet import write_parquet
from takedown.formats.stix import stix_lines
from takedown.formats.text import write_csv, write_jsonl
from takedown.formats.xarf import check_reports, report_of
from takedown.formats.xlsx import write_xlsx

COLUMNS = (*LISTING_COLUMNS, "tier", "simulated")
MOST_REPORTS = 500
"""XARF reports in one package; a recipient takes them one by one."""


def write_tables(facts: CaseFacts, export: ExportFacts, folder: Path) -> None:
    """Write the offers as CSV, XLSX, JSON lines and Parquet."""
    folder.mkdir()
    rows = [{**row, "tier": str(export.tier), "simulated": export.simulated} for row in facts.offers]
    with (folder / "offers.csv").open("w", encoding="utf-8", newline="") as stream:
        write_csv(rows, COLUMNS, stream)
    with (folder / "offers.jsonl").open("w", encoding="utf-8", newline="") as stream:
        write_jsonl(rows, stream)
    write_xlsx(rows, COLUMNS, export, folder / "offers.xlsx", name="offers")
    write_parquet(rows, COLUMNS, export, folder / "offers.parquet")


def write_machine(facts: CaseFacts, export: ExportFacts, folder: Path) -> None:
    """Write STIX, MISP and XARF, each checked as far as its library can.

    Raises:
        ReportError: the xarf library refuses a report of ours.
    """
    folder.mkdir()
    sections = [Section(table="sellers", rows=facts.sellers), Section(table="listings", rows=facts.offers)]
    _write(folder / "stix.json", stix_lines(sections, export))
    name = f"case {facts.case.id} {facts.case.opened_at.isoformat()}"
    info = f"haoshao {facts.case.label}: public offers of accounts and related goods"
    _write(folder / "misp.json", misp_lines(sections, export, name=name, info=info))
    reports = [report_of(row, export) for row in _one_an_address(facts.offers)][:MOST_REPORTS]
    check_reports(reports)
    (folder / "xarf").mkdir()
    for number, report in enumerate(reports, 1):
        _write(folder / "xarf" / f"report-{number:04d}.json", [dumps(report), "\n"])


def _one_an_address(offers: Iterable[Row]) -> list[Row]:
    """Return the first offer of each address: a recipient takes an address down, not a line of it."""
    return list({row["url"]: row for row in reversed(list(offers))}.values())[::-1]


def _write(path: Path, parts: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(parts)
