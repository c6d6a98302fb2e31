"""The data that papers are written from: notice and evidence index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from base.clock import iso
from market.takedowns import Frozen
from takedown.case_package.spans import pieces
from takedown.case_package.words import moment_words, price_words, product_words, word
from takedown.facts import CaseFacts, Row
from takedown.notices import NoticeText
from takedown.texts import breakable, joined, one_line
from takedown.tiers import Tier

NOTICE_OFFERS = 30
"""Offers that a notice itself lists; the index and the tables have all."""
INDEX_LISTINGS = 500
"""Listings that the index sets in type; more would be a book that nobody reads, and the tables have all."""
_PRODUCTS = 8
"""Products that the first sentence of a notice names."""
_LONGEST_TITLE = 120
_Data = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedPage:
    """A stored page as the package has it."""

    url: str
    sha256: str
    fetched_at: str
    frozen: Frozen
    offset: int | None
    """Where its record begins in the extract; None where it is not in it."""
    state: str
    """`kept`, `redacted`, `pruned`, `erased`, or `withheld` for the tier."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """A file of the case as the package has it."""

    path: str
    name: str
    """As it was called before."""
    sha256: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What every paper of a package needs."""

    facts: CaseFacts
    tier: Tier
    language: str
    zone: ZoneInfo
    platforms: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return a wording in the language of the papers."""
        return word(key, self.language, **values)

    def at(self, said: Any) -> str:  # noqa: ANN401 - a time of a row or of our own
        """Return a time as readers write it."""
        return moment_words(said, self.zone)


def notice_values(papers: Papers, offers: Sequence[Row], *, recipient: str, attempt: int, days: int) -> _Data:
    """Return what a notice's template may print."""
    language = papers.language
    products = dict.fromkeys(product_words(row, language, papers.platforms) for row in offers)
    more = len(products) > _PRODUCTS
    shown = offers[:NOTICE_OFFERS]
    return {
        "simulated": papers.facts.simulated,
        "recipient": recipient,
        "case": papers.facts.case.label,
        "attempt": attempt,
        "date": papers.at(papers.facts.made_at)[:10],
        "zone": str(papers.zone),
        "answer_days": days,
        "products": joined(list(products)[:_PRODUCTS], language) + (papers.say("and_more") if more else ""),
        "sellers": [
            {"name": row["name"] or papers.say("unnamed"), "handles": _handles(row) or papers.say("none")}
            for row in papers.facts.sellers_of(offers)
        ],
        "offers": [_notice_offer(papers, row) for row in shown],
        "total": len(offers),
        "more": len(offers) - len(shown),
    }


def _notice_offer(papers: Papers, row: Row) -> _Data:
    found = row["evidence"]
    return {
        "title": one_line(row["title"], _LONGEST_TITLE),
        "url": row["url"],
        "product": product_words(row, papers.language, papers.platforms),
        "price": price_words(row, papers.language),
        "state": papers.say(row["state"]),
        "first_seen": papers.at(row["first_seen_at"]),
        "last_seen": papers.at(row["last_seen_at"]),
        "evidence": found["snapshot"] if found else papers.say("none"),
    }


def _handles(row: Row) -> str:
    return ", ".join(dict.fromkeys(f"{handle['type']}: {one_line(handle['value'], 120)}" for handle in row["handles"]))


def frame(papers: Papers, title: str) -> _Data:
    """Return what is on every page of a paper."""
    return {
        "language": papers.language,
        "simulated": papers.facts.simulated,
        "title": title,
        "head": papers.facts.case.label,
        "foot": f"haoshao · {papers.say('tier')}: {papers.tier}",
        "made_at": f"{papers.at(papers.facts.made_at)} {papers.zone}",
        "words": {
            "watermark": "SIMULATED 模拟" if papers.facts.simulated else "",
            **{
                key: papers.say(key) for key in ("simulated", "sellers", "offers", "text", "snapshots", "files", "none")
            },
            "page": word("page", papers.language, page="{page}", total="{total}"),
        },
    }


def notice_paper(papers: Papers, notice: NoticeText) -> _Data:
    """Return the data of a notice's PDF."""
    blocks = [
        {
            "text": breakable(block.text.strip().removeprefix("- ")),
            "bullet": block.text.startswith("- "),
            "heading": block.is_heading,
            "indent": len(block.text) - len(block.text.lstrip(" ")),
            "item": block.text[:1].isdigit() and ". " in block.text[:6],
        }
        for block in notice.blocks
    ]
    title = notice.blocks[0].text if notice.blocks else papers.facts.case.label
    return {**frame(papers, title), "blocks": blocks}


