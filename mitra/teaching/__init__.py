"""Trainers answer what Mitra could not: the answer goes back to who asked and, reviewed, becomes a topic."""
