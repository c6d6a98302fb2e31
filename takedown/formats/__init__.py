"""Rows of the contract in the formats that other tools read; every writer takes rows as they come and keeps none."""
