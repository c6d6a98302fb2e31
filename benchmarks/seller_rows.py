"""A large database of sellers, written row by row: a few have thousands of listings, most a handful."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, text

from market.changes import OfferState
from market.model import Detail, Handle, HandleType, Listing, Offer, Price, Reading, Scope, Unit
from market.sellers.traits import name_traits, word_traits
from storage.bulk import chunks, insert_rows
from storage.codes import Node
from storage.database import writing
from storage.models import (
    HandlePartyRow,
    HandleRow,
    ListingRow,
    OfferRow,
    PresenceRow,
    RecordRow,
    SellerRow,
    SellerSiteRow,
    SightingRow,
    TraitRow,
)
from storage.records import digest63

START = datetime(2026, 1, 1, tzinfo=UTC)
SITES = 200
_HANDLES = 3
"""Of each seller."""
_FIRST = (
    "大圣",
    "北岸",
    "白鲸",
    "青鸟",
    "飞鱼",
    "老王",
    "星河",
    "长安",
    "小满",
    "七号",
    "南山",
    "铁柱",
    "阿福",
    "云上",
    "半夏",
    "金手指",
)
_LAST = ("号商", "杂货", "小店", "批发", "工作室", "号铺", "网络", "数码", "号源", "商行")
_COMMON = (
    "包首登",
    "支持换绑",
    "自动发货",
    "售后二十四小时",
    "一机一号",
    "批发价格另议",
    "老客户优惠",
    "请看清描述再拍单",
)
_OWN = (
    "老板自己养的{}系列号",
    "下单请备注{}三个字",
    "{}环境干净不串号",
    "晚上十点后{}不在线",
    "问题号找{}当天补发",
    "只做{}的长期生意",
)
_CHARS = (
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光"
)


def fill(engine: Engine, *, offers: int, mentions: int, sellers: int) -> None:
    """Write a database of so many offers in which no record or handle knows its seller."""
    with writing(engine) as connection:
        _surroundings(connection)
        for row, made in (
            (SellerRow, _sellers(sellers)),
            (SellerSiteRow, _places(sellers)),
            (RecordRow, _records(sellers)),
            (HandleRow, _handles(sellers)),
            (ListingRow, _listings(offers, sellers)),
            (PresenceRow, _presences(offers)),
            (OfferRow, _offers(offers)),
            (SightingRow, _sightings(offers, mentions, sellers)),
            (HandlePartyRow, _parties(sellers)),
            (TraitRow, _traits(sellers)),
        ):
            for some in chunks(made, 10_000):
                insert_rows(connection, row, some)


def added(count: int, sellers: int, turn: int = 0) -> Iterator[tuple[Listing, Reading]]:
    """Yield listings that are new at one site: of ten two are of somebody new, two of a known seller's new record."""
    chance = random.Random(turn)  # noqa: S311 - a benchmark wants the same market each time
    for number in range(count):
        kind = number % 10
        seller = int(sellers * chance.random() ** 2)
        if kind < 2:  # noqa: PLR2004 - two of ten
            seller = sellers + turn * count + number
            key = name = f"fresh{seller}"
        elif kind < 4:  # noqa: PLR2004 - two of ten
            key, name = f"again{turn}-{number}", _name(seller)
        else:
            key, name = f"u{_record_at_first_site(seller, sellers)}", _name(seller)
        title, words = f"微信老号 {number}", said(seller)
        shown = [f"handle{seller * _HANDLES + nth + 1}" for nth in range(_HANDLES)]
        handles, body = [], f"{title}\n{words}"
        for one in shown:
            body += f"\n@{one}"
            handles.append(Handle(type=HandleType.TELEGRAM, value=one, span=(len(body) - len(one), len(body))))
        listing = Listing(
            url=f"https://s1.example/{turn}-{number}", key=f"new{turn}-{number}", title=title,
            text=body.partition("\n")[2], seller_key=key, seller_name=name,
        )  # fmt: skip
        price = Price(min=Decimal(number % 90 + 10), max=Decimal(number % 90 + 10), currency="CNY", unit=Unit.EACH)
        offer = Offer(kind="account", platform="wechat", attributes=frozenset({"aged"}), price=price, span=(0, 4))
        yield listing, Reading(is_offer=True, score=Decimal("0.9"), offers=(offer,), handles=tuple(handles))


def _record_at_first_site(seller: int, sellers: int) -> int:
    """Return a number of a record that the first site may or may not have: most sellers are new there."""
    return seller + 1 if (seller + 1) % SITES == 0 else seller + 1 + sellers


def said(seller: int) -> str:
    """Return the standing words of a seller: sentences of the trade, and his own."""
    chance = random.Random(seller)  # noqa: S311
    word = "".join(chance.choices(_CHARS, k=3))
    own = [one.format(word) for one in chance.sample(_OWN, 3)]
    return "。".join((*chance.sample(_COMMON, 4), *own))


def _name(seller: int) -> str:
    chance = random.Random(-seller - 1)  # noqa: S311
    return f"{chance.choice(_FIRST)}{chance.choice(_LAST)}{chance.randrange(10, 9999)}"


