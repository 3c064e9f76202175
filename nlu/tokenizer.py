"""Rasa's tokenizer for Bahasa as typed."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.normaliser import normalise
from nlu.stemmer import stem


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class IndonesianTokenizer(Tokenizer):
    """Splits a message into normalised words; each token's lemma is its stem."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings Rasa's base class asks for."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the examples as they are: the ranker reads the written lines themselves."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the words of the message's text; offsets count within the normalised text."""
        tokens, start = [], 0
        for word in normalise(message.get(attribute)):
            tokens.append(Token(word, start, lemma=stem(word)))
            start += len(word) + 1
        return tokens
