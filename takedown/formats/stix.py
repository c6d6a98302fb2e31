"""STIX 2.1: sellers as identities, contacts and addresses as observables, offers as observed data with an extension.

Ids are deterministic: objects of our own from the ids of the contract, observables as the standard says. `modified`
is the moment of the export, so that a consumer who has an object takes the later one as its update.

Source: STIX 2.1 OASIS Standard, sections 2.9 (deterministic ids), 4.5, 4.14, 6, 7.3 (extension definition).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from takedown.formats.facts import ExportFacts, Row, Section, stable_id
from takedown.formats.json_text import dumps
from takedown.formats.once import Once

Thing: TypeAlias = dict[str, Any]
_OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""The namespace that the standard prescribes for observables."""
_SINCE = "2026-01-01T00:00:00.000Z"
"""When the tool's own objects were made; they never change."""
TOOL = f"identity--{stable_id('stix', 'haoshao')}"
EXTENSION = f"extension-definition--{stable_id('stix', 'extension', 'offer')}"
_FIELDS = (
    "offer_id",
    "listing_id",
    "site",
    "family",
    "title",
    "text",
    "category",
    "kind",
    "platform",
    "attributes",
    "age_months",
    "country",
    "price_min",
    "price_max",
    "currency",
    "unit",
    "pack_size",
    "unit_price_cny",
    "min_quantity",
    "stock",
    "state",
    "evidence",
)


def stix_lines(sections: Iterable[Section], facts: ExportFacts) -> Iterator[str]:
    """Yield the parts of one bundle; joined they are its JSON.

    Offers refer to sellers by id: give the sellers first, then the listings.
    """
    with Once() as once:
        yield f'{{"type": "bundle", "id": "bundle--{stable_id("stix", "bundle", facts.stamp)}", "objects": ['
        comma = "\n"
        for thing in stix_objects(sections, facts):
            if once.first(thing["id"]):
                yield comma + dumps(thing, sort_keys=True)
                comma = ",\n"
        yield "\n]}\n"


def stix_objects(sections: Iterable[Section], facts: ExportFacts) -> Iterator[Thing]:
    """Yield the objects that the rows of some tables stand for; observables may come more than once."""
    yield from _own_objects(facts)
    for section in sections:
        shape = _OBJECTS[section.table]
        for row in section.rows:
            yield from shape(row, facts)


def _own_objects(facts: ExportFacts) -> Iterator[Thing]:
    yield {
        "type": "identity",
        "spec_version": "2.1",
        "id": TOOL,
        "created": _SINCE,
        "modified": _SINCE,
        "name": "haoshao",
        "identity_class": "system",
    }
    yield {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": EXTENSION,
        "created": _SINCE,
        "modified": _SINCE,
        "created_by_ref": TOOL,
        "name": "haoshao offer",
        "description": "What a public listing offers: fields of the listing row in docs/contract.md of haoshao.",
        "schema": "docs/contract.md",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }
    said = f"tier: {facts.tier}" + ("; simulated data, not real events" if facts.simulated else "")
    yield {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": _marking(facts),
        "created": _SINCE,
        "created_by_ref": TOOL,
        "definition_type": "statement",
        "definition": {"statement": said},
    }


def _marking(facts: ExportFacts) -> str:
    return f"marking-definition--{stable_id('stix', 'tier', facts.tier, str(facts.simulated))}"


def _of_listing(row: Row, facts: ExportFacts) -> Iterator[Thing]:
    if row["offer_id"] is None:
        return
    seen = [_observable("url", value=row["url"]), *map(_contact, row["handles"])]
    yield from seen
    said = {name: row[name] for name in _FIELDS if row.get(name) not in (None, [], {})}
    offer = _own("observed-data", _id("observed-data", row["offer_id"]), row["first_seen_at"], facts)
    yield {
        **offer,
        "first_observed": row["first_seen_at"],
        "last_observed": max(row["last_seen_at"], row["first_seen_at"]),
        "number_observed": 1,
        "object_refs": list(dict.fromkeys(one["id"] for one in seen)),
        "labels": [label for label in (row["kind"], row["platform"], row["state"]) if label],
        "extensions": {EXTENSION: {"extension_type": "property-extension", **said}},
    }
    if row["seller_id"] is not None:
        yield _relation(offer["id"], _id("identity", row["seller_id"]), row["first_seen_at"], facts)


def _of_seller(row: Row, facts: ExportFacts) -> Iterator[Thing]:
    seller = {
        **_own("identity", _id("identity", row["seller_id"]), row["first_seen_at"], facts),
        "name": row["name"] or row["seller_id"],
        "identity_class": "unknown",
        "description": f"Seller {row['seller_id']} of public listings: {', '.join(row['sites']) or 'no site'}.",
    }
    if row["handles"]:
        told = (f"{handle['type']}:{handle['value']}" for handle in row["handles"])
        seller["contact_information"] = ", ".join(told)
    if row["kinds"]:
        seller["roles"] = list(row["kinds"])
    yield seller
    for handle in row["handles"]:
        contact = _contact(handle)
        yield contact
        yield _relation(seller["id"], contact["id"], row["first_seen_at"], facts)


def _of_alert(row: Row, facts: ExportFacts) -> Iterator[Thing]:
    about = [_id("observed-data", one) for one in row["offer_ids"]]
    if row["seller_id"] is not None:
        about.append(_id("identity", row["seller_id"]))
    yield {
        **_own("note", _id("note", row["dedup_key"]), row["created_at"], facts),
        "abstract": f"{row['rule']} ({row['severity']})",
        "content": "; ".join(row["reasons"]) or row["rule"],
        "object_refs": about or [TOOL],
        "labels": [row["rule"], row["severity"], row["state"]],
    }


_OBJECTS: dict[str, Callable[[Row, ExportFacts], Iterator[Thing]]] = {
    "listings": _of_listing,
    "sellers": _of_seller,
    "alerts": _of_alert,
}


def _relation(source: str, target: str, created: str, facts: ExportFacts) -> Thing:
    return {
        **_own("relationship", f"relationship--{stable_id('stix', source, target)}", created, facts),
        "relationship_type": "related-to",
        "source_ref": source,
        "target_ref": target,
    }


def _own(kind: str, key: str, created: str, facts: ExportFacts) -> Thing:
    """Return what every object of our own has; one never changes before it was made."""
    made = f"{created.removesuffix('Z')}.000Z"
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": key,
        "created": made,
        "modified": max(made, facts.stamp),
        "created_by_ref": TOOL,
        "object_marking_refs": [_marking(facts)],
    }


def _id(kind: str, key: str) -> str:
    return f"{kind}--{stable_id('stix', kind, key)}"


def _contact(handle: Row) -> Thing:
    kind, value = handle["type"], handle["value"]
    if kind == "email":
        return _observable("email-addr", value=value)
    if kind == "url":
        return _observable("url", value=f"https://{value}") if "/" in value else _observable("domain-name", value=value)
    return _observable("user-account", user_id=value, account_type=kind)


def _observable(kind: str, **values: str) -> Thing:
    """Return an observable with the id that the standard derives from its values (RFC 8785 JSON)."""
    canonical = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid.uuid5(_OBSERVABLES, canonical)}",
        **values,
    }
