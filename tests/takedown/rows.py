"""Rows of the contract for the tests of exports, with the worst that sellers write."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from takedown.formats.facts import ExportFacts
from takedown.settings import Reporter
from takedown.tiers import Tier

AT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
REPORTER = Reporter(organisation="Trust Desk", email="desk@reporter.example")
FACTS = ExportFacts(made_at=AT, tier=Tier.HANDLES, simulated=False, reporter=REPORTER)
HOSTILE = {
    "formula": '=HYPERLINK("http://evil.example","x")',
    "script": "<script>alert(1)</script>",
    "bidi": "微信\u202egnp.exe\u202c号",
    "template": "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}",
    "typst": '#set page(fill: red)\n= Heading $x$ *bold* `raw` @ref #eval("1")',
    "control": "a\x00b\x07c\x1b[31md\u2028e",
    "long": "号" * 10_000,
    "quote": "it's \"quoted\", with, commas; and 'more'",
    "latin": "x" * 10_000,
}


def listing_row(number: int = 1, **other: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a row
    """Return a listing row as the contract has it."""
    row = {
        "offer_id": f"o{number:016x}",
        "listing_id": f"l{number:016x}",
        "site": "shop-a",
        "family": "dujiaoka",
        "url": f"https://shop-a.example/{number}",
        "title": "微信老号 满月",
        "text": "满月，实名。QQ: 10001",
        "category": None,
        "kind": "account",
        "platform": "wechat",
        "attributes": ["aged", "real_name"],
        "age_months": 1,
        "country": "CN",
        "price_min": "12.5",
        "price_max": "15",
        "currency": "CNY",
        "unit": "each",
        "pack_size": None,
        "unit_price_cny": "12.5",
        "rate": None,
        "face_value": None,
        "min_quantity": 10,
        "stock": 30,
        "stock_label": "充足",
        "in_stock": True,
        "sold": None,
        "seller_id": "s00000000000000aa",
        "seller_name": "号商甲",
        "handles": [{"type": "qq", "value": "10001", "scope": "listing"}],
        "subjects": [],
        "state": "active",
        "first_seen_at": "2026-03-01T08:00:00Z",
        "last_seen_at": "2026-03-05T08:00:00Z",
        "posted_at": None,
        "evidence": {
            "snapshot": "sha256:" + "ab" * 32,
            "fetched_at": "2026-03-05T08:00:00Z",
            "warc": "20260305T080000Z-shop-a-1.warc.gz",
            "offset": 512,
            "spans": {"offer": [0, 7]},
        },
    }
    return {**row, **other}


def seller_row(**other: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a row
    """Return a seller row as the contract has it."""
    row = {
        "seller_id": "s00000000000000aa",
        "name": "号商甲",
        "names": ["号商甲"],
        "handles": [{"type": "qq", "value": "10001"}, {"type": "email", "value": "a@shop-a.example"}],
        "sites": ["shop-a"],
        "platforms": ["wechat"],
        "kinds": ["account"],
        "offers": 3,
        "first_seen_at": "2026-03-01T08:00:00Z",
        "last_seen_at": "2026-03-05T08:00:00Z",
        "is_new": True,
        "links": [{"a": "shop-a", "b": "qq:10001", "verdict": "same", "score": "0.9", "reasons": ["shown"]}],
    }
    return {**row, **other}


def alert_row(**other: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a row
    """Return an alert row as the contract has it."""
    row = {
        "alert_id": 7,
        "rule": "new_seller",
        "transition": 9,
        "severity": "high",
        "score": "0.8",
        "reasons": ["never seen before"],
        "seller_id": "s00000000000000aa",
        "offer_ids": ["o0000000000000001"],
        "site": "shop-a",
        "created_at": "2026-03-05T08:00:00Z",
        "state": "open",
        "assignee": None,
        "dedup_key": "new_seller:s00000000000000aa",
        "evidence": [],
    }
    return {**row, **other}


def hostile_rows() -> list[dict[str, Any]]:
    """Return listings whose every text is one of the worst."""
    return [
        listing_row(number, title=said, text=f"{said}\n{said}", seller_name=said, category=said)
        for number, said in enumerate(HOSTILE.values(), 1)
    ]
