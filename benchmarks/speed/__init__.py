"""Mitra, stock Rasa and a bare echo bot, measured one after the other: `make bench`."""
