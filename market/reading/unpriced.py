"""What a text without any price offers: counted categories, a list of goods, or the one product it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from market.prices.counting import BARE
from market.quick import changed
from market.reading.assembly import Draft, drafts_of, settled_platform
from market.reading.claims import Claims
from market.reading.clauses import Clause, part, whole
from market.reading.context import Context, joined
from market.reading.document import Document, Line
from market.reading.items import enumerated, read_item
from market.reading.lines import LineRead

_COUNT: Final = re.compile(
    r"[^\n(|]{0,24}?\( ?(?P<count>\d{1,3}(?:[ ,.]\d{3}){1,2}|\d{1,7})\+? ?(?:шт|pcs|个|in stock)?\.? ?\)"
)
_COUNT_LEFT: Final = re.compile(
    r"[^\n(|]{0,24}? ?[-:·|~…]{1,3} ?(?P<count>\d{1,3}(?:[ ,.']\d{3}){1,2}|\d{1,7})\+? ?"
    r"(?:left|in stock|in hand|pcs|pieces|available|ready|on hand|шт|в наличии|осталось|штук)(?![a-zа-я])"
)
"""A count with the word for what is there behind it (LinkedIn - 2 310 left)."""
_COUNT_ALONE: Final = re.compile(
    r"(?: \([a-z ]{3,12}\)| [a-z]{3,9})? ?[-:·~…]{1,3} ?(?P<count>\d{1,3}(?:[ ,.']\d{3}){1,2}|\d{1,7})(?![\d.,])"
)
"""A count alone, in a list that names no prices."""
_BULLET: Final = re.compile(r"^\s*(?:[-*•·‣▪◦+→✓✔☑◆●■»>]|\d{1,2}[.)、]|\[[ x]\])\s?")
_FEW_LINES: Final = 4
_MOST_LISTED: Final = 40
_MOST_WORDS: Final = 60


def unpriced_drafts(
    document: Document, lines: Sequence[LineRead], context: Context, telling: Sequence[LineRead]
) -> list[Draft]:
    """Return the offers of a text without prices; *telling* are those of its *lines* that describe its goods."""
    bare = Context(platforms=context.platforms, kind=context.kind, sure=context.sure)
    claims = [read.claims for read in lines]
    drafts = (
        counted_shelf(document.lines, bare)
        or by_country(document, claims, context)
        or listed_segments(document, context)
        or listed_goods(document, claims, context)
        or one_product(document, claims, joined(context, [read.claims for read in telling]))
    )
    return [*drafts, *_either(document, drafts)]


def counted_categories(line: Line, context: Context, *, lists_counts: bool = False) -> list[Draft]:
    """Return an offer for each product of a line with a count in brackets behind it (Google (1 204))."""
    drafts: list[Draft] = []
    if (line.is_title and not line.is_all) or not ("(" in line.text or "stock" in line.cues or line.figures):
        return []
    products = [hit for hit in line.hits if hit.term.platform or (hit.term.kind and not hit.term.weak)]
    at = line.start
    for hit in products:
        if hit.start < at:
            continue
        behind = hit.end - line.start
        found = _COUNT.match(line.text, behind) or _COUNT_LEFT.match(line.text, behind)
        found = found or (_COUNT_ALONE.match(line.text, behind) if lists_counts else None)
        if found is None:
            continue
        end = line.start + found.end()
        count = int(re.sub(r"\D", "", found["count"]))
        clause = changed(part(line, max(at, hit.start), end), figures=())
        for draft in drafts_of(read_item(clause), context)[:1]:
            draft.stock = count
            drafts.append(draft)
        at = end
    return drafts


_CHILD: Final = re.compile(
    r"[ \t]*[└├│>·-]+[ \t]?(?P<name>[^\n(]{1,24}?) ?\( ?(?P<count>\d{1,6})\+? ?(?:шт|pcs|个)?\.? ?\)\s*$"
)
_MOST_HEADING: Final = 24


def counted_shelf(lines: Sequence[Line], context: Context) -> list[Draft]:
    """Return the offers of a tree of categories with counts; a child without platform takes that of its parent."""
    drafts: list[Draft] = []
    parent = context
    lists_counts = any(figure.role is BARE and figure.high == 0 for line in lines for figure in line.figures)
    for line in lines:
        own = counted_categories(line, context, lists_counts=lists_counts)
        if own:
            drafts.extend(own)
            continue
        named = [hit.term.platform for hit in line.hits if hit.term.platform]
        if named and not line.figures and len(line.text) <= _MOST_HEADING and not line.is_title:
            parent = changed(context, platforms=tuple(named[:1]))
        elif (child := _CHILD.match(line.text)) and parent is not context:
            clause = changed(part(line, line.start, line.start + child.end("name")), figures=())
            for draft in drafts_of(read_item(clause), parent)[:1]:
                draft.stock = int(child["count"])
                drafts.append(draft)
    return drafts


_OF_A_COUNTRY: Final = re.compile(r"\W{0,4}[^\W\d]{2,6}(?:线|料|区|数据|资源|资料) ?: ?\S")


def by_country(document: Document, claims: Sequence[Claims], context: Context) -> list[Draft]:
    """Return an offer for each line of personal data that begins with its country (韩国线: 股民/贷款/网购)."""
    if not document.has_han or context.kind != "identity_data":
        return []
    rows = [
        whole(line)
        for line in document.lines[1:]
        if ":" in line.text and claims[line.number].countries and _OF_A_COUNTRY.match(line.text)
    ]
    if len(rows) < 2:  # noqa: PLR2004 - a list has several lines
        return []
    return [changed(draft, platform=None) for clause in rows for draft in drafts_of(read_item(clause), context)[:1]]


_SEGMENT: Final = re.compile(r"[^,;。!]+")


def listed_segments(document: Document, context: Context) -> list[Draft]:
    """Return an offer for each platform of a line that lists platforms by their grades (IG/FB 直登，陌陌 白号)."""
    for line in document.lines:
        if len({hit.term.platform for hit in line.hits if hit.term.platform}) <= 2:  # noqa: PLR2004 - no list
            continue
        clauses = list(_segments(line))
        named = [clause for clause in clauses if any(hit.term.platform and not hit.term.weak for hit in clause.hits)]
        platforms = {hit.term.platform for clause in named for hit in clause.hits if hit.term.platform}
        listing = (line.has_han or len(document.lines) <= _FEW_LINES) and _differ(named)
        if len(named) > 1 and len(platforms) >= len(named) and listing and len(platforms) > 2:  # noqa: PLR2004
            plain = Context(kind=context.kind, sure=context.sure)
            return [draft for clause in named for draft in drafts_of(read_item(clause), plain)]
    return []


def _differ(clauses: Sequence[Clause]) -> bool:
    """Whether each clause names another platform first than the others."""
    first = [next(hit.term.platform for hit in clause.hits if hit.term.platform) for clause in clauses]
    return len(set(first)) == len(first)


def _segments(line: Line) -> Iterator[Clause]:
    """Yield the parts of a line between commas, cut at 、 too where each piece has words beside its platform."""
    for found in _SEGMENT.finditer(line.text):
        clause = part(line, line.start + found.start(), line.start + found.end())
        pieces = [
            part(line, line.start + piece.start(), line.start + piece.end())
            for piece in re.compile(r"[^、]+").finditer(line.text, found.start(), found.end())
        ]
        own = [sum(bool(hit.term.platform) for hit in piece.hits) == 1 for piece in pieces]
        worded = sum(
            any(hit.term.attributes or hit.term.kind or hit.term.country for hit in piece.hits) for piece in pieces
        )
        if len(pieces) > 1 and all(own) and worded == len(pieces):
            yield from pieces
        else:
            yield clause


def listed_goods(document: Document, claims: Sequence[Claims], context: Context) -> list[Draft]:
    """Return an offer for each line of a list that names goods; nothing where the text is no such list."""
    rows: list[Clause] = []
    under = False
    for line in document.lines[1:]:
        text = line.text.strip()
        bullet = bool(_BULLET.match(line.text))
        if text and not bullet:
            under = "assortment" in line.cues and len(text) <= _MOST_WORDS
        said = claims[line.number]
        own = bool(said.platforms or said.strong_kind)
        if bullet and len(text) <= _MOST_WORDS and (own or under) and not said.outside:
            rows.append(whole(line))
    if len(rows) < 2:  # noqa: PLR2004 - a list has several lines
        return []
    return [draft for clause in rows[:_MOST_LISTED] for draft in drafts_of(read_item(clause), context)]


def one_product(document: Document, claims: Sequence[Claims], context: Context) -> list[Draft]:
    """Return the offers of the one product that a text without prices describes: one for each platform it lists."""
    line = _first_naming(document.lines, claims)
    if line is None or not (context.platforms or context.kind):
        return []
    item = read_item(whole(line))
    if not item.claims.platforms and not context.platforms and (listed := _listing(document.lines, context)):
        return drafts_of(read_item(whole(listed)), context)
    return [*drafts_of(item, context), *_also_named(document, context)]


_EITHER: Final = re.compile(
    r"(?:откро[ею]м|завед[её]м|оформим|зарегистрируем|сделаем|поднимем|(?:we|i) (?:open|set up|register|create|build)|"
    r"opened for you|set up for you)[^.\n]{0,90}? (?:или|либо|or|oder|o|ou|ya da|atau) (?:сразу )?"
    r"(?:переда[её]м|передадим|отда[её]м|отдадим|прода[её]м|продадим|"
    r"hand over|hand you|sell you|take|get|give you|pick)"
    r"[^.\n]{0,24}?(?:готов|ready|aged|warmed|прогрет|отлежа)"
)
"""Work on accounts or the account itself, whichever the buyer wants (заведём или передадим готовый)."""


def _either(document: Document, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the other half of an offer of ready accounts or the work to get them; nothing for any other text."""
    if len(drafts) != 1 or drafts[0].kind not in _HALVES or not _EITHER.search(document.folded.text):
        return []
    own = drafts[0]
    kind = "account" if own.kind == "account_service" else "account_service"
    return [replace(own, kind=kind, platform=settled_platform(own.platform, kind), places=dict(own.places))]


