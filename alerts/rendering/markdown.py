"""A digest as Markdown that any chat service or wiki can show; seller text stays inert."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from alerts.digest import Digest
from alerts.rendering import lines
from alerts.words import Language, word
from base.sinks import markdown
from storage.queries.digest import NewSeller


def as_markdown(digest: Digest, language: Language, zone: ZoneInfo) -> str:
    """Return the digest as Markdown."""
    return "\n".join(_laid_out(digest, language, zone)) + "\n"


def _laid_out(digest: Digest, language: Language, zone: ZoneInfo) -> Iterator[str]:
    yield f"# {word('digest', language)} {lines.period(digest, zone)}"
    yield from ("", f"**{lines.summary(digest, language)}**")
    if digest.simulated:
        yield from ("", f"*{word('simulated', language)}*")
    yield from ("", f"## {word('new_sellers', language)}", "")
    if not digest.new_sellers:
        yield word("nothing_new", language)
    for role, sellers in lines.by_role(digest, language):
        yield from (f"**{markdown(role)}**", "")
        for seller in sellers:
            yield from _seller(seller, language, zone)
    yield from _section(word("baselines", language), [lines.baseline_line(site, language) for site in digest.baselines])
    yield from _section(
        word("changes", language),
        [f"{change.site}: {lines.change_line(change, language)}" for change in digest.changes],
    )
    yield from _section(word("market", language), [lines.market_line(move, language) for move in digest.market])
    sites = [lines.family_line(one, language) for one in digest.families]
    sites += [f"{site.site}: {lines.site_line(site, language)}" for site in digest.shown_sites]
    yield from _section(word("sites", language), sites)
    if suppressed := lines.suppressed_line(digest, language):
        yield from ("", suppressed)


def _seller(seller: NewSeller, language: Language, zone: ZoneInfo) -> Iterator[str]:
    severity = word(seller.severity, language)
    yield f"### {markdown(lines.seller_title(seller, language), limit=80)} ({severity} {seller.score})"
    yield ""
    for line in lines.seller_lines(seller, language, zone):
        where = f" {markdown(line.url)}" if line.url else ""
        yield f"- {line.label}: {markdown(line.text, limit=300)}{where}"
    yield ""


def _section(title: str, entries: list[str]) -> Iterator[str]:
    if entries:
        yield from ("", f"## {title}", "")
        yield from (f"- {markdown(entry, limit=300)}" for entry in entries)
