"""The root of every error that haoshao states to its user in one line."""


class MarketError(Exception):
    """A fact that stops one piece of work; its text says what is wrong, where, and what to do."""
