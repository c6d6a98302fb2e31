"""What persons say of sellers: join, split, undo; kept as verdicts that can be withdrawn, never overruled by a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import orjson
from sqlalchemy import Connection, Engine, func, select, update

from market.changes import ChangeKind
from market.errors import MarketError
from storage.bulk import insert_rows, new_ids, table
from storage.codes import Judgement, Node
from storage.database import writing
from storage.ids import SELLER, public_id
from storage.models import HandleRow, RecordRow, SellerRow, TransitionRow, VerdictRow
from storage.news import announce
from storage.queries.filters import seller_ids
from storage.settling import Settled, settle
from storage.tangles import gather
from storage.ties import PERSON, Link, NodeKey

_VERDICT = re.compile(r"v?(\d{1,18})", re.IGNORECASE)
_ONE_LINE = re.compile(r"\s+")
LONGEST_REASON = 500


class SellerError(MarketError):
    """What was said of sellers cannot be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person's word came to."""

    verdict: str
    """By which it can be undone, `v12`."""
    sellers: tuple[str, ...]
    """Ids of the sellers there are now of those that it was about, oldest first."""


def join_sellers(engine: Engine, first: str, second: str, *, by: str, reason: str, now: datetime) -> Decision:
    """Return the seller that two are from now on, whatever rules find later.

    Raises:
        SellerError: one of them is unknown or they are one already, or nobody or no reason is named.
    """
    told = _told(by, reason)
    with writing(engine) as connection:
        a, b = one_seller(connection, first), one_seller(connection, second)
        if a == b:
            raise SellerError(f"{first} and {second} are one seller already; `haoshao sellers show {first}` says why")
        a, b = sorted((a, b), key=lambda one: _age(connection, one))
        founders = _founder(connection, a), _founder(connection, b)
        verdict = _say(connection, [(*founders, Judgement.SAME)], told, by, now)
        return _settled(connection, verdict, founders, now)


def split_seller(
    engine: Engine, seller: str, *, handles: Sequence[str], records: Sequence[str], by: str, reason: str, now: datetime
) -> Decision:
    """Return what a seller falls into once some of its handles and records are another's.

    What hangs on those alone goes with them; all else stays.

    Raises:
        SellerError: the seller or one of the parts is unknown, or nothing would be left of it.
    """
    told = _told(by, reason)
    with writing(engine) as connection:
        seller_id = one_seller(connection, seller)
        tangle = gather(connection, (), [seller_id], ())
        own = {key for key, node in tangle.nodes.items() if node.seller_id == seller_id}
        labels = {tangle.nodes[key].label.casefold(): key for key in own}
        named = {_part(labels, said, seller) for said in (*handles, *records)}
        if not named:
            raise SellerError("say what is not this seller's: --handle TYPE:VALUE or --record SITE/USER")
        links = [link for link in tangle.links if link.a in own and link.b in own]
        rest = _rest(own, named, links, _founder(connection, seller_id))
        if not rest:
            raise SellerError(f"nothing would be left of {seller}; name the smaller part")
        cut = [(link.a, link.b) for link in links if (link.a in rest) != (link.b in rest)]
        anchor = min(rest, key=lambda key: (tangle.nodes[key].first_run_id, key[0] is Node.HANDLE, key[1]))
        pairs = {tuple(sorted(pair)) for pair in [*cut, *((anchor, key) for key in named)]}
        verdict = _say(connection, [(a, b, Judgement.DIFFERENT) for a, b in sorted(pairs)], told, by, now)
        return _settled(connection, verdict, own, now)


def undo_verdict(engine: Engine, said: str, *, by: str, now: datetime) -> Decision:
    """Return what sellers there are once a verdict is withdrawn: a person's with all it said, or a rule's link.

    Raises:
        SellerError: there is no such verdict, or it is withdrawn already.
    """
    if not by.strip():
        raise SellerError("say who undoes it: --by NAME")
    match = _VERDICT.fullmatch(said.strip())
    with writing(engine) as connection:
        rows = table(VerdictRow)
        row = connection.execute(select(rows).where(rows.c.id == int(match[1] if match else 0))).first()
        if row is None:
            raise SellerError(f"{said}: no such verdict; `haoshao sellers show SELLER` lists them")
        if row.withdrawn_at is not None:
            raise SellerError(f"{said}: withdrawn already, by {row.withdrawn_by}")
        meant = rows.c.rule == row.rule if row.by is not None else rows.c.id == row.id
        about = connection.execute(select(rows).where(meant)).all()
        connection.execute(update(rows).where(meant).values(withdrawn_at=now, withdrawn_by=by.strip()))
        nodes = [key for one in about for key in ((one.a_kind, one.a_id), (one.b_kind, one.b_id))]
        return _settled(connection, row.id, nodes, now)


def one_seller(connection: Connection, said: str) -> int:
    """Return the seller that somebody means: an id, `type:value` of a handle, or a name; a joined one is its survivor.

    Raises:
        SellerError: nobody or several are meant.
    """
    found = sorted(set(connection.scalars(seller_ids(said))) - {None})
    if not found:
        raise SellerError(f"{said}: no such seller; see `haoshao sellers list`")
    if len(found) > 1:
        rows = connection.scalars(select(SellerRow.uid).where(SellerRow.id.in_(found[:5])))
        ids = ", ".join(public_id(SELLER, uid) for uid in rows)
        raise SellerError(f"{said}: {len(found)} sellers are called so; name one of {ids}")
    return int(found[0] or 0)


