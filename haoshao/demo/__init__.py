"""The make-believe market that ships with haoshao: shops, sellers and days, generated, served on loopback and crawled.

Everything in it is invented: names, contacts, prices. Only this package and its tests read the generator's truth.
"""
