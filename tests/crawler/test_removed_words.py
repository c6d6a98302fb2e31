"""What a shop's engine says, with 200, of a product that is no more."""

from __future__ import annotations

import pytest

from base.net_answer import Fetched
from crawler.families.registry import FAMILIES
from crawler.health import Cause
from crawler.page_reading import read_page
from crawler.removed_words import removed_words
from market.model import LinkRole, Page

ERROR = "<html><head><title>{0}</title></head><body><header>小店</header><div class='card'>{0}</div></body></html>"


@pytest.mark.parametrize(
    ("family", "words"),
    [
        ("dujiaoka", "商品不存在"),
        ("dujiaoka", "该商品已下架"),
        ("zfaka", "商品不存在或已下架"),
        ("kamifaka", "产品已被删除"),
        ("woocommerce", "This product is no longer available"),
        ("discuz", "抱歉，指定的主题不存在或已被删除或正在被审核"),
        ("phpbb", "The requested topic does not exist."),
    ],
)
def test_own_words_are_known(family: str, words: str) -> None:
    assert removed_words(family, ERROR.format(words))


@pytest.mark.parametrize("words", ["商品列表", "页面不存在", "系统维护中", "库存不存在问题", "topic"])
def test_other_words_are_none(words: str) -> None:
    assert removed_words("dujiaoka", ERROR.format(words)) is None


def test_other_software_says_nothing_by_them() -> None:
    assert removed_words("telegram", ERROR.format("商品不存在")) is None


def fetched(text: str) -> Fetched:
    return Fetched(
        url="https://shop.example/buy/7",
        status=200,
        reason="OK",
        version="HTTP/1.1",
        headers=(),
        body=text.encode(),
        address="",
        tls=None,
        request_headers=(),
        wire_bytes=0,
    )


@pytest.mark.parametrize(("role", "cause"), [(LinkRole.PRODUCT, Cause.GONE), (LinkRole.INDEX, Cause.LAYOUT)])
def test_only_a_product_page_says_it_of_a_product(role: LinkRole, cause: Cause) -> None:
    text = ERROR.format("商品不存在")
    page = Page(url="https://shop.example/buy/7", text=text, role=role)

    outcome = read_page(page, FAMILIES["dujiaoka"], fetched(text))

    assert outcome.reading is None
    assert outcome.cause is cause
