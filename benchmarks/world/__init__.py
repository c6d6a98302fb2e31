"""A simulated market with its truth: sellers, sites and thirty days, to measure what the product concludes."""
