"""The words of a clause that speak of its goods: not pieces behind a number, presents or surcharges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from market.lexicon import Hit
from market.prices.counting import PIECES
from market.reading.clauses import Clause
from market.reading.document import MESSENGERS

_PHRASE_BREAK: Final = re.compile(r"[,;。]|[.!?](?= )")
SENTENCE_END: Final = re.compile(r"[.!?](?= )|。")
_GIFT: Final = re.compile(r"(?:附送|赠送|附赠|免费送|[附另再还]送|送|赠)[^,、。;|\d]{0,6}$")
"""What comes along as a present is not what is sold."""
_ALONG: Final = frozenset({"tool", "account_service"})
"""Kinds that come along with other goods as a present."""
_REFUSED: Final = re.compile(r" ?(?:类|的)?(?:勿扰|勿加|勿问|不接|不做|不收|别来|别加|免谈|绕道|滚|禁止|一律)")
_EXTRA: Final = re.compile(
    r"(?:的|每个|号)?(?:\+| \+(?= ?\d[\d.]*[元块u¥])| ?[另再]?加(?:收)?) ?"
    r"\d+(?:\.\d+)?(?![\d a-zа-я%]*[a-zа-я])[元块u$]?"
)
"""A surcharge right behind a word: what it names is not part of the offer (实名+8)."""


def _is_gift(hit: Hit, text: str, offset: int) -> bool:
    """Whether a word names what comes along as a present (附送脚本)."""
    return _GIFT.search(text[max(0, hit.start - offset - 8) : hit.start - offset]) is not None


def speaking(clause: Clause) -> Sequence[Hit]:
    """Return the terms of a clause that speak of its goods.

    Left out: words for pieces behind a number (50 scans), and product words behind the price where some
    stand before it.
    """
    figures = clause.figures
    counted = [(figure.start, figure.end) for figure in figures if figure.role is PIECES] if figures else []
    text, offset = clause.line.text, clause.line.start
    hits = clause.hits
    if "送" in text or "赠" in text:
        hits = [
            hit
            for hit in hits
            if (hit.term.kind not in _ALONG and hit.term.cue != "outside") or not _is_gift(hit, text, offset)
        ]
    if "outside" in clause.cues and clause.line.has_han:
        hits = [hit for hit in hits if hit.term.cue != "outside" or not _REFUSED.match(text, hit.end - offset)]
    if counted:
        hits = [hit for hit in hits if not any(start < hit.start and hit.end <= end for start, end in counted)]
    if "+" in text or "加" in text:
        hits = [
            hit
            for hit in hits
            if not (hit.term.attributes and not hit.term.platform and _EXTRA.match(text, hit.end - offset))
        ]
    if clause.anchor is None:
        return hits
    place, end = clause.anchor
    later = clause.start == clause.line.start and [hit for hit in hits if hit.start >= end and hit.term.platform]
    if later and (stop := SENTENCE_END.search(text, end - offset)):
        hits = [hit for hit in hits if hit.start - offset < stop.start() or hit.term.platform not in MESSENGERS]
    if clause.start > clause.line.start and (full := _PHRASE_BREAK.search(text, end - offset)):
        hits = [hit for hit in hits if hit.start - offset < full.start() or not (hit.term.platform or hit.term.kind)]
    if not [hit for hit in hits if hit.start < place and (hit.term.platform or hit.term.kind)]:
        return hits
    return [
        hit for hit in hits if hit.start < place or not (hit.term.platform or (hit.term.kind and not hit.term.weak))
    ]
