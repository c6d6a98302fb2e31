"""A seller's story in lines for a terminal; every word of it is made inert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from base.sinks import columns, terminal

Row = Mapping[str, Any]
MOST = 20
"""Lines of one section; the rest is counted."""
_RULES = {"shared_handle": "shown together", "likeness": "alike", "shop_address": "shop's address"}


def story_lines(story: Row) -> Iterator[str]:
    """Yield the lines: who, then handles, records, prices, timeline, links, and what was considered."""
    yield columns(story["seller_id"], story["name"] or "–", "/".join(story["roles"]), "new" if story["is_new"] else "")
    if story["joined_ids"]:
        yield f"  also {', '.join(story['joined_ids'])}"
    yield f"  {count_of(story['offers'], 'offer')} at {terminal(', '.join(story['sites']))}"
    yield f"  seen {_span(story)}"
    yield f"  sells {terminal(', '.join(story['platforms']) or '–')} ({', '.join(story['kinds'])})"
    yield from _section("handles", story["handle_sightings"], _handle)
    yield from _section("records", story["records"], _record)
    yield from _section("prices", story["prices"], _price)
    yield from _section("timeline", story["timeline"], _moment)
    yield from _section("links", story["verdicts"], _verdict)
    yield from _section("may be the same", story["suggestions"], _verdict)
    yield from _section("rejected or withdrawn", story["rejected"], _verdict)
    yield from _section("considered", story["considered"], _pair)


def _section(name: str, rows: Sequence[Row], line: Any) -> Iterator[str]:  # noqa: ANN401 - one of the functions below
    if rows:
        yield f"{name}:"
    for row in rows[:MOST]:
        yield f"  {line(row)}"
    if len(rows) > MOST:
        yield f"  … and {len(rows) - MOST} more (--format json)"


def _handle(row: Row) -> str:
    handle = f"{row['type']}:{row['value']}"
    return columns(handle, _span(row), count_of(row["listings"], "listing"), ", ".join(row["sites"]))


def _record(row: Row) -> str:
    names = ", ".join(row["names"])
    return columns(row["record"], names, _span(row), count_of(row["listings"], "listing"))


def _price(row: Row) -> str:
    span = "–".join(dict.fromkeys(end for end in (row["min"], row["max"]) if end is not None)) or "–"
    product = "/".join(part for part in (row["kind"], row["platform"]) if part)
    return columns(product, f"{span} {row['currency'] or ''}/{row['unit']}", count_of(row["offers"], "offer"))


def _moment(row: Row) -> str:
    return columns(_when(row["at"]), row["what"].replace("_", " "), row["site"] or "", row["detail"] or "")


def _verdict(row: Row) -> str:
    who = _RULES.get(row["rule"], row["rule"]) if row["by"] is None else f"by {row['by']}"
    gone = f"withdrawn by {row['withdrawn_by']}" if row["withdrawn_at"] else ""
    pair = f"{row['a']} – {row['b']}"
    return columns(row["id"], row["verdict"], row["score"], who, pair, "; ".join(row["reasons"]), gone, limit=400)


def _pair(row: Row) -> str:
    return columns(row["score"], f"{row['a']} – {row['b']}", "; ".join(row["reasons"]), limit=400)


def count_of(count: int, what: str) -> str:
    """Return a number of things in words: `1 offer`, `2 offers`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _span(row: Row) -> str:
    first, last = _when(row["first_seen_at"]), _when(row["last_seen_at"])
    return first if first == last else f"{first} – {last}"


def _when(at: str | None) -> str:
    """Return a moment to the minute, UTC as everywhere on the terminal."""
    return "?" if at is None else at[:16].replace("T", " ")
