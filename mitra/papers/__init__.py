"""Papers to print or to fill in: pure functions from plain values to bytes."""
