"""What the words of a region claim: platforms, kinds, attributes, age and country."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from market.lexicon import Hit
from market.model import Span
from market.prices.counting import DIAL, PERIOD, YEAR, Role
from market.prices.figures import Figure
from market.quick import quick_dataclass
from market.reading.ages import Age, read_ages
from market.reading.counts import COUNTED_CUES, counted_attributes, dialled_countries
from market.reading.handed import checks_passed, may_say, said_of_mail

STRONG: Final = 3
WEAK: Final = 1
ACCOUNT: Final = "account"


@quick_dataclass(frozen=True, slots=True)
class Place:
    """A value and where it stands in the folded text."""

    value: str
    start: int
    end: int


@quick_dataclass(frozen=True, slots=True)
class Claims:
    """What one region of a text says of the thing sold."""

    platforms: tuple[Place, ...] = ()
    """Distinct, in order."""
    kinds: tuple[tuple[str, int], ...] = ()
    """Kinds with the weight of their words, in order."""
    attributes: frozenset[str] = frozenset()
    months: int | None = None
    has_age: bool = False
    """True where an age is stated, also one below a month."""
    countries: tuple[str, ...] = ()
    tied: frozenset[str] = frozenset()
    """Attributes that belong to a product word (a Business Manager), which other goods of the text do not share."""
    recovery_mail: bool = False
    """True where the mailbox that comes along is a spare one, as it may with a mail account."""
    verified: bool = False
    """True where it says "verified", which means an identity at a bank or exchange only."""
    outside: bool = False
    """True where it names something we do not watch (boosting, courses, ...)."""
    no_email: bool = False
    places: tuple[tuple[str, Span], ...] = ()
    """Field -> folded place of the word that says so."""

    strong_kind: str | None = None
    """The kind that a specific word names; the one that rules where several do."""

    @property
    def weak_kind(self) -> str | None:
        """The kind that everyday words suggest."""
        suggested: str | None = None
        for kind, weight in self.kinds:
            if weight == WEAK and (suggested is None or suggested == ACCOUNT):
                suggested = kind
        return suggested

    @property
    def describes(self) -> bool:
        """Whether the region says anything of the thing sold."""
        return bool(self.platforms or self.kinds or self.attributes or self.has_age or self.countries)


NOTHING: Final = Claims()
"""What a region without terms and figures claims."""
_NONE: Final[frozenset[str]] = frozenset()
_EMAIL: Final = frozenset({"email_access"})
_AGED: Final = frozenset({"aged"})
_NO_ROLES: Final[frozenset[Role]] = frozenset()
_AGE_ROLES: Final = frozenset({PERIOD, YEAR})
_SPEAKING_ROLES: Final = _AGE_ROLES | {DIAL}
_TELLING_CUES: Final = COUNTED_CUES | {"rested", "recovery_mail", "verified", "outside", "no_email"}
"""Cues that claim something of the goods; the others say what numbers and lines are for."""
_RANKED: Final = ("tool", "stored_value", "account_service", "identity_data", "sms_code", "sim_card", "account")
_PRECEDENCE: Final = {kind: place for place, kind in enumerate(_RANKED)}
_UNRANKED: Final = len(_RANKED)


def read_claims(
    text: str,
    offset: int,
    hits: Sequence[Hit],
    figures: Sequence[Figure],
    *,
    hands_over: bool,
    loose: bool = False,
) -> Claims:
    """Return what the terms and figures of one region claim; *text* starts at *offset* of the folded text.

    *hands_over* is true where words stand in it that may say what is handed over or was checked.
    In *loose* prose, weak words (new, business) say nothing of the goods.
    """
    if not hits and not figures and not (hands_over and may_say(text)):
        return NOTHING
    platforms, kinds, attributes, tied, countries, months, places = _gather(hits, loose=loose)
    if platforms and not kinds and "号" in text and _names_accounts(platforms.values(), text, offset):
        kinds.append((ACCOUNT, WEAK))
    cues = {hit.term.cue for hit in hits}
    mail = said_of_mail(text) if hands_over else None
    no_mail = mail is False or "no_email" in cues
    if mail:
        attributes |= _EMAIL
    elif no_mail:
        attributes -= _EMAIL
    if hands_over:
        attributes |= checks_passed(text)
    roles = {figure.role for figure in figures} if figures else _NO_ROLES
    telling = places or attributes or months or no_mail or not cues.isdisjoint(_TELLING_CUES)
    if not telling and roles.isdisjoint(_SPEAKING_ROLES):
        return NOTHING
    ages = read_ages(text, figures, offset) if not roles.isdisjoint(_AGE_ROLES) else ()
    if figures and not COUNTED_CUES.isdisjoint(cues):
        attributes |= counted_attributes(hits, figures)
    if "aged" in attributes and not ages and PERIOD in roles and _aged_for_days(text, figures, offset):
        attributes -= _AGED
    dated = bool(ages or months or ("rested" in cues and PERIOD not in roles))
    if dated:
        attributes = _aged(attributes, listed="fresh" in attributes and _lists_grades(text, hits, offset))
    return Claims(
        _places(platforms) if platforms else (),
        tuple(kinds),
        attributes,
        _months(ages, months) if dated else None,
        dated or (PERIOD in roles and "day" in [figure.word for figure in figures if figure.role is PERIOD]),
        _with_dialled(countries, figures) if DIAL in roles else tuple(countries),
        tied if attributes else _NONE,
        "recovery_mail" in cues,
        "verified" in cues,
        "outside" in cues,
        no_mail,
        tuple(places.items()),
        _ruling(kinds) if kinds else None,
    )


_NUMBERS: Final = frozenset("码段卡主商称池源")


_SORT_OF_ACCOUNT: Final = re.compile(
    r"[\u3400-\u9fff](?<![机卡靓尾编单货型工群符同取换选拿租收补序门短区座称批出发封养接话码扫扣微信本此该旧拟真])号(?=$|[\s,;|/、。)】])"
)


def _names_accounts(places: Iterable[Hit], text: str, offset: int) -> bool:
    """Whether the word for accounts stands behind a platform (贴吧号, 推特 解敏号; not 微信号码)."""
    ends = [place.end - offset for place in places]
    beside = any(text.startswith("号", end) and text[end + 1 : end + 2] not in _NUMBERS for end in ends)
    return beside or _SORT_OF_ACCOUNT.search(text) is not None


_CARD_AND_CODES: Final = {"sim_card", "sms_code"}


def _ruling(kinds: Sequence[tuple[str, int]]) -> str | None:
    """Return the kind that rules among those that specific words name."""
    ruling, least = None, _UNRANKED
    named = [kind for kind, weight in kinds if weight == STRONG]
    if named and named[0] == "sim_card" and set(named) == _CARD_AND_CODES:
        return named[0]  # a card that receives texts (电信物联卡 收码用)
    for kind, weight in kinds:
        if weight == STRONG and (rank := _PRECEDENCE.get(kind, _UNRANKED)) < least:
            ruling, least = kind, rank
    return ruling


_RESTED: Final = re.compile(r"(?:aged|rested|rest|old|отлега|отлёга|отлежка|отлёжка)[ :,-]{0,2}(?:for |на )?$")


def _aged_for_days(text: str, figures: Sequence[Figure], offset: int) -> bool:
    """Whether the only age stated is of days, less than a month (aged 2 weeks)."""
    return any(
        figure.role is PERIOD
        and figure.word in {"day", "week"}
        and _RESTED.search(text[max(0, figure.start - offset - 12) : figure.start - offset])
        for figure in figures
    )


def _lists_grades(text: str, hits: Sequence[Hit], offset: int) -> bool:
    """Whether the word for fresh accounts is one of several grades side by side (白号、一年号)."""
    for hit in hits:
        if "fresh" in hit.term.attributes:
            before, after = text[: hit.start - offset].rstrip()[-1:], text[hit.end - offset :].lstrip()[:1]
            if before in _LISTING and after in _LISTING and (before or after):
                return before in {"、", "/"} or after in {"、", "/"}
            if "、" in {before, after}:
                return True
    return False


_LISTING: Final = frozenset({"", "、", "/", ",", " "})


_Gathered: TypeAlias = tuple[
    dict[str, Hit], list[tuple[str, int]], frozenset[str], frozenset[str], dict[str, None], list[int], dict[str, Span]
]
"""Platforms with their first terms, kinds, attributes and those tied to a product word, countries, months, places."""


def _gather(hits: Sequence[Hit], *, loose: bool) -> _Gathered:
    """Return what the terms of a region say, collected."""
    platforms: dict[str, Hit] = {}
    kinds: list[tuple[str, int]] = []
    attributes = tied = _NONE
    countries: dict[str, None] = {}
    months: list[int] = []
    places: dict[str, Span] = {}
    for number, hit in enumerate(hits):
        term = hit.term
        if not term.describes:
            continue
        place = (hit.start, hit.end)
        platform, kind = term.platform, term.kind
        if platform and not (term.weak and platforms):
            platforms.setdefault(platform, hit)
            places.setdefault("platform", place)
        if kind:
            kinds.append((kind, WEAK if term.weak else STRONG))
            places.setdefault("kind", place)
        if term.attributes:
            if not (loose and _is_said_of_others(hits, number)):
                attributes |= term.attributes
                places.setdefault("attributes", place)
            if kind:
                tied |= term.attributes
        if term.country:
            countries[term.country] = None
            places.setdefault("country", place)
        if term.months is not None:
            months.append(term.months)
    return platforms, kinds, attributes, tied, countries, months, places


def _places(platforms: dict[str, Hit]) -> tuple[Place, ...]:
    """Return platforms with their places; "any" only where it stands alone."""
    if "any" in platforms and len(platforms) > 1:
        del platforms["any"]
    return tuple([Place(name, hit.start, hit.end) for name, hit in platforms.items()])


_AGE_ATTRIBUTES: Final = ({"aged"}, {"fresh"})
_AT_GOODS: Final = 28


def _is_said_of_others(hits: Sequence[Hit], number: int) -> bool:
    """Whether prose means no goods by a word: a weak one, or one for old or new without goods near it in English."""
    hit = hits[number]
    if hit.term.weak:
        return True
    if hit.term.attributes not in _AGE_ATTRIBUTES or not hit.term.name.isascii():
        return False
    near = (*hits[max(0, number - 2) : number], *hits[number + 1 : number + 3])
    return not any(
        (other.term.platform or other.term.kind or (other.term.attributes and other.term is not hit.term))
        and other.start - hit.end <= _AT_GOODS
        and hit.start - other.end <= _AT_GOODS
        for other in near
    )


def _with_dialled(countries: Iterable[str], figures: Iterable[Figure]) -> tuple[str, ...]:
    """Return countries with those of dialling codes."""
    return tuple(dict.fromkeys((*countries, *dialled_countries(figures))))


def _aged(attributes: frozenset[str], *, listed: bool) -> frozenset[str]:
    """Return the attributes of what is a month old or more; 满月白号 is aged, not fresh, unless grades are *listed*."""
    return (attributes if listed else attributes - {"fresh"}) | {"aged"}


def _months(ages: Sequence[Age], months: Sequence[int]) -> int | None:
    """Return the age in months where exactly one is stated."""
    stated = {age.months for age in ages if age.months is not None} | set(months)
    if any(age.months is None for age in ages) or len(stated) != 1:
        return None
    return stated.pop()
