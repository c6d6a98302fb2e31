"""What a line inherits: from its heading, the title and the notes that hold for the whole text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from market.quick import changed, quick_dataclass
from market.reading.claims import ACCOUNT, STRONG, WEAK, Claims
from market.reading.document import Line

AGE_WORDS: Final = frozenset({"aged", "fresh"})
_HEADING: Final = re.compile(
    r"^\s*(?:#{1,4} |[▍▌▎█] ?|【|\[|《|<|[〖「『〔]|[*=~\-—·•◆●■★☆▪▫□◇◈❖▣▶►▷※✦✧]{1,3} ?)|"
    r"[:】\]>〗」』〕]\s*$"
)
_SENTENCE: Final = re.compile(r"[。;?？]|[.!] ?$|\. [a-zа-я]")
_SHORT_HEADING: Final = 24
_MAX_HEADING: Final = 60
_OF_A_PLATFORM: Final = frozenset({"overseas"})
"""What a title says of the platform it names, not of a mixed list (海外号专区)."""
_REGIONS: Final = frozenset({"EU"})
"""Names of several countries together, which are no country."""


_HEADED: Final = frozenset({"sms_code"})
"""Kinds whose everyday words (验证码) head a part of a list."""
_NO_COMMON: Final = frozenset({"tool", "sim_card", "identity_data"})
"""Kinds that take no platform from their text but only from their own line or title."""


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What holds for the lines below a heading."""

    platforms: tuple[str | None, ...] = ()
    """Side by side where the title lists several."""
    kind: str | None = None
    single: bool = False
    """True where the whole text speaks of one product, so that its title's kind stands."""
    guessed: bool = False
    """True where only the sound of the whole text says the kind, no word of it."""
    sure: bool = False
    """True where the title or heading names the kind; False where it is what most words speak for."""
    attributes: frozenset[str] = frozenset()
    months: int | None = None
    country: str | None = None
    outside: bool = False
    rented: bool = False
    """True where the text lets things for a time, accounts among them."""
    mixed: bool = False
    """True where the lines of a list name platforms of their own."""
    verified: bool = False
    finance: frozenset[str] = frozenset()
    """Banks, exchanges and payment services, where "verified" means an identity."""


_CERTAIN: Final = 0.95
"""The share from which on a kind outweighs the word for accounts in a Chinese title (小号, 老号)."""
_LIKELY, _SURE = 0.6, 0.8
"""Shares from which on a kind outweighs what everyday words say, and stands as if it were named."""


def title_context(
    claims: Claims,
    platforms: Sequence[str | None],
    body: Iterable[Claims],
    finance: frozenset[str],
    *,
    rented: bool,
    has_han: bool,
    kind_shares: Callable[[Claims, Sequence[Claims]], Mapping[str, float]],
) -> Context:
    """Return what the title says, with what the whole text speaks of where the title does not say.

    *kind_shares* is asked how likely each kind is where no specific word of the title names one.
    """
    said = list(body)
    strong = claims.strong_kind
    kind, guessed, likely = strong, False, False
    if kind is None:
        kind = _everyday_kind(claims) or _voted_kind(claims, said)
        kind = ACCOUNT if kind == "sim_card" and platforms else kind
        guessed = kind is None
        shares = {} if _is_plain(claims, kind, said) else kind_shares(claims, said)
        likeliest = max(shares, key=lambda one: shares[one]) if shares else None
        least = _CERTAIN if has_han and claims.weak_kind == ACCOUNT else _LIKELY
        if likeliest is not None and (guessed or shares[likeliest] >= least):
            likely = shares[likeliest] >= _SURE
            kind = likeliest
    return Context(
        platforms=tuple(platforms) or (() if kind in _NO_COMMON else tuple(_common_platform(said))),
        kind=kind,
        guessed=guessed,
        sure=likely or bool(strong or claims.kinds or claims.attributes),
        attributes=inheritable(claims.attributes - claims.tied - (frozenset() if platforms else _OF_A_PLATFORM)),
        months=claims.months,
        country=only(claims.countries),
        outside=claims.outside and not strong,
        rented=rented,
        verified=claims.verified,
        finance=finance,
    )


def _is_plain(title: Claims, kind: str | None, body: Iterable[Claims]) -> bool:
    """Whether a title leaves no doubt: qualities of a platform's accounts, or codes, and no line names another kind."""
    plain = (kind == ACCOUNT and title.attributes and title.platforms) or (kind == "sms_code" and title.kinds)
    return bool(plain) and not any(said.strong_kind not in {None, kind} for said in body)


def on_shelf(title: Context, claims: Claims, category: Claims | None) -> Context:
    """Return a title's context with platform and kind of its category where the title names none."""
    if category is None:
        return title
    platforms = title.platforms if claims.platforms else tuple(place.value for place in category.platforms[:1])
    kind = claims.strong_kind or category.strong_kind or _everyday_kind(claims) or _everyday_kind(category)
    return changed(
        title,
        platforms=platforms or title.platforms,
        kind=kind or title.kind,
        sure=title.sure or kind is not None,
        country=title.country if claims.countries else only(category.countries) or title.country,
    )


def _everyday_kind(claims: Claims) -> str | None:
    """Return the kind that the title's everyday words and attributes speak for."""
    if claims.weak_kind and claims.weak_kind != ACCOUNT and not claims.attributes:
        return ACCOUNT if claims.weak_kind == "sim_card" and claims.platforms else claims.weak_kind
    return ACCOUNT if claims.kinds or claims.attributes or claims.has_age else None


