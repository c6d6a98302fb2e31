"""A digest for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from alerts.digest import Digest
from alerts.rendering import lines
from alerts.words import Language, word
from base.sinks import terminal

_WIDTH = 160


def as_text(digest: Digest, language: Language, zone: ZoneInfo) -> str:
    """Return the digest as plain text, at most 160 characters a line, every seller text inert."""
    return "\n".join(_laid_out(digest, language, zone)) + "\n"


def _laid_out(digest: Digest, language: Language, zone: ZoneInfo) -> Iterator[str]:
    yield f"{word('digest', language)}  {lines.period(digest, zone)}"
    yield lines.summary(digest, language)
    if digest.simulated:
        yield word("simulated", language)
    yield from _sellers(digest, language, zone)
    if digest.baselines:
        yield from ("", word("baselines", language))
        yield from (f"  {terminal(lines.baseline_line(site, language), limit=_WIDTH)}" for site in digest.baselines)
    if digest.changes:
        yield from ("", word("changes", language))
        width = max(len(change.site) for change in digest.changes)
        for change in digest.changes:
            yield f"  {change.site:<{width}}  {terminal(lines.change_line(change, language), limit=_WIDTH - width)}"
    if digest.market:
        yield from ("", word("market", language))
        yield from (f"  {terminal(lines.market_line(move, language), limit=_WIDTH)}" for move in digest.market)
    if digest.sites:
        yield from ("", word("sites", language))
        yield from (f"  {terminal(lines.family_line(one, language), limit=_WIDTH)}" for one in digest.families)
        width = max(len(site.site) for site in digest.sites)
        for site in digest.shown_sites:
            yield f"  {site.site:<{width}}  {terminal(lines.site_line(site, language), limit=_WIDTH - width)}"
    if suppressed := lines.suppressed_line(digest, language):
        yield from ("", suppressed)


def _sellers(digest: Digest, language: Language, zone: ZoneInfo) -> Iterator[str]:
    yield ""
    if not digest.new_sellers:
        yield word("nothing_new", language)
        return
    yield word("new_sellers", language)
    groups = lines.by_role(digest, language)
    headings = {some[0].dedup_key: heading for heading, some in groups}
    for number, seller in enumerate((seller for _, some in groups for seller in some), start=1):
        if seller.dedup_key in headings:
            yield f"  {headings[seller.dedup_key]}"
        severity = word(seller.severity, language)
        yield f"{number:>3}. {terminal(lines.seller_title(seller, language), limit=80)}  [{severity} {seller.score}]"
        told = list(lines.seller_lines(seller, language, zone))
        width = max(_cells(line.label) for line in told)
        for line in told:
            pad = " " * (width - _cells(line.label))
            where = f"  {terminal(line.url, limit=100)}" if line.url else ""
            yield f"     {line.label}{pad}  {terminal(line.text, limit=_WIDTH)}{where}"


def _cells(text: str) -> int:
    """Return the terminal cells that *text* takes: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)  # noqa: PLR2004 - where wide scripts begin
