"""What makes a snapshot stand as evidence: the signing key, the ledger, time stamps, retention and proofs."""
