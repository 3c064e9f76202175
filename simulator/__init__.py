"""A local Telegram: the Bot API over HTTP, and a page of phones to talk to the bot from."""
