"""By what each record is known: the address of its own page, else an id or its title."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.families.records import addresses
from crawler.families.records.slots import MAX_TITLE, path_of
from crawler.families.records.tree import Element

if TYPE_CHECKING:
    from crawler.families.records.clusters import Cluster, Record

_ID_ATTRIBUTES = (
    "data-product-id",
    "data-product_id",
    "data-goods-id",
    "data-gid",
    "data-item-id",
    "data-id",
    "data-pid",
)
_LINK_ATTRIBUTES = ("href", "data-href", "data-url", "data-link")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a page says around its records."""

    url: str
    base: str
    tabs: dict[str, str]
    category: str | None = None
    """Heading or breadcrumb of the page as a whole."""
    confidence: float = 0.8


def links_of(cluster: Cluster, around: Surroundings) -> dict[int, str]:
    """Return the address of each record's own page: never one that several records share."""
    candidates: dict[int, list[tuple[str, Element]]] = {}
    for number, record in enumerate(cluster.records):
        candidates[number] = _addresses_in(record, around)
    spread = Counter(url for urls in candidates.values() for url in {u for u, _ in urls})
    places = Counter(path_of(e, cluster.records[n]) for n, urls in candidates.items() for _, e in urls)
    limit = max(2, len(cluster.records) // 4)
    chosen: dict[int, str] = {}
    for number, urls in candidates.items():
        own = [(u, e) for u, e in urls if spread[u] <= limit and addresses.is_fetchable(u)]
        if own:
            chosen[number] = max(own, key=lambda p: _link_score(p, places[path_of(p[1], cluster.records[number])]))[0]
    return chosen


def _link_score(pair: tuple[str, Element], common: int) -> tuple[bool, int, int, int]:
    url, element = pair
    return addresses.is_goods_path(url), common, len(element.text), -element.order


def _addresses_in(record: Record, around: Surroundings) -> list[tuple[str, Element]]:
    around_record = [a for a in record.roots[0].ancestors() if a.tag == "a"][:1] if len(record.roots) == 1 else []
    found: list[tuple[str, Element]] = []
    for element in (*record.walk(), *around_record):
        for name in _LINK_ATTRIBUTES:
            said = element.get(name)
            url = addresses.absolute(said, around.base) if said and (name != "href" or element.tag == "a") else None
            if url and addresses.same_site(url, around.url) and url != around.url:
                found.append((url, element))
        if element.get("onclick"):
            called = addresses.called_address(element.get("onclick"))
            url = addresses.absolute(called, around.base) if called else None
            if url and addresses.same_site(url, around.url):
                found.append((url, element))
    return found


def own_key(record: Record, around: Surroundings, title: str) -> str:
    """Return the key of a record without a page of its own: the id it carries, else its title."""
    for element in record.walk():
        for name in _ID_ATTRIBUTES:
            if element.get(name) and len(element.get(name)) <= MAX_TITLE // 4:
                return f"{addresses.key_of(around.url)}#{element.get(name)}"
    return f"{addresses.key_of(around.url)}#{' '.join(title.lower().split())}"
