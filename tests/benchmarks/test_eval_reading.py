"""The scorer: pairs one to one, counts as the contract says, notices a fall."""

from decimal import Decimal

from benchmarks.eval_reading import f1, grouped, interval, losses, recordable, score
from market.model import Handle, HandleType, Offer, Price, Reading, Unit

PRICE = {"min": "5", "max": "5", "currency": "CNY", "unit": "each", "pack_size": None}
LABEL = {"kind": "account", "platform": "wechat", "attributes": ["aged"], "price": PRICE, "rate": None}
ROW = {
    "id": "a",
    "lang": "zh",
    "page": "product",
    "title": "",
    "text": "x",
    "is_offer": True,
    "offers": [LABEL],
    "handles": [{"type": "qq", "value": "12345"}],
}


def offer(price: str, platform: str = "wechat") -> Offer:
    """Return an aged account at *price* yuan."""
    asked = Price(min=Decimal(price), max=Decimal(price), currency="CNY", unit=Unit.EACH)
    return Offer(kind="account", platform=platform, attributes=frozenset({"aged"}), price=asked, span=(0, 1))


def reading(*offers: Offer) -> Reading:
    """Return an offer's reading with the right handle."""
    handle = Handle(type=HandleType.QQ, value="12345", span=None)
    return Reading(is_offer=bool(offers), score=Decimal("0.9"), offers=offers, handles=(handle,))


def test_a_right_reading_scores_one() -> None:
    """Everything agrees, written otherwise or not."""
    row = score(ROW, reading(offer("5.0")))

    assert row.agreed
    assert {f1([row], figure) for figure in row.counts} == {1.0}


def test_an_offer_pairs_with_its_likeliest_label() -> None:
    """Two offers, one label: one true, one too many."""
    row = score(ROW, reading(offer("9"), offer("5")))

    assert row.counts["offers"] == (1, 2, 1)
    assert row.counts["price"] == (1, 2, 1)


def test_a_wrong_platform_costs_product_not_price() -> None:
    """Figures are counted apart."""
    row = score(ROW, reading(offer("5", "qq")))

    assert row.counts["product"] == (0, 1, 1)
    assert row.counts["price"] == (1, 1, 1)
    assert row.counts["attributes"] == (0, 0, 0)


def test_brands_without_an_id_are_one() -> None:
    """other:a and other:b are told apart by nobody."""
    row = {**ROW, "offers": [{**LABEL, "platform": "other:boss"}]}

    assert score(row, reading(offer("5", "other:liepin"))).counts["product"] == (1, 1, 1)


def test_an_unlabelled_currency_agrees_with_any() -> None:
    """The label says that nothing tells."""
    row = {**ROW, "offers": [{**LABEL, "price": {**PRICE, "currency": None}}]}

    assert score(row, reading(offer("5"))).counts["price"][0] == 1


def test_a_fall_by_more_than_a_point_is_named() -> None:
    """A point is borne, more is not."""
    recorded = {"all": {"offers": 0.9, "price": 0.9}}

    assert losses({"all": {"offers": 0.891, "price": 0.88}}, recorded) == ["all: price fell from 0.900 to 0.880"]


def test_intervals_and_groups() -> None:
    """The interval holds the figure; small groups are shown and not recorded."""
    rows = [score({**ROW, "id": str(n)}, reading(offer("5" if n % 3 else "6"))) for n in range(30)]
    low, high = interval(rows, "offers")

    assert low <= f1(rows, "offers") <= high
    assert list(grouped(rows)) == ["all", "lang=zh", "page=product"]
    assert set(recordable(grouped(rows[:3]))["all"]) == set()
