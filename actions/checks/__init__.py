"""Self-checks in conversation."""
