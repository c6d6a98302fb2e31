"""OpenGraph and the product meta elements of a page's head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.families.pictures import pictures_of
from crawler.families.records import addresses
from crawler.families.records.numerals import currency_code
from crawler.families.structured.jsonld import Stated, availability
from crawler.families.structured.values import amount_of
from market.model import Detail, Listing, StatedPrice

if TYPE_CHECKING:
    from crawler.families.records.tree import Document

_PRICES = ("product:sale_price:amount", "product:price:amount", "og:price:amount", "twitter:data1", "price")
_CURRENCIES = ("product:sale_price:currency", "product:price:currency", "og:price:currency", "pricecurrency")


def read_opengraph(document: Document, url: str) -> Stated:
    """Return the product that a page's head states; only a title and a price together, or the type, make one."""
    metas = document.metas
    title = metas.get("og:title") or metas.get("twitter:title") or ""
    price = _price(metas)
    kind = metas.get("og:type", "").lower()
    if not title or (price is None and not kind.startswith("product")):
        return Stated(seller_name=metas.get("og:site_name"))
    listing = Listing(
        url=url,
        key=addresses.key_of(url),
        title=title[:300],
        text=metas.get("og:description") or metas.get("description") or "",
        category=metas.get("product:category") or metas.get("article:section"),
        price=price,
        stock=availability(metas.get("product:availability") or metas.get("og:availability") or ""),
        images=pictures_of(url, metas.get("og:image")),
        detail=Detail.FULL,
        confidence=0.8 if price else 0.6,
    )
    return Stated(listings=(listing,), seller_name=metas.get("og:site_name"))


def _price(metas: dict[str, str]) -> StatedPrice | None:
    said = next((metas[name] for name in _PRICES if metas.get(name) and amount_of(metas[name]) is not None), "")
    amount = amount_of(said)
    if amount is None:
        return None
    currency = next((metas[name] for name in _CURRENCIES if metas.get(name)), "")
    return StatedPrice(
        text=f"{said} {currency}".strip(),
        min=amount,
        max=amount,
        currency=currency_code(currency) if currency else None,
    )