def index_paper(papers: Papers, pages: Sequence[PackedPage], files: Sequence[PackedFile]) -> _Data:
    """Return the data of the evidence index."""
    facts = papers.facts
    by_listing: dict[str, list[Row]] = {}
    for row in facts.offers:
        by_listing.setdefault(row["listing_id"], []).append(row)
    left = len(by_listing) - INDEX_LISTINGS
    title = papers.say("index")
    return {
        **frame(papers, title),
        "facts": [
            [papers.say("case"), f"{facts.case.label} · {one_line(facts.case.title, 200)}"],
            [papers.say("made_at"), f"{papers.at(facts.made_at)} {papers.zone} ({iso(facts.made_at)})"],
            [papers.say("tier"), papers.say(f"tier_{papers.tier}")],
            [papers.say("offers"), str(len(facts.offers))],
        ],
        "columns": [papers.say(key) for key in ("offer", "product", "price", "stock", "state")],
        "sellers": [_seller(papers, row) for row in facts.sellers],
        "listings": [_listing(papers, rows) for rows in list(by_listing.values())[:INDEX_LISTINGS]],
        "further": papers.say("further", count=left) if left > 0 else "",
        "snapshots": [_page(papers, page) for page in pages],
        "files": [
            {
                "name": f"{one.path} · {papers.say('original_name')}: {breakable(one_line(one.name, 120))}",
                "digest": f"sha256:{one.sha256}",
                "said": one_line(one.note or "", 300),
            }
            for one in files
        ],
    }


def _seller(papers: Papers, row: Row) -> _Data:
    return {
        "name": f"{breakable(one_line(row['name'] or papers.say('unnamed'), 120))} · {row['seller_id']}",
        "facts": [
            [papers.say("contacts"), breakable(_handles(row)) or papers.say("none")],
            [papers.say("sites"), breakable(joined(row["sites"], papers.language)) or papers.say("none")],
            [papers.say("sells"), joined((papers.say(kind) for kind in row["kinds"]), papers.language)],
            [papers.say("first_seen"), papers.at(row["first_seen_at"])],
            [papers.say("last_seen"), papers.at(row["last_seen_at"])],
        ],
    }


def _listing(papers: Papers, rows: Sequence[Row]) -> _Data:
    first = rows[0]
    spans = [tuple(span) for row in rows for span in (row["evidence"] or {"spans": {}})["spans"].values()]
    shown, left_out = pieces(f"{first['title']}\n{first['text']}", spans)
    seen = (min(row["first_seen_at"] for row in rows), max(row["last_seen_at"] for row in rows))
    return {
        "title": breakable(one_line(first["title"], _LONGEST_TITLE)) or papers.say("unnamed"),
        "facts": [
            [papers.say("address"), breakable(one_line(first["url"], 600))],
            [papers.say("site"), f"{first['site']} ({first['family']})"],
            [papers.say("seen"), " – ".join(map(papers.at, seen))],
            [papers.say("contacts"), breakable(_handles(first)) or papers.say("none")],
            [papers.say("snapshot"), first["evidence"]["snapshot"] if first["evidence"] else papers.say("none")],
        ],
        "offers": [_offer(papers, row) for row in rows],
        "pieces": [{"text": piece.text, "claims": piece.claims} for piece in shown],
        "left_out": papers.say("left_out", count=left_out) if left_out else "",
    }


def _offer(papers: Papers, row: Row) -> list[str]:
    stock = "" if row["stock"] is None else str(row["stock"])
    return [
        row["offer_id"],
        product_words(row, papers.language, papers.platforms),
        price_words(row, papers.language),
        stock or one_line(row["stock_label"] or "", 20),
        papers.say(row["state"]),
    ]


def _page(papers: Papers, page: PackedPage) -> _Data:
    if page.state == "withheld":
        place = papers.say("withheld")
    elif page.offset is None:
        place = f"{page.state} {page.why}".strip()
    else:
        place = f"evidence/records.warc.gz @ {page.offset}" + (
            "" if page.state == "kept" else f" ({page.state} {page.why})"
        )
    how = papers.say(page.frozen.value)
    return {
        "url": breakable(one_line(page.url, 600)),
        "digest": f"sha256:{page.sha256}",
        "said": f"{papers.say('fetched')} {papers.at(page.fetched_at)} · {how} · {place}",
    }


def simulated_lines(papers: Papers) -> Iterator[str]:
    """Yield what a plain text says first where the data are simulated, in both languages."""
    if papers.facts.simulated:
        yield f"*** {word('simulated', 'en')} ***"
        yield f"*** {word('simulated', 'zh')} ***"
        yield ""
