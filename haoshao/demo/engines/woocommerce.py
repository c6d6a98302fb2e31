"""Pages and Store API of a shop on WooCommerce."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from haoshao.demo.engines.rendering import (
    NOT_FOUND,
    Answer,
    JsonObject,
    Request,
    as_json,
    contact,
    inline_json,
    paragraphs,
    rendered,
)
from haoshao.demo.goods import Good

ON_A_PAGE = 12
STORE = "/wp-json/wc/store/v1/products"
LOW_STOCK = 5


def slug(name: str) -> str:
    """Return *name* as WordPress puts it into an address."""
    return quote(re.sub(r"[\W_]+", "-", name.lower()).strip("-"), safe="-").lower()


def answer(request: Request, on_a_page: int = ON_A_PAGE) -> Answer:
    """Return what the shop answers: Store API, shop pages, product pages, or 404."""
    path = request.path
    if path.rstrip("/") == STORE:
        return _store(request)
    if path.rstrip("/") == f"{STORE}/categories":
        return as_json([_category(request, name) for name in _categories(request)])
    if found := re.fullmatch(r"/(?:shop/)?(?:page/(\d+)/)?", path):
        return _shop(request, int(found[1] or 1), on_a_page)
    if path.startswith("/product/"):
        good = next((good for good in request.goods if unquote(link(request, good)).endswith(unquote(path))), None)
        return _product(request, good) if good else NOT_FOUND
    return NOT_FOUND


def link(request: Request, good: Good) -> str:
    """Return the address of a product; it keeps its first name when the title changes."""
    return f"{request.origin}/product/{slug(good.category)}-{good.number}/"


def _notice(request: Request) -> str:
    shop = request.shop
    return f"Support 24/7: Telegram @{contact(shop, 'telegram')}, WhatsApp {contact(shop, 'whatsapp')}"


def _categories(request: Request) -> list[str]:
    return list(dict.fromkeys(good.category for good in request.goods))


def _shop(request: Request, page: int, on_a_page: int) -> Answer:
    first = (page - 1) * on_a_page
    goods = request.goods[first : first + on_a_page]
    if not goods:
        return NOT_FOUND
    return rendered(
        "woocommerce/shop.html",
        request,
        goods=goods,
        first=first + 1,
        total=len(request.goods),
        page=page,
        pages=-(-len(request.goods) // on_a_page),
        notice=_notice(request),
        slug=slug,
        link=lambda good: link(request, good),
    )


def _product(request: Request, good: Good) -> Answer:
    graph = {
        "@context": "https://schema.org/",
        "@graph": [
            {
                "@type": "Product",
                "@id": f"{link(request, good)}#product",
                "name": good.title,
                "url": link(request, good),
                "description": good.text,
                "sku": f"AH-{good.number}",
                "offers": [
                    {
                        "@type": "Offer",
                        "price": str(good.price),
                        "priceCurrency": "USD",
                        "availability": f"http://schema.org/{'InStock' if good.stock else 'OutOfStock'}",
                    }
                ],
            }
        ],
    }
    return rendered(
        "woocommerce/product.html",
        request,
        good=good,
        paragraphs=paragraphs(good.text),
        graph_json=inline_json(graph),
        notice=_notice(request),
        slug=slug,
        link=lambda shown: link(request, shown),
    )


def _store(request: Request) -> Answer:
    size, page = int(request.query.get("per_page", "10")), int(request.query.get("page", "1"))
    shown = request.goods[(page - 1) * size : page * size]
    total = len(request.goods)
    headers = {"X-WP-Total": str(total), "X-WP-TotalPages": str(-(-total // size))}
    return as_json([_stored(request, good) for good in shown], **headers)


def _stored(request: Request, good: Good) -> JsonObject:
    cents = str(int(good.price * 100))
    text = str(paragraphs(good.text))
    return {
        "id": good.number,
        "name": good.title,
        "slug": f"{slug(good.category)}-{good.number}",
        "parent": 0,
        "type": "simple",
        "variation": "",
        "permalink": link(request, good),
        "sku": f"AH-{good.number}",
        "short_description": "",
        "description": text,
        "on_sale": False,
        "prices": {
            "price": cents,
            "regular_price": cents,
            "sale_price": cents,
            "price_range": None,
            "currency_code": "USD",
            "currency_symbol": "$",
            "currency_minor_unit": 2,
            "currency_decimal_separator": ".",
            "currency_thousand_separator": ",",
            "currency_prefix": "$",
            "currency_suffix": "",
        },
        "average_rating": "0",
        "review_count": 0,
        "images": [],
        "categories": [{key: _category(request, good.category)[key] for key in ("id", "name", "slug", "permalink")}],
        "tags": [],
        "attributes": [],
        "variations": [],
        "has_options": False,
        "is_purchasable": good.stock > 0,
        "is_in_stock": good.stock > 0,
        "is_on_backorder": False,
        "low_stock_remaining": good.stock if 0 < good.stock < LOW_STOCK else None,
        "sold_individually": False,
        "add_to_cart": {
            "text": "Add to cart" if good.stock else "Read more",
            "url": f"?add-to-cart={good.number}",
            "minimum": 1,
            "maximum": good.stock or 1,
            "multiple_of": 1,
        },
        "extensions": {},
    }


def _category(request: Request, name: str) -> JsonObject:
    return {
        "id": 15 + _categories(request).index(name),
        "name": name,
        "slug": slug(name),
        "description": "",
        "parent": 0,
        "count": sum(good.category == name for good in request.goods),
        "image": None,
        "permalink": f"{request.origin}/product-category/{slug(name)}/",
    }
