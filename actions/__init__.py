"""Rasa's custom actions: read the tracker, call mitra/, say things by name. Thin."""
