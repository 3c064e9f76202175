"""Giving suggestions: drafted, sent, followed; those of colleagues."""
