"""What a site is like, learned from its own healthy looks, and whether a new look fits; pure.

A shop that loses half its goods overnight, sells out of everything at once, or whose prices and
texts all fall silent, has most likely not changed: what reads it has. Such a look proves nothing,
until the site has stayed like that for several looks in a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from market.model import Detail, Listing, SiteKind

FIELDS = ("price", "text")
"""What a listing can state; a title it always has."""
_NEWEST = 0.3
"""Weight of the newest healthy look in what is learned."""
_USUAL = 0.5
"""A field that at least this share of listings states is one to be missed."""
_FALL = 0.5
"""It is missed when its share falls below this part of the usual."""
_LOST = 0.3
"""More than this share of the known listings never goes within one look."""
_OUT = 0.5
"""Nor does more than this share of what was available sell out within one look."""
_LEAVING = 2
"""So many sellers may leave a site between two looks, with all they have."""
_FEW = 2
"""One listing alone can always sell out."""
_FEW_LOST = 3
"""Two may go by chance; being gone takes two looks anyway."""
_SCRIPT_OF = 300
_HAN_PART, _CYRILLIC_PART = 6, 3
_NEARLY_ALL = 0.9
_OTHER = 0.3
"""A site whose usual script so few listings are written in has switched its language."""
_FEW_SPOKEN = 4
_FEW_PRICED = 8
_FOLD = 8
"""No catalogue's median price grows or falls so many fold overnight; a misread currency or point does."""
PATIENCE: Mapping[str, int] = {"fewer": 3, "sold_out": 3, "layout": 6, "strange": 6}
"""The look, counted from the first like it, from which a misfit is the site's new face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One listing of a look, as far as it matters here; None where its page is the one of last time."""

    key: str
    price: bool | None = None
    text: bool | None = None
    sold_out: bool | None = None
    script: str | None = None
    amount: Decimal | None = None
    """What it asks for one piece, as its page states it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A listing as the last good look left it."""

    sold_out: bool = False
    seller: str | None = None
    """The site's own id of who sells it; None where it names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """In which language a look speaks, and what it asks in the middle."""

    listings: int = 0
    """So many were looked at."""
    scripts: Mapping[str, int] = field(default_factory=dict)
    """Script -> listings written in it."""
    amount: Decimal | None = None
    """The median asking price; None where too few state one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What one look at a site came to."""

    listings: int
    stated: Mapping[str, int]
    """Field -> listings that state it."""
    tone: Tone = Tone()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """How a look compares with what was known before it."""

    known: int
    """Listings that were up after the last good look."""
    again: int
    """Those of them that this look shows."""
    left: int = 0
    """Those of the others whose sellers took down all they had, where few enough did and others stayed."""
    available: int
    """Those of `again` that had something left."""
    now_out: int
    """Those of `available` that have nothing left now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """In what a look is not like the site."""

    cause: str
    """`fewer`, `strange` (nothing of what was known), `sold_out` or `layout`."""
    field: str
    """What broke: `listings`, `stock`, `price`, `text`, `language` or `price_range`."""
    detail: str

    @property
    def keeps_rows(self) -> bool:
        """Return whether what the look does show may still be believed."""
        return self.cause == "fewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the healthy looks so far taught."""

    is_known: bool = False
    """True from the first healthy look on."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """Field -> usual share of listings that state it."""
    listings: int = 0
    """Of the last healthy look."""
    script: str | None = None
    """The script that nearly all listings are written in; None where there is none."""
    amount: str | None = None
    """The usual median of asking prices."""
    pending: str | None = None
    """Cause and field of the misfit that the last looks showed."""
    times: int = 0
    """Looks in a row that showed it."""


def glance_at(listing: Listing) -> Glance:
    """Return what matters of a listing here."""
    stock = listing.stock
    out = stock.available is False or stock.count == 0
    if listing.variants:
        out = all(one.stock.available is False or one.stock.count == 0 for one in listing.variants)
    prices = (listing.price, *(one.price for one in listing.variants))
    asked = [one.min for one in prices if one is not None and one.min > 0]
    return Glance(
        key=listing.key,
        price=any(one is not None and one.max > 0 for one in prices),
        text=bool(listing.text.strip()),
        sold_out=out,
        script=script_of(f"{listing.title} {listing.text[:_SCRIPT_OF]}"),
        amount=min(asked, default=None),
    )


def silent_fields(listing: Listing) -> frozenset[str]:
    """Return the fields that a look itself does not state, whatever is known from earlier ones; a card has no text."""
    glance = glance_at(listing)
    is_full = listing.detail is Detail.FULL
    return frozenset(name for name in FIELDS if getattr(glance, name) is False and (is_full or name != "text"))


def shape_of(glances: Collection[Glance]) -> Shape:
    """Return what a look came to, all of whose listings were read."""
    stated = {name: sum(getattr(glance, name) is True for glance in glances) for name in FIELDS}
    return Shape(listings=len(glances), stated=stated, tone=tone_of(glances))


def tone_of(glances: Collection[Glance]) -> Tone:
    """Return language and prices of listings."""
    amounts = sorted(one.amount for one in glances if one.amount is not None)
    return Tone(
        listings=len(glances),
        scripts=Counter(one.script for one in glances if one.script is not None),
        amount=amounts[len(amounts) // 2] if len(amounts) >= _FEW_PRICED else None,
    )


def script_of(text: str) -> str | None:
    """Return the script that *text* is written in: `han`, `cyrillic` or `latin`; None where it has no letters.

    Brands stand in Latin letters everywhere, so that a sixth of Chinese characters makes a Chinese text.
    """
    counts = Counter(
        "han" if char >= "\u2e80" else "cyrillic" if "\u0400" <= char < "\u0530" else "latin"
        for char in text
        if char.isalpha()
    )
    total = counts.total()
    if not total:
        return None
    if counts["han"] * _HAN_PART >= total:
        return "han"
    return "cyrillic" if counts["cyrillic"] * _CYRILLIC_PART >= total else "latin"


def crossing_of(known: Mapping[str, Standing], seen: Iterable[Glance]) -> Crossing:
    """Return how a look compares with the *known* listings, by key."""
    again = {glance.key: glance for glance in seen if glance.key in known}
    available = [glance for key, glance in again.items() if not known[key].sold_out]
    stayed = {known[key].seller for key in again}
    gone = Counter(one.seller for key, one in known.items() if key not in again and one.seller not in stayed)
    del gone[None]
    return Crossing(
        known=len(known),
        again=len(again),
        left=gone.total() if len(gone) <= _LEAVING and stayed - {None} else 0,
        available=len(available),
        now_out=sum(glance.sold_out is True for glance in available),
    )


def find_misfit(expected: Expected, shape: Shape, crossing: Crossing, *, kind: SiteKind, whole: bool) -> Misfit | None:
    """Return in what a look is not like its site, None where it fits; *whole* is what the look claims to be.

    A site that was never seen in health fits anything.
    """
    if not expected.is_known:
        return None
    lost = crossing.known - crossing.again - crossing.left
    if kind is SiteKind.CATALOGUE and crossing.known >= _FEW and not crossing.again:
        return Misfit(cause="strange", field="listings", detail=f"none of the {crossing.known} known listings is there")
    if strange := _fallen_field(expected, shape) or _changed_tone(expected, shape.tone, kind):
        return strange
    if crossing.now_out >= _FEW and crossing.now_out > _OUT * crossing.available:
        detail = f"{crossing.now_out} of {crossing.available} listings with stock are sold out at once"
        return Misfit(cause="sold_out", field="stock", detail=detail)
    if whole and kind is SiteKind.CATALOGUE and lost >= _FEW_LOST and lost > _LOST * crossing.known:
        return Misfit(
            cause="fewer", field="listings", detail=f"{lost} of {crossing.known} known listings are missing at once"
        )
    return None


def _fallen_field(expected: Expected, shape: Shape) -> Misfit | None:
    """Return the field that fell silent: in several listings, or in a single one together with another field."""
    fallen = [
        name
        for name in FIELDS
        if (usual := expected.shares.get(name, 0.0)) >= _USUAL and shape.stated[name] < _FALL * usual * shape.listings
    ]
    for name in fallen:
        stated = shape.stated[name]
        if shape.listings - stated >= _FEW or len(fallen) > 1:
            detail = f"{name}: {stated} of {shape.listings} listings state it, {expected.shares[name]:.0%} did before"
            return Misfit(cause="layout", field=name, detail=detail)
    return None


def _changed_tone(expected: Expected, tone: Tone, kind: SiteKind) -> Misfit | None:
    """Return what speaks another language, or asks other prices altogether: a shop does neither overnight."""
    usual = expected.script
    if usual is not None and tone.listings >= _FEW_SPOKEN and tone.scripts.get(usual, 0) < _OTHER * tone.listings:
        detail = (
            f"{tone.scripts.get(usual, 0)} of {tone.listings} listings are in {usual} script, nearly all were before"
        )
        return Misfit(cause="layout", field="language", detail=detail)
    if expected.amount is None or tone.amount is None or kind is not SiteKind.CATALOGUE:
        return None
    before = Decimal(expected.amount)
    if before * _FOLD <= tone.amount or tone.amount * _FOLD <= before:
        detail = f"the median price is {tone.amount.normalize():f}, {before.normalize():f} before"
        return Misfit(cause="layout", field="price_range", detail=detail)
    return None


def learned(expected: Expected, shape: Shape) -> Expected:
    """Return what is expected after a healthy look of *shape*."""
    if not shape.listings:
        return replace(expected, pending=None, times=0)
    shares = {}
    for name in FIELDS:
        now = shape.stated[name] / shape.listings
        before = expected.shares.get(name, now) if expected.is_known else now
        shares[name] = round((1 - _NEWEST) * before + _NEWEST * now, 4)
    tone = shape.tone
    script = next((name for name, count in tone.scripts.items() if count >= _NEARLY_ALL * tone.listings), None)
    return Expected(
        is_known=True,
        shares=shares,
        listings=shape.listings,
        script=script if tone.listings >= _FEW_SPOKEN else None,
        amount=None if tone.amount is None else str(tone.amount),
    )


def doubted(expected: Expected, misfit: Misfit) -> tuple[Expected, bool]:
    """Return what is expected after a look with *misfit*, and whether the site is taken to have become so."""
    name = f"{misfit.cause}:{misfit.field}"
    times = expected.times + 1 if expected.pending == name else 1
    if times >= PATIENCE[misfit.cause]:
        return replace(expected, is_known=False, shares={}, pending=None, times=0), True
    return replace(expected, pending=name, times=times), False
