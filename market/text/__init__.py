"""Text as characters: folding and linear patterns."""
