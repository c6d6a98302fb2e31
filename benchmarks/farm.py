"""A farm of make-believe shops on loopback for the benchmarks: thousands of pages, rendered once, served as bytes.

Run as a process of its own (`python -m benchmarks.farm`) so that its work is not counted with the crawler's. It prints
one JSON line with its shops and every page's address, then serves until its input closes. The line `change` on its
input changes one page in twenty; it answers `changed N`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from haoshao.demo.engines import dujiaoka, telegram, woocommerce
from haoshao.demo.engines.rendering import NOT_FOUND, Answer, Request
from haoshao.demo.goods import Good, rounded, shelved
from haoshao.demo.people import seller
from haoshao.demo.shops import CHANNEL, SHOP, Shop
from haoshao.demo.wares import wares
from haoshao.demo.world import FIRST_DAY

CHANNELS, CHANNEL_PAGES = 24, 38
STORES, STORE_GOODS = 14, 200
CARD_SHOPS, CARD_GOODS = 12, 10
CONSIGNED_SHARE = 0.5
CHANGED_SHARE = 0.05
SMALLEST, LARGEST = 15_000, 40_000
FILLER = '<li class="menu-item menu-item-type-post"><a href="#n{0}"><span class="label">Notice {0}</span></a></li>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmShop:
    """One shop of the farm and the addresses of its pages."""

    name: str
    family: str
    shop: Shop
    goods: tuple[Good, ...]
    page_size: int
    addresses: tuple[str, ...]


def planted(seed: int = 1) -> Iterator[FarmShop]:
    """Yield the farm's shops: channels with 1 to 24 posts a page, stores with indexes and product pages, card shops."""
    rng = Random(seed)  # noqa: S311 - a farm that is the same each time
    for number in range(CHANNELS):
        size = number + 1
        goods = _goods(SHOP["haobazaar"], size * CHANNEL_PAGES, rng)
        older = [goods[place].number for place in range(len(goods) - size, 0, -size)]
        addresses = (f"/s/{CHANNEL}", *(f"/s/{CHANNEL}?before={post}" for post in older))
        yield _farm_shop(f"channel-{number:02d}", SHOP["haobazaar"], goods, size, addresses)
    for number in range(STORES):
        size = 6 + number
        goods = _goods(SHOP["accharbor"], STORE_GOODS, rng)
        pages = -(-len(goods) // size)
        products = [woocommerce.slug(good.category) + f"-{good.number}" for good in goods]
        addresses = (
            "/shop/",
            *(f"/shop/page/{page}/" for page in range(2, pages + 1)),
            *(f"/product/{name}/" for name in products),
        )
        yield _farm_shop(f"store-{number:02d}", SHOP["accharbor"], goods, size, addresses)
    for number in range(CARD_SHOPS):
        goods = _goods(SHOP["qingniao"], CARD_GOODS, rng)
        addresses = ("/", *(f"/buy/{good.number}" for good in goods))
        yield _farm_shop(f"cards-{number:02d}", SHOP["qingniao"], goods, 0, addresses)


def _farm_shop(name: str, shop: Shop, goods: tuple[Good, ...], size: int, addresses: tuple[str, ...]) -> FarmShop:
    return FarmShop(name=name, family=shop.family, shop=shop, goods=goods, page_size=size, addresses=addresses)


def _goods(shop: Shop, count: int, rng: Random) -> tuple[Good, ...]:
    goods = []
    for number in range(1, count + 1):
        language = rng.choice(shop.languages)
        person = seller(language, rng.randrange(400)) if rng.random() < CONSIGNED_SHARE else None
        posted_at = FIRST_DAY - timedelta(hours=count - number)
        goods.append(shelved(shop, number, (rng.choice(wares(language)),), person, posted_at, rng))
    return tuple(goods)


def rendered(farm_shop: FarmShop, origin: str, address: str, *, changed: bool) -> bytes:
    """Return one page as it is sent, with filler up to a size between 15 and 40 KB."""
    path, _, query = address.partition("?")
    goods = tuple(_cheaper(good) for good in farm_shop.goods) if changed else farm_shop.goods
    request = Request(
        shop=farm_shop.shop,
        goods=goods,
        origin=origin,
        path=path,
        query=dict(part.split("=") for part in query.split("&") if part),
        day=1,
    )
    body = _answer(farm_shop, request).body
    size = Random(f"{farm_shop.name}{address}").randint(SMALLEST, LARGEST)  # noqa: S311 - as above
    rows = max(0, size - len(body.encode())) // len(FILLER)
    filler = f"<ul>{''.join(FILLER.format(place) for place in range(rows))}</ul></body>"
    payload = body.replace("</body>", filler, 1).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(payload)}\r\n\r\n"
    return head.encode() + payload


def _answer(farm_shop: FarmShop, request: Request) -> Answer:
    if farm_shop.family == "telegram":
        return telegram.answer(request, farm_shop.page_size)
    if farm_shop.family == "woocommerce":
        return woocommerce.answer(request, farm_shop.page_size)
    return dujiaoka.answer(request)


def _cheaper(good: Good) -> Good:
    line = replace(good.lines[0], price=rounded(good.price * Decimal("0.9")))
    return replace(good, lines=(line, *good.lines[1:]))


class Farm:
    """The shops, each on a port of its own, and the bytes they answer with."""

    def __init__(self) -> None:
        self.shops = {shop.name: shop for shop in planted()}
        self.origins: dict[str, str] = {}
        self._pages: dict[str, dict[bytes, bytes]] = {}

    async def open(self) -> None:
        """Open a port for every shop and render its pages."""
        for name, shop in self.shops.items():
            server = await asyncio.start_server(lambda r, w, name=name: self._serve(name, r, w), "127.0.0.1", 0)
            origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            self.origins[name] = origin
            self._pages[name] = {
                address.encode(): rendered(shop, origin, address, changed=False) for address in shop.addresses
            }

    def described(self) -> list[dict[str, object]]:
        """Return name, family, start URL and every address of each shop."""
        return [
            {
                "name": name,
                "family": shop.family,
                "start": self.origins[name] + shop.addresses[0],
                "urls": [self.origins[name] + address for address in shop.addresses],
                "bytes": sum(map(len, self._pages[name].values())),
                "listings": len(shop.goods),
            }
            for name, shop in self.shops.items()
        ]

    def change(self) -> int:
        """Change one page in twenty and return how many that were."""
        every = [(name, address) for name, shop in self.shops.items() for address in shop.addresses]
        chosen = Random(5).sample(every, round(len(every) * CHANGED_SHARE))  # noqa: S311 - as above
        for name, address in chosen:
            page = rendered(self.shops[name], self.origins[name], address, changed=True)
            self._pages[name][address.encode()] = page
        return len(chosen)

    async def _serve(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pages = self._pages[name]
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(pages.get(head.split(b" ", 2)[1], _MISSING))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (
    len(NOT_FOUND.body),
    NOT_FOUND.body.encode(),
)


async def main() -> None:
    """Serve the farm until the input closes."""
    farm = Farm()
    await farm.open()
    print(json.dumps(farm.described()), flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "change":
            print(f"changed {farm.change()}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
