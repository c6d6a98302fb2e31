"""Structured data in pages: JSON-LD, microdata, OpenGraph and the state that single-page shops embed.

Each reader takes a page's `Document` and gives listings in the site's words; `product` turns one object of any of
them into a listing. None of them runs or trusts anything: objects of any type, depth and size are survived.
"""
