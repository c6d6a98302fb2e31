"""Pages of a shop on 独角数卡 (dujiaoka), themes unicorn (rendered cards) and luna (one inline JSON)."""

from __future__ import annotations

from decimal import Decimal

from haoshao.demo.engines.rendering import (
    NOT_FOUND,
    Answer,
    JsonObject,
    Request,
    by_number,
    contact,
    grouped,
    inline_json,
    moment,
    paragraphs,
    rendered,
    token,
)
from haoshao.demo.goods import Good, rounded

MARKUP = Decimal("1.3")
"""The struck-out price against the asked one."""


def answer(request: Request) -> Answer:
    """Return what the shop answers: its one index, a product page, or 404."""
    if request.path == "/":
        return _home(request)
    if request.path.startswith("/buy/"):
        good = by_number(request.goods, request.path.removeprefix("/buy/"))
        return _product(request, good) if good else NOT_FOUND
    return NOT_FOUND


def _home(request: Request) -> Answer:
    groups = grouped(request.goods)
    theme = request.shop.theme
    return rendered(
        f"{theme}/home.html",
        request,
        groups=groups,
        goods_json=inline_json([_group(number, *group) for number, group in enumerate(groups.items(), 1)]),
        **_site_words(request),
    )


def _product(request: Request, good: Good) -> Answer:
    return rendered(
        f"{request.shop.theme}/buy.html",
        request,
        good=good,
        paragraphs=paragraphs(good.text),
        token=token(request),
        was=rounded(good.price * MARKUP),
        **_site_words(request),
    )


def _site_words(request: Request) -> dict[str, str]:
    shop = request.shop
    telegram, qq = contact(shop, "telegram"), contact(shop, "qq")
    return {
        "notice": f"欢迎光临{shop.title}，售后请联系 Telegram @{telegram} 或 QQ {qq}，下单前请看清商品说明。",
        "footer": f"客服QQ：{qq}",
    }


def _group(number: int, name: str, goods: list[Good]) -> JsonObject:
    return {
        "id": number,
        "gp_name": name,
        "is_open": 1,
        "ord": 1,
        "created_at": "2026-01-05T02:20:30.000000Z",
        "updated_at": "2026-01-05T02:20:30.000000Z",
        "deleted_at": None,
        "goods": [_good(number, good) for good in goods],
    }


def _good(group: int, good: Good) -> JsonObject:
    return {
        "id": good.number,
        "group_id": group,
        "gd_name": good.title,
        "gd_description": good.text.replace("\n", " "),
        "gd_keywords": "",
        "picture": "",
        "retail_price": str(rounded(good.price * MARKUP)),
        "actual_price": str(good.price),
        "in_stock": good.stock,
        "sales_volume": good.sold,
        "ord": 1,
        "buy_limit_num": 0,
        "buy_prompt": "",
        "description": str(paragraphs(good.text)),
        "type": 1,
        "wholesale_price_cnf": "\n".join(f"{count}={price}" for count, price in good.tiers) or None,
        "other_ipu_cnf": None,
        "api_hook": None,
        "is_open": 1,
        "created_at": moment(good),
        "updated_at": moment(good),
        "deleted_at": None,
        "carmis_count": good.stock,
    }
