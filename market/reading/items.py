"""Items: what each clause says of one thing for sale, before its surroundings are added."""

from __future__ import annotations

import re
from typing import Final

from market.lexicon import Hit
from market.model import Rate, Unit
from market.prices import words_data as words
from market.prices.counting import PERIOD, PIECES
from market.prices.figures import Figure
from market.prices.numbers import han_value
from market.quick import quick_dataclass
from market.reading.claims import Claims, read_claims
from market.reading.clauses import Clause
from market.reading.packs import ONE_PIECE, PER_PACK, Quantity, is_beside, nearest, read_quantity
from market.reading.quantities import Amounts, read_amounts
from market.reading.speaking import SENTENCE_END, speaking
from market.reading.units import Asked, term_of

_ENUMERATION: Final = re.compile(
    r"(?:卡(?=[、/,和]))?[ /、,和及与&+|·]{0,3}(?:and|и|or|или|y|e|ve|dan|以及)?[ /、,]{0,2}"
)
_MARK: Final = re.compile(r" ?[\u2600-\u27bf\u3297\u3299\U0001f000-\U0001faff]+ ?")
"""A picture before each entry of an enumeration."""
_PART_END: Final = re.compile(r"[.!?;](?= )|[。:]")
_FEW_HAN, _FEW_LETTERS = 2, 5
"""Fewer unknown letters are a unit or a connector."""
_BY_BLANKS: Final = 3
"""So many platforms side by side are a list even with blanks only between them."""
_ONE_OFFER: Final = frozenset({"tool", "identity_data"})


@quick_dataclass(frozen=True, slots=True)
class Item:
    """What one clause says."""

    clause: Clause
    claims: Claims
    amounts: Amounts
    asked: Asked | None = None
    rate: Rate | None = None
    quantity: Quantity = ONE_PIECE
    term: tuple[Unit, int | None] | None = None
    """Rental or licence term beside the price."""

    @property
    def has_words(self) -> bool:
        """Whether words that the lexicon does not know stand before the price: a grade or name of its own."""
        clause = self.clause
        end = clause.anchor[0] if clause.anchor else clause.end
        known = [(hit.start, hit.end) for hit in clause.hits]
        known += [(figure.start, _end_of_pack(figure, clause)) for figure in clause.figures]
        text, offset = clause.line.text, clause.line.start
        unknown = [
            char
            for at in range(clause.start, end)
            if (char := text[at - offset]).isalpha() and not any(low <= at < high for low, high in known)
        ]
        han = sum("\u3400" <= char <= "\u9fff" for char in unknown)
        return han >= _FEW_HAN or len(unknown) - han >= _FEW_LETTERS or 0 < han < len(unknown)

    @property
    def is_plain(self) -> bool:
        """Whether the clause gives a price, and perhaps a quantity or term, but describes nothing."""
        return not self.claims.describes and not self.claims.outside


def _end_of_pack(figure: Figure, clause: Clause) -> int:
    """Return where the words end that make a count the size of a pack (三十个一捆)."""
    found = PER_PACK.match(clause.line.text, figure.end - clause.line.start) if figure.role is PIECES else None
    return clause.line.start + found.end() if found else figure.end


def read_item(clause: Clause, pack_size: int | None = None, known: Claims | None = None) -> Item:
    """Return what a clause says.

    *pack_size* is the number of pieces in the text's own box or pack; *known* is what the whole line claims.
    """
    text, offset = clause.text, clause.start
    amounts = read_amounts(text, offset, clause.hits, clause.figures, clause.cues)
    quantity = read_quantity(clause, pack_size)
    used = quantity.figure
    if used is not None and used is amounts.minimum_figure and quantity.tier is not None:
        amounts = Amounts(stock=amounts.stock, stock_figure=amounts.stock_figure)
    if clause.line.lists_stock and used is not None and quantity.pack and used.role is PIECES and used.word != "组":
        amounts = Amounts(stock=quantity.pack, minimum=amounts.minimum, stock_figure=used)
    if used is not None and used is amounts.stock_figure:
        quantity = ONE_PIECE
    hits = speaking(clause)
    if known is None or used is not None or len(hits) != len(clause.line.hits):
        figures = [figure for figure in clause.figures if figure is not used]
        known = read_claims(text, offset, hits, figures, hands_over=clause.line.hands_over)
    return Item(clause, known, amounts, clause.asked, clause.rate, quantity, _term(clause))


