"""Suggestions to the committee: given, decided, answered."""
