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

MOST_MEMBERS = 5
"""Alerts of a group that are told by a line of their own."""
MOST_TITLE = 40
"""Characters of a title by which a reason is seen to name it."""


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


def group_text(notes: Sequence[AlertNote], language: Language, zone: ZoneInfo) -> str:
    """Return alerts of one rule that belong together in one paragraph: how many, what they share, some examples."""
    first = notes[0]
    if len(notes) == 1:
        return note_text(first, language, zone)
    count = word("alerts_count", language, count=len(notes))
    lines = [f"[{word(first.severity, language)}] {rule_word(first.rule, language)}: {count}"]
    sites = sorted({note.site for note in notes if note.site})
    sellers = sorted({_seller(note) for note in notes})
    shared = [sites[0] if len(sites) == 1 else "", sellers[0] if len(sellers) == 1 else ""]
    if any(shared):
        lines.append(chat(" · ".join(part for part in shared if part), limit=200))
    places, people = len(sites) > 1, len(sellers) > 1
    lines += [f"- {_member(note, language, place=places, who=people)}" for note in notes[:MOST_MEMBERS]]
    if len(notes) > MOST_MEMBERS:
        lines.append(word("more", language, count=len(notes) - MOST_MEMBERS))
    lines.append(f"{id_ranges([note.alert_id for note in notes])} · {moment(_last(notes), zone)}")
    return "\n".join(lines)


def _member(note: AlertNote, language: Language, *, place: bool, who: bool) -> str:
    """Return one alert of a group in a line; what all of them share is said above it."""
    said = [(note.site or "") if place else "", _seller(note) if who else "", reason(note.reasons[0], language)]
    shown = [chat(part, limit=100) for part in said if part]
    if note.example is not None and note.example.title[:MOST_TITLE] not in note.reasons[0]:
        shown.append(_example(note.example, note.offers, language))
    return " · ".join(shown)


def _seller(note: AlertNote) -> str:
    return note.seller or handle_list(note.handles[:1])


def _last(notes: Sequence[AlertNote]) -> datetime:
    return max(note.created_at for note in notes)


def id_ranges(ids: Sequence[int]) -> str:
    """Return numbers of alerts as people write them: `#3–5 #9`."""
    told: list[list[int]] = []
    for one in sorted(ids):
        if told and told[-1][-1] == one - 1:
            told[-1].append(one)
        else:
            told.append([one])
    return " ".join(f"#{run[0]}" if len(run) == 1 else f"#{run[0]}–{run[-1]}" for run in told)


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
