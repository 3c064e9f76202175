"""Trainers' follow-up in the chat: what receivers answer, and what trainers write, start and read."""
