"""The next page of a JSON answer: a stated address, or a page number below the stated last one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.families.records import addresses
from crawler.families.records.pagers import MAX_PAGES
from crawler.families.records.words_data import PAGE_PARAMETERS
from crawler.families.structured.values import Json, count_of, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEXT = frozenset({"next", "nextpageurl", "nexturl", "nextlink", "nextpage"})
_LAST = frozenset({"totalpage", "totalpages", "lastpage", "pagecount", "pages"})
_OFFSETS = frozenset({"offset", "start"})


def next_page(value: Json, url: str) -> Iterator[str]:
    """Yield the address of the page after the one at *url*, where the answer says that there is one."""
    stated: dict[str, Json] = {}
    for path, node in nodes(value):
        if isinstance(node, dict) and len(path) <= 2:  # noqa: PLR2004 - beside the data or in a map of its own
            for key, said in node.items():
                stated.setdefault(re.sub(r"[^a-z]", "", str(key).lower()), said)
    for name in _NEXT & stated.keys():
        said = stated[name]
        address = addresses.absolute(said, url) if isinstance(said, str) else None
        if address and addresses.same_site(address, url) and address != url:
            yield address
            return
    last = max((count_of(stated[name]) or 0 for name in _LAST & stated.keys()), default=0)
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)[:40]
    for place, (name, said) in enumerate(pairs):
        if name.lower() in PAGE_PARAMETERS and name.lower() not in _OFFSETS and said.isdigit():
            page = int(said[:6])
            if page < min(last, MAX_PAGES):
                pairs[place] = (name, str(page + 1))
                yield urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), ""))
            return