def _told(by: str, reason: str) -> str:
    if not by.strip():
        raise SellerError("say who decides: --by NAME")
    said = _ONE_LINE.sub(" ", reason).strip()[:LONGEST_REASON]
    if not said:
        raise SellerError("say why: --reason TEXT")
    return said


def _part(labels: Mapping[str, NodeKey], said: str, seller: str) -> NodeKey:
    found = labels.get(said.strip().casefold())
    if found is None:
        known = ", ".join(sorted(labels)[:8])
        raise SellerError(f"{said}: no part of {seller}; it has {known}")
    return found


def _rest(own: set[NodeKey], named: set[NodeKey], links: Iterable[Link], founder: NodeKey) -> set[NodeKey]:
    """Return what stays: what hangs together without the named parts, around the founder where it stays, else most."""
    near: dict[NodeKey, set[NodeKey]] = {key: set() for key in own - named}
    for link in links:
        if link.a in near and link.b in near:
            near[link.a].add(link.b)
            near[link.b].add(link.a)
    pieces: list[set[NodeKey]] = []
    left = set(near)
    while left:
        piece, todo = set(), {min(left)}
        while todo:
            key = todo.pop()
            piece.add(key)
            todo |= near[key] - piece
        pieces.append(piece)
        left -= piece
    touching = {key for link in links for key in (link.a, link.b) if link.a in named or link.b in named}
    stays = [piece for piece in pieces if founder in piece or not piece & touching]
    stays += [piece for piece in pieces if piece not in stays and any(kind is Node.RECORD for kind, _ in piece)]
    if not stays and pieces and founder in named:
        stays = [max(pieces, key=lambda piece: (len(piece), min(piece)))]
    return set().union(*stays)


def _founder(connection: Connection, seller_id: int) -> NodeKey:
    """Return the node that stands for a seller: the one it was made for, else its oldest."""
    row = connection.execute(
        select(SellerRow.founder_kind, SellerRow.founder_id).where(SellerRow.id == seller_id)
    ).one()
    if row.founder_kind is not None and row.founder_id is not None:
        return row.founder_kind, row.founder_id
    for kind, some in ((Node.RECORD, RecordRow), (Node.HANDLE, HandleRow)):
        oldest = connection.scalar(select(func.min(table(some).c.id)).where(table(some).c.seller_id == seller_id))
        if oldest is not None:
            return kind, int(oldest)
    raise SellerError(f"seller {seller_id} has neither records nor handles; run `haoshao sellers rebuild`")


def _age(connection: Connection, seller_id: int) -> tuple[datetime, int]:
    at = connection.scalar(select(SellerRow.first_seen_at).where(SellerRow.id == seller_id))
    assert at is not None  # noqa: S101 - it was found a moment ago
    return at, seller_id


def _say(
    connection: Connection, pairs: Sequence[tuple[NodeKey, NodeKey, Judgement]], reason: str, by: str, now: datetime
) -> int:
    """Write one person's word about some pairs; return the id of its first row."""
    ids = new_ids(connection, VerdictRow, len(pairs))
    rows = [
        {
            "id": key,
            "a_kind": a[0],
            "a_id": a[1],
            "b_kind": b[0],
            "b_id": b[1],
            "verdict": verdict,
            "rule": f"{PERSON}:{ids[0]}",
            "by": by.strip(),
            "score": Decimal(1),
            "reasons": orjson.dumps([reason]).decode(),
            "at": now,
        }
        for key, (a, b, verdict) in zip(ids, pairs, strict=True)
    ]
    insert_rows(connection, VerdictRow, rows)
    return ids[0]


def _settled(connection: Connection, verdict: int, nodes: Iterable[NodeKey], now: datetime) -> Decision:
    """Compute the sellers of *nodes* anew, tell of those that nobody was told of, and return them."""
    about = list(nodes)
    settled = settle(connection, about, now=now)
    _tell_new(connection, settled, now)
    found: set[int] = set()
    for kind, row in ((Node.RECORD, RecordRow), (Node.HANDLE, HandleRow)):
        ids = [key for one, key in about if one is kind]
        query = select(table(row).c.seller_id).where(table(row).c.id.in_(ids))
        found |= {one for one in connection.scalars(query) if one is not None}
    rows = connection.execute(
        select(SellerRow.uid).where(SellerRow.id.in_(found)).order_by(SellerRow.first_seen_at, SellerRow.id)
    )
    return Decision(verdict=f"v{verdict}", sellers=tuple(public_id(SELLER, uid) for (uid,) in rows))


def _tell_new(connection: Connection, settled: Settled, now: datetime) -> None:
    """Tell of sellers that came to light: as news they were never told."""
    rows = [dict(row) for row in settled.created]
    if settled.revived:
        told = select(TransitionRow.seller_id).where(
            TransitionRow.seller_id.in_(settled.revived), TransitionRow.kind == ChangeKind.SELLER_NEW
        )
        some = table(SellerRow)
        query = select(some).where(some.c.id.in_(settled.revived), some.c.id.not_in(told))
        rows += [dict(row) for row in connection.execute(query).mappings()]
    announce(connection, rows, settled.moves, judge=None, now=now)
