"""XARF 4 reports, one for each address that offers something.

XARF has no type for the sale of accounts. We map every kind to `content/fraud` with `fraud_type: other`, the only
type whose required fields a listing can fill truthfully, and say so in each description; `brand_infringement` would
claim rights that only the platform itself has. The report id is stable: the same offer is the same report.

Source: XARF 4 schemas, xarf-core.json and types/content-fraud.json.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from market.errors import MarketError
from takedown.formats.facts import ExportFacts, Row, price_of, product_of, stable_id
from takedown.formats.json_text import dumps
from takedown.settings import Reporter

SPEC = "4.2.0"
_LONGEST = 1000
_MAPPING = "XARF has no type for the sale of accounts: mapped to content/fraud (other)."
_DOMAIN = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}")
_TAG = re.compile(r"[^a-z0-9_+-]+")
NOT_STATED = Reporter(organisation="not stated", email="reporter@not-stated.invalid")
"""Stands where nobody filled in config/takedown.yml; recipients refuse it, validators do not."""


class ReportError(MarketError):
    """A report that was made is not what XARF allows."""


def xarf_lines(rows: Iterable[Row], facts: ExportFacts) -> Iterator[str]:
    """Yield a report a line."""
    for row in rows:
        if row["offer_id"] is not None:
            yield dumps(report_of(row, facts)) + "\n"


def report_of(row: Row, facts: ExportFacts) -> dict[str, Any]:
    """Return the report of one offer."""
    reporter = facts.reporter if facts.reporter.is_known and facts.reporter.domain else NOT_STATED
    contact = {"org": reporter.organisation[:200], "contact": reporter.email, "domain": reporter.domain}
    host = (urlsplit(row["url"]).hostname or "unknown").lower()
    report = {
        "xarf_version": SPEC,
        "report_id": stable_id("xarf", row["offer_id"]),
        "timestamp": row["last_seen_at"],
        "reporter": contact,
        "sender": contact,
        "source_identifier": host,
        "category": "content",
        "type": "fraud",
        "fraud_type": "other",
        "url": row["url"],
        "evidence_source": "crawler",
        "evidence": [_evidence(row)],
        "tags": list(_tags(row, facts)),
        "description": _description(row, facts),
    }
    if _DOMAIN.fullmatch(host):
        report["domain"] = host
    return report


def check_reports(reports: Iterable[dict[str, Any]]) -> None:
    """Return where the xarf library accepts every report.

    Raises:
        ReportError: names the first that it does not, and why.
    """
    import xarf  # noqa: PLC0415 - half a second, for packages only

    for report in reports:
        errors = xarf.parse(report).errors
        if errors:
            raise ReportError(f"XARF report {report['report_id']}: {errors[0]}")


def _evidence(row: Row) -> dict[str, Any]:
    text = f"{row['title']}\n{row['text']}".encode()
    found = {
        "content_type": "text/plain",
        "payload": base64.b64encode(text).decode("ascii"),
        "size": len(text),
        "hash": f"sha256:{hashlib.sha256(text).hexdigest()}",
    }
    if row["evidence"]:
        said = f"text of the listing, third-party data masked; page {row['evidence']['snapshot']} of "
        found["description"] = said + row["evidence"]["fetched_at"]
    return found


def _tags(row: Row, facts: ExportFacts) -> Iterator[str]:
    yield f"haoshao:tier_{facts.tier}"
    yield f"haoshao:kind_{row['kind']}"
    if row["platform"]:
        yield f"haoshao:platform_{_TAG.sub('_', row['platform'])}"
    if facts.simulated:
        yield "haoshao:simulated"
    if not facts.reporter.is_known:
        yield "haoshao:reporter_not_stated"


def _description(row: Row, facts: ExportFacts) -> str:
    parts = [
        "SIMULATED DATA, not real events." if facts.simulated else "",
        f"Public page offers: {product_of(row)}. {row['title']}",
        f"Price: {price_of(row) or 'not stated'}. First seen {row['first_seen_at']}, last seen {row['last_seen_at']}.",
    ]
    said = " ".join(part for part in parts if part)
    return f"{said[: _LONGEST - len(_MAPPING) - 1]} {_MAPPING}"
