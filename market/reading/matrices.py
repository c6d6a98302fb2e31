"""Tables with several prices in a row: a column for each rental term, each platform, or retail and wholesale."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from market.lexicon import Hit
from market.model import Span, Unit
from market.prices.counting import BARE, MONEY, YEAR
from market.prices.figures import Figure
from market.quick import changed, quick_dataclass
from market.reading.clauses import Clause
from market.reading.document import Line
from market.reading.items import Item, read_item
from market.reading.tables import WIDE_CELL
from market.reading.units import asked_at

_TERMS: Final[Mapping[str, tuple[Unit, int | None]]] = {
    **dict.fromkeys(("时", "小时", "1小时", "hour", "1 hour", "1h", "час", "1 час"), (Unit.HOUR, None)),
    **dict.fromkeys(
        ("日", "天", "1天", "一天", "日租", "天租", "日卡", "天卡", "每天", "单日", "day", "1 day", "1d", "24h",
        "daily",
         "сутки", "1 сутки", "день", "1 день"),
        (Unit.DAY, None),
    ),
    **dict.fromkeys(
        ("周", "1周", "一周", "周租", "周卡", "每周", "7天", "week", "1 week", "7 days", "7d", "weekly", "неделя",
         "1 неделя", "7 дней"),
        (Unit.WEEK, None),
    ),
    **dict.fromkeys(
        ("月", "1月", "一月", "1个月", "一个月", "月租", "月卡", "包月", "每月", "30天", "month", "1 month", "30 days",
         "30d", "monthly", "месяц", "1 месяц", "30 дней"),
        (Unit.MONTH, None),
    ),
    **dict.fromkeys(
        ("季", "季卡", "季付", "三个月", "3个月", "quarter", "3 months", "3 месяца", "квартал"), (Unit.MONTH, 3)
    ),
    **dict.fromkeys(("半年", "半年卡", "6个月", "half year", "6 months", "полгода", "6 месяцев"), (Unit.MONTH, 6)),
    **dict.fromkeys(
        ("年", "1年", "一年", "年卡", "年付", "包年", "year", "1 year", "yearly", "год", "1 год"), (Unit.YEAR, None)
    ),
    **dict.fromkeys(("永久", "终身", "买断", "lifetime", "forever", "навсегда"), (Unit.EACH, None)),
}  # fmt: skip
_TIERS: Final = frozenset(
    [
        *("零售", "零售价", "零拿", "散拿", "单拿", "单个", "批发", "批发价", "批量", "代理", "代理价", "会员"),
        *("会员价", "普通", "普通价", "vip", "vip价", "散户", "拿货价", "retail", "wholesale", "bulk", "member"),
        *("members", "reseller", "single", "розница", "опт", "розн", "дилер"),
    ]
)
_HEADS: Final = _TIERS.union(_TERMS)
_NOTHING_SAID: Final = re.compile(r"[\W_]*(?:无|缺|no|n/a|нет)?[\W_]*")
_LEAST: Final = 2
_VALUES: Final = frozenset({BARE, MONEY, YEAR})


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What the prices of one column are for."""

    place: int
    """Number of its cell."""
    unit: Unit | None = None
    size: int | None = None
    platform: Hit | None = None
    is_tier: bool = False


def read_matrices(lines: Sequence[Line]) -> Mapping[int, tuple[Item, ...]]:
    """Return the priced items of each row below such a heading, by line number."""
    rows: dict[int, tuple[Item, ...]] = {}
    columns: list[Column] = []
    width = 0
    for line in lines:
        if not columns and (line.has_money or len(line.hits) < _LEAST or not _may_head(line)):
            continue
        cells = _cells(line)
        if headed := _columns(line, cells):
            columns, width = headed, len(cells)
        elif columns and (items := _items(line, cells, columns, width)):
            rows[line.number] = items
        elif line.text.strip(" |:+-=—"):
            columns = []
    return rows


_CELL: Final = re.compile(r"[^|\t]+")
_WORD: Final = re.compile(r"[^ ]+")


def _cells(line: Line) -> list[Span]:
    """Return the cells of a line, empty ones too, parted by bars, tabs or wide blanks, else by any blank."""
    text = line.text
    barred = "|" in text or "\t" in text
    pattern = _CELL if barred else WIDE_CELL if "  " in text.strip() else _WORD
    return [
        (line.start + cell.start(), line.start + cell.end())
        for cell in pattern.finditer(text)
        if not barred or cell[0].strip() or 0 < cell.start() < len(text) - len(cell[0])
    ]


