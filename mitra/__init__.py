"""The domain of Mitra SCORE: content, answers, outbox, store. Knows neither Telegram nor Rasa."""
