"""What every duty needs and the domain must not know: configuration, clock, the network gate, logs, escaping."""