def _may_head(line: Line) -> bool:
    """Whether a line may name the columns of such a table: several terms or platforms, and no sum."""
    text = line.text
    if line.has_money or not line.number or "?" in text:
        return False
    platforms = len([1 for hit in line.hits if hit.term.platform])
    if len([1 for hit in line.hits if hit.term.platform or hit.term.cue]) < _LEAST:
        return False
    if "|" in text or "\t" in text or "  " in text:
        return True
    words = text.split(" ")
    if platforms >= _LEAST and len(words) <= platforms + _LEAST + text.startswith(" ") + text.endswith(" "):
        return True
    return not _HEADS.isdisjoint([word.strip("*:") for word in words])


def _columns(line: Line, cells: Sequence[Span]) -> list[Column]:
    """Return the columns of prices that a heading names; none where it names fewer than two of a sort."""
    if line.has_money or len(cells) < _LEAST:
        return []
    texts = [line.text[low - line.start : high - line.start].strip(" *:") for low, high in cells]
    terms = [
        Column(place=place, unit=said[0], size=said[1])
        for place, text in enumerate(texts)
        if (said := _TERMS.get(text)) is not None
    ]
    if len(terms) >= _LEAST:
        return terms
    tiers = [Column(place=place, is_tier=True) for place, text in enumerate(texts) if text in _TIERS]
    if len(tiers) >= _LEAST:
        return tiers
    if line.figures:
        return []
    named = [
        Column(place=place, platform=hit)
        for place, (low, high) in enumerate(cells)
        if place and (hit := _platform_in(line, low, high)) is not None
    ]
    distinct = {column.platform.term.platform for column in named if column.platform}
    return named if len(distinct) == len(named) >= _LEAST and len(cells) - len(named) <= _LEAST else []


def _platform_in(line: Line, low: int, high: int) -> Hit | None:
    """Return the platform that is all that a cell names."""
    text = line.text[low - line.start : high - line.start].strip()
    for hit in line.hits:
        if hit.term.platform and low <= hit.start and hit.end <= high and hit.end - hit.start >= len(text) - 1:
            return hit
    return None


def _items(line: Line, cells: Sequence[Span], columns: Sequence[Column], width: int) -> tuple[Item, ...]:
    """Return the items of a row; none where its cells do not fit the heading."""
    missing = width - len(cells)
    if missing not in {0, 1} and not (missing == -1 and columns[0].place):
        return ()
    found: list[tuple[Column, Figure]] = []
    taken: list[Span] = []
    for column in columns:
        place = column.place - missing if missing >= 0 and columns[0].place == 0 else column.place - min(missing, 0)
        if place >= len(cells) or place < 0:
            return ()
        low, high = cells[place]
        inside = [figure for figure in line.figures if low <= figure.start < high and figure.role in _VALUES]
        if len(inside) == 1:
            found.append((column, inside[0]))
            taken.append((low, high))
        elif not _NOTHING_SAID.fullmatch(line.text, low - line.start, high - line.start):
            return ()
    if not found:
        return ()
    if columns[0].is_tier:
        least, most = min(figure.low for _, figure in found), max(figure.high for _, figure in found)
        item = _item(line, *found[0], taken)
        asked = changed(item.asked, low=least, high=most) if item.asked else None
        return (changed(item, asked=asked, clause=changed(item.clause, asked=asked)),)
    return tuple(_item(line, column, figure, taken) for column, figure in found)


def _item(line: Line, column: Column, figure: Figure, taken: Sequence[Span]) -> Item:
    asked = asked_at(figure, line)
    if column.unit is not None:
        asked = changed(asked, unit=column.unit, pack_size=column.size)

    def is_word(start: int) -> bool:
        return not any(low <= start < high for low, high in taken)

    hits = [hit for hit in line.hits if is_word(hit.start)]
    if column.platform is not None:
        hits = [column.platform, *(hit for hit in hits if not hit.term.platform)]
    return read_item(
        Clause(
            line=line,
            start=line.start,
            end=line.end,
            text=line.text,
            hits=hits,
            cues=frozenset({hit.term.cue for hit in hits if hit.term.cue}),
            figures=[other for other in line.figures if is_word(other.start)],
            asked=asked,
            anchor=(figure.start, figure.end),
        )
    )
