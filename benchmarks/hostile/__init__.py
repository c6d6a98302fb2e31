"""A hostile world on loopback: what it tries, and whether haoshao holds."""
