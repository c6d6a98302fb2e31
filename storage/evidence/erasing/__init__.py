"""Erasing the data of one person wherever it stands: rows, bodies, addresses; with a record that does not hold it."""
