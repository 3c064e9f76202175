"""The domain of Mitra SCORE: content, answers, outbox, store. Knows neither Telegram nor Rasa."""

#: As in pyproject.toml and at the top of CHANGELOG.md.
VERSION = "1.0.0"
