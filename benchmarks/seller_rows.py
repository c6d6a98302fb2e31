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
from storage.codes import DETAIL, OFFER_STATE, SCOPE, Node
from storage.database import writing
from storage.models import (
    HandleRow,
    RecordRow,
    SellerRow,
    SellerSiteRow,
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
    sizes = {
        "offers": offers, "mentions": min(mentions, _HANDLES), "sellers": sellers, "handles": _HANDLES,
        "sites": SITES, "at": int(START.timestamp() * 1000), "full": DETAIL[Detail.FULL],
        "active": OFFER_STATE[OfferState.ACTIVE], "scope": SCOPE[Scope.LISTING],
    }  # fmt: skip
    with writing(engine) as connection:
        _surroundings(connection)
        for row, made in (
            (SellerRow, _sellers(sellers)),
            (SellerSiteRow, _places(sellers)),
            (RecordRow, _records(sellers)),
            (HandleRow, _handles(sellers)),
        ):
            for some in chunks(made, 10_000):
                insert_rows(connection, row, some)
        for statement in _MANY:
            connection.execute(text(statement), sizes)
        for some in chunks(_traits(sellers), 10_000):
            insert_rows(connection, TraitRow, some)


_MANY = (
    # listings: some records have thousands, most a few
    """
    INSERT INTO listing (id, uid, site_id, key, url, title, text, detail, stated, reader_id, snapshot_id, score,
        reasons, subjects, first_seen_at, first_run_id, record_id, seller_id, due)
    WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :offers),
    drawn(n, share) AS (SELECT n, (n * 2654435761 % 4294967296) / 4294967296.0 FROM counted),
    owned(n, seller) AS (SELECT n, CAST(:sellers * share * share AS INTEGER) FROM drawn)
    SELECT n, n, (seller + 1 + :sellers * (n % 2)) % :sites + 1, CAST(n AS TEXT), 'u', 't', '微信老号', :full, '{}', 1,
        1, 90, '[]', '[]', :at, (seller + 1 + :sellers * (n % 2)) % :sites + 1, seller + 1 + :sellers * (n % 2),
        seller + 1, false
    FROM owned
    """,
    """
    INSERT INTO presence (listing_id, nth, first_seen_at, last_seen_at, last_run_id, last_snapshot_id, missed)
    SELECT id, 1, :at, :at, 1, 1, 0 FROM listing
    """,
    """
    INSERT INTO offer (id, uid, listing_id, line_key, ordinal, kind, platform, attributes, span_start, span_end, spans,
        state, state_at, first_seen_at, first_run_id, since_at, observed_id)
    SELECT id, id, id, id, 0, 'account', 'wechat', 'aged', 0, 4, '{}', :active, :at, :at, 1, :at, 1 FROM listing
    """,
    """
    INSERT INTO sighting (listing_id, handle_id, scope, span_start, span_end, first_seen_at, snapshot_id)
    WITH RECURSIVE nth(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM nth WHERE k < :mentions)
    SELECT listing.id, (seller_id - 1) * :handles + k, :scope, 0, 4, :at, 1 FROM listing, nth
    """,
    """
    INSERT INTO handle_party (handle_id, record_id, others, beside_go_between)
    SELECT handle_id, record_id, others, false FROM (
        SELECT DISTINCT s.handle_id AS handle_id, l.record_id AS record_id,
            '[' || CASE (s.handle_id - 1) % 3
                WHEN 0 THEN (s.handle_id + 1) || ',' || (s.handle_id + 2)
                WHEN 1 THEN (s.handle_id - 1) || ',' || (s.handle_id + 1)
                ELSE (s.handle_id - 2) || ',' || (s.handle_id - 1) END || ']' AS others
        FROM sighting AS s JOIN listing AS l ON l.id = s.listing_id
    )
    """,
)


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


def _traits(sellers: int) -> Iterator[dict[str, Any]]:
    for record in range(1, 2 * sellers + 1):
        seller = _seller_of(record, sellers)
        for trait in sorted(word_traits(f"微信老号\n{said(seller)}") | name_traits(_name(seller))):
            yield {"trait": trait, "node_kind": Node.RECORD, "node_id": record}
