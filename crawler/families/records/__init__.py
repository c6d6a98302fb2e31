"""A reader for shops that nobody has seen: repeated records, detail pages, pagers and contacts on any HTML page.

`tree` makes one light tree of a page; `clusters` finds what repeats around prices; `slots` says which part of a
record is its title, price, stock; `product` reads a page about one thing; `pagers` and `contacts` read the rest;
`reader` puts them together. What the words of prices, stock and navigation are is in `words_data`.
"""
