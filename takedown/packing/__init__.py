"""Packages that leave the house: sealed with a signed manifest, zipped the same way each time, checked offline."""
