"""A person's data go from rows, bodies and addresses; what is left holds, and the record does not say whose."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine
from warcio.checker import Checker

from market.model import PageReading
from storage.database import writing
from storage.evidence.erasing.erase import Erased, ErasureError, erase
from storage.evidence.erasing.subjects import SubjectError, parse_subject
from storage.evidence.extracting import extract_records
from storage.evidence.findings import Findings
from storage.evidence.holds import hold_snapshots
from storage.evidence.proofs import write_proof
from storage.evidence.verify_proof import verify_proof
from storage.evidence.verify_store import verify_store
from storage.queries.filters import Filters
from storage.queries.search import search_rows
from storage.snapshots import BodyGoneError
from tests.storage.evidence.kept_shop import KeptShop
from tests.storage.evidence.watched import unlike
from tests.storage.shops import item, rows

PHONE = "13800138000"


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> KeptShop:
    return KeptShop(engine, tmp_path / "data")


def fill(shop: KeptShop) -> None:
    text = f"微信老号 5元 机主 张三丰 {PHONE}"
    body = f"<html><p>{text}</p><p>138 0013-8000</p></html>".encode()
    with shop.run():
        shop.keep("/list", body, [item("1", text)])
        shop.keep(f"/of/{PHONE}", unlike(2))
        shop.keep("/json", b'{"name": "\\u5f20\\u4e09\\u4e30", "phone": 13800138000}')
        shop.keep("/other", unlike(3), [item("2", "QQ号 3元")])
    with shop.run():
        shop.keep("/list", body, [item("1", text)])


def erased(shop: KeptShop, said: str = f"phone:+86{PHONE}", **words: bool) -> Erased:
    at = shop.shop.at + timedelta(days=1)
    return erase(shop.engine, shop.places, parse_subject(said), reason="request of 2 March", by="dpo", at=at, **words)


def bytes_of(shop: KeptShop) -> bytes:
    """Return all that the store holds, unpacked."""
    import zlib  # noqa: PLC0415 - only here

    out = b""
    for path in sorted(one for one in shop.data.rglob("*") if one.is_file()):
        data = path.read_bytes()
        while path.suffix == ".gz" and data:
            unpacker = zlib.decompressobj(31)
            out += unpacker.decompress(data)
            data = unpacker.unused_data
        out += data
    return out


def texts_of(shop: KeptShop) -> str:
    found = []
    for name in ("listing", "handle", "page", "seller_record", "issue", "transition", "snapshot", "erasure", "alert"):
        found += [repr(row) for row in rows(shop.engine, f"SELECT * FROM {name}")]  # noqa: S608 - own names
    return "\n".join(found)


def test_number_is_nowhere_any_more_in_any_form(shop: KeptShop) -> None:
    fill(shop)
    done = erased(shop)

    assert (done.snapshots, done.kept_snapshots, done.kept_rows) == (3, 0, 0)
    assert done.rows >= 2
    held = bytes_of(shop)
    for form in (PHONE.encode(), b"138 0013-8000", b"13-8000"):
        assert form not in held
    assert PHONE not in texts_of(shop)
    assert erased(shop, dry=True).snapshots == 0


def test_what_is_left_holds_and_is_read(shop: KeptShop) -> None:
    fill(shop)
    erased(shop)
    found = verify_store(shop.data)

    assert found.problems == []
    assert found.counts["records redacted"] == 3
    assert any("redacted by erasure E-2026" in note for note in found.notes)
    paths = [str(shop.places.store.path_of(name)) for name in shop.places.store.names()]
    checker = Checker(type("Command", (), {"inputs": paths, "verbose": False})())
    checker.process_all()
    assert checker.exit_value == 0
    state = shop.shop.begin().page_state("https://shop-a.example/list")
    assert state is not None
    assert shop.places.store.load(state.body).decode() == (
        "<html><p>微信老号 5元 机主 张三丰 ***********</p><p>*** ****-****</p></html>"
    )


def test_listing_keeps_its_words_and_places(shop: KeptShop) -> None:
    fill(shop)
    erased(shop)
    [(title, span_end)] = rows(
        shop.engine,
        "SELECT title, span_end FROM listing JOIN offer ON listing.id = listing_id WHERE title LIKE '微信%'",
    )

    assert title == "微信老号 5元 机主 张三丰 " + "*" * 11
    assert span_end == len(title)


def test_unchanged_page_does_not_bring_it_back(shop: KeptShop) -> None:
    fill(shop)
    erased(shop)
    text = f"微信老号 5元 机主 张三丰 {PHONE}"
    with shop.run(days=2):
        page = shop.keep("/list", f"<html><p>{text}</p><p>138 0013-8000</p></html>".encode())

    assert page.snapshot.revisit
    assert b"13800138000" not in bytes_of(shop)
    assert PHONE.encode() not in shop.places.store.load(page.snapshot)


def test_record_does_not_hold_the_value(shop: KeptShop) -> None:
    fill(shop)
    first = erased(shop)
    again = erased(shop, f"phone:+86 {PHONE}")
    [row, second] = rows(
        shop.engine, "SELECT uid, subject_type, subject_hash, reason, ended_at, snapshots FROM erasure"
    )

    assert (first.asked_before, again.asked_before) == (False, True)
    assert row[:2] == (first.uid, "phone")
    assert row[2] == second[2]
    assert (row[3], row[5]) == ("request of 2 March", 3)
    assert row[4] is not None
    assert f'"erasure":"{first.uid}"'.encode() in bytes_of(shop)


def test_erasure_that_was_killed_is_finished_under_its_own_name(
    shop: KeptShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    fill(shop)
    with monkeypatch.context() as patched:
        patched.setattr("storage.evidence.erasing.erase.erase_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            erased(shop)
    [(uid, ended_at)] = rows(shop.engine, "SELECT uid, ended_at FROM erasure")
    assert ended_at is None

    done = erased(shop)

    assert (done.uid, done.snapshots, done.rows > 0) == (uid, 0, True)
    assert PHONE not in texts_of(shop)
    assert verify_store(shop.data).problems == []


def test_value_as_reason_is_refused(shop: KeptShop) -> None:
    with pytest.raises(ErasureError, match="without the value"):
        erase(
            shop.engine,
            shop.places,
            parse_subject(f"phone:{PHONE}"),
            reason=f"asked by {PHONE}",
            by="dpo",
            at=shop.shop.at,
        )


def test_what_a_case_holds_is_left_and_told(shop: KeptShop) -> None:
    fill(shop)
    [(revisit,)] = rows(shop.engine, "SELECT max(id) FROM snapshot")
    with writing(shop.engine) as connection:
        hold_snapshots(connection, [revisit], holder="case:1", now=shop.shop.at)
    done = erased(shop)

    assert (done.snapshots, done.kept_snapshots) == (2, 1)
    state = shop.shop.begin().page_state("https://shop-a.example/list")
    assert state is not None
    assert PHONE.encode() in shop.places.store.load(state.body)


def test_whole_bodies_go_on_demand(shop: KeptShop) -> None:
    with shop.run():
        page = shop.keep("/json", b'{"name": "\\u5f20\\u4e09\\u4e30", "phone": 13800138000}')
    assert erased(shop, "name:张三丰", drop=True).snapshots == 1

    with pytest.raises(BodyGoneError, match="erased by erasure E-2026"):
        shop.places.store.load(page.snapshot)
    assert verify_store(shop.data).problems == []


def test_package_made_after_an_erasure_shows_the_tombstone(shop: KeptShop, tmp_path: Path) -> None:
    with shop.run():
        page = shop.keep("/list", f"call {PHONE} now".encode() * 50)
        other = shop.keep("/other", unlike(3))
    erased(shop)
    out = tmp_path / "out"
    out.mkdir()
    [first, second] = extract_records(shop.places.store, [page.snapshot, other.snapshot], out / "records.warc.gz")
    write_proof(shop.data, [page.snapshot, other.snapshot], out / "chain.json", at=shop.shop.at)
    found = Findings()
    with (out / "records.warc.gz").open("rb") as file:
        verify_proof((out / "chain.json").read_bytes(), file, (out / "records.warc.gz").stat().st_size, {}, found)

    assert (first.state, second.state) == ("redacted", "kept")
    assert found.problems == []
    assert any("redacted by erasure" in note for note in found.notes)


def test_address_with_the_value_is_forgotten_by_the_chain_too(shop: KeptShop) -> None:
    with shop.run():
        shop.keep(f"/of/{PHONE}", b"nothing here")
        shop.keep("/other", unlike(3))
    erased(shop)
    [name] = shop.places.store.names()
    links = list(shop.places.store.chain(name))

    assert [link.entry is None for link in links] == [False, True, False]
    assert verify_store(shop.data).problems == []
    assert PHONE.encode() not in bytes_of(shop)


def test_facts_in_json_columns_stay_json(shop: KeptShop) -> None:
    with shop.run():
        page = shop.shop.page("/n", reading=PageReading(facts={"phone": PHONE, "n": "1"}))
        shop.shop.recorder.record(page)  # type: ignore[union-attr]
    erased(shop)
    [(said,)] = rows(shop.engine, "SELECT follow_up FROM page WHERE follow_up LIKE '%phone%'")

    assert orjson.loads(said)["facts"]["phone"] == "*" * 11


def test_search_does_not_find_it_any_more(shop: KeptShop) -> None:
    fill(shop)
    assert list(search_rows(shop.engine, "张三", Filters()))
    erased(shop, "name:张三丰")

    assert not list(search_rows(shop.engine, "张三", Filters()))
    assert list(search_rows(shop.engine, "微信", Filters()))


def test_sqlite_file_holds_it_no_more(shop: KeptShop) -> None:
    if shop.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL forgets at its next vacuum")
    fill(shop)
    erased(shop)
    path = Path(str(shop.engine.url.database))
    shop.engine.dispose()
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert PHONE.encode() not in path.read_bytes()


@pytest.mark.parametrize("said", ["13800138000", "phone:123", "name:张", "colour:red", "text:abc", "id:北京"])
def test_what_cannot_be_looked_for_is_one_line(said: str) -> None:
    with pytest.raises(SubjectError):
        parse_subject(said)


@pytest.mark.parametrize(
    ("said", "text", "left"),
    [
        ("phone:+8613800138000", "联系 138-0013-8000。", "联系 ***-****-****。"),
        ("phone:+8613800138000", "+86 13800138000", "+** ***********"),
        ("phone:+8613800138000", "０0 13800138000", "０0 ***********"),
        ("phone:+8613800138000", "订单 913800138000", "订单 913800138000"),
        ("phone:13800138000", "１３８００１３８０００", "*" * 11),
        ("id:11010519491231002X", "身份证11010519491231002x", "身份证" + "*" * 18),
        ("email:Li.Si@example.com", "li.si@EXAMPLE.com li.sia@example.com", "**.**@*******.*** li.sia@example.com"),
        ("name:Li Si", "LI  SI, Li-Si", "**  **, **-**"),
        ("name:张三丰", "张三丰的", "***的"),
        ("text:a1b2c3", "xA1B2c3x", "x******x"),
    ],
)
def test_forms_that_are_found(said: str, text: str, left: str) -> None:
    assert parse_subject(said).starred_text(text) == left


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_name_is_found_in_the_encodings_of_pages(encoding: str) -> None:
    body = "机主：张三丰，男".encode(encoding)

    assert parse_subject("name:张三丰").starred(body) == "机主：***，男".encode(encoding)
