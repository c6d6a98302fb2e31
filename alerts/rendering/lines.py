"""What every layout of a digest says of a seller, a change and a site, as plain strings yet to be escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from alerts.amounts import handle_list, moment, price_range
from alerts.digest import Digest
from alerts.price_words import money, percent, price_word, series_name
from alerts.reasons import reason
from alerts.words import Language, word
from market.sellers.roles import role_word
from storage.family_issues import FamilyIssue
from storage.queries.digest import BaselineSite, Change, NewSeller, PriceSpan, SiteHealth
from storage.queries.market import MarketMove


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One labelled line about a seller."""

    label: str
    text: str
    url: str | None = None


def summary(digest: Digest, language: Language) -> str:
    """Return the first line: how many sellers are new, what changed most, how many sites were healthy."""
    parts: list[str] = []
    if digest.for_analysts:
        new = len(digest.new_sellers) + digest.suppressed.get("seller_new", 0)
        parts.append(_counted("summary_new", new, language))
    if digest.baselines:
        parts.append(_counted("summary_baseline", len(digest.baselines), language))
    counts = Counter(change.kind for change in digest.changes)
    parts += [_counted(f"summary_{kind}", count, language) for kind, count in counts.items()]
    if digest.market:
        parts.append(_counted("summary_price_level", len(digest.market), language))
    parts.append(word("summary_sites", language, healthy=digest.healthy_sites, all=len(digest.sites)))
    return " · ".join(parts)


def period(digest: Digest, zone: ZoneInfo) -> str:
    """Return the stretch of time with its zone."""
    return f"{moment(digest.since, zone)} – {moment(digest.until, zone)} ({zone.key})"


def by_role(digest: Digest, language: Language) -> list[tuple[str, list[NewSeller]]]:
    """Return the new sellers by the part they play in the chain, each with its heading; the gravest part first."""
    groups: dict[str, list[NewSeller]] = {}
    for seller in digest.new_sellers:
        groups.setdefault(seller.roles[0] if seller.roles else "", []).append(seller)
    return [
        (f"{role_word(role, language) if role else word('no_role', language)} ({len(some)})", some)
        for role, some in groups.items()
    ]


def seller_title(seller: NewSeller, language: Language) -> str:
    """Return the name a seller goes by."""
    if seller.name:
        return seller.name
    return handle_list(seller.handles[:1]) or word("unnamed", language)


def seller_lines(seller: NewSeller, language: Language, zone: ZoneInfo) -> Iterator[Line]:
    """Yield what a digest says of one new seller."""
    yield Line(label=word("where", language), text=", ".join(seller.sites))
    yield Line(label=word("contact", language), text=handle_list(seller.handles) or word("no_handle", language))
    yield Line(label=word("sells", language), text="; ".join(_sold(seller, language)))
    yield Line(label=word("first_seen", language), text=moment(seller.first_seen_at, zone))
    if seller.example:
        yield Line(label=word("example", language), text=seller.example.excerpt, url=seller.example.url)
        proof = seller.example.evidence
        yield Line(label=word("evidence", language), text=f"sha256:{proof.snapshot[:16]}… {proof.warc} @{proof.offset}")
    yield Line(label=word("why", language), text="; ".join(reason(why, language) for why in seller.why))


def change_line(change: Change, language: Language) -> str:
    """Return one change: what happened to which offer, before and after."""
    moved = " → ".join(value for value in (change.before, change.after) if value and value != change.site)
    told = f"{word(change.kind, language)}: {change.title}" if change.title else word(change.kind, language)
    return f"{told} ({moved})" if moved else told


def market_line(move: MarketMove, language: Language) -> str:
    """Return one level that moved: which series, how far, from what to what."""
    one = move.series
    unit = None if one.unit is None else one.unit.value
    name = series_name(one.kind, one.platform, one.attributes, one.country, unit, language)
    sides = " → ".join(f"¥{money(side)}" for side in (move.before, move.after) if side is not None)
    sellers = f"{move.n_sellers} {price_word('sellers', language)}"
    return f"{name}: {percent(move.change)} ({sides}; {move.since}; {sellers})"


def baseline_line(site: BaselineSite, language: Language) -> str:
    """Return the one line that a first full look at a site earns."""
    return word(
        "baseline_line", language, site=site.site, sellers=site.sellers, listings=site.listings, offers=site.offers
    )


def site_line(site: SiteHealth, language: Language) -> str:
    """Return how the last run of a site went, with its cause where it was not healthy."""
    told = word(site.health or "–", language)
    return f"{told} ({site.cause})" if site.cause and site.health != "healthy" else told


def family_line(issue: FamilyIssue, language: Language) -> str:
    """Return in what the software of several sites breaks, at which of them, and a page that shows it."""
    sites, more = issue.sites[:6], len(issue.sites) - 6
    named = ", ".join(sites) + (f" +{more}" if more > 0 else "")
    said = word("family_broken", language, family=issue.family, field=issue.field, count=len(issue.sites), sites=named)
    return f"{said}  {issue.url}" if issue.url else said


def suppressed_line(digest: Digest, language: Language) -> str | None:
    """Return what happened and is not listed, counted by kind; None where everything is."""
    if not digest.suppressed:
        return None
    counted = ", ".join(f"{word(kind, language)} {count}" for kind, count in sorted(digest.suppressed.items()))
    return f"{word('suppressed', language)}: {counted}"


def _sold(seller: NewSeller, language: Language) -> Iterator[str]:
    for price in seller.prices[:6]:
        yield f"{_product(price, language)} {price_range(price.min, price.max, price.currency, price.unit, language)}"
    if len(seller.prices) > 6:  # noqa: PLR2004 - as many as fit a glance
        yield word("more", language, count=len(seller.prices) - 6)
    if seller.stock is not None:
        yield word("stock", language, stock=seller.stock)


def _product(price: PriceSpan, language: Language) -> str:
    kind = word(price.kind, language)
    return f"{price.platform} {kind}" if price.platform else kind


def _counted(key: str, count: int, language: Language) -> str:
    return word(f"{key}_one" if count == 1 else key, language, count=count)
