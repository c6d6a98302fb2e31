"""What a text shows of its speaker: counts of words by voice, and the shape of what it offers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import ahocorasick_rs

from market.handles import HandleScan
from market.lexicon import Hit
from market.linear import linear
from market.model import Offer
from market.text.folding import Folded, fold
from market.voice.shape import LONG, MOST, bareness_of, layout_of, shape_of, trade_of
from market.wordlists import WordLists, WordsFound

_GRAMMAR = "grammar"
"""The voice that is measured by density: adverts do without articles, conjunctions and past tenses."""
_PER = 60
"""Characters of text to which one grammar word counts as 1."""
_SHOP_PROSE = 0.4
"""How much whole sentences still speak against a text whose speaker can be reached or calls himself a shop."""
_SELL_VERBS: Final = linear(r"продам|продаю|\bselling|\bwts\b|for sale|出售|供应|\bvendo\b|satilik|\bjual\b|\[h\]")
"""A post that wants one thing and sells another says so."""
_ASKED_FOR: Final = re.compile(r"(?:any(?:one|body)|who|who is|who's|if you are|if you're|people) selling")
"""Somebody else sells."""
_WANTED_FIRST: Final = re.compile(
    r"(?:[\W_]|老板|本人|个人|长期|大量|高价|急|诚|诚信|专业|现金|日){0,6}"
    r"(?:【?需求|求购|求收|求|收购|(?<=长期)要|(?<=大量)要|(?<=急)要|收)(?!推(?!特))[^带码信短件款费到据藏纳益摊验录货银尾获集听视藏割发看盘支取]"
    r"|[\W_]{0,4}(?:wtb\b|want(?:ed)?\b|looking (?:to buy|for)|buying\b|in search|iso\b|"
    r"need(?:ed)? (?:about |some |around |\d)|anyone (?:selling|sells)|who (?:sells|has|is selling)|"
    r"куплю|скупаю|скуплю|выкуплю|ищу|нужн[аоы]?\b|возьму|приму|где купить|compro|busco|procuro|cari\b|"
    r"cần mua|alınır|suche|cherche|kupię)"
)
"""How a post begins that wants to buy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceGroup:
    """Words of one voice."""

    name: str
    side: str
    """`for` or `against` an offer: the sign that its weight must have."""
    says: str
    """What a text with them does, for the reasons of a verdict."""
    words: tuple[str, ...]
    """`word*` takes any ending; a word of letters otherwise stands alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What was counted in one text."""

    values: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]
    """By voice, the words that counted."""


