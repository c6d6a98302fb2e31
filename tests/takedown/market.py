"""A make-believe market for the tests of takedowns: shops recorded run by run, and cases about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select

from market.model import Listing
from market.takedowns import NoticeState
from storage.cases import Act, add_offers, open_case
from storage.database import reading, writing
from storage.ids import OFFER, public_id
from storage.models import CaseOfferRow, ListingRow, OfferRow, SiteRow
from storage.notices import NewNotice, NoticeRef, find_notice, make_notice, move_notice
from storage.queries.cases import Case, find_case
from storage.sellers import resolve
from tests.storage.shops import Shop, item


def goods(*keys: str, contact: str = "QQ:100001") -> list[Listing]:
    """Return listings of a shop whose seller shows *contact*; each key sells something of its own."""
    return [item(key, f"微信老号 {key}", "65", text=contact) for key in keys]


def look(shop: Shop, listings: list[Listing], *, health: str = "healthy", complete: bool = True) -> None:
    """Record one look at a shop and say who sells what."""
    shop.run(shop.page("/", listings), health=health, complete=complete)
    resolve(shop.engine, now=shop.at)


def fail(shop: Shop, cause: str) -> None:
    """Record a look that did not get in."""
    shop.begin(0)
    shop.end("failed" if cause != "challenge" else "blocked", complete=False, cause=cause)


def offer_ids(engine: Engine, site: str, *keys: str) -> list[str]:
    """Return the public ids of offers, by site and listing key."""
    query = (
        select(ListingRow.key, OfferRow.uid)
        .join(OfferRow, OfferRow.listing_id == ListingRow.id)
        .join(SiteRow, SiteRow.id == ListingRow.site_id)
        .where(SiteRow.name == site)
    )
    with reading(engine) as connection:
        found = dict(connection.execute(query).all())
    return [public_id(OFFER, found[key]) for key in keys]


def sent_notice(engine: Engine, offers: list[str], at: datetime, *, days: int = 7) -> NoticeRef:
    """Return a notice about *offers* that was made, frozen and sent at one moment."""
    act = Act(by="mei", at=at, now=at)
    with writing(engine) as connection:
        case_id = open_case(connection, "a seller", act)
        add_offers(connection, case_id, offers, act)
        query = select(CaseOfferRow.offer_id).where(CaseOfferRow.case_id == case_id)
        targets = tuple(connection.scalars(query))
        new = NewNotice(case_id=case_id, recipient="tencent", language="zh", answer_days=days, offer_ids=targets)
        made = make_notice(connection, new, act)
        for state in (NoticeState.FROZEN, NoticeState.SENT):
            move_notice(connection, find_notice(connection, made.label), state, act, state)
        return find_notice(connection, made.label)


def case_of(engine: Engine, case_id: int = 1) -> Case:
    """Return a case as it stands."""
    with reading(engine) as connection:
        return find_case(connection, case_id)
