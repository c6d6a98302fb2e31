"""What the database has learned of a site, and holding a run against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import orjson
from sqlalchemy import Engine, Select, case, func, select

from market.changes import OfferState
from market.expectations import (
    Expected,
    Glance,
    Misfit,
    Shape,
    Standing,
    crossing_of,
    doubted,
    find_misfit,
    glance_at,
    learned,
    shape_of,
    tone_of,
)
from market.model import Listing, PageIssue, SiteKind
from storage.bulk import table
from storage.database import reading
from storage.models import ListingRow, OfferRow, PresenceRow, SiteRow
from storage.records import Health, Run
from storage.stated import decoded

SAMPLE = 300
"""Listings whose language and prices stand for those of a site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The verdict of a run after it was held against what its site is like."""

    health: Health
    cause: str | None
    complete: bool
    expected: str | None
    """JSON to keep with the site; None leaves what is there."""
    issue: PageIssue | None = None
    page: str | None = None
    """A page that shows it."""


@dataclass(slots=True, kw_only=True)
class Fit:
    """One run held against its site: what it shows is gathered page by page, and judged at its end."""

    kind: SiteKind
    expected: Expected
    known: dict[str, Standing]
    """Listings that were up before the run, by key."""
    says_only_gone: bool = False
    """The run shows nothing, and says of some listings only that they are gone: there is nothing to hold against."""
    _shown: dict[str, Glance] = field(default_factory=dict)
    _silent: dict[str, frozenset[str]] = field(default_factory=dict)
    _pages: dict[str, str] = field(default_factory=dict)
    """The page that showed each of them last."""
    _first: str | None = None
    _misfit: Misfit | None = None
    _after: Expected | None = None

    def see(self, listings: Iterable[Listing], url: str, silent: Mapping[str, frozenset[str]]) -> None:
        """Take listings that the page at *url* shows; the newest look at each counts.

        *silent* says what the page itself does not state of them: the rest may be known from earlier looks.
        """
        for listing in listings:
            self._shown[listing.key] = glance_at(listing)
            self._pages[listing.key] = url
            self._first = self._first or url
        self._silent.update(silent)

    def page_with(self, field_: str) -> str | None:
        """Return a page that shows what broke: one whose listing lacks the field, else the first."""
        usual = self.expected.script
        shows: dict[str, Callable[[Glance], bool]] = {
            "price": lambda glance: glance.price is False or "price" in self._silent.get(glance.key, ()),
            "text": lambda glance: glance.text is False or "text" in self._silent.get(glance.key, ()),
            "stock": lambda glance: glance.sold_out is True,
            "language": lambda glance: glance.script != usual,
        }
        lacks = shows.get(field_)
        if lacks is None:
            return self._first
        return next((self._pages[key] for key, one in self._shown.items() if key in self._pages and lacks(one)), None)

    def see_again(self, keys: Iterable[str]) -> None:
        """Take listings of a page that is the one of last time."""
        for key in keys:
            self._shown.setdefault(key, Glance(key=key))
            self._silent.pop(key, None)

    def doubt(self, listings: Iterable[Listing], *, whole: bool) -> Misfit | None:
        """Return in what *listings*, all that a run is going to show, are not like the site; None where they are.

        For runs that know everything before anything is recorded; their `end` goes by it.
        """
        glances = [glance_at(listing) for listing in listings]
        self._judge(shape_of(glances), glances, whole=whole)
        return self._misfit

    def fit(self, shape: Shape, health: Health, cause: str | None, *, complete: bool) -> Fitted:
        """Return the verdict of a run of *shape* that came to *health* by itself."""
        if self.says_only_gone:
            return Fitted(health=health, cause=cause, complete=False, expected=None)
        if health is Health.HEALTHY and self._after is None:
            self._judge(shape, self._shown.values(), whole=complete)
        if self._misfit is not None:
            return self._unfit(self._misfit)
        if health is not Health.HEALTHY:
            return Fitted(health=health, cause=cause, complete=False, expected=None)
        after = learned(self._after or self.expected, shape)
        return Fitted(health=health, cause=cause, complete=complete, expected=_encoded(after))

    def _judge(self, shape: Shape, glances: Iterable[Glance], *, whole: bool) -> None:
        stated = {
            name: min(count, shape.listings - sum(name in fields for fields in self._silent.values()))
            for name, count in shape.stated.items()
        }
        shape = replace(shape, stated=stated)
        crossing = crossing_of(self.known, glances)
        misfit = find_misfit(self.expected, shape, crossing, kind=self.kind, whole=whole)
        self._after, self._misfit = self.expected, None
        if misfit is not None:
            self._after, taken = doubted(self.expected, misfit)
            self._misfit = None if taken else misfit

    def _unfit(self, misfit: Misfit) -> Fitted:
        return Fitted(
            health=Health.PARTIAL if misfit.keeps_rows else Health.BROKEN,
            cause=misfit.cause,
            complete=False,
            expected=None if self._after is None else _encoded(self._after),
            issue=PageIssue(code=f"unlike_{misfit.field}", detail=misfit.detail, breaks=True),
            page=self.page_with(misfit.field),
        )


def load_fit(engine: Engine, site_id: int, kind: SiteKind) -> Fit:
    """Return what to hold a run of a site against."""
    out = func.min(case((OfferRow.state == OfferState.SOLD_OUT, 1), else_=0))
    standing = (
        select(ListingRow.key, ListingRow.seller_key, out)
        .join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
        .outerjoin(OfferRow, (OfferRow.listing_id == ListingRow.id) & OfferRow.ended_at.is_(None))
        .where(ListingRow.site_id == site_id, PresenceRow.ended_at.is_(None))
        .group_by(ListingRow.id, ListingRow.key, ListingRow.seller_key)
    )
    with reading(engine) as connection:
        kept = connection.scalar(select(SiteRow.expected).where(SiteRow.id == site_id))
        known = {
            key: Standing(sold_out=bool(sold_out), seller=seller)
            for key, seller, sold_out in connection.execute(standing)
        }
    return Fit(kind=kind, expected=_decoded(kept), known=known)


def load_shape(engine: Engine, run: Run) -> Shape:
    """Return what a run, and killed ones that it continues, showed; everything has to be written by now."""
    states_price = ListingRow.stated.startswith('{"price":') | ListingRow.stated.contains('"variants":')
    query = (
        select(
            func.count(),
            func.coalesce(func.sum(case((states_price, 1), else_=0)), 0),
            func.coalesce(func.sum(case((ListingRow.text != "", 1), else_=0)), 0),
        )
        .join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
        .where(
            ListingRow.site_id == run.site_id,
            PresenceRow.ended_at.is_(None),
            PresenceRow.last_run_id.in_(run.continued),
        )
    )
    with reading(engine) as connection:
        listings, price, text = connection.execute(query).one()
        some = connection.execute(_sample(run)).mappings().all()
    tone = tone_of([glance_at(decoded(row)) for row in some])
    return Shape(listings=listings, stated={"price": int(price), "text": int(text)}, tone=tone)


def _sample(run: Run) -> Select[*tuple[Any, ...]]:
    """Return the query for some listings that a run showed, the same ones each time."""
    seen = (PresenceRow.ended_at.is_(None), PresenceRow.last_run_id.in_(run.continued))
    return (
        select(*table(ListingRow).c)
        .join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
        .where(ListingRow.site_id == run.site_id, *seen)
        .order_by(ListingRow.id)
        .limit(SAMPLE)
    )


def _encoded(expected: Expected) -> str:
    return orjson.dumps(asdict(expected)).decode()


def _decoded(said: str | None) -> Expected:
    return Expected(**orjson.loads(said)) if said else Expected()
