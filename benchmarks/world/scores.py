"""What the product concluded of a world, held against its truth; pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]
Place = tuple[str, str]
"""Site and path of a listing."""

FOUND = ("vanished", "relisted", "price_changed", "sold_out", "restocked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many of so many."""

    part: int
    whole: int
    examples: tuple[object, ...] = ()

    def __str__(self) -> str:
        share = f"{self.part / self.whole:.4f}" if self.whole else "-"
        return f"{share} ({self.part}/{self.whole})"


@dataclass(slots=True, kw_only=True)
class Truth:
    """The truth of a world by what is asked of it."""

    day_of_run: dict[tuple[str, str], int] = field(default_factory=dict)
    """Site and time of a run -> its day."""
    good_runs: set[tuple[str, str]] = field(default_factory=set)
    expected: list[Row] = field(default_factory=list)
    owners: dict[Place, Row] = field(default_factory=dict)
    new_sellers: dict[str, Row] = field(default_factory=dict)
    listed: dict[Place, list[tuple[int, bool]]] = field(default_factory=lambda: defaultdict(list))
    sold_out: dict[Place, list[tuple[int, bool]]] = field(default_factory=lambda: defaultdict(list))
    removals: dict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))
    edited: set[Place] = field(default_factory=set)
    shifts: list[Row] = field(default_factory=list)
    disturbed: Counter[str] = field(default_factory=Counter)

    def is_listed(self, place: Place, day: int) -> bool:
        """Return whether a listing was up on *day*."""
        return _state_on(self.listed[place], day)

    def is_sold_out(self, place: Place, day: int) -> bool:
        """Return whether a listing was sold out on *day*."""
        return _state_on(self.sold_out[place], day)


def _state_on(states: Sequence[tuple[int, bool]], day: int) -> bool:
    at = bisect_right(states, (day, True))
    return states[at - 1][1] if at else False


def read_truth(days: Iterable[Iterable[Row]]) -> Truth:
    """Return the truth that the day files tell."""
    truth = Truth()
    for rows in days:
        for row in rows:
            _take(truth, row)
    return truth


def _take(truth: Truth, row: Row) -> None:
    place = (str(row.get("site")), str(row.get("path")))
    if row["type"] == "run":
        truth.day_of_run[row["site"], row["at"]] = row["day"]
        if row["disturbed"] is None:
            truth.good_runs.add((row["site"], row["at"]))
        truth.disturbed[row["disturbed"] or "none"] += 1
    elif row["type"] == "expected":
        truth.expected.append(row)
    elif row["type"] == "owner":
        truth.owners[place] = row
    elif row["type"] == "new_seller":
        truth.new_sellers[row["seller"]] = row
    elif row["type"] == "level_shift":
        truth.shifts.append(row)
    elif row["type"] == "event":
        _take_event(truth, row, place)


