"""Every reason that the product gives has its Chinese form."""

from decimal import Decimal

import pytest

from alerts.reasons import reason
from market.newness import FirstSight, weigh


@pytest.mark.parametrize("handles", [("qq:2233440011",), ()])
@pytest.mark.parametrize("offers", [1, 12])
def test_every_reason_is_told_in_chinese(handles: tuple[str, ...], offers: int) -> None:
    sight = FirstSight(
        site="shop", handles=handles, products=("qq/account",), offers=offers, stock=None, score=Decimal("0.9")
    )

    for said in weigh(sight).reasons:
        told = reason(said, "zh")

        assert told != said
        assert any("\u4e00" <= character <= "\u9fff" for character in told)
        assert reason(said, "en") == said
