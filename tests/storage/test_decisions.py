"""What persons say of sellers: it holds, it can be undone, and whose history is whose stays right."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from storage.decisions import SellerError, join_sellers, split_seller, undo_verdict
from storage.queries.export import seller_rows, transition_rows
from storage.queries.filters import Filters
from storage.rebuilding import rebuild_sellers
from tests.storage.shops import START, Shop, item, rows

BY = {"by": "ann", "reason": "same person on the phone", "now": START}


def groups(engine: Engine) -> set[frozenset[str]]:
    return {frozenset(handle["value"] for handle in row["handles"]) for row in seller_rows(engine, Filters())}


def owner(engine: Engine, handle: str) -> str:
    (found,) = {row["seller_id"] for row in seller_rows(engine, Filters(seller=handle))}
    return str(found)


@pytest.fixture
def pair(shop: Shop, open_shop: Callable[[str], Shop]) -> tuple[Shop, Shop]:
    """Give two shops after their baselines, with a seller each that came later."""
    other = open_shop("shop-b")
    for one in (shop, other):
        one.run(one.page("/", [item("1", "微信老号 TG: anchor" + one.name[-1])]))
    shop.run(shop.page("/", [item("1", "微信老号 TG: anchora"), item("2", "QQ号 TG: one")]))
    other.run(other.page("/", [item("1", "微信老号 TG: anchorb"), item("3", "QQ号 TG: two")]))
    return shop, other


@pytest.mark.usefixtures("pair")
def test_join_keeps_the_older_id_and_both_ids_resolve(engine: Engine) -> None:
    first, second = owner(engine, "one"), owner(engine, "two")

    made = join_sellers(engine, second, first, **BY)

    assert made.sellers == (first,)
    assert owner(engine, second) == owner(engine, first) == first
    assert frozenset({"one", "two"}) in groups(engine)
    (row,) = seller_rows(engine, Filters(seller=first))
    assert [(link["verdict"], link["reasons"]) for link in row["links"]] == [("same", ["same person on the phone"])]


@pytest.mark.usefixtures("pair")
def test_undone_join_gives_each_its_id_and_history_back(engine: Engine) -> None:
    first, second = owner(engine, "one"), owner(engine, "two")
    before = list(transition_rows(engine, Filters()))
    alerts = rows(engine, "SELECT count(*) FROM alert")
    made = join_sellers(engine, first, second, **BY)

    undone = undo_verdict(engine, made.verdict, by="bob", now=START)

    assert undone.sellers == (first, second)
    assert (owner(engine, "one"), owner(engine, "two")) == (first, second)
    assert list(transition_rows(engine, Filters())) == before
    assert rows(engine, "SELECT count(*) FROM alert") == alerts
    assert rows(engine, "SELECT withdrawn_by FROM verdict WHERE by IS NOT NULL") == [("bob",)]


def test_joined_sellers_stay_joined_when_more_is_seen(pair: tuple[Shop, Shop], engine: Engine) -> None:
    other = pair[1]
    join_sellers(engine, "telegram:one", "telegram:two", **BY)

    other.run(other.page("/", [item("3", "QQ号 TG: two"), item("4", "QQ号 TG: two TG: three")]))

    assert frozenset({"one", "two", "three"}) in groups(engine)


def test_split_holds_against_what_is_seen_again(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号 TG: one TG: two"), item("2", "QQ号 TG: two")]))
    assert groups(engine) == {frozenset({"one", "two"})}

    made = split_seller(engine, "telegram:one", handles=["telegram:two"], records=[], **BY)
    shop.run(shop.page("/", [item("1", "微信老号 TG: one TG: two"), item("5", "QQ号 TG: one TG: two")]))

    assert groups(engine) == {frozenset({"one"}), frozenset({"two"})}
    undo_verdict(engine, made.verdict, by="ann", now=START)
    assert groups(engine) == {frozenset({"one", "two"})}


def test_split_takes_along_what_hangs_on_the_part_alone(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    for number, name in enumerate(("shop-a", "shop-b", "shop-c")):
        one = open_shop(name)
        words = f"微信老号 TG: common TG: own{number}"
        one.run(one.page("/", [item("1", words, seller_key=f"u{number}", seller_name=f"Somebody {number}")]))
    (first,) = {owner(engine, "own0")}

    made = split_seller(engine, first, handles=[], records=["shop-b/u1"], **BY)

    assert groups(engine) == {frozenset({"common", "own0", "own2"}), frozenset({"own1"})}
    assert made.sellers[0] == first == owner(engine, "own2")
    (row,) = seller_rows(engine, Filters(seller=owner(engine, "own1")))
    assert (row["sites"], row["offers"]) == (["shop-b"], 1)


def test_founder_that_is_split_off_takes_the_id_along(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    for number, name in enumerate(("shop-a", "shop-b", "shop-c")):
        one = open_shop(name)
        one.run(
            one.page("/", [item("1", "微信老号 TG: common", seller_key=f"u{number}", seller_name=f"Some {number}")])
        )
    first = owner(engine, "common")

    split_seller(engine, first, handles=[], records=["shop-a/u0"], **BY)

    (old,) = seller_rows(engine, Filters(seller=first))
    assert (old["sites"], old["handles"]) == (["shop-a"], [])
    (rest,) = seller_rows(engine, Filters(seller="telegram:common"))
    assert rest["sites"] == ["shop-b", "shop-c"]


def test_contradicting_words_are_one_issue_and_the_later_holds(pair: tuple[Shop, Shop], engine: Engine) -> None:
    join_sellers(engine, "telegram:one", "telegram:two", **BY)
    split_seller(engine, "telegram:one", handles=["telegram:two"], records=[], **BY | {"by": "bob"})

    assert frozenset({"one"}) in groups(engine)
    for _ in range(2):
        pair[1].run(pair[1].page("/", [item("3", "QQ号 TG: two"), item("6", "QQ号 TG: two TG: more")]))
    found = rows(engine, "SELECT code, detail FROM issue WHERE code = 'contradictory_verdicts'")
    assert len(found) == 1
    assert "what ann said in v" in found[0][1]
    assert "\n" not in found[0][1]

    join_sellers(engine, "telegram:one", "telegram:two", **BY)
    assert any({"one", "two"} <= group for group in groups(engine))


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda e: join_sellers(e, "telegram:one", "nobody", **BY), "nobody: no such seller"),
        (lambda e: join_sellers(e, "telegram:one", "telegram:one", **BY), "one seller already"),
        (lambda e: join_sellers(e, "telegram:one", "telegram:two", **BY | {"reason": " "}), "--reason"),
        (lambda e: join_sellers(e, "telegram:one", "telegram:two", **BY | {"by": ""}), "--by"),
        (lambda e: split_seller(e, "telegram:one", handles=["qq:1"], records=[], **BY), "qq:1: no part of"),
        (lambda e: split_seller(e, "telegram:one", handles=[], records=[], **BY), "--handle"),
        (
            lambda e: split_seller(e, "telegram:one", handles=["telegram:one"], records=[], **BY),
            "nothing would be left",
        ),
        (lambda e: undo_verdict(e, "v99", by="ann", now=START), "v99: no such verdict"),
        (lambda e: undo_verdict(e, "; drop", by="ann", now=START), "no such verdict"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(engine: Engine, call: Callable[[Engine], object], said: str) -> None:
    with pytest.raises(SellerError) as caught:
        call(engine)

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


STEPS = st.lists(st.tuples(st.sampled_from(["see", "join", "split", "undo"]), st.integers(0, 10**6)), max_size=14)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_step_by_step_equals_computing_all_anew(
    steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory, ready_sqlite: object
) -> None:
    """Whatever is seen and said in whatever order: computing all sellers from scratch changes nothing."""
    import shutil  # noqa: PLC0415 - a database of its own for each example

    from storage.database import open_database  # noqa: PLC0415

    path = tmp_path_factory.mktemp("steps") / "market.db"
    shutil.copy(str(ready_sqlite), path)
    engine = open_database(f"sqlite:///{path}")
    shops = [Shop(engine, f"shop-{name}") for name in "ab"]
    shown: dict[str, list[object]] = {shop.name: [] for shop in shops}
    for number, (what, seed) in enumerate([("see", 1), ("see", 2), ("see", 3), *steps]):
        _step(engine, shops, shown, what, random.Random(seed), number)  # noqa: S311 - a test repeats itself

    kept = _state(engine)
    rebuild_sellers(engine, now=START)
    assert _state(engine) == kept
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE handle SET seller_id = NULL")
        connection.exec_driver_sql("UPDATE seller_record SET seller_id = NULL")
    rebuild_sellers(engine, now=START)
    assert _state(engine) == kept
    engine.dispose()


def _step(
    engine: Engine, shops: list[Shop], shown: dict[str, list[object]], what: str, chance: random.Random, number: int
) -> None:
    ids = [row["seller_id"] for row in seller_rows(engine, Filters())]
    try:
        if what == "see":
            shop = chance.choice(shops)
            words = " ".join(f"TG: h{chance.randrange(7)}" for _ in range(chance.randint(1, 2)))
            user = chance.choice([None, "u1", "u2"])
            more = {} if user is None else {"seller_key": user, "seller_name": f"Seller {shop.name} {user}"}
            shown[shop.name].append(item(str(number), f"微信老号 {words}", **more))
            shop.run(shop.page("/", shown[shop.name]))  # type: ignore[arg-type]
        elif what == "join":
            join_sellers(engine, *chance.sample(ids, 2), **BY)
        elif what == "split":
            row = chance.choice(list(seller_rows(engine, Filters())))
            handles = [f"{one['type']}:{one['value']}" for one in row["handles"]]
            split_seller(engine, row["seller_id"], handles=[chance.choice(handles)], records=[], **BY)
        else:
            (top,) = rows(engine, "SELECT coalesce(max(id), 0) FROM verdict")[0]
            undo_verdict(engine, f"v{chance.randint(1, max(1, int(top)))}", by="ann", now=START)
    except (SellerError, ValueError, IndexError):
        pass  # nothing to join, split or undo just now


def _state(engine: Engine) -> list[tuple[object, ...]]:
    return [
        *rows(engine, "SELECT id, merged_into_id FROM seller ORDER BY id"),
        *rows(engine, "SELECT id, seller_id FROM listing ORDER BY id"),
        *rows(engine, "SELECT id, seller_id FROM handle ORDER BY id"),
        *rows(engine, "SELECT id, seller_id FROM seller_record ORDER BY id"),
        *rows(engine, "SELECT seller_id, site_id FROM seller_site ORDER BY seller_id, site_id"),
    ]
