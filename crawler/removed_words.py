"""A product page that answers 200 and says that its product is gone: each software's own words for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEAD = 60_000
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]{0,2000}>", re.DOTALL | re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_CHINESE = (
    r"(?:该|此|您(?:访问|查看)的)?(?:商品|产品|宝贝|货品|商品信息)(?:已经?)?(?:不存在|被?删除|下架|失效)(?:或(?:已经?)?(?:被?删除|下架|不存在|失效))*",
    r"(?:没有|未)找到(?:该|此|这个)?(?:商品|产品)",
)
_ENGLISH = (
    r"(?:product|item|goods) (?:(?:was|is|has been|does) )?(?:not found|not exist|no longer available|removed|deleted)",
)
_BOARD = (
    r"(?:抱歉，?)?指定的?(?:主题|帖子)不存在或已被删除(?:或正在被审核)?",
    r"the (?:requested|specified) (?:topic|thread|post) does not exist",
)
_SHOP = _CHINESE + _ENGLISH
_WORDS: Mapping[str, tuple[str, ...]] = {
    "dujiaoka": _SHOP,
    "dujiao-next": _SHOP,
    "acg-faka": _SHOP,
    "zfaka": _SHOP,
    "kamifaka": _SHOP,
    "woocommerce": _SHOP,
    "shopify": _ENGLISH,
    "generic": _SHOP,
    "records": _SHOP,
    "jsonld": _SHOP,
    "rules": _SHOP,
    "discuz": _BOARD,
    "phpbb": _BOARD,
    "mybb": _BOARD,
}
_SAID = {name: re.compile("|".join(words), re.IGNORECASE) for name, words in _WORDS.items()}


def removed_words(family: str, text: str) -> str | None:
    """Return the words by which a page without a listing says that what stood there is gone; None where it does not.

    Only for pages that their family's reader found no product on: descriptions may say the same of other goods.
    """
    said = _SAID.get(family)
    if said is None:
        return None
    visible = _BLANKS.sub(" ", _TAGS.sub(" ", text[:_HEAD]))
    found = said.search(visible)
    return None if found is None else found[0]
