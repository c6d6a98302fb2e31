"""Items: what each clause says of one thing for sale, before its surroundings are added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from market.lexicon import Hit
from market.model import Rate, Unit
from market.prices import words_data as words
from market.prices.figures import Figure, Role
from market.reading.claims import Claims, read_claims
from market.reading.clauses import Clause
from market.reading.pricing import Asked, term_of
from market.reading.quantities import Amounts, read_amounts

_LOWER_BEFORE: Final = re.compile(
    r"(?:over|from|above|more than|>=?|≥|от|满|超过|свыше|при заказе|ab|desde|dari|từ|tu|拿|买|>)[ :]?$"
)
_LOWER_AFTER: Final = re.compile(r" ?(?:\+|up\b|and up|以上|起|or more|и более|及以上|and more|\>)")
_ENUMERATION: Final = re.compile(r"[ /、,和及与&+|·]{0,3}(?:and|и|or|или|y|e|ve|dan|以及)?[ /、,]{0,2}")
_BUNDLE: Final = re.compile(r"bundle|组合|打包|套装|combo|вместе|комплект из|全家桶|both|both of|paket")
_ONE_UNIT: Final = re.compile(r"for (?:one|1)\b|за (?:1|одну|один)\b|一[个只张条套]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What one clause says."""

    clause: Clause
    claims: Claims
    amounts: Amounts
    asked: Asked | None
    rate: Rate | None = None
    tier: int | None = None
    """Lower bound of the quantity that the price holds for."""
    pack: int | None = None
    """Pieces that the price is for together."""
    term: tuple[Unit, int | None] | None = None
    """Rental or licence term beside the price."""

    @property
    def is_plain(self) -> bool:
        """Whether the clause gives a price, and perhaps a quantity or term, but describes nothing."""
        return not self.claims.describes and not self.claims.outside


def read_item(clause: Clause, pack_size: int | None = None) -> Item:
    """Return what a clause says; *pack_size* is the number of pieces in the text's own box or pack."""
    text, offset = clause.text, clause.start
    amounts = read_amounts(text, offset, clause.hits, clause.figures)
    tier, pack, used = _quantity(clause)
    if pack_size and clause.asked and _boxes(clause):
        pack = (pack if pack and pack > 1 and used and used.word not in {"шт", "pcs", "个"} else 1) * pack_size
    if used is not None and used is amounts.minimum_figure and tier is not None:
        amounts = Amounts(stock=amounts.stock, stock_figure=amounts.stock_figure)
    if used is not None and used is amounts.stock_figure:
        tier = pack = None
    figures = [figure for figure in clause.figures if figure is not used]
    return Item(
        clause=clause,
        claims=read_claims(text, offset, clause.hits, figures),
        amounts=amounts,
        asked=clause.asked,
        rate=clause.rate,
        tier=tier,
        pack=pack,
        term=_term(clause),
    )


def _quantity(clause: Clause) -> tuple[int | None, int | None, Figure | None]:
    """Return tier bound, pack size and the figure that says so, for the quantity beside a price."""
    if clause.asked is None:
        return None, None, None
    price = clause.asked
    if price.unit is None and (leading := _leading_count(clause)) is not None:
        return None, int(leading.low), leading
    for figure in _nearest(clause.figures, price):
        if not _counts_pieces(figure):
            continue
        start, end = figure.start - clause.line.start, figure.end - clause.line.start
        text = clause.line.text
        lower = figure.is_open or figure.is_range or bool(_LOWER_BEFORE.search(text[max(0, start - 12) : start]))
        if lower or _LOWER_AFTER.match(text, end):
            return int(figure.low), None, figure
        if _is_beside(figure, price, clause, spaced=figure.role is Role.PIECES):
            return None, int(figure.low), figure
    return None, None, None


_BOX: Final = re.compile(r"carton|packs?\b|box(?:es)?\b|короб|箱|盒|整板|упаковк|the pack|пак\b")


def _boxes(clause: Clause) -> bool:
    """Whether the price is for the text's own box or pack."""
    return bool(_BOX.search(clause.text))


_LEAD: Final = re.compile(r"\W{0,4}(?:only |buy )?0{0,2}$")
_LEADING_WORDS: Final = re.compile(r" [a-zа-я]")


def _leading_count(clause: Clause) -> Figure | None:
    """Return the count that a clause of words begins with ("05 Aged Gmail Accounts only $14"); None where none."""
    first = clause.figures[0] if clause.figures else None
    if (
        first is None
        or first.role not in _LEADING_ROLES
        or first.low != int(first.low)
        or first.is_range
        or first.is_open
    ):
        return None
    text, offset = clause.text, clause.start
    starts = _LEAD.fullmatch(text[: first.start - offset])
    named = any(hit.term.platform or hit.term.kind for hit in clause.hits)
    before_price = clause.asked is not None and first.end < clause.asked.start
    behind = _LEADING_WORDS.match(text, first.end - offset)
    if starts and named and before_price and (behind or first.role is Role.PIECES):
        return first
    return None


