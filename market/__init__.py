"""The domain, pure: what sellers offer, read from their words; no network, file, clock or database."""
