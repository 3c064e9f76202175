"""Trainers' visits: planned, prepared from what is open, noted, compared with the one before, reported."""
