"""MISP core format: one event, an object for each offer, seller or alert; uuids are stable: a second import edits.

The templates are our own, named `haoshao-…`; MISP takes objects whose template it does not know. Attribute types and
categories are among those that MISP describes.

Source: MISP core format (draft-00 of the MISP standard), the JSON schema that ships with MISP 2.5, describeTypes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from takedown.formats.facts import ExportFacts, Row, Section, price_of, product_of, stable_id
from takedown.formats.json_text import dumps

Thing: TypeAlias = dict[str, Any]
_YOUR_ORGANISATION_ONLY = "0"
_INHERIT = "5"
_HANDLES = {
    "email": ("email-src", "Social network"),
    "jabber": ("jabber-id", "Social network"),
    "phone": ("phone-number", "Other"),
    "whatsapp": ("phone-number", "Other"),
}
_ACCOUNT = ("text", "Social network")
_TEXT = ("text", "Other")


def misp_lines(sections: Iterable[Section], facts: ExportFacts, *, name: str, info: str) -> Iterator[str]:
    """Yield the parts of one event; joined they are its JSON. *name* decides its uuid."""
    event = {
        "uuid": stable_id("misp", "event", name),
        "info": info,
        "date": f"{facts.made_at:%Y-%m-%d}",
        "timestamp": _epoch(facts.made_at),
        "threat_level_id": "3",
        "analysis": "1",
        "published": False,
        "distribution": _YOUR_ORGANISATION_ONLY,
        "Orgc": {"name": facts.reporter.organisation or "haoshao", "uuid": stable_id("misp", "org")},
        "Tag": [
            {"name": f'haoshao:tier="{facts.tier}"'},
            *([{"name": "haoshao:simulated"}] if facts.simulated else []),
        ],
    }
    yield '{"Event": ' + dumps(event)[:-1] + ', "Object": ['
    comma = "\n"
    for section in sections:
        shape = _OBJECTS[section.table]
        for row in section.rows:
            thing = shape(row, facts)
            if thing is not None:
                yield comma + dumps(thing)
                comma = ",\n"
    yield "\n]}}\n"


def _of_listing(row: Row, facts: ExportFacts) -> Thing | None:
    if row["offer_id"] is None:
        return None
    made = _Made("haoshao-offer", row["offer_id"], facts)
    made.add("offer-id", row["offer_id"])
    made.add("url", row["url"], ("url", "Network activity"))
    made.add("site", row["site"])
    made.add("title", row["title"])
    made.add("product", product_of(row))
    made.add("price", price_of(row))
    made.add("state", row["state"])
    made.add("seller-id", row["seller_id"])
    for attribute in row["attributes"]:
        made.add("attribute", attribute)
    made.add_handles(row["handles"])
    if row["evidence"]:
        made.add("evidence", row["evidence"]["snapshot"].removeprefix("sha256:"), ("sha256", "External analysis"))
    return made.whole(first_seen=row["first_seen_at"], last_seen=row["last_seen_at"])


def _of_seller(row: Row, facts: ExportFacts) -> Thing:
    made = _Made("haoshao-seller", row["seller_id"], facts)
    made.add("seller-id", row["seller_id"])
    for name in row["names"] or [row["name"]]:
        made.add("name", name)
    for site in row["sites"]:
        made.add("site", site)
    for kind in row["kinds"]:
        made.add("sells", kind)
    made.add_handles(row["handles"])
    return made.whole(first_seen=row["first_seen_at"], last_seen=row["last_seen_at"] or row["first_seen_at"])


def _of_alert(row: Row, facts: ExportFacts) -> Thing:
    made = _Made("haoshao-alert", row["dedup_key"], facts)
    made.add("rule", row["rule"])
    made.add("severity", row["severity"])
    made.add("state", row["state"])
    made.add("seller-id", row["seller_id"])
    for reason in row["reasons"]:
        made.add("reason", reason)
    for offer_id in row["offer_ids"]:
        made.add("offer-id", offer_id)
    return made.whole(first_seen=row["created_at"], last_seen=row["created_at"])


_OBJECTS: dict[str, Callable[[Row, ExportFacts], Thing | None]] = {
    "listings": _of_listing,
    "sellers": _of_seller,
    "alerts": _of_alert,
}


class _Made:
    """An object in the making; each attribute has a uuid of its own that stays."""

    def __init__(self, name: str, key: str, facts: ExportFacts) -> None:
        self._name = name
        self._key = key
        self._timestamp = _epoch(facts.made_at)
        self._attributes: dict[str, Thing] = {}

    def add(self, relation: str, value: object, kind: tuple[str, str] = _TEXT, *, comment: str = "") -> None:
        """Add an attribute; an empty value is none."""
        text = str(value or "").strip()
        if not text:
            return
        key = stable_id("misp", self._name, self._key, relation, comment, text)
        self._attributes[key] = {
            "uuid": key,
            "object_relation": relation,
            "type": kind[0],
            "category": kind[1],
            "value": text,
            "comment": comment,
            "to_ids": False,
            "disable_correlation": kind is _TEXT,
            "distribution": _INHERIT,
            "timestamp": self._timestamp,
        }

    def add_handles(self, handles: Iterable[Row]) -> None:
        """Add contacts, each with a type that MISP knows."""
        for handle in handles:
            kind = handle["type"]
            if kind == "url":
                found = ("url" if "/" in handle["value"] else "domain", "Network activity")
            else:
                found = _HANDLES.get(kind, _ACCOUNT)
            self.add("contact", handle["value"], found, comment=kind)

    def whole(self, *, first_seen: str, last_seen: str) -> Thing:
        """Return the object."""
        return {
            "uuid": stable_id("misp", self._name, self._key),
            "name": self._name,
            "meta-category": "misc",
            "description": "docs/contract.md of haoshao",
            "template_uuid": stable_id("misp", "template", self._name),
            "template_version": "1",
            "distribution": _INHERIT,
            "timestamp": self._timestamp,
            "first_seen": first_seen,
            "last_seen": max(first_seen, last_seen),
            "Attribute": list(self._attributes.values()),
        }


def _epoch(moment: datetime) -> str:
    return str(int(moment.timestamp()))
