"""Self-checks: what is looked at, what was found, what came of it."""
