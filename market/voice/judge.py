"""The verdict on a text: is it an offer, how sure, and because of what."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Final

from market.handles import HandleScan
from market.lexicon import Hit
from market.model import Offer
from market.text.folding import Folded
from market.voice.features import Features, VoiceGroup, VoiceWords
from market.wordlists import WordsFound

AND: Final = " & "
_HALF: Final = 0.5
_LOWEST, _HIGHEST = 0.01, 0.99
_REASONS: Final = 5
_FIRST: Final = itemgetter(0)
_LEAST: Final = 0.15
"""A weight times its count below this is not worth telling."""
_WANTED: Final = 1.5
"""Log-odds beyond what is learnt: a post that begins with what it wants is no offer (contract, rule 7)."""
_SURE: Final = 12.0
"""Log-odds are cut here: beyond, two decimals do not move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceModel:
    """Plain numbers of a linear model: log-odds that a text is an offer."""

    bias: float = 0.0
    weights: Mapping[str, float]
    """By feature name."""
    pairs: Mapping[str, float]
    """By two feature names with `AND` between them: the weight of their product."""
    grams: Mapping[str, float]
    """By character n-gram of the folded text; a gram counts once."""
    slope: float = 1.0
    """Platt scaling, learnt on texts held out from the training of the weights."""
    offset: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a text offers something, with the probability and what decided."""

    is_offer: bool
    score: Decimal
    reasons: tuple[str, ...]


class Voice:
    """Judges texts with one set of words and one model; pure, free to share."""

    def __init__(self, groups: Sequence[VoiceGroup], model: VoiceModel) -> None:
        self.words = VoiceWords(groups, model.grams)
        self.model = model
        self._partners = _partners(model.pairs)

    def judge(
        self,
        folded: Folded,
        hits: Sequence[Hit],
        offers: Sequence[Offer],
        scan: HandleScan,
        spoken: WordsFound | None = None,
    ) -> Verdict:
        """Return the verdict on a text; *offers* are what its lines would offer if it is one.

        *spoken* are the voices' words in it, where they were looked for already.
        """
        if not offers:
            return Verdict(is_offer=False, score=Decimal("0.01"), reasons=("names nothing that is for sale",))
        features, grams = self.words.read(folded, hits, offers, scan, spoken)
        weighed = self._weighed(features)
        wording = sum(map(self.model.grams.__getitem__, grams))
        odds = self.model.slope * (self.model.bias + sum(weighed.values()) + wording) + self.model.offset
        share = 1 / (1 + math.exp(-max(-_SURE, min(_SURE, odds))))
        score = Decimal(f"{min(max(share, _LOWEST), _HIGHEST):.2f}")
        return Verdict(is_offer=share >= _HALF, score=score, reasons=self._reasons(features, weighed, wording))

    def _weighed(self, features: Features) -> dict[str, float]:
        """Return what each feature adds to the log-odds: its own weight and those of its products with others."""
        weights, partners = self.model.weights, self._partners
        present = {name: value for name, value in features.values.items() if value}
        weighed: dict[str, float] = {}
        for name, value in present.items():
            weight = weights.get(name, 0.0)
            if name in partners:
                weight += sum([by * present[other] for other, by in partners[name] if other in present])
            if weight:
                weighed[name] = weight * value
        if "wanted first" in present:
            weighed["wanted first"] = weighed.get("wanted first", 0.0) - _WANTED
        return weighed

    def _reasons(self, features: Features, weighed: dict[str, float], wording: float) -> tuple[str, ...]:
        """Return what weighed most, strongest first, each with its words and sign."""
        for voice in features.words:
            if (name := f"{voice} in title") in weighed:
                weighed[voice] = weighed.get(voice, 0.0) + weighed.pop(name)
        weighed["wording"] = wording
        ranked = [(-abs(weight), name) for name, weight in weighed.items() if abs(weight) >= _LEAST]
        ranked.sort(key=_FIRST)
        return tuple([self._reason(name, weighed[name], features) for _, name in ranked[:_REASONS]])

    def _reason(self, name: str, weight: float, features: Features) -> str:
        group = self.words.groups.get(name)
        words = ", ".join(features.words.get(name, ())[:4])
        told = f"{group.says} ({words})" if group and words else group.says if group else name
        return f"{'for' if weight > 0 else 'against'} {abs(weight):.1f}: {told}"


def _partners(pairs: Mapping[str, float]) -> dict[str, list[tuple[str, float]]]:
    """Return for each first feature of a pair the second ones, each with the weight of the pair."""
    partners: dict[str, list[tuple[str, float]]] = {}
    for pair, weight in pairs.items():
        first, _, second = pair.partition(AND)
        partners.setdefault(first, []).append((second, weight))
    return partners