_HALVES: Final = frozenset({"account", "account_service"})
_ALSO: Final = re.compile(
    r"(?:need(?: to)?|want(?: to)?|wish to|case you|(?:came?|come)(?: here)? for|looking for|searching for|rather|"
    r"instead of|rather after|ask us to)"
    r"[^.!?\n]{0,24}?(?:buy |get |order )?(?P<said>(?:verified |aged |old |fresh |new |warmed |usa |us |uk |eu ){0,3})$"
)
_TOLD: Final = re.compile(r"[^.?!\n]{0,20}\? (?:take|get|pick|grab|order) [^.,;\n]{0,24}")
"""An answer to the question that names them, which tells of what sort they are (Get matured Twitch accounts)."""
_ACCOUNTS: Final = re.compile(r" (?:seller |business |personal )?(?:accounts?|profiles?)\b")


def _also_named(document: Document, context: Context) -> list[Draft]:
    """Return the other accounts that an advert of one platform's offers on its way (if you need Zelle accounts ...)."""
    if document.has_han or context.kind != "account" or len(context.platforms) != 1:
        return []
    for line in document.lines[1:]:
        for hit in line.hits:
            if not hit.term.platform or hit.term.platform in context.platforms:
                continue
            start, end = hit.start - line.start, hit.end - line.start
            led = _ALSO.search(line.text[:start][-60:])
            if led is not None and _ACCOUNTS.match(line.text, end):
                told = _TOLD.match(line.text, end)
                place = part(line, hit.start - len(led["said"]), line.start + told.end() if told else hit.end + 9)
                return drafts_of(read_item(place), Context(kind="account", sure=True, finance=context.finance))[:1]
    return []


_LISTED: Final = 2
_AND_OTHERS: Final = re.compile(
    r"[ ,、]{0,2}(?:等|之类|etc|and (?:more|others|many|any|hundreds|dozens)|и др|и т|…|\.\.)"
)
"""Behind services that are only examples."""


def _listing(lines: Sequence[Line], context: Context) -> Line | None:
    """Return the line that names the services side by side of which the text above speaks without their names."""
    if context.kind != "sms_code":
        return None
    for line in lines[:_MOST_LISTED]:
        served = [hit for hit in line.hits if hit.term.platform]
        if len(served) >= _LISTED and any(hit.term.kind == context.kind for hit in line.hits):
            alike = _AND_OTHERS.match(line.text, served[-1].end - line.start)
            return line if not alike and len(enumerated(whole(line), context.kind)) >= _LISTED else None
    return None


def _first_naming(lines: Sequence[Line], claims: Sequence[Claims]) -> Line | None:
    for line in lines:
        said = claims[line.number]
        if said.platforms or said.kinds:
            return line
    return None
