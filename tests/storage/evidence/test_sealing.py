"""Originals that were sealed come back to the holder of the key, and to nobody else, and never unrecorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine

from base.config_evidence import Sealing
from storage.evidence.opening import open_original
from storage.evidence.sealing import SealError, load_private, new_sealing_key, seal, sealer, unseal
from storage.evidence.verify_store import verify_store
from storage.records import PageRecord
from tests.storage.evidence.kept_shop import KeptShop
from tests.storage.evidence.watched import answer
from tests.storage.shops import rows

ORIGINAL = "张小明 13800138000 江苏省南京市鼓楼区中山路18号\n".encode() * 40


def test_sealed_body_opens_with_its_key_only(tmp_path: Path) -> None:
    public = new_sealing_key(tmp_path / "one.pem")
    new_sealing_key(tmp_path / "two.pem")
    closed = seal(bytes.fromhex(public), ORIGINAL)

    assert unseal(load_private(tmp_path / "one.pem"), closed) == ORIGINAL
    assert len(closed) < len(ORIGINAL)
    assert closed != seal(bytes.fromhex(public), ORIGINAL)
    with pytest.raises(SealError, match="another key"):
        unseal(load_private(tmp_path / "two.pem"), closed)
    assert (tmp_path / "one.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(SealError, match="is there already"):
        new_sealing_key(tmp_path / "one.pem")


@pytest.mark.parametrize("place", [0, 20, 50, -1])
def test_damaged_original_is_noticed(tmp_path: Path, place: int) -> None:
    closed = bytearray(seal(bytes.fromhex(new_sealing_key(tmp_path / "one.pem")), ORIGINAL))
    closed[place] ^= 1

    with pytest.raises(SealError):
        unseal(load_private(tmp_path / "one.pem"), bytes(closed))


def test_nothing_is_sealed_without_a_recorded_basis() -> None:
    assert sealer(None) is None
    with pytest.raises(ValidationError):
        Sealing(key="ab" * 32, basis="", by="")


def kept(shop: KeptShop, key: Path) -> str:
    """Keep one redacted body with its original sealed, and return the hash of what is stored."""
    settings = Sealing(key=new_sealing_key(key), basis="Art. 6 (1) f, decision 7", by="legal")
    closing = sealer(settings)
    assert closing is not None
    with shop.run():
        ref = shop.writer.keep(answer(ORIGINAL), at=shop.shop.at, redacted=b"***", sealed=closing(ORIGINAL))
        assert shop.shop.recorder is not None
        shop.shop.recorder.record(PageRecord(url=ref.url, snapshot=ref))
    return ref.sha256


def test_original_is_opened_on_record(engine: Engine, tmp_path: Path) -> None:
    shop = KeptShop(engine, tmp_path / "data")
    stored = kept(shop, tmp_path / "key.pem")
    assert verify_store(shop.data).problems == []
    assert b"13800138000" not in b"".join(one.read_bytes() for one in shop.data.rglob("*") if one.is_file())

    opened = open_original(
        engine, shop.places, f"sha256:{stored}", tmp_path / "key.pem", reason="order 12", by="ann", at=shop.shop.at
    )

    assert opened == ORIGINAL
    assert rows(engine, 'SELECT "by", reason FROM evidence_access') == [("ann", "order 12")]


@pytest.mark.parametrize(
    ("snapshot", "reason", "why"),
    [("sha256:" + "0" * 64, "x", "no redacted snapshot"), ("zz", "x", "64 hex digits"), ("", " ", "has to say why")],
)
def test_what_cannot_be_opened_is_one_line(
    engine: Engine, tmp_path: Path, snapshot: str, reason: str, why: str
) -> None:
    shop = KeptShop(engine, tmp_path / "data")
    kept(shop, tmp_path / "key.pem")

    with pytest.raises(SealError, match=why):
        open_original(engine, shop.places, snapshot, tmp_path / "key.pem", reason=reason, by="ann", at=shop.shop.at)


def test_wrong_key_is_recorded_and_opens_nothing(engine: Engine, tmp_path: Path) -> None:
    shop = KeptShop(engine, tmp_path / "data")
    stored = kept(shop, tmp_path / "key.pem")
    new_sealing_key(tmp_path / "other.pem")

    with pytest.raises(SealError, match="another key"):
        open_original(engine, shop.places, stored, tmp_path / "other.pem", reason="x", by="ann", at=shop.shop.at)
    assert len(rows(engine, "SELECT id FROM evidence_access")) == 1
