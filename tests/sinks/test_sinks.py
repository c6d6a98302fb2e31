"""Hostile words through every way out: nothing runs, nothing links, nothing reorders, nothing is lost on the way."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from base.clock import VARIABLE
from base.logs import start_logging
from base.sinks import is_inert
from haoshao.__main__ import main
from haoshao.sites import described_site, site_text
from haoshao.workspace import write_config
from tests.sinks.hostile import STRINGS

ROOT = Path(__file__).resolve().parents[2]
GOOD = "微信实名老号 65元/个 现货100 "
DAYS = ("2031-03-01T08:00:00Z", "2031-03-02T08:00:00Z")
SINKS: dict[str, str] = {
    # every module that turns somebody's words into something that is shown, and what below covers it
    "alerts/delivery/notes.py": "channels",
    "alerts/rendering/chat.py": "channels",
    "alerts/rendering/json.py": "digest json",
    "alerts/rendering/html.py": "digest html",
    "alerts/rendering/mail.py": "digest mail",
    "alerts/rendering/markdown.py": "digest markdown",
    "alerts/rendering/price_chart.py": "market svg",
    "alerts/rendering/text.py": "digest text",
    "base/logs.py": "logs",
    "haoshao/__main__.py": "terminal",
    "haoshao/auditing.py": "audit",
    "haoshao/case_acts.py": "case show",
    "haoshao/case_lines.py": "case show",
    "haoshao/cli/alerts.py": "alerts show",
    "haoshao/cli/case.py": "case show",
    "haoshao/cli/doctor.py": "doctor",
    "haoshao/cli/listings.py": "listings show",
    "haoshao/cli/read.py": "read",
    "haoshao/crawls.py": "logs",
    "haoshao/delivery.py": "channels",
    "haoshao/demo/engines/rendering.py": "demo",
    "haoshao/doctor/machine.py": "doctor",
    "haoshao/export.py": "export csv",
    "haoshao/importing.py": "import",
    "haoshao/lexicon_work.py": "lexicon suggest",
    "haoshao/lists.py": "listings list",
    "haoshao/market.py": "market text",
    "haoshao/market_views.py": "market text",
    "haoshao/people.py": "names of operators",
    "haoshao/probe.py": "site check",
    "haoshao/reads.py": "read",
    "haoshao/rereads.py": "reread",
    "haoshao/rules_work.py": "rules test",
    "haoshao/seller_graph.py": "sellers svg",
    "haoshao/seller_text.py": "sellers show",
    "haoshao/seller_work.py": "sellers list",
    "haoshao/service/crawling.py": "logs",
    "haoshao/service/duties.py": "logs",
    "haoshao/service/sites.py": "logs",
    "haoshao/settling.py": "logs",
    "haoshao/triage.py": "alerts list",
    "haoshao/watching.py": "site list",
    "haoshao/watchlist.py": "watch list",
    "takedown/case_package/pdf.py": "case export",
    "takedown/formats/json_text.py": "export jsonl",
    "takedown/formats/text.py": "case export",
    "takedown/formats/xlsx.py": "export xlsx",
    "takedown/notices.py": "case export",
    "takedown/texts.py": "case export",
}
MAKES_SOMETHING = re.compile(r"<svg|<html|xlsxwriter|import typst|csv\.writer|jinja2|base\.sinks")


class Desk:
    """A database full of hostile words, and a user who looks at it in every way there is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = ["--config", str(folder / "config"), "--data", str(folder / "data")]
        write_config(folder / "config")

    def types(self, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as left:
            main([*self.place, *words])
        said = capsys.readouterr()
        assert int(left.value.code or 0) == code, (words, said.err)
        check_terminal(said.err)
        return said.out

    def write(self, name: str, rows: list[dict[str, Any]]) -> Path:
        path = self.folder / name
        path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8", errors="surrogatepass")
        return path


def row(number: int, words: str) -> dict[str, Any]:
    return {
        "url": f"https://shop.example/item/{number}",
        "title": f"{words} {GOOD}",
        "text": f"{GOOD}\n{words}\nQQ: {381234000 + number}",
        "seller": f"{words[:60]} {number}",
        "category": words,
        "price": "65元",
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("sinks"))
    plain = [row(1000 + number, "好货") for number in range(4)]
    hostile = [row(number, words) for number, words in enumerate(STRINGS)]
    with pytest.MonkeyPatch.context() as patch:
        for day, rows in zip(DAYS, (plain, plain + hostile), strict=True):
            patch.setenv(VARIABLE, day)
            path = desk.write(f"{day[:10]}.jsonl", rows)
            with pytest.raises(SystemExit):
                main([*desk.place, "import", str(path), "--site", "tip", "--at", day])
        yield desk


def check_terminal(text: str) -> None:
    """Check that nothing moves a cursor or reorders a line."""
    assert not [hex(ord(c)) for c in text if not is_inert(c) and c not in "\n\t"]


def check_html(text: str) -> None:
    """Check that every element and attribute is one of ours, and no link leads where a seller wants."""
    page = LexborHTMLParser(text)
    for element in page.css("*"):
        assert element.tag not in {"script", "iframe", "object", "embed", "link", "base", "form", "foreignobject"}, (
            element.tag
        )
        for name, value in element.attributes.items():
            assert not name.startswith("on"), (element.tag, name)
            assert not re.match(r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE), (
                element.tag,
                name,
                value,
            )
            if name in {"href", "src"}:
                assert "evil.example" not in (value or ""), value


def check_svg(text: str) -> None:
    """Check that it is whole XML without anything that runs or is fetched."""
    for element in ET.fromstring(text).iter():  # noqa: S314 - our own picture
        tag = str(element.tag).rpartition("}")[2].lower()
        assert tag not in {"script", "foreignobject", "image", "iframe", "a", "use"}, tag
        assert not [name for name in element.attrib if name.lower().startswith("on") or name.endswith("href")]


def check_csv(text: str) -> None:
    """Check that a spreadsheet finds no formula in it."""
    for cells in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
        for cell in cells:
            assert not cell.startswith(("=", "@", "\t", "\r", "＝", "＋", "－", "＠")), cell[:80]
            assert not re.match(r"[+-](?![\d.]+$)", cell), cell[:80]


def check_markdown(text: str) -> None:
    """Check that no words of a seller make a link, a picture or a mention."""
    assert not re.search(r"(?<!\\)!?\[[^\]\n]*(?<!\\)\]\((?!https://shop\.example)", text)
    assert not re.search(r"(?<!\\)<(script|img|svg|https?:|@|!)", text)


def check_json(text: str) -> None:
    """Check that it is JSON, a line or as a whole, and that nothing in it reorders what a terminal shows."""
    check_terminal(text)
    try:
        json.loads(text)
    except json.JSONDecodeError:
        for line in text.splitlines():
            json.loads(line)


WAYS: dict[str, tuple[tuple[str, ...], Callable[[str], None]]] = {
    "digest text": (("digest", "--since", "30d"), check_terminal),
    "digest html": (("digest", "--since", "30d", "--format", "html"), check_html),
    "digest html zh": (("digest", "--since", "30d", "--format", "html", "--language", "zh"), check_html),
    "digest mail": (("digest", "--since", "30d", "--format", "mail"), check_html),
    "digest markdown": (("digest", "--since", "30d", "--format", "markdown"), check_markdown),
    "digest json": (("digest", "--since", "30d", "--format", "json"), check_json),
    "export csv": (("export", "listings", "--format", "csv"), check_csv),
    "export sellers csv": (("export", "sellers", "--format", "csv"), check_csv),
    "export jsonl": (("export", "listings"), check_json),
    "listings list": (("listings", "list", "--most", "200"), check_terminal),
    "listings search": (("listings", "list", "--search", "<script>"), check_terminal),
    "sellers list": (("sellers", "list", "--most", "200"), check_terminal),
    "market text": (("market", "--all"), check_terminal),
    "market svg": (("market", "--all", "--format", "svg"), check_svg),
    "alerts list": (("alerts", "list"), check_terminal),
    "site list": (("site", "list"), check_terminal),
    "audit": (("audit",), check_terminal),
    "watch list": (("watch", "list"), check_terminal),
    "lexicon suggest": (("lexicon", "suggest"), check_terminal),
    "rules test": (("rules", "test", "seller_new", "--since", "30d"), check_terminal),
    "reread": (("reread", "--dry-run"), check_terminal),
}


SHOW_THE_WORDS = {
    "digest text",
    "digest html",
    "digest mail",
    "digest markdown",
    "digest json",
    "export csv",
    "export sellers csv",
    "export jsonl",
    "listings list",
    "listings search",
    "sellers list",
}


@pytest.mark.parametrize("way", WAYS)
def test_hostile_words_do_nothing(desk: Desk, way: str, capsys: pytest.CaptureFixture[str]) -> None:
    words, check = WAYS[way]
    out = desk.types(capsys, *words)

    assert out
    check(out)
    if way in SHOW_THE_WORDS:
        assert "alert(1)" in out.replace("\\", ""), "the hostile words are not even there"


def test_every_seller_is_shown_without_harm(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    sellers = [json.loads(line) for line in desk.types(capsys, "export", "sellers").splitlines()]
    assert len(sellers) >= len(STRINGS) // 2

    for seller in sellers[:12]:
        check_terminal(desk.types(capsys, "sellers", "show", seller["seller_id"]))
        check_svg(desk.types(capsys, "sellers", "show", seller["seller_id"], "--format", "svg"))


def test_spreadsheet_holds_no_formula(desk: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    out = tmp_path / "offers.xlsx"
    desk.types(capsys, "export", "listings", "--format", "xlsx", "--out", str(out))

    cells = [cell for sheet in openpyxl.load_workbook(out).worksheets for line in sheet.iter_rows() for cell in line]
    assert len(cells) > len(STRINGS)
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.parametrize("form", ["stix", "misp"])
def test_machine_formats_are_whole(desk: Desk, form: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("stix2")
    out = tmp_path / f"offers.{form}.json"
    desk.types(capsys, "export", "listings", "--format", form, "--out", str(out))

    json.loads(out.read_text("utf-8"))


@pytest.mark.parametrize("words", STRINGS, ids=range(len(STRINGS)))
def test_site_file_says_what_was_typed(words: str) -> None:
    clean = words.encode("utf-8", "replace").decode("utf-8")
    said = described_site(url="https://shop.example/", name="shop", why=clean, by=clean[:40])

    assert yaml.safe_load(site_text(said))["basis"] == {"why": clean, "by": clean[:40]}


@pytest.mark.parametrize("how", [("--explain",), (), ("--jsonl",)], ids=" ".join)
def test_reading_shows_hostile_words_without_harm(
    desk: Desk, how: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"{words} {GOOD} QQ: {381234000 + number}" for number, words in enumerate(STRINGS)]
    if how == ("--jsonl",):
        rows = [{"id": line[:40], "title": line[:80], "html": f"<p>{line}"} for line in lines]
        path = desk.write("read.jsonl", rows)
    else:
        path = desk.folder / "read.txt"
        path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    out = desk.types(capsys, "read", str(path), *how)

    (check_terminal if how == ("--explain",) else check_json)(out)
    assert "65" in out


def test_one_row_is_shown_without_harm(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    offers = [json.loads(line)["offer_id"] for line in desk.types(capsys, "export", "listings").splitlines()]
    for offer in offers[-6:]:
        check_json(desk.types(capsys, "listings", "show", str(offer)))
    alerts = desk.types(capsys, "alerts", "list", "--format", "jsonl").splitlines()
    for line in alerts[:6]:
        check_json(line)
        check_json(desk.types(capsys, "alerts", "show", str(json.loads(line)["alert_id"])))
    sellers = desk.types(capsys, "export", "sellers").splitlines()
    check_json(desk.types(capsys, "sellers", "show", json.loads(sellers[-1])["seller_id"], "--format", "json"))
    assert len(offers) > 6
    assert alerts


@pytest.mark.parametrize("form", ["console", "json"])
def test_log_lines_hold_still(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        start_logging(form=form)
        for words in STRINGS:
            logging.getLogger("shop").warning("said %s", words)
            try:
                raise ValueError(words)  # noqa: TRY301 - it is what is logged
            except ValueError:
                logging.getLogger("shop").exception("failed on %s", words)
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
    lines = capsys.readouterr().err.splitlines()

    assert len(lines) == 2 * len(STRINGS)
    for line in lines:
        check_terminal(line)
        assert form == "console" or json.loads(line)["event"].startswith(("said", "failed"))


def test_a_sink_that_nobody_entered_is_noticed() -> None:
    for source in ("from base.sinks import terminal", "import jinja2", "page = f'<html>{title}'", "import xlsxwriter"):
        assert MAKES_SOMETHING.search(source)
    assert not MAKES_SOMETHING.search("from base.net import Gate")


def test_every_sink_is_in_the_table() -> None:
    packages = ("alerts", "base", "crawler", "haoshao", "market", "storage", "takedown")
    found = {
        str(path.relative_to(ROOT))
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if MAKES_SOMETHING.search(path.read_text("utf-8"))
        and path.parts[-2] != "families"
        and "families" not in path.parts
        and path.name != "sinks.py"
    }

    assert found - SINKS.keys() == set(), "a new way out needs an entry in SINKS and a case in WAYS"
    assert {name for name in SINKS if not (ROOT / name).exists()} == set()


ELSEWHERE = {
    "alerts show": ("tests/sinks/test_sinks.py", "test_one_row_is_shown_without_harm"),
    "case export": ("tests/takedown/test_package.py", "test_hostile_text_is_inert_in_every_paper"),
    "case show": ("tests/takedown/test_package.py", "test_hostile_text_is_inert_in_every_table"),
    "channels": ("tests/alerts/test_messages.py", "test_seller_text_means_nothing_to_a_chat"),
    "demo": ("tests/haoshao/demo", ""),  # pages of the make-believe market, which no user reads
    "doctor": ("tests/haoshao/test_doctor.py", "test_every_broken_file_is_named"),
    "export xlsx": ("tests/sinks/test_sinks.py", "test_spreadsheet_holds_no_formula"),
    "import": ("tests/sinks/test_sinks.py", "def desk"),
    "listings show": ("tests/sinks/test_sinks.py", "test_one_row_is_shown_without_harm"),
    "logs": ("tests/sinks/test_sinks.py", "test_log_lines_hold_still"),
    "names of operators": ("tests/haoshao/test_evidence_commands.py", "by"),
    "read": ("tests/sinks/test_sinks.py", "test_reading_shows_hostile_words_without_harm"),
    "sellers show": ("tests/sinks/test_sinks.py", "test_every_seller_is_shown_without_harm"),
    "sellers svg": ("tests/sinks/test_sinks.py", "test_every_seller_is_shown_without_harm"),
    "site check": ("tests/e2e/test_adding_sites.py", "test_site_is_added_crawled_checked_and_saved"),
    "terminal": ("tests/sinks/test_sinks.py", "check_terminal(said.err)"),
}
"""Where a sink is tried that is no plain command of `WAYS`."""


def test_every_entry_names_where_it_is_tried() -> None:
    for covered in set(SINKS.values()) - WAYS.keys():
        place, what = ELSEWHERE[covered]
        assert (ROOT / place).exists(), covered
        assert (ROOT / place).is_dir() or what in (ROOT / place).read_text("utf-8"), covered