SPELT_TERM: Final = re.compile(
    r"(?<!within )(?<!in )\b(?:a|one|per|за|в|на|por|al|a la|cada) ?"
    r"(?:whole |full |calendar |single |целый |полный )?(hour|day|week|month|quarter|year|квартал|час|"
    r"сутки|день|неделю|месяц|год|mes|"
    r"semana|dia|hora)\b"
)
_TERM_BEFORE: Final = re.compile(
    r"(?<!opening)(?<!launch)(?<!first)(?:^|[ ,;/|(·])(?P<word>hour|day|week|month|quarter|year|час|сутки|день|"
    r"неделя|месяц|квартал|год|周|月|天|日|年|季)[ :=—-]{1,4}$|"
    r"[按每包一](?P<han>[天日周月年季])[ :=—-]{0,4}$"
)


_HALF_YEAR: Final = re.compile(r"(?:half a year|полгода|半年)[ :=-]{0,4}$")
PERIOD_WORD: Final = re.compile(
    "hour|day|week|month|quarter|year|час|сутки|день|недел|месяц|квартал|год|mes|semana|dia|hora|周|月|天|日|年|季"
)
"""What `SPELT_TERM` and `_TERM_BEFORE` look for; found quickly."""


def _term(clause: Clause) -> tuple[Unit, int | None] | None:
    """Return the rental or licence term that the clause names beside its price."""
    if clause.asked is None:
        return None
    if clause.line.has_han and (card := _term_card(clause, clause.asked)):
        return card
    if clause.cues and term_of(clause.cues) and (said := term_of(_cues_of_the_sentence(clause))):
        return said
    if clause.figures and (periods := [one for one in clause.figures if one.role is PERIOD and not one.is_range]):
        for figure in nearest(periods, clause.asked):
            if is_beside(figure, clause.asked, clause) and not _ends_between(figure, clause):
                return period_unit(figure.word, int(figure.low))
    if not PERIOD_WORD.search(clause.line.text, clause.start - clause.line.start, clause.end - clause.line.start):
        return None
    return _spelt_term(clause, clause.asked)


_TERM_CARD: Final = re.compile(
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十双]{1,3}) ?个?(?P<word>小时|[时天日周月季年])"
    r"(?:体验|试用|授权|会员|激活|测试)?卡[ :=-]{0,4}$"
)


def _term_card(clause: Clause, asked: Asked) -> tuple[Unit, int | None] | None:
    """Return the term of a licence whose card counts its days (三日卡 6, 15天试用卡 19)."""
    before = clause.line.text[max(0, asked.start - clause.line.start - _CARD_REACH) : asked.start - clause.line.start]
    found = _TERM_CARD.search(before) if "卡" in before else None
    if found is None:
        return None
    count = int(found["n"]) if found["n"].isdecimal() else int(han_value(found["n"].replace("双", "两")))
    word = found["word"]
    return (Unit.MONTH, 3 * count) if word == "季" else period_unit(words.PERIODS[word], count)


_CARD_REACH: Final = 14


_QUARTERS: Final = frozenset({"季", "quarter", "квартал"})


def _spelt_term(clause: Clause, asked: Asked) -> tuple[Unit, int | None] | None:
    before = clause.line.text[clause.start - clause.line.start : asked.start - clause.line.start]
    phrase = before[max([part.end() for part in SENTENCE_END.finditer(before)], default=0) :]
    behind = clause.line.text[asked.start - clause.line.start : clause.end - clause.line.start]
    ended = SENTENCE_END.search(behind)
    behind = behind[: ended.start()] if ended else behind
    found = SPELT_TERM.search(phrase) or SPELT_TERM.search(behind) or _TERM_BEFORE.search(before)
    if found is None:
        return None
    word = str(found[1] or found["han"])
    if months := 6 if _HALF_YEAR.search(phrase) else 3 if word in _QUARTERS else 0:
        return Unit.MONTH, months
    return Unit(words.PERIODS[word]), None


def _cues_of_the_sentence(clause: Clause) -> set[str]:
    """Return the cues of a clause without those of a sentence that ends before the price (for a year. 1 450 €)."""
    price = clause.asked.start if clause.asked else clause.end
    head = clause.line.text[clause.start - clause.line.start : price - clause.line.start]
    first = clause.start + max((end.end() for end in SENTENCE_END.finditer(head)), default=0)
    return {hit.term.cue for hit in clause.hits if hit.term.cue and hit.start >= first}


def _ends_between(figure: Figure, clause: Clause) -> bool:
    """Whether a sentence ends between a figure and the price behind it."""
    end = clause.asked.start if clause.asked else figure.end
    gap = clause.line.text[figure.end - clause.line.start : end - clause.line.start]
    return bool(_FULL_STOP.match(gap))


_FULL_STOP: Final = re.compile(r"[.!?。] (?!\.)")
_WEEK_DAYS, _MONTH_DAYS, _YEAR_DAYS = 7, 30, 365


