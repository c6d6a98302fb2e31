"""Pages and JSON of a shop on 异次元发卡 (acg-faka): an empty index filled from the API, merchants with contacts."""

from __future__ import annotations

from hashlib import sha256

from haoshao.demo.engines.rendering import (
    Answer,
    JsonObject,
    Request,
    as_json,
    by_number,
    contact,
    inline_json,
    paragraphs,
    rendered,
)
from haoshao.demo.goods import Good
from haoshao.demo.people import Seller

FIRST_CATEGORY = 10
NOTHING = {"code": 0, "msg": "商品不存在"}


def answer(request: Request) -> Answer:
    """Return what the shop answers: pages for people, `/user/api/index/...` for their browsers."""
    path = request.path
    if path.startswith("/user/api/index/"):
        return _api(request, path.removeprefix("/user/api/index/"))
    if path.startswith("/item/"):
        good = by_number(request.goods, path.removeprefix("/item/"))
        return _item(request, good) if good else as_json(NOTHING)
    if path in {"/", "/cat/recommend"} or path.startswith("/cat/"):
        return rendered("acg/home.html", request, notice=_notice(request), categories=_categories(request))
    return Answer(body="404 Not Found", status=404)


def _notice(request: Request) -> str:
    shop = request.shop
    return f"本店主营各类账号，售后QQ {contact(shop, 'qq')}，TG @{contact(shop, 'telegram')}"


def _categories(request: Request) -> dict[int, str]:
    names = dict.fromkeys(good.category for good in request.goods)
    return dict(enumerate(names, FIRST_CATEGORY))


def _api(request: Request, action: str) -> Answer:
    if action == "data":
        return as_json({"code": 200, "msg": "success", "data": _tree(request)})
    if action == "commodity":
        return as_json(_page(request))
    if action == "commodityDetail":
        good = by_number(request.goods, request.query.get("commodityId", ""))
        return as_json({"code": 200, "msg": "success", "data": _detail(request, good)} if good else NOTHING)
    return as_json({"code": 404, "msg": "not found"})


def _tree(request: Request) -> list[JsonObject]:
    return [
        {
            "id": number,
            "name": name,
            "sort": place,
            "create_time": "2026-01-05 10:00:00",
            "owner": 0,
            "icon": "/favicon.ico",
            "status": 1,
            "hide": 0,
            "user_level_config": None,
            "pid": None,
            "commodity_count": sum(good.category == name for good in request.goods),
        }
        for place, (number, name) in enumerate(_categories(request).items())
    ]


def _page(request: Request) -> JsonObject:
    wanted = request.query.get("categoryId", "0")
    names = {str(number): name for number, name in _categories(request).items()}
    goods = [good for good in request.goods if wanted in {"0", "", "recommend"} or names.get(wanted) == good.category]
    limit, page = int(request.query.get("limit", "10")), int(request.query.get("page", "1"))
    shown = goods[(page - 1) * limit : page * limit] if limit else goods
    return {
        "code": 200,
        "msg": "success",
        "data": [_row(request, good) for good in shown],
        "total": len(goods),
    }


def _row(request: Request, good: Good) -> JsonObject:
    number = next(number for number, name in _categories(request).items() if name == good.category)
    return {
        **_shared(good, number),
        "recommend": 0,
        "category": {"id": number, "name": good.category, "icon": "/favicon.ico"},
        "seckill_active": False,
        "has_wholesale": bool(good.tiers),
        "stock_state": _stock_state(good),
    }


def _detail(request: Request, good: Good) -> JsonObject:
    number = next(number for number, name in _categories(request).items() if name == good.category)
    person = good.seller or request.shop.owner
    return {
        **_shared(good, number),
        "description": str(paragraphs(good.text)),
        "only_user": 0,
        "purchase_count": 0,
        "contact_type": 0,
        "password_status": 0,
        "minimum": 0,
        "maximum": 0,
        "config": {"wholesale": {str(count): str(price) for count, price in good.tiers}} if good.tiers else [],
        "code": sha256(f"{good.shop}{good.number}".encode()).hexdigest()[:16].upper(),
        "service_url": _service_url(person),
        "service_qq": dict(person.handles).get("qq", ""),
        "share_url": f"{request.origin}/item/{good.number}",
        "login": False,
        "stock_state": _stock_state(good),
    }


def _shared(good: Good, category: int) -> JsonObject:
    return {
        "id": good.number,
        "name": good.title,
        "cover": "/favicon.ico",
        "status": 1,
        "delivery_way": 0,
        "price": float(good.price),
        "user_price": float(good.price),
        "hide": 0,
        "owner": _merchant(good.seller),
        "inventory_hidden": 0,
        "category_id": category,
        "stock": good.stock,
        "shared_id": None,
        "tags": [],
        "seckill_status": 0,
        "order_sold": good.sold,
    }


def _merchant(person: Seller | None) -> JsonObject | None:
    if person is None:
        return None
    return {
        "id": int(sha256(person.key.encode()).hexdigest()[:4], 16),
        "username": person.key,
        "avatar": "/favicon.ico",
    }


def _service_url(person: Seller) -> str:
    telegram = dict(person.handles).get("telegram")
    return f"https://t.me/{telegram}" if telegram else ""


def _stock_state(good: Good) -> int:
    steps = (1, 10, 50)
    return sum(good.stock >= step for step in steps)


def _item(request: Request, good: Good) -> Answer:
    detail = {**_detail(request, good), "is_stock": good.stock > 0}
    del detail["description"]
    return rendered(
        "acg/item.html", request, good=good, item_json=inline_json(detail), paragraphs=paragraphs(good.text)
    )
