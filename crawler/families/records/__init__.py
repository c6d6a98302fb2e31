"""A reader for shops that nobody has seen: repeated records, detail pages, pagers and contacts on any HTML page.

`tree` makes one light tree of a page; `atoms` finds the places that state a price and `clusters` what repeats around
them; `slots` says which part of a record is its title, price, stock; `fields` makes listings of them; `product` reads
a page about one thing, `lines` plain price lists; `pagers` and `contacts` read the rest; `reader` puts them together.
What the words of prices, stock and navigation are is in `words_data`.
"""

from crawler.families.records.reader import FAMILY

__all__ = ["FAMILY"]
