"""Digests in four layouts and two languages: everything is said, and seller text stays inert."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from alerts.digest import Digest
from alerts.rendering import RENDERERS
from alerts.words import Language, word
from market.model import Handle, HandleType, Unit
from market.price_index import Series
from storage.queries.digest import BaselineSite, Change, Evidence, Example, NewSeller, PriceSpan, SiteHealth
from storage.queries.market import MarketMove

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "\x1b[31mred\x07",
    "\u202egnp.exe\u2066",
    "[click](https://evil.example) ![x](https://evil.example/p)",
    "**bold** @all <at id=all></at>",
    "line\r\nbreak\u2028more",
)


MOVE = MarketMove(
    transition_id=3,
    at=AT,
    since=AT.date(),
    series=Series(kind="account", platform="qq", attributes=("aged",), country="CN", unit=Unit.EACH),
    change=Decimal("-0.126"),
    before=Decimal("11.5"),
    after=Decimal("10.05"),
    n_offers=34,
    n_sellers=20,
    cause="17 of 20 sellers",
)


def digest_of(text: str) -> Digest:
    evidence = Evidence(snapshot="ab" * 32, warc="run.warc.gz", offset=7, fetched_at=AT, spans={})
    seller = NewSeller(
        seller_id="s1",
        name=text,
        sites=("shop",),
        handles=(Handle(type=HandleType.TELEGRAM, value="lin_demo", span=None),),
        platforms=("wechat",),
        kinds=("account",),
        prices=(
            PriceSpan(
                kind="account",
                platform="wechat",
                min=Decimal(65),
                max=Decimal("75.50"),
                currency="CNY",
                unit="each",
                offers=2,
            ),
        ),
        stock=120,
        offers=2,
        first_seen_at=AT,
        example=Example(
            listing_id="l1", offer_id="o1", title=text, url=f"https://shop.example/{text}", site="shop",
            excerpt=text, evidence=evidence,
        ),
        why=("never seen before: telegram:lin_demo",),
        score=Decimal("0.9"),
        severity="high",
        dedup_key="k",
        alert_id=1,
    )  # fmt: skip
    change = Change(
        transition_id=1, kind="price_changed", at=AT, site="shop", offer_id="o1", seller_id="s1", title=text,
        url="https://shop.example/1", before="12 CNY each", after="9 CNY each", cause=None, product=("account", "qq"),
    )  # fmt: skip
    health = SiteHealth(
        site="shop", url="https://shop.example/", family="dujiaoka", run_id=1, started_at=AT, ended_at=AT,
        health="blocked", cause="challenge", complete=False, requests=3, pages=1, listings=0, offers=0, issues=(),
    )  # fmt: skip
    return Digest(
        since=AT - timedelta(days=1),
        until=AT,
        new_sellers=(seller,),
        baselines=(BaselineSite(site="other", run_id=2, at=AT, sellers=3, listings=40, offers=38),),
        changes=(change,),
        market=(MOVE,),
        sites=(health,),
        suppressed={"appeared": 12},
        simulated=True,
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("layout", ["text", "markdown", "html"])
def test_layout_says_everything(layout: str, language: Language) -> None:
    shown = RENDERERS[layout](digest_of("青鸟号铺"), language, SHANGHAI).replace("\\", "").replace("&#39;", "'")

    for part in (
        "青鸟号铺",
        "lin_demo",
        "¥65–75.5",
        "run.warc.gz",
        "2026-03-02 17:00",
        "challenge",
        "-12.6%",
        "¥11.5 → ¥10.05",
    ):
        assert part in shown
    for key in ("new_sellers", "changes", "market", "sites", "simulated", "suppressed"):
        assert word(key, language) in shown


def test_languages_say_the_same_lines() -> None:
    shown = [RENDERERS["text"](digest_of("shop"), language, SHANGHAI) for language in ("en", "zh")]

    assert len({text.count("\n") for text in shown}) == 1


def test_json_has_the_shape_of_the_contract() -> None:
    said = json.loads(RENDERERS["json"](digest_of("shop"), "en", SHANGHAI))

    assert {"from", "to", "new_sellers", "changes", "market", "sites", "suppressed"} <= said.keys()
    assert said["from"] == "2026-03-01T09:00:00Z"
    assert said["new_sellers"][0]["prices"][0]["max"] == "75.50"
    assert said["new_sellers"][0]["handles"][0]["type"] == "telegram"
    assert said["market"][0]["attributes"] == ["aged"]
    assert (said["market"][0]["unit"], said["market"][0]["change"]) == ("each", "-0.126")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("text", HOSTILE)
def test_html_runs_nothing_and_loads_nothing(text: str) -> None:
    tags = _Tags()
    tags.feed(RENDERERS["html"](digest_of(text), "en", SHANGHAI))

    assert tags.seen <= {
        "html", "head", "meta", "title", "style", "body", "main", "header", "h1", "h2", "h3", "p", "div", "section",
        "span", "dl", "dt", "dd", "table", "tr", "td", "footer",
    }  # fmt: skip
    assert tags.attributes <= {"lang", "charset", "name", "content", "http-equiv", "class"}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("layout", ["text", "markdown", "html"])
def test_no_control_or_bidi_character_passes(layout: str, text: str) -> None:
    shown = RENDERERS[layout](digest_of(text), "en", SHANGHAI)

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u2028\u2029]", shown)


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_makes_no_link(text: str) -> None:
    shown = RENDERERS["markdown"](digest_of(text), "en", SHANGHAI)

    assert not re.search(r"(?<!\\)\]\(", shown)
    assert "https://" not in shown
    assert not re.search(r"(?<!\\)<", shown)


def test_text_lines_fit_the_terminal() -> None:
    shown = RENDERERS["text"](digest_of("长" * 5000), "zh", SHANGHAI)

    assert max(len(line) for line in shown.splitlines()) < 300
