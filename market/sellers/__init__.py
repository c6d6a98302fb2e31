"""Who is who: what tells sellers apart and together, and which of them are one; pure."""