def period_unit(word: str, count: int) -> tuple[Unit, int | None] | None:
    """Return the unit of a period: 7 days are a week, 30 a month; n of a unit is that unit with size n."""
    if count <= 0:
        return None
    if word == "day" and count in {_WEEK_DAYS, _MONTH_DAYS, _YEAR_DAYS}:
        return {_WEEK_DAYS: Unit.WEEK, _MONTH_DAYS: Unit.MONTH, _YEAR_DAYS: Unit.YEAR}[count], None
    return Unit(word), count if count > 1 else None


def enumerated(clause: Clause, kind: str | None) -> list[str | None]:
    """Return the platforms that a clause offers side by side; only the first where they are no list.

    Cards may be listed by kind alone (点券), which has no issuer.
    """
    products = _products(clause, kind)
    blanks = len(products) >= _BY_BLANKS
    listed: list[str | None] = []
    end = -1
    for hit in products:
        platform = hit.term.platform
        gap = clause.line.text[end - clause.line.start : hit.start - clause.line.start] if listed else ""
        if listed and platform is not None and platform in listed:
            end = max(end, hit.end)
            continue
        if listed and not ((gap.strip() or (blanks and gap)) and (_ENUMERATION.fullmatch(gap) or _MARK.fullmatch(gap))):
            break
        listed.append(platform)
        end = _end_with_words(clause, hit.end)
    if len(listed) > 1 and kind in _ONE_OFFER:
        return [None]
    return listed


def _end_with_words(clause: Clause, end: int) -> int:
    """Return where the words end that stand right behind a platform and belong to it (推特白号 / 脸书白号)."""
    for hit in clause.hits:
        if hit.start == end and (hit.term.attributes or hit.term.kind) and not hit.term.platform:
            end = hit.end
    return end


def _products(clause: Clause, kind: str | None) -> list[Hit]:
    """Return the words that name platforms, those of the last sentence before the price where it names some."""
    products = [hit for hit in clause.hits if hit.term.platform and not hit.term.weak]
    products = without_delivery(products or [hit for hit in clause.hits if hit.term.platform], clause)
    if kind == "stored_value" and products:
        listed = [
            hit for hit in clause.hits if hit.term.kind == kind and not hit.term.platform and _is_listed(hit, clause)
        ]
        products = sorted((*products, *listed), key=lambda hit: hit.start)
    if clause.anchor is None or len(products) < 2:  # noqa: PLR2004 - nothing to choose from
        return products
    ends = [clause.start + found.end() for found in _PART_END.finditer(clause.text)]
    for end in reversed(ends):
        if end <= clause.anchor[0] and (last := [hit for hit in products if end <= hit.start < clause.anchor[0]]):
            return last
    before = [hit for hit in products if hit.start < clause.anchor[0]]
    named = {hit.term.platform for hit in before[:-1]}
    if len(named) > 1 and before[-1].term.platform in named:
        return before[-1:]
    return products


def _is_listed(hit: Hit, clause: Clause) -> bool:
    """Whether a word stands between the signs of an enumeration (Q币、点券、骏网)."""
    text, offset = clause.line.text, clause.line.start
    return text[max(0, hit.start - offset - 1) : hit.start - offset] in {"、", "/"} or text[
        hit.end - offset : hit.end - offset + 1
    ] in {"、", "/"}


_DELIVERY: Final = re.compile(
    r"[【\[(][^】\])\n]{0,30}(?:给|交付|送|发货|登录|登陆|随号|delivery|附赠|网盘发|发网盘|网盘)[^】\])\n]{0,10}[】\])]"
)


def without_delivery(products: list[Hit], clause: Clause) -> list[Hit]:
    """Return platform words without those in brackets that say how goods are handed over (【微软邮箱交付】)."""
    if len(products) < 2:  # noqa: PLR2004 - the only one is the product
        return products
    brackets = [(clause.start + found.start(), clause.start + found.end()) for found in _DELIVERY.finditer(clause.text)]
    kept = [hit for hit in products if not any(start <= hit.start < end for start, end in brackets)]
    return kept or products


def is_bundle(clause: Clause) -> bool:
    """Whether the clause sells several platforms together."""
    platforms = {hit.term.platform for hit in clause.hits if hit.term.platform}
    if "bundle" in clause.cues:
        return len(platforms) != 1
    return "whole_lot" in clause.cues and len(platforms) > 1


def sells_several(clause: Clause) -> bool:
    """Whether a clause sells the platforms that its line names together (2.2 / 1.3, bundle of both 3.2)."""
    named = {hit.term.platform for hit in clause.line.hits if hit.term.platform}
    return "bundle" in clause.cues and len(named) > 1


def named_before_price(clause: Clause) -> bool:
    """Whether a clause names a platform before its price; behind it stand ways to pay (both for 3.7. no paypal)."""
    place = clause.anchor[0] if clause.anchor else clause.end
    return any(hit.term.platform and hit.start < place for hit in clause.hits)
