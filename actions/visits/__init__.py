"""Trainers' visits in conversation."""