def _nearest(figures: Sequence[Figure], price: Asked) -> list[Figure]:
    """Return figures by their distance from a price."""
    return sorted(figures, key=lambda figure: max(price.start - figure.end, figure.start - price.end))


_LEADING_ROLES: Final = frozenset({Role.BARE, Role.PIECES})
_COUNTABLE: Final = frozenset({Role.PIECES, Role.BARE})
_MOST_PIECES: Final = 10_000_000


def _counts_pieces(figure: Figure) -> bool:
    if figure.role not in _COUNTABLE or figure.low != int(figure.low) or not 0 < figure.low <= _MOST_PIECES:
        return False
    if figure.low == 1 and figure.word in {"组", "套", "箱", "盒", "板"}:
        return False
    return not (figure.word in {"号", "位", "线"} or (figure.role is Role.BARE and figure.written == "han"))


_BESIDE_BEFORE: Final = re.compile(
    r"[ :=→|~\-—.…(]{0,6}(?:for|за|по|at|is|售|卖|共|只要|价|一组|一套|a pack|pack)?[ :=¥$-]{0,3}"
)
_BESIDE_AFTER: Final = re.compile(r"[ ,/(]{0,2}(?:for|за|/|per|一|x|×|=|a pack of|pack of|the)[ ]?(?:a |the )?")


def _is_beside(figure: Figure, price: Asked, clause: Clause, *, spaced: bool = True) -> bool:
    """Whether a quantity stands at its price ("5 pcs - $360", "240 for one"); a bare number needs more than a blank."""
    text, offset = clause.line.text, clause.line.start
    if figure.end <= price.start:
        if not spaced and not text[figure.end - offset : price.start - offset].strip():
            return False
        return bool(_BESIDE_BEFORE.fullmatch(text[figure.end - offset : price.start - offset]))
    return bool(_BESIDE_AFTER.fullmatch(text[price.end - offset : figure.start - offset]))


def _term(clause: Clause) -> tuple[Unit, int | None] | None:
    """Return the rental or licence term that the clause names beside its price."""
    if clause.asked is None:
        return None
    if said := term_of(clause.text):
        return said
    periods = [figure for figure in clause.figures if figure.role is Role.PERIOD and not figure.is_range]
    for figure in _nearest(periods, clause.asked):
        if _is_beside(figure, clause.asked, clause):
            return period_unit(figure.word, int(figure.low))
    return _spelt_term(clause)


_SPELT_TERM: Final = re.compile(
    r"\b(?:a|one|per|за|в|на) ?(hour|day|week|month|year|час|сутки|день|неделю|месяц|год)\b"
)


def _spelt_term(clause: Clause) -> tuple[Unit, int | None] | None:
    """Return the term of "a month for 12"."""
    found = _SPELT_TERM.search(clause.text)
    return (Unit(words.PERIODS[found[1]]), None) if found else None


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
    products = without_delivery([hit for hit in clause.hits if hit.term.platform and not hit.term.weak], clause)
    if kind == "stored_value":
        products = [hit for hit in clause.hits if hit.term.platform or hit.term.kind == "stored_value"]
    products = products or [hit for hit in clause.hits if hit.term.platform]
    listed: list[str | None] = []
    end = -1
    for hit in products:
        gap = clause.line.text[end - clause.line.start : hit.start - clause.line.start] if listed else ""
        if hit.term.platform in listed and not (hit.term.platform is None and gap):
            end = max(end, hit.end)
            continue
        if listed and not (gap.strip() and _ENUMERATION.fullmatch(gap)):
            break
        listed.append(hit.term.platform)
        end = hit.end
    named = [platform for platform in listed if platform]
    return listed if len(listed) > len(named) > 0 and "、" in clause.text else list(named)


_DELIVERY: Final = re.compile(
    r"[【\[(][^】\])\n]{0,30}(?:给|交付|送|发货|登录|登陆|随号|delivery|附赠)[^】\])\n]{0,10}[】\])]"
)


def without_delivery(products: list[Hit], clause: Clause) -> list[Hit]:
    """Return platform words without those in brackets that say how goods are handed over (【微软邮箱交付】)."""
    if len(products) < 2:  # noqa: PLR2004 - the only one is the product
        return products
    brackets = [(clause.start + found.start(), clause.start + found.end()) for found in _DELIVERY.finditer(clause.text)]
    kept = [hit for hit in products if not any(start <= hit.start < end for start, end in brackets)]
    return kept or products


def is_bundle(clause: Clause) -> bool:
    """Whether the clause sells several things together."""
    return bool(_BUNDLE.search(clause.text))
