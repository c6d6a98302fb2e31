"""The package of a case: whole, the same again, read by others' tools, and hostile text inert in every file of it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pypdf
import pytest
from warcio.archiveiterator import ArchiveIterator

from haoshao.case_acts import Desk, begin_case, draft_notice, extend_case, facts_of, record_sent
from haoshao.case_exports import Wish, export_case
from haoshao.case_freezing import freeze_case
from market.takedowns import NoticeState, NoticeStateError
from storage.access import accesses
from storage.cases import CaseError
from takedown.case_package.pdf import PaperError, PaperMaker
from takedown.packing.verifying import verify_package
from takedown.tiers import Tier, TierError, checked_tier


def told(_line: str) -> None:
    """Hear nothing."""


def wish(out: Path, **other: object) -> Wish:
    said: dict[str, object] = {
        "out": out,
        "zipped": False,
        "language": None,
        "tier": Tier.HANDLES,
        "reason": "",
        "fresh": False,
    }
    return Wish(**{**said, **other})  # type: ignore[arg-type]


def test_a_package_is_whole_and_verifies(desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "=cmd.png"
    picture.write_bytes(b"\x89PNG\r\n")
    extend_case(desk, 1, files=[picture], note="front page")
    made = export_case(desk, 1, wish(tmp_path / "out"), told)

    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert {
        "README.txt",
        "case.json",
        "reporter.txt",
        "evidence/index.pdf",
        "evidence/chain.json",
        "offers/offers.csv",
        "offers/offers.xlsx",
        "offers/offers.jsonl",
        "offers/offers.parquet",
        "machine/stix.json",
        "machine/misp.json",
        "machine/xarf/report-0001.json",
        "notice/notice.en.pdf",
        "notice/notice.en.txt",
        "files/001.png",
        "manifest.json",
        "manifest.sig",
        "key.pub",
    } <= names
    verdict = verify_package(made)
    assert verdict.problems == ()
    said = json.loads((made / "case.json").read_text("utf-8"))
    assert said["files"][0]["name"] == "=cmd.png"


def test_two_exports_are_the_same_bytes_also_as_zip(desk: Desk, tmp_path: Path) -> None:
    draft_notice(desk, 1, "tencent")
    for language in (None, "zh"):
        first = export_case(desk, 1, wish(tmp_path / f"a-{language}", zipped=True, language=language), told)
        second = export_case(desk, 1, wish(tmp_path / f"b-{language}", zipped=True, language=language), told)

        assert first.read_bytes() == second.read_bytes()
        assert verify_package(first).problems == ()


def test_one_flipped_byte_is_found(desk: Desk, tmp_path: Path) -> None:
    made = export_case(desk, 1, wish(tmp_path / "out"), told)
    for path in [*sorted(made.rglob("*.pdf")), made / "offers" / "offers.csv", made / "README.txt"]:
        body = bytearray(path.read_bytes())
        body[len(body) // 2] ^= 1
        path.write_bytes(body)
        assert verify_package(made).problems, path.name
        body[len(body) // 2] ^= 1
        path.write_bytes(body)
    (made / "extra.txt").write_text("x", "utf-8")
    assert verify_package(made).problems


def texts_of(path: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_papers_say_on_every_page_that_they_are_simulated(desk: Desk, tmp_path: Path, language: str) -> None:
    made = export_case(desk, 1, wish(tmp_path / "out", language=language), told)
    marker = {"zh": "模拟数据", "en": "SIMULATED DATA"}[language]

    for path in made.rglob("*.pdf"):
        pages = texts_of(path)
        assert pages
        assert all(marker in page for page in pages), path.name
    for path in (made / "README.txt", made / "reporter.txt", made / "notice" / f"notice.{language}.txt"):
        assert path.read_text("utf-8").startswith("*** SIMULATED DATA")
    with (made / "offers" / "offers.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {one["simulated"] for one in csv.DictReader(stream)} == {"true"}
    assert json.loads((made / "manifest.json").read_text("utf-8"))["simulated"] is True


def test_hostile_text_is_inert_in_every_paper(desk: Desk, tmp_path: Path) -> None:
    made = export_case(desk, 1, wish(tmp_path / "out"), told)

    for path in made.rglob("*.pdf"):
        reader = pypdf.PdfReader(path)
        text = "".join(texts_of(path))
        assert "#set page(fill: red)" in re.sub(r"\s+", " ", text)
        assert "{{ 7 * 7 }}" in text
        assert "\u202e" not in text
        for page in reader.pages:
            assert "/Annots" not in page
            assert page.mediabox.width < 600
        assert not {"/JavaScript", "/EmbeddedFiles", "/OpenAction"} & set(reader.trailer["/Root"])
    notice = (made / "notice" / "notice.en.txt").read_text("utf-8")
    assert "49" not in re.findall(r"hostile (\S+)", notice)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2028]", notice)
    assert max(map(len, notice.splitlines())) < 2500


def test_hostile_text_is_inert_in_every_table(desk: Desk, tmp_path: Path) -> None:
    made = export_case(desk, 1, wish(tmp_path / "out"), told)

    with (made / "offers" / "offers.csv").open(encoding="utf-8-sig", newline="") as stream:
        for one in csv.DictReader(stream):
            assert not [cell for cell in one.values() if cell.startswith(("=", "+", "@", "\t", "\r"))]
    sheet = openpyxl.load_workbook(made / "offers" / "offers.xlsx")["offers"]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    for path in (made / "machine").rglob("*.json"):
        text = path.read_text("utf-8")
        json.loads(text)
        assert "\u202e" not in text


def pages_in(made: Path) -> list[str]:
    with (made / "evidence" / "records.warc.gz").open("rb") as stream:
        found = [record for record in ArchiveIterator(stream, check_digests=True) if record.rec_type == "resource"]
        return [record.rec_headers.get_header("WARC-Target-URI") for record in found]


def test_pages_with_data_of_third_parties_leave_only_with_a_reason(desk: Desk, tmp_path: Path) -> None:
    plain = export_case(desk, 1, wish(tmp_path / "plain"), told)
    assert pages_in(plain) == ["urn:haoshao:import:shop-a:shop-a.jsonl:1"]
    assert "withheld" in (plain / "README.txt").read_text("utf-8")
    for path in plain.rglob("*"):
        assert not path.is_file() or b"110101199003077758" not in path.read_bytes()
    assert verify_package(plain).problems == ()
    assert list(accesses(desk.engine)) == []

    raw = export_case(desk, 1, wish(tmp_path / "raw", tier=Tier.RAW, reason="court order 7"), told)
    assert len(pages_in(raw)) == 2
    assert any((raw / "pages").iterdir())
    assert verify_package(raw).problems == ()
    (entry,) = accesses(desk.engine)
    assert (entry.by, entry.tier, entry.reason, entry.what) == ("mei", "raw", "court order 7", "case export 1")


def test_a_tier_above_the_default_needs_a_reason() -> None:
    assert checked_tier("handles", None) is Tier.HANDLES
    assert checked_tier("third-party", "asked by the court") is Tier.THIRD_PARTY
    with pytest.raises(TierError, match="--reason"):
        checked_tier("raw", "  ")
    with pytest.raises(TierError, match="no such tier"):
        checked_tier("everything", "why not")


def test_a_notice_goes_its_way_with_proof(desk: Desk, tmp_path: Path) -> None:
    name = draft_notice(desk, 1, "cn-12321")
    proof = tmp_path / "receipt.txt"
    proof.write_text("received", "utf-8")
    with pytest.raises(NoticeStateError, match="freeze"):
        record_sent(desk, name, proof, None)
    freeze_case(desk, 1, told, fresh=False)
    record_sent(desk, name, proof, None)

    (notice,) = facts_of(desk, 1).case.notices
    assert notice.state is NoticeState.SENT
    assert notice.due_at is not None
    (kept,) = facts_of(desk, 1).case.files
    assert (desk.place.data / "cases" / "case-1" / kept.sha256).read_text("utf-8") == "received"
    made = export_case(desk, 1, wish(tmp_path / "out"), told)
    assert not (made / "files").exists()


def test_a_package_never_writes_over_another(desk: Desk, tmp_path: Path) -> None:
    export_case(desk, 1, wish(tmp_path / "out"), told)
    before = (tmp_path / "out" / "manifest.json").read_bytes()

    with pytest.raises(Exception, match="is there already"):
        export_case(desk, 1, wish(tmp_path / "out"), told)
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before


def test_what_is_not_there_is_a_stated_failure(desk: Desk, tmp_path: Path) -> None:
    for call in (
        lambda: begin_case(desk, None, ["nobody at all"], [], []),
        lambda: begin_case(desk, None, [], ["o0000000000000000"], []),
        lambda: begin_case(desk, None, [], [], []),
        lambda: export_case(desk, 9, wish(tmp_path / "x"), told),
        lambda: export_case(desk, 1, wish(tmp_path / "x", language="fr"), told),
    ):
        with pytest.raises(CaseError):
            call()
    assert not (tmp_path / "x").exists()


def test_without_a_chinese_font_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("takedown.case_package.pdf._CHINESE", ("No Such Font",))

    with pytest.raises(PaperError, match="fonts-noto-cjk") as refused:
        PaperMaker()
    assert "\n" not in str(refused.value)


def test_xlsx_and_pdf_carry_no_time_of_their_own(desk: Desk, tmp_path: Path) -> None:
    made = export_case(desk, 1, wish(tmp_path / "out"), told)

    with zipfile.ZipFile(io.BytesIO((made / "offers" / "offers.xlsx").read_bytes())) as book:
        assert {one.date_time[0] for one in book.infolist()} == {1980}
        assert b"2026-03-06T10:00:00Z" in book.read("docProps/core.xml")
    assert "/CreationDate" not in (pypdf.PdfReader(made / "evidence" / "index.pdf").metadata or {})
