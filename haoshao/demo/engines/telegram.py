"""The public preview of a Telegram channel: the newest posts at the bottom, older ones behind `?before=`."""

from __future__ import annotations

from markupsafe import Markup

from haoshao.demo.engines.rendering import Answer, Request, breaks, contact, rendered
from haoshao.demo.goods import Good, Line
from haoshao.demo.shops import CHANNEL

ON_A_PAGE = 20

SINGLE = {
    "zh": "【出售】{title}\n{text}\n价格：{price}元/个\n库存 {stock} 个",
    "en": "[WTS] {title}\n{text}\nPrice: ${price} each\nStock: {stock}",
    "ru": "Продам: {title}\n{text}\nЦена: {price} руб/шт\nВ наличии: {stock} шт",
}
HEADINGS = {"zh": "今日价目", "en": "Price list today", "ru": "Прайс на сегодня"}
LINES = {
    "zh": "{place}. {title} —— {price}元（库存{stock}）",
    "en": "{place}. {title} - ${price} (stock {stock})",
    "ru": "{place}. {title} — {price} руб (в наличии {stock})",
}


def answer(request: Request, on_a_page: int = ON_A_PAGE) -> Answer:
    """Return a page of posts; any other address is the card of a chat without a preview."""
    if request.path.rstrip("/") != f"/s/{CHANNEL}":
        return Answer(
            body=f'<!DOCTYPE html><title>Telegram: Contact</title><div class="tgme_page">{request.path}</div>'
        )
    posts = sorted(request.goods, key=lambda good: good.number)
    if before := request.query.get("before"):
        posts = [good for good in posts if good.number < int(before)]
    shown = posts[-on_a_page:]
    owner = contact(request.shop, "telegram")
    link = Markup('<a href="https://t.me/{0}">@{0}</a>').format(owner)
    return rendered(
        "telegram/channel.html",
        request,
        channel=CHANNEL,
        posts=shown,
        before=shown[0].number if len(posts) > on_a_page else None,
        wording=wording,
        notice=f"号商集市，广告位联系 @{owner}",
        description=Markup("号商集市，广告位联系 {}").format(link),
    )


def wording(good: Good) -> Markup:
    """Return a post as HTML: one ware, or a list of prices."""
    text, _, signature = good.text.partition("\n")
    if len(good.lines) == 1:
        return breaks(_said(SINGLE[good.language], good.lines[0], text=text) + _signed(signature))
    rows = [_said(LINES[good.language], line, place=place) for place, line in enumerate(good.lines, 1)]
    return breaks("\n".join([HEADINGS[good.language], *rows]) + _signed(signature))


def _said(pattern: str, line: Line, **more: object) -> str:
    return pattern.format(title=line.title, price=line.price, stock=line.stock, **more)


def _signed(signature: str) -> str:
    return f"\n{signature}" if signature else ""