def _common_platform(said: Sequence[Claims]) -> list[str]:
    """Return the only platform that the body names, or the first that its first lines name."""
    named = dict.fromkeys(place.value for claims in said for place in claims.platforms if place.value != "any")
    return list(named) if len(named) == 1 else []


def _voted_kind(title: Claims, said: Sequence[Claims]) -> str | None:
    """Return the kind that most words of the text speak for."""
    votes: defaultdict[str, int] = defaultdict(int)
    for kind, weight in dict.fromkeys(title.kinds):
        votes[kind] += 3 * weight
    votes[ACCOUNT] += 3 * bool(title.attributes or title.has_age)
    for place, claims in enumerate(said):
        if claims.kinds:
            early = 2 if place == 0 else 1
            own = bool([platform for platform in claims.platforms if platform.value != "any"])
            for kind, weight in dict.fromkeys(claims.kinds):
                votes[kind] += (WEAK if own and place else weight) * early
        if claims.attributes:
            votes[ACCOUNT] += 3
    kind = max(votes, key=votes.__getitem__)
    return kind if votes[kind] else None


def inheritable(attributes: frozenset[str]) -> frozenset[str]:
    """Return the attributes that lines inherit: not both ages, which a list of grades names in its title."""
    return attributes - AGE_WORDS if attributes >= AGE_WORDS else attributes


def only(countries: Sequence[str]) -> str | None:
    """Return the one country; None where none or several are named."""
    return countries[0] if len(countries) == 1 and countries[0] not in _REGIONS else None


def is_heading(line: Line, claims: Claims) -> bool:
    """Whether a line without price sets what the lines below are about."""
    if not (claims.platforms or claims.kinds or claims.countries or claims.outside):
        return False
    if len(line.text) > _MAX_HEADING * 2 or _SENTENCE.search(line.text):
        return False
    if not claims.outside:
        if claims.platforms and len(line.text) <= _MAX_HEADING:
            return True
        if claims.strong_kind and not claims.platforms and len(line.text) <= _SHORT_HEADING:
            return True
    marked = bool(_HEADING.search(line.text))
    if claims.outside or claims.platforms or claims.strong_kind:
        return marked
    headed = claims.weak_kind in _HEADED and len(line.text) <= _SHORT_HEADING
    return marked and (headed or (bool(claims.countries) and len(line.text) <= _MAX_HEADING))


_OTHER_SHELF: Final = re.compile(r"\W{0,4}(?:分类|类目|类别|分区|category|категория|раздел) ?: ?\S")


def leaves_shelf(line: Line, claims: Claims) -> bool:
    """Whether a line names another category than the one above, in words that name no goods."""
    if claims.platforms or claims.kinds or ":" not in line.text:
        return False
    return _OTHER_SHELF.match(line.text) is not None


def below(claims: Claims, platforms: Sequence[str | None], title: Context) -> Context:
    """Return the context below a heading that makes *claims*."""
    same = not platforms or set(platforms) <= set(title.platforms)
    strong = claims.strong_kind
    if strong == "sim_card" and title.kind == "sms_code" and title.sure:
        strong = None  # says on what cards the codes arrive
    return Context(
        platforms=tuple(platforms) or title.platforms,
        kind=strong or (claims.weak_kind if claims.weak_kind in _HEADED else None) or title.kind or claims.weak_kind,
        sure=bool(strong) or title.sure or bool(claims.kinds),
        attributes=inheritable(claims.attributes) | (title.attributes if same else frozenset()),
        months=claims.months if claims.has_age else title.months,
        country=only(claims.countries) if claims.countries else title.country,
        outside=claims.outside and not strong,
        rented=title.rented,
        mixed=title.mixed and not platforms,
        verified=claims.verified or (same and title.verified),
        finance=title.finance,
    )


def joined(context: Context, claims: Iterable[Claims], *, single: bool = False) -> Context:
    """Return a context with what further lines say of the same product; *single* where there is no other."""
    if not claims and single == context.single:
        return context
    attributes, months = set(context.attributes), {context.months} - {None}
    countries = dict.fromkeys([context.country] if context.country else [])
    for said in claims:
        if said.attributes:
            attributes |= said.attributes
        if said.months is not None:
            months.add(said.months)
        if said.countries:
            countries.update(dict.fromkeys(said.countries))
        if said.no_email:
            attributes.discard("email_access")
    return Context(
        platforms=context.platforms,
        kind=context.kind,
        guessed=context.guessed,
        single=single,
        sure=context.sure,
        attributes=frozenset(attributes),
        months=months.pop() if len(months) == 1 else None,
        country=only(tuple(countries)),
        outside=context.outside,
        rented=context.rented,
        mixed=context.mixed,
        verified=context.verified,
        finance=context.finance,
    )


def with_pending(context: Context, pending: Sequence[Claims]) -> Context:
    """Return a context with what the lines since the last price say; where nothing names the kind, theirs."""
    found = joined(context, pending)
    kinds = {claims.strong_kind for claims in pending} - {None}
    return (
        found if context.sure or context.platforms or len(kinds) != 1 else changed(found, kind=kinds.pop(), sure=True)
    )


def is_strong(claims: Claims) -> bool:
    """Whether a specific word names a kind."""
    return any(weight == STRONG for _, weight in claims.kinds)
