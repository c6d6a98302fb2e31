"""The six places of the make-believe market: what software each runs and whom it names as its own contact."""

from __future__ import annotations

from dataclasses import dataclass

from haoshao.demo.people import Seller


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One watched place. The name is the site file's."""

    name: str
    title: str
    family: str
    theme: str = ""
    """Of the engine, where it has several."""
    entrance: str = "/"
    """Path where a crawl starts."""
    owner: Seller
    languages: tuple[str, ...] = ("zh",)
    shelf: int = 0
    """Wares on the first day."""
    consignors: int = 0
    """Sellers who are there on the first day beside the owner."""


BEIDOU = Seller(
    key="beidou", name="北斗账号店", language="zh", handles=(("telegram", "beidou_demo"), ("qq", "9812340056"))
)
"""The one seller with a shop of his own who also posts in the channel."""

CHANNEL = "haobazaar_demo"

SHOPS = (
    Shop(
        name="qingniao",
        title="青鸟号铺",
        family="dujiaoka",
        theme="unicorn",
        owner=Seller(
            key="qingniao",
            name="青鸟号铺",
            language="zh",
            handles=(("telegram", "qingniao_demo"), ("qq", "9812340011")),
        ),
        shelf=54,
        consignors=8,
    ),
    Shop(name="beidou", title="北斗账号店", family="dujiaoka", theme="luna", owner=BEIDOU, shelf=30),
    Shop(
        name="yehang",
        title="夜航发卡",
        family="acg-faka",
        owner=Seller(
            key="yehang", name="夜航发卡", language="zh", handles=(("qq", "9812340022"), ("telegram", "yehang_demo"))
        ),
        shelf=56,
        consignors=8,
    ),
    Shop(
        name="accharbor",
        title="Account Harbor",
        family="woocommerce",
        entrance="/shop/",
        owner=Seller(
            key="accharbor",
            name="Account Harbor",
            language="en",
            handles=(("telegram", "accharbor_demo"), ("whatsapp", "+12025550190")),
        ),
        languages=("en", "en", "en", "ru"),
        shelf=44,
        consignors=7,
    ),
    Shop(
        name="haobazaar",
        title="号市 Bazaar",
        family="telegram",
        entrance=f"/s/{CHANNEL}",
        owner=Seller(
            key="haobazaar", name="号市 Bazaar", language="zh", handles=(("telegram", "haobazaar_desk_demo"),)
        ),
        languages=("zh", "en", "ru"),
        shelf=38,
        consignors=11,
    ),
    Shop(
        name="smsdock",
        title="SMS Dock",
        family="sms-handler-api",
        owner=Seller(key="smsdock", name="SMS Dock", language="en", handles=()),
        languages=("en",),
    ),
)

SHOP = {shop.name: shop for shop in SHOPS}
