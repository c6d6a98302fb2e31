"""Measurements of the product; none of them is needed to run it."""
