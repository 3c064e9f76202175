"""Telegram in, Telegram out: handlers, the road of an update, the bridge to Rasa, the sender, the command line."""
