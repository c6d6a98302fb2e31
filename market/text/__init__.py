"""Text as sellers write it, made comparable: folding with a map back to the raw text."""

from market.text.folding import Folded, fold

__all__ = ["Folded", "fold"]
