"""The truth of each day as rows, and what a faultless observer of the same looks would have reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.world.model import Event, Item, Look, Site

Rows = Iterator[dict[str, object]]


@dataclass(slots=True, kw_only=True)
class _Seen:
    """A listing as the last good look showed it."""

    prices: tuple[Decimal, ...]
    sold_out: bool
    missed: int = 0
    """Good looks in a row without it."""


@dataclass(slots=True)
class Witness:
    """Follows one site through its good looks and tells what each of them shows anew."""

    site: Site
    looks: int = 0
    last: int = -1
    """Day of the good look before."""
    seen: dict[str, _Seen] = field(default_factory=dict)

    def rows(self, look: Look) -> Rows:
        """Yield the changes that this look reveals; nothing for a disturbed one."""
        if look.disturbed is not None or self.site.kind == "stream":
            return
        self.looks += 1
        for item in self.site.items.values():
            yield from self._changes(item, look.day)
        self.last = look.day

    def _changes(self, item: Item, day: int) -> Rows:
        known = self.seen.get(item.key)
        if not item.is_listed:
            if known:
                known.missed += 1
                if known.missed == 2:  # noqa: PLR2004 - gone takes two proofs
                    yield self._told(day, "vanished", item)
            return
        now = _Seen(prices=tuple(line.price for line in item.lines), sold_out=item.sold_out)
        self.seen[item.key] = now
        if known is None:
            yield self._told(day, "appeared", item)
            return
        if known.missed > 1:
            yield self._told(day, "relisted", item)
        if known.sold_out != now.sold_out:
            yield self._told(day, "sold_out" if now.sold_out else "restocked", item)
        for number, (before, after) in enumerate(zip(known.prices, now.prices, strict=True)):
            if before != after:
                yield self._told(day, "price_changed", item, line=number, before=str(before), after=str(after))

    def _told(
        self, day: int, what: str, item: Item, *, line: int = 0, before: str | None = None, after: str | None = None
    ) -> dict[str, object]:
        product = item.lines[line].product
        return {
            "type": "expected",
            "day": day,
            "what": what,
            "site": self.site.name,
            "key": item.key,
            "path": item.path,
            "line": line,
            "lines": len(item.lines),
            "product": product.id,
            "before": before,
            "after": after,
            "first_look": self.looks == 1,
            "since": self.last,
        }


class Chronicle:
    """Who is who, told on the day on which it can first be seen."""

    def __init__(self) -> None:
        self._looked: set[str] = set()
        self._owners: set[str] = set()
        self._sellers: set[str] = set()
        self._handles: set[tuple[str, str]] = set()

    def rows(self, look: Look) -> Rows:
        """Yield owners of listings and handles, and sellers, that nobody could see before this look."""
        shown = {str(row["url"]).split("/", 3)[3] for row in look.rows}
        is_baseline = look.site.name not in self._looked
        if look.rows and look.disturbed in {None, "cut_short", "cut_unnoticed"}:
            self._looked.add(look.site.name)
        for item in look.site.items.values():
            if item.key not in self._owners and item.path.removeprefix("/") in shown:
                self._owners.add(item.key)
                yield from self._first_sight(item, look, is_baseline=is_baseline)

    def _first_sight(self, item: Item, look: Look, *, is_baseline: bool) -> Rows:
        record, seller = item.record, item.record.seller
        yield {
            "type": "owner",
            "day": look.day,
            "site": look.site.name,
            "key": item.key,
            "path": item.path,
            "seller": seller.id,
            "label": record.label,
            "repost_of": item.repost_of,
            "products": [line.product.id for line in item.lines],
            "shows_contact": item.shows_contact,
        }
        if seller.id not in self._sellers:
            self._sellers.add(seller.id)
            yield {
                "type": "new_seller",
                "day": look.day,
                "seller": seller.id,
                "site": look.site.name,
                "baseline": is_baseline,
            }
        own = [(contact, seller.id) for contact in (record.contacts if item.shows_contact else [])]
        common = [
            (contact, None) for contact in (look.site.footer, seller.escrow if item.shows_contact else None) if contact
        ]
        for contact, owner in [*own, *common]:
            if (contact.type, contact.value) not in self._handles:
                self._handles.add((contact.type, contact.value))
                yield {
                    "type": "handle",
                    "day": look.day,
                    "handle": contact.type,
                    "value": contact.value,
                    "seller": owner,
                }


def run_row(look: Look) -> dict[str, object]:
    """Return the truth about one run."""
    return {
        "type": "run",
        "day": look.day,
        "site": look.site.name,
        "kind": look.site.kind,
        "at": look.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "rows": len(look.rows),
        "claims_whole": look.complete,
        "disturbed": look.disturbed,
    }


def event_row(event: Event, item: Item) -> dict[str, object]:
    """Return something that happened to a listing, on its true day."""
    return {
        "type": "event",
        "day": event.day,
        "what": event.what,
        "site": event.site,
        "key": event.key,
        "path": item.path,
        "line": event.line,
        "before": event.before,
        "after": event.after,
    }
