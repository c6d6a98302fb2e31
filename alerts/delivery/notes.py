"""Single alerts as people read them in a chat: a line of what and who, then where, what for, why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.amounts import handle_list, moment, price_range
from alerts.reasons import reason
from alerts.words import Language, rule_word, word
from base.sinks import chat
from market.newness import Severity
from storage.queries.alert_notes import AlertNote, NotedOffer

_ORDER = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def notes_summary(notes: Sequence[AlertNote], language: Language) -> str:
    """Return the first line: how many alerts of which severity."""
    counts = Counter(note.severity for note in notes)
    told = ", ".join(f"{word(severity, language)} {counts[severity]}" for severity in _ORDER if counts[severity])
    one = "alerts_one" if len(notes) == 1 else "alerts_count"
    return f"haoshao · {word(one, language, count=len(notes))} ({told})"


def note_text(note: AlertNote, language: Language, zone: ZoneInfo) -> str:
    """Return one alert in a few lines, every seller text inert."""
    who = note.seller or handle_list(note.handles[:1]) or note.site or ""
    lines = [f"[{word(note.severity, language)}] {rule_word(note.rule, language)}: {chat(who, limit=80)}"]
    contact = handle_list(note.handles)
    place = [part for part in (note.site, contact) if part]
    if place:
        lines.append(chat(" · ".join(place), limit=200))
    if note.example is not None:
        lines.append(_example(note.example, note.offers, language))
    why = "; ".join(reason(said, language) for said in note.reasons)
    lines.append(f"{word('why_told', language)}: {chat(why, limit=300)}")
    lines.append(f"#{note.alert_id} · {moment(note.created_at, zone)} · {note.score.normalize():f}")
    return "\n".join(lines)


def _example(offer: NotedOffer, count: int, language: Language) -> str:
    product = word(offer.kind, language)
    if offer.platform:
        product = f"{offer.platform} {product}"
    price = price_range(offer.price_min, offer.price_max, offer.currency, offer.unit, language)
    more = f" ({word('more', language, count=count - 1)})" if count > 1 else ""
    return f"{chat(offer.title, limit=80)} · {product} {price}{more}"


def capped_text(rule: str, count: int, since: datetime, until: datetime, language: Language, zone: ZoneInfo) -> str:
    """Return how many alerts of a rule were held back by its cap."""
    return word(
        "capped",
        language,
        count=count,
        rule=rule_word(rule, language),
        since=moment(since, zone),
        until=moment(until, zone),
    )
