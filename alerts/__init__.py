"""What people are told: rules over transitions, alerts, digests."""