def _take_event(truth: Truth, row: Row, place: Place) -> None:
    day, what = row["day"], row["what"]
    if what in {"appeared", "relisted"}:
        truth.listed[place].append((day, True))
    elif what == "removed":
        truth.listed[place].append((day, False))
        truth.removals[place].append(day)
    elif what in {"sold_out", "restocked"}:
        truth.sold_out[place].append((day, what == "sold_out"))
    elif what == "text_edited":
        truth.edited.add(place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A transition as the product tells it."""

    kind: str
    place: Place
    day: int
    offer: str


def score_changes(truth: Truth, told: Sequence[Told]) -> dict[str, Rate]:
    """Return how many true changes were found on the look that shows them, and how many told ones are false."""
    scores: dict[str, Rate] = {}
    for kind in FOUND:
        wanted = [row for row in truth.expected if row["what"] == kind]
        got = [one for one in told if one.kind == kind]
        if kind != "price_changed":  # of the listing as a whole, however many lines it has
            wanted = list({(row["site"], row["path"], row["day"]): row for row in wanted}.values())
            got = list({(one.place, one.day): one for one in got}.values())
        missed, extra = _unmatched(wanted, got)
        scores[f"{kind} found"] = Rate(part=len(wanted) - missed.total(), whole=len(wanted), examples=_few(missed))
        scores[f"{kind} told that no look shows"] = Rate(part=extra.total(), whole=len(got), examples=_few(extra))
    gone = [one for one in told if one.kind == "vanished"]
    wrong = Counter((one.place, one.day) for one in gone if truth.is_listed(one.place, one.day))
    scores["false gone"] = Rate(part=wrong.total(), whole=len(gone), examples=_few(wrong))
    sold = [one for one in told if one.kind == "sold_out"]
    wrong = Counter((one.place, one.day) for one in sold if not truth.is_sold_out(one.place, one.day))
    scores["false sold_out"] = Rate(part=wrong.total(), whole=len(sold), examples=_few(wrong))
    return scores


def _unmatched(wanted: Sequence[Row], got: Sequence[Told]) -> tuple[Counter[object], Counter[object]]:
    """Return which changes were not told, and what was told without one.

    A change is told in time from the good look before it on (a part of a look may show it first) up to the look
    that shows it to everybody.
    """
    left: defaultdict[Place, list[Told]] = defaultdict(list)
    for one in got:
        left[one.place].append(one)
    missed: Counter[object] = Counter()
    for row in sorted(wanted, key=lambda row: row["day"]):
        place = (row["site"], row["path"])
        match = next((one for one in left[place] if row["since"] < one.day <= row["day"]), None)
        if match is None:
            missed[place, row["day"]] += 1
        else:
            left[place].remove(match)
    return missed, Counter((one.place, one.day) for some in left.values() for one in some)


def score_identity(truth: Truth, told: Sequence[Told]) -> Rate:
    """Return how many repriced listings kept every offer's identity: none appeared after the listing's first day."""
    first: dict[Place, int] = {}
    born: Counter[Place] = Counter()
    for one in sorted(told, key=lambda one: one.day):
        if one.kind == "appeared" and one.day > first.setdefault(one.place, one.day):
            born[one.place] += 1
    repriced = {(row["site"], row["path"]) for row in truth.expected if row["what"] == "price_changed"} - truth.edited
    broken = Counter({place: 1 for place in repriced if born[place]})
    known = [place for place in repriced if place in first]
    return Rate(part=len(known) - len(broken), whole=len(known), examples=_few(broken))


def b_cubed(pairs: Sequence[tuple[Hashable, Hashable]]) -> tuple[float, float]:
    """Return B-cubed precision and recall of (told cluster, true cluster), one pair an element."""
    told, true, both = Counter(t for t, _ in pairs), Counter(u for _, u in pairs), Counter(pairs)
    if not pairs:
        return 0.0, 0.0
    precision = sum(count * count / told[t] for (t, _), count in both.items()) / len(pairs)
    recall = sum(count * count / true[u] for (_, u), count in both.items()) / len(pairs)
    return precision, recall


def score_new_sellers(
    truth: Truth, told: Sequence[tuple[str, int]], owner_of: Mapping[str, str | None]
) -> dict[str, Rate]:
    """Return precision and recall of sellers told as new, by day; *told* are seller id and day.

    One told on another day than its own, or twice, is wrong.
    """
    wanted = {seller: row["day"] for seller, row in truth.new_sellers.items() if not row["baseline"]}
    right: set[str] = set()
    wrong: Counter[object] = Counter()
    for seller_id, day in told:
        owner = owner_of.get(seller_id)
        if owner is not None and wanted.get(owner) == day and owner not in right:
            right.add(owner)
        else:
            wrong[seller_id, day, owner, wanted.get(owner or "")] += 1
    missed = Counter({(owner, day): 1 for owner, day in wanted.items() if owner not in right})
    return {
        "new sellers precision": Rate(part=len(right), whole=len(told), examples=_few(wrong)),
        "new sellers recall": Rate(part=len(right), whole=len(wanted), examples=_few(missed)),
    }


def _few(counter: Counter[Any]) -> tuple[object, ...]:
    return tuple(list(counter.elements())[:8])
