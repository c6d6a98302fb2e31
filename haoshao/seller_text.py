"""A seller's story in lines for a terminal; every word of it is made inert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from base.sinks import columns, terminal

Row = Mapping[str, Any]
MOST = 20
"""Lines of one section; the rest is counted."""


def story_lines(story: Row) -> Iterator[str]:
    """Yield the lines: who, then handles, records, prices, timeline, links, and what was considered."""
    yield columns(story["seller_id"], story["name"] or "–", "/".join(story["roles"]), "new" if story["is_new"] else "")
    if story["joined_ids"]:
        yield f"  also {', '.join(story['joined_ids'])}"
    yield f"  {story['offers']} offers at {terminal(', '.join(story['sites']))}"
    yield f"  seen {story['first_seen_at']} – {story['last_seen_at']}"
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
    seen = f"{row['first_seen_at']} – {row['last_seen_at'] or '?'}"
    return columns(f"{row['type']}:{row['value']}", seen, f"{row['listings']} listings")


def _record(row: Row) -> str:
    names = ", ".join(row["names"])
    seen = f"{row['first_seen_at'] or '?'} – {row['last_seen_at'] or '?'}"
    return columns(row["record"], names, seen, f"{row['listings']} listings")


def _price(row: Row) -> str:
    span = "–".join(dict.fromkeys(end for end in (row["min"], row["max"]) if end is not None)) or "–"
    product = "/".join(part for part in (row["kind"], row["platform"]) if part)
    return columns(product, f"{span} {row['currency'] or ''}/{row['unit']}", f"{row['offers']} offers")


def _moment(row: Row) -> str:
    return columns(row["at"] or "?", row["what"], row["site"] or "", row["detail"] or "")


def _verdict(row: Row) -> str:
    who = row["rule"] if row["by"] is None else f"by {row['by']}"
    gone = f"withdrawn by {row['withdrawn_by']}" if row["withdrawn_at"] else ""
    pair = f"{row['a']} – {row['b']}"
    return columns(row["id"], row["verdict"], row["score"], who, pair, "; ".join(row["reasons"]), gone, limit=400)


def _pair(row: Row) -> str:
    return columns(row["score"], f"{row['a']} – {row['b']}", "; ".join(row["reasons"]), limit=400)