class VoiceWords:
    """All voices' words, and the model's character n-grams."""

    def __init__(self, groups: Sequence[VoiceGroup], grams: Iterable[str] = ()) -> None:
        self.groups = {group.name: group for group in groups}
        texts: dict[tuple[str, str], bool] = {}
        for group in groups:
            for word in group.words:
                plain = fold(word.rstrip("*")).text.lower()
                texts[plain if word[0] == " " or word[-1] == " " else plain.strip(), group.name] = word.endswith("*")
        self._entries = [
            (text, voice, text[0] in _LETTERS, not open_ and (text[-1] in _LETTERS or text[-1].isdigit()))
            for (text, voice), open_ in texts.items()
            if text
        ]
        """Text, its voice, whether letters may not run on before it and behind it."""
        self.forms: Sequence[str] = [entry[0] for entry in self._entries]
        """All words, folded."""
        self._grams = ahocorasick_rs.AhoCorasick(list(grams), store_patterns=True)

    @cached_property
    def _lists(self) -> WordLists:
        return WordLists(self.forms)

    def count(
        self, text: str, covered: Sequence[int], spoken: WordsFound | None = None
    ) -> tuple[dict[str, dict[str, int]], int]:
        """Return, by voice, each word of a folded text with its first place; how often grammar words occur.

        A word inside a longer product word says nothing (他 in 他趣, 风控 in 抗风控): *covered* are the lengths
        of product words by place.
        *spoken* are those of `forms`, where they were looked for already.
        """
        first, places = spoken or self._lists.find(text)[0]
        voices: dict[str, dict[str, int]] = {}
        grammar = 0
        entries = self._entries
        length = len(text)
        letters = _LETTERS
        if (stop := padding_of(text)) < length:
            places = [place for place in places if place[1] < stop]
        for number, start, end in places:
            word, voice, begins, ends = entries[number - first]
            if (
                covered[start] > end - start
                or (begins and start and text[start - 1] in letters)
                or (
                    ends
                    and end < length
                    and (text[end] in letters or (text[end].isdigit() and text[end - 1].isdigit()))
                )
            ):
                continue
            if voice == _GRAMMAR:
                grammar += 1
            else:
                voices.setdefault(voice, {}).setdefault(word, start)
        return voices, grammar

    def grams_in(self, text: str) -> list[str]:
        """Return the model's n-grams that a folded text holds, each once, in order."""
        return list(dict.fromkeys(self._grams.find_matches_as_strings(text[: padding_of(text)], overlapping=True)))

    def read(
        self,
        folded: Folded,
        hits: Sequence[Hit],
        offers: Sequence[Offer],
        scan: HandleScan,
        spoken: WordsFound | None = None,
    ) -> tuple[Features, list[str]]:
        """Return the features of a text and the model's n-grams in it; *spoken* as for `count`."""
        hits = _without_labels(hits, scan, len(folded.text))
        covered = _product_lengths(hits, len(folded.text))
        voices, grammar = self.count(folded.text, covered, spoken)
        title_end = folded.text.find("\n")
        values: dict[str, float] = {}
        per = max(1.0, len(folded.text) / LONG)
        for voice, words in voices.items():
            values[voice] = min(len(words) / per, MOST)
            if min(words.values()) < title_end:
                values[f"{voice} in title"] = 1.0
        values[_GRAMMAR] = min(grammar / (len(folded.text) + 40) * _PER, MOST)
        values.update(shape_of(folded.text, title_end))
        values["title names goods"] = float(bool([hit for hit in hits if hit.end <= title_end and hit.term.kind]))
        values["product words"] = min((len(covered) - covered.count(0)) / (len(covered) + 30) * 4, 2.0)
        values.update(trade_of(hits, offers, scan))
        values.update(layout_of(folded.text, title_end, offers))
        values.update(bareness_of(folded.text, offers, scan))
        if _WANTED_FIRST.match(folded.text.lstrip()):
            values["wanted first"] = 1.0
            values.setdefault("wants", 1.0)
        if values["messenger"] or len(voices.get("own_shop", ())) > 1:
            values[_GRAMMAR] *= _SHOP_PROSE
            values["prose"] *= _SHOP_PROSE
        if "outside" in values and (values["kinds"] or values["stocked"]):
            values["outside"] /= 1.0 + values["priced"]
        if "wants" in values and "stored value" in values:
            for name in ("wants", "wants in title", "wanted first"):
                values.pop(name, None)
        elif "wants" in values and _SELL_VERBS.search(_ASKED_FOR.sub("", folded.text)):
            values["wants"] /= 2
            values.pop("wants in title", None)
            values.pop("wanted first", None)
        said = {voice: tuple(words) for voice, words in voices.items()}
        return Features(values=values, words=said), self.grams_in(folded.text)


_PADDING: Final = re.compile(
    r"[【\[](?:今日|资讯|新闻|生活|天气|热点|快讯|时事|百科|小知识|小贴士|头条|社会|财经|体育|娱乐|要闻)[^】\]\n]{0,6}[】\]]"
)


def padding_of(text: str) -> int:
    """Return where news or weather begin that pad an advert (【今日资讯】…); the length where none do."""
    found = _PADDING.search(text) if "【" in text else None
    return found.start() if found else len(text)


def _without_labels(hits: Sequence[Hit], scan: HandleScan, length: int) -> Sequence[Hit]:
    """Return terms without those that only introduce a contact (加微信 abc) or stand inside one."""
    if not scan.occupied:
        return hits
    taken = bytearray(length)
    for start, end in (*scan.occupied, *scan.labels):
        taken[start:end] = b"\x01" * (end - start)
    return [hit for hit in hits if not taken[hit.start] and not taken[hit.end - 1]]


def _product_lengths(hits: Sequence[Hit], length: int) -> list[int]:
    """Return for each place of a text the length of the product word that covers it, else 0."""
    lengths = [0] * length
    for hit in hits:
        term = hit.term
        if term.describes and (term.kind or term.platform or term.attributes):
            lengths[hit.start : hit.end] = [hit.end - hit.start] * (hit.end - hit.start)
    return lengths


_LETTERS: Final = frozenset(map(chr, (*range(ord("a"), ord("z") + 1), *range(0xC0, 0x2000))))
"""Letters that go on a word: they may not stand beside a word of a voice."""
