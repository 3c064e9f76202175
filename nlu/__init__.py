"""Understanding Bahasa as people type it: text components and the topic ranker for Rasa's pipeline."""