def _surroundings(connection: Connection) -> None:
    at = int(START.timestamp() * 1000)
    for number in range(1, SITES + 1):
        connection.execute(
            text(
                "INSERT INTO site "
                "(id, name, url, family, kind, experimental, added_at, baseline_run_id) "
                "VALUES (:n, 'site-' || :n, 'https://s' || :n || '.example/', 'discuz', 1, false, :at, :n)"
            ),
            {"n": number, "at": at},
        )
        connection.execute(
            text(
                "INSERT INTO run (id, site_id, source, started_at, ended_at, health, complete, requests, pages, "
                "listings, offers, numbers, bytes, holder, floor_id) VALUES (:n, :n, 1, :at, "
                ":at, 1, true, 1, 1, 1, 1, 0, 0, '', 0)"
            ),
            {"n": number, "at": at},
        )
    connection.execute(text("INSERT INTO reader (id, version) VALUES (1, 'bench')"))
    connection.execute(text("INSERT INTO warc (id, name) VALUES (1, 'bench.warc.gz')"))
    connection.execute(text("INSERT INTO page (id, site_id, url_key, url, facts_digest) VALUES (1, 1, 1, 'u', 0)"))
    connection.execute(
        text(
            "INSERT INTO snapshot (id, page_id, run_id, fetched_at, status, sha256, warc_id, offset, length, "
            "size, flags, record_id, content_type) VALUES (1, 1, 1, :at, 200, x'00', 1, 0, 1, 1, 0, x'00', 'text/html')"
        ),
        {"at": at},
    )


def _sellers(sellers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, sellers + 1):
        yield {
            "id": number, "uid": number, "name": _name(number - 1), "first_seen_at": START, "first_run_id": 1,
            "first_site_id": 1, "baseline": True, "founder_kind": Node.RECORD, "founder_id": number,
        }  # fmt: skip


def _places(sellers: int) -> Iterator[dict[str, Any]]:
    known = {(_seller_of(record, sellers), record % SITES + 1) for record in range(1, 2 * sellers + 1)}
    for seller, site in sorted(known):
        yield {"seller_id": seller + 1, "site_id": site, "first_seen_at": START, "first_run_id": site}


def _seller_of(record: int, sellers: int) -> int:
    """Return the seller, counted from 0, of a record."""
    return (record - 1) % sellers


def _records(sellers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, 2 * sellers + 1):
        site = number % SITES + 1
        yield {
            "id": number, "uid": digest63(f"site-{site}", f"u{number}"), "site_id": site, "key": f"u{number}",
            "name": _name(_seller_of(number, sellers)), "first_seen_at": START, "first_run_id": site,
            "seller_id": None, "due": False,
        }  # fmt: skip


def _handles(sellers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, _HANDLES * sellers + 1):
        yield {
            "id": number, "type": HandleType.TELEGRAM, "value": f"handle{number}", "first_seen_at": START,
            "first_run_id": 1, "seller_id": None, "shared_at": None,
        }  # fmt: skip


def _record_of(listing: int, sellers: int) -> int:
    """Return the record of a listing: some have thousands, most a few."""
    drawn = (listing * 2_654_435_761 % 2**32) / 2**32
    return int(sellers * drawn * drawn) + 1 + sellers * (listing % 2)


def _listings(offers: int, sellers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, offers + 1):
        record = _record_of(number, sellers)
        yield {
            "id": number, "uid": number, "site_id": record % SITES + 1, "key": str(number), "url": "u", "title": "t",
            "text": "微信老号", "category": None, "seller_key": None, "seller_name": None, "posted_at": None,
            "detail": Detail.FULL, "stated": "{}", "reader_id": 1, "snapshot_id": 1, "score": 90, "reasons": "[]",
            "subjects": "[]", "first_seen_at": START, "first_run_id": record % SITES + 1, "record_id": record,
            "seller_id": _seller_of(record, sellers) + 1, "due": False,
        }  # fmt: skip


def _presences(offers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, offers + 1):
        yield {
            "listing_id": number, "nth": 1, "first_seen_at": START, "last_seen_at": START, "last_run_id": 1,
            "last_snapshot_id": 1, "missed": 0,
        }  # fmt: skip


def _offers(offers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, offers + 1):
        yield {
            "id": number, "uid": number, "listing_id": number, "line_key": number, "ordinal": 0, "kind": "account",
            "platform": "wechat", "attributes": "aged", "span_start": 0, "span_end": 4, "spans": "{}",
            "state": OfferState.ACTIVE, "state_at": START, "first_seen_at": START, "first_run_id": 1,
            "since_at": START, "observed_id": 1,
        }  # fmt: skip


def _sightings(offers: int, mentions: int, sellers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, offers + 1):
        seller = _seller_of(_record_of(number, sellers), sellers)
        for nth in range(min(mentions, _HANDLES)):
            yield {
                "listing_id": number, "handle_id": seller * _HANDLES + nth + 1, "scope": Scope.LISTING,
                "span_start": 0, "span_end": 4, "first_seen_at": START, "snapshot_id": 1,
            }  # fmt: skip


def _parties(sellers: int) -> Iterator[dict[str, Any]]:
    for seller in range(sellers):
        for nth in range(_HANDLES):
            own = [seller * _HANDLES + one + 1 for one in range(_HANDLES) if one != nth]
            for record in (seller + 1, seller + 1 + sellers):
                yield {
                    "handle_id": seller * _HANDLES + nth + 1, "record_id": record, "others": str(own),
                    "beside_go_between": False,
                }  # fmt: skip


def _traits(sellers: int) -> Iterator[dict[str, Any]]:
    for record in range(1, 2 * sellers + 1):
        seller = _seller_of(record, sellers)
        for trait in sorted(word_traits(f"微信老号\n{said(seller)}") | name_traits(_name(seller))):
            yield {"trait": trait, "node_kind": Node.RECORD, "node_id": record}
