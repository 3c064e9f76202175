"""Trainers' follow-up: prompts, to whom they go, how they are answered; and the series they come in."""
