"""The takedown work: cases, who can act, notices, evidence packages and what became of them."""
