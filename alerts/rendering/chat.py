"""A digest for a chat: blocks of plain text that no service takes for markup."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from alerts.digest import Digest
from alerts.rendering import lines
from alerts.words import Language, word
from base.sinks import chat

AT_ONCE = 10
"""Short lines that make one block."""


def as_chat(digest: Digest, language: Language, zone: ZoneInfo) -> Iterator[str]:
    """Yield the blocks of a digest, the weightiest first; the summary line is the caller's."""
    yield lines.period(digest, zone)
    if digest.simulated:
        yield word("simulated", language)
    if digest.for_analysts:
        yield from _sellers(digest, language, zone)
    changes = [f"{change.site}: {lines.change_line(change, language)}" for change in digest.changes]
    yield from _section(word("changes", language), changes)
    moves = [lines.market_line(move, language) for move in digest.market]
    yield from _section(word("market", language), moves)
    yield from _section(word("baselines", language), [lines.baseline_line(one, language) for one in digest.baselines])
    sites = [lines.family_line(one, language) for one in digest.families]
    sites += [f"{site.site}: {lines.site_line(site, language)}" for site in digest.told_sites]
    yield from _section(word("sites", language), sites)
    if suppressed := lines.suppressed_line(digest, language):
        yield suppressed


def _sellers(digest: Digest, language: Language, zone: ZoneInfo) -> Iterator[str]:
    if not digest.new_sellers:
        yield word("nothing_new", language)
        return
    by_role = [(role, seller) for role, some in lines.by_role(digest, language) for seller in some]
    told_role = ""
    for number, (role, seller) in enumerate(by_role):
        title = chat(lines.seller_title(seller, language), limit=80)
        told = [f"[{word(seller.severity, language)} {seller.score}] {title}"]
        told += [
            f"{line.label}: {chat(line.text, limit=300)}"
            for line in lines.seller_lines(seller, language, zone)
            if line.label != word("evidence", language)
        ]
        heading = [word("new_sellers", language)] if number == 0 else []
        heading += [f"— {role} —"] if role != told_role else []
        told_role = role
        yield "\n".join([*heading, *told])


def _section(title: str, entries: list[str]) -> Iterator[str]:
    for start in range(0, len(entries), AT_ONCE):
        heading = [f"{title}"] if start == 0 else []
        yield "\n".join([*heading, *(f"- {chat(entry, limit=300)}" for entry in entries[start : start + AT_ONCE])])
