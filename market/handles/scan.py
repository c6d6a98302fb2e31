"""Every handle of a text: links and addresses, @names, labelled ids, wallets, and what shares a number."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from market.handles import labelled, no_contacts
from market.handles.found import FoundHandle, HandleScan, RejectedHandle, matches_at, runs, undisguised
from market.handles.links import contact_behind, link_places
from market.handles.numbers import dialled, home_region, type_behind
from market.handles.same import SAME, speaks_of_same, types_named
from market.handles.tokens import CUE, OTHER, Token, find_tokens, label_before
from market.handles.wallets import find_wallets, holds_long_word
from market.model import Handle, HandleType, Span, Subject
from market.text.folding import Folded
from market.wordlists import WordsFound

_NO_HOSTS: Final[Mapping[str, int]] = {}


def find_handles(
    folded: Folded, shared_hosts: Mapping[str, int] = _NO_HOSTS, labels: WordsFound | None = None
) -> HandleScan:
    """Return the contact handles that *folded* states, each once, with the places they take.

    *shared_hosts* names hosts on which many merchants live and how many path
    parts make up one merchant's address. *labels* are those of `tokens.label_words`, where they were looked for
    already.
    """
    tokens = find_tokens(folded.text, labels)
    scan = _Scan(folded=folded, shared_hosts=shared_hosts, taken=bytearray(len(folded.text)), tokens=tokens)
    scan.read_tags()
    scan.read_links()
    scan.read_names()
    scan.read_wallets()
    scan.read_labelled()
    scan.read_plain_numbers()
    scan.read_same_numbers()
    return scan.result()


@dataclass(slots=True, kw_only=True)
class _Scan:
    """One text under way; the steps run in order of certainty and never take a place twice."""

    folded: Folded
    shared_hosts: Mapping[str, int]
    taken: bytearray
    found: list[FoundHandle] = field(default_factory=list)
    label_spans: set[Span] = field(default_factory=set)
    subjects: list[Subject] = field(default_factory=list)
    rejected: list[RejectedHandle] = field(default_factory=list)
    tokens: list[Token]
    known_region: str | None = None

    def take(self, found: FoundHandle) -> None:
        self.found.append(found)
        self.taken[found.start : found.end] = b"\x01" * (found.end - found.start)

    def free(self, start: int, end: int) -> bool:
        return self.taken.find(1, start, end) < 0

    def reject(self, start: int, end: int, reason: str) -> None:
        if len(self.rejected) < _MOST_REJECTED:
            raw = self.folded.span(start, end)
            self.rejected.append(RejectedHandle(text=self.folded.raw[slice(*raw)], span=raw, reason=reason))

    def written(self, start: int, end: int) -> str:
        return undisguised(self.folded.raw[slice(*self.folded.span(start, end))])

    def label_of(self, position: int) -> Token | None:
        """Return the label right before *position*, with only a connector between; no cue counts."""
        index = label_before(self.tokens, position)
        while index >= 0 and self.tokens[index].type == CUE:
            index -= 1
        if index < 0:
            return None
        token = self.tokens[index]
        if position - token.end > _LABEL_REACH or not labelled.connects(self.folded.text, token.end, position):
            return None
        return token

    def read_links(self) -> None:
        text = self.folded.text
        for start, last in link_places(text):
            if self.taken[start] or self.taken[last - 1]:
                continue
            end = last
            while end > start and text[end - 1] in ".,;:!?)*_":
                end -= 1
            if start and text[start - 1] == "@" and "@" not in text[start:end]:
                continue
            contact = contact_behind(text[start:end], self.written(start, end), self.shared_hosts)
            if contact is None:
                self.taken[start:end] = b"\x01" * (end - start) if "/" in text[start:end] else self.taken[start:end]
                continue
            kind, value = self._by_label(contact.type, contact.value, start)
            reason = no_contacts.not_a_site(text, start, end) if kind is HandleType.URL else None
            if reason:
                self.reject(start, end, reason)
                continue
            self.take(FoundHandle(type=kind, value=value, start=start, end=end))

    def _by_label(self, kind: HandleType, value: str, start: int) -> tuple[HandleType, str]:
        """Return the type that a label gives to a mail address: Jabber and Skype ids look like one."""
        if kind not in _LABELLED:
            return kind, value
        label = self.label_of(start)
        if label is not None and (label.type in _LABELLED[kind] or kind is HandleType.EMAIL):
            self.label_spans.add((label.start, label.end))
        if label is not None and label.type in _LABELLED[kind]:
            return HandleType(label.type), value
        if kind is HandleType.URL:
            return kind, value
        host = value.rpartition("@")[2]
        return (HandleType.JABBER, value) if labelled.JABBER_HOST.search(host) else (kind, value)

    def read_names(self) -> None:
        text = self.folded.text
        for match in matches_at("@", labelled.AT_NAME, text) if "@" in text else ():
            start, end = match.span()
            name = match.group(1)
            if not self.free(start, end) or no_contacts.is_code(text, start, end) or name in labelled.STOPWORDS:
                continue
            label = self.label_of(start)
            kind = label.type if label else HandleType.TELEGRAM.value
            if kind == OTHER:
                self.reject(start, end, "a name on a platform that is no contact type")
            elif not label and no_contacts.is_goods_name(text, start, end, cue=self._cue_before(start)):
                self.subjects.append(Subject(type="username", value=name, span=self.folded.span(start, end)))
                self.taken[start:end] = b"\x01" * (end - start)
            else:
                if label:
                    self.label_spans.add((label.start, label.end))
                usable = HandleType(kind) if kind in labelled.AT_TYPES else HandleType.TELEGRAM
                self.take(FoundHandle(type=usable, value=name, start=start, end=end))

    def _cue_before(self, position: int) -> bool:
        index = label_before(self.tokens, position)
        return (
            index >= 0
            and position - self.tokens[index].end <= _CUE_REACH
            and "\n" not in self.folded.text[self.tokens[index].end : position]
        )

    def read_wallets(self) -> None:
        for start, end in find_wallets(self.folded.raw) if holds_long_word(self.folded.text) else ():
            place = self._folded_place(start, end)
            if self.free(*place) and not no_contacts.is_json_value(self.folded.text, place[0]):
                self.take(
                    FoundHandle(type=HandleType.WALLET, value=self.folded.raw[start:end], start=place[0], end=place[1])
                )

    def _folded_place(self, start: int, end: int) -> Span:
        offsets = self.folded.offsets
        return (start, end) if offsets is None else (bisect_left(offsets, start), bisect_left(offsets, end))

    def read_tags(self) -> None:
        """Read Discord's name#1234 and Skype's live:name, which need no label."""
        text = self.folded.text
        for match in labelled.DISCORD_TAG.finditer(text) if "#" in text else ():
            if self.free(*match.span()):
                self.take(
                    FoundHandle(
                        type=HandleType.DISCORD, value=self.written(*match.span()), start=match.start(), end=match.end()
                    )
                )
        for match in labelled.SKYPE_LIVE.finditer(text) if "live:" in text else ():
            if self.free(*match.span()):
                self.take(
                    FoundHandle(
                        type=HandleType.SKYPE, value=self.written(*match.span()), start=match.start(), end=match.end()
                    )
                )

    def read_labelled(self) -> None:
        text = self.folded.text
        for index, token in enumerate(self.tokens):
            if token.type == OTHER or not self.free(token.start, token.end):
                continue
            for claim in labelled.claims(text, self.tokens, index, self.region_of):
                if claim.reason:
                    self.reject(claim.start, claim.end, claim.reason)
                elif self.free(claim.start, claim.end) or claim.shared:
                    value = self.written(claim.start, claim.end) if claim.cased else claim.value
                    self.take(FoundHandle(type=claim.type, value=value, start=claim.start, end=claim.end))
                    self.label_spans.update(claim.labels)

    def region_of(self) -> str:
        """Return where numbers without a country code are dialled from."""
        if self.known_region is None:
            self.known_region = home_region(self.folded.raw)
        return self.known_region

    def read_plain_numbers(self) -> None:
        """Read +numbers without a label: behind a cue, or alone at the end of a text with no other number."""
        text = self.folded.text
        self._read_landlines()
        numbers = [match.start() for match in matches_at("+", _PLUS_NUMBER, text)] if "+" in text else ()
        free = [start for start in numbers if self.free(start, start + 8)]
        for start in free:
            number = dialled(text, start, self.region_of, international=True)
            if number is None or labelled.PRICE_AFTER.match(text, number[1]) or no_contacts.is_json_value(text, start):
                continue
            if kind := type_behind(text, number[1]):
                self.take(FoundHandle(type=kind, value=number[0], start=start, end=number[1]))
                continue
            if self._beside_another(start, number[1]):
                continue
            if self._cue_before(start) or (len(free) == 1 and self._fills_line(start, number[1])):
                self.take(FoundHandle(type=HandleType.PHONE, value=number[0], start=start, end=number[1]))

    def _beside_another(self, start: int, end: int) -> bool:
        """Return whether another +number stands on the line, as in a list of numbers to pick from."""
        return _PLUS_NUMBER.search(" ".join(self._around(start, end))) is not None

    def _read_landlines(self) -> None:
        """Read Chinese landlines written with their area code (010-0000-5521), which nothing else looks like."""
        text = self.folded.text
        for match in _LANDLINE.finditer(text) if "-" in text else ():
            if self.region_of() != "CN":
                return
            number = dialled(text, match.start(), self.region_of, international=False)
            if number is not None and number[1] == match.end() and self.free(*match.span()):
                self.take(FoundHandle(type=HandleType.PHONE, value=number[0], start=match.start(), end=match.end()))

    def _fills_line(self, start: int, end: int) -> bool:
        """Return whether nothing else stands on the line of [start, end)."""
        return not any(part.strip() for part in self._around(start, end))

    def _around(self, start: int, end: int) -> tuple[str, str]:
        text = self.folded.text
        line_end = text.find("\n", end)
        return text[text.rfind("\n", 0, start) + 1 : start], text[end : line_end if line_end >= 0 else None]

    def read_same_numbers(self) -> None:
        """Read the second type of an id that is good for two: qq同号, "same on telegram"."""
        text = self.folded.text
        if not self.found or not speaks_of_same(text):
            return
        known = sorted(self.found, key=lambda found: found.end)
        ends = [found.end for found in known]
        seen = {(found.type, found.value) for found in known}
        for match in SAME.finditer(text):
            place = bisect_right(ends, match.start())
            nearest = self._nearest(known[max(0, place - 1) : place + 1], match.start())
            for kind in types_named(match, nearest.type) if nearest else ():
                value = self._same_value(nearest, kind) if nearest else None
                if value and nearest and (kind, value) not in seen:
                    seen.add((kind, value))
                    self.found.append(FoundHandle(type=kind, value=value, start=nearest.start, end=nearest.end))
                    self.label_spans.add(match.span())

    def _nearest(self, candidates: list[FoundHandle], position: int) -> FoundHandle | None:
        """Return the handle that ends on the same line before *position*, else one right behind it."""
        text = self.folded.text
        for found in candidates:
            before = found.end <= position <= found.end + _SAME_LINE and "\n" not in text[found.end : position]
            if before or position <= found.start <= position + _SAME_REACH:
                return found
        return None

    def _same_value(self, known: FoundHandle, kind: HandleType) -> str | None:
        """Return the normal form that *known* has as another type."""
        if kind in {HandleType.PHONE, HandleType.WHATSAPP}:
            number = dialled(known.value, 0, self.region_of, international=True)
            return number[0] if number else None
        if known.type in {HandleType.PHONE, HandleType.WHATSAPP}:
            return known.value.removeprefix("+86")
        return known.value

    def result(self) -> HandleScan:
        """Return all that was found, each handle once, in order of place."""
        handles: dict[tuple[HandleType, str], Handle] = {}
        for found in sorted(self.found, key=_PLACE) if len(self.found) > 1 else self.found:
            named = (found.type, found.value)
            if named not in handles:
                span = self.folded.span(found.start, found.end)
                handles[named] = Handle(type=found.type, value=found.value, span=span)
        return HandleScan(
            handles=tuple(handles.values()),
            subjects=tuple(self.subjects),
            occupied=tuple(runs(self.taken)),
            labels=tuple(sorted(self.label_spans)),
            rejected=tuple(self.rejected),
        )


_PLACE: Final = attrgetter("start", "type")
_MOST_REJECTED, _LABEL_REACH, _CUE_REACH, _SAME_REACH, _SAME_LINE = 200, 24, 24, 12, 120
_LANDLINE: Final = re.compile(r"0(?<![\d-]0)(?:10|2\d|[3-9]\d{2})-\d{4}-?\d{3,4}(?![\d-])")
_PLUS_NUMBER: Final = re.compile(r"(?<![\w+])\+\d{1,3}[\d ().-]{7,18}\d")
_LABELLED: Final = {HandleType.EMAIL: {"jabber", "skype"}, HandleType.URL: {"skype", "discord", "line"}}
