"""Rasa's intent classifier that ranks topics and operations together, with confidences one may act on."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from mitra.answers import ASK, Decision, Kind, Ranked, Thresholds, decide
from mitra.content.questions import expand
from nlu.danger import in_danger
from nlu.features import content_words, features
from nlu.fitting import Example, fit
from nlu.glossary import read_glossary
from nlu.normaliser import normalise
from nlu.scorer import Scorer
from nlu.script import is_foreign_script

#: Where the importer notes which written line an example comes from.
LINE = "line"
#: Key of the message under which the decision is handed on.
DECISION = "decision"
RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicRanker(GraphComponent, IntentClassifier):
    """
    Ranks all labels by how well they fit, and decides what to make of the message.

    Sets `intent` (the retrieval intent `ask`, an operation, or the fallback), `intent_ranking` with full labels,
    and `decision`: kind, topics best first, operation, confidence, and whether there are signs of danger.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Ask for words."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return thresholds (confidences, 0 to 1) and how closely to follow the examples."""
        return {
            "sure": 0.6,
            "sure_operation": 0.4,
            "unsure": 0.15,
            "near_tie": 0.15,
            "strength": 3.0,
            "outside": "out_of_scope",
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, scorer: Scorer | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._scorer = scorer
        self._glossary = read_glossary()
        self._thresholds = Thresholds(
            **{field.name: config[field.name] for field in dataclasses.fields(Thresholds)}
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> "TopicRanker":
        """Return an untrained ranker."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **_: Any,
    ) -> "TopicRanker":
        """Return the trained ranker."""
        with model_storage.read_from(resource) as folder:
            scorer = Scorer.load(folder)
        return cls(config, model_storage, resource, scorer)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the scorer to all examples that have an intent, and store it."""
        examples = list(self._examples(training_data))
        scorer = fit(examples, strength=self._config["strength"], outside=self._config["outside"])
        self._scorer = dataclasses.replace(scorer, wordings=_wordings(training_data))
        with self._storage.write_to(self._resource) as folder:
            self._scorer.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank each message and set intent, ranking and decision."""
        for message in messages:
            ranking = self._rank(message)
            decision = self._decide(ranking)
            message.set(INTENT, _intent(decision), add_to_output=True)
            data = _as_data(decision) | {"danger": in_danger(_words(message))}
            message.set(DECISION, data, add_to_output=True)
            rows = [{"name": ranked.name, "confidence": ranked.confidence} for ranked in ranking]
            message.set("intent_ranking", rows, add_to_output=True)
        return messages

    def _examples(self, training_data: TrainingData) -> Iterator[Example]:
        for message in training_data.intent_examples:
            words, label = _words(message), _label(message)
            keyword = features([max(content_words(words), key=len)], self._glossary) if words else Counter()
            yield Example(
                features=features(words, self._glossary),
                label=label,
                line=f"{label}: {_line(message)}",
                keyword=keyword,
            )

    def _rank(self, message: Message) -> list[Ranked]:
        if self._scorer is None:
            raise ValueError("the ranker is not trained")
        if is_foreign_script(message.get(TEXT) or ""):
            return [Ranked(name="other_language", confidence=1.0)]
        words = _words(message)
        found = features(words, self._glossary)
        return self._scorer.rank(found, " ".join(words))[:RANKING_LENGTH] if found else []

    def _decide(self, ranking: list[Ranked]) -> Decision:
        decision = decide(ranking, self._thresholds)
        if decision.kind is Kind.OPERATION and decision.operation == self._config["outside"]:
            return Decision(kind=Kind.FALLBACK, topics=decision.topics, confidence=decision.confidence)
        return decision


def _wordings(training_data: TrainingData) -> dict[str, str]:
    """Return every wording of every line that means one thing only."""
    lines = {(_label(message), _line(message)) for message in training_data.intent_examples}
    meanings: dict[str, set[str]] = {}
    for label, line in lines:
        for wording in expand(line):
            meanings.setdefault(" ".join(normalise(wording)), set()).add(label)
    return {wording: labels.pop() for wording, labels in meanings.items() if len(labels) == 1}


def _label(message: Message) -> str:
    return str(message.get(INTENT_RESPONSE_KEY) or message.get(INTENT))


def _line(message: Message) -> str:
    return str(message.get("metadata", {}).get(LINE, message.get(TEXT)))


def _words(message: Message) -> list[str]:
    return [token.text for token in message.get(TOKENS_NAMES[TEXT]) or []]


def _intent(decision: Decision) -> dict[str, Any]:
    """Return the intent that Rasa's rules see; its confidence is the topic's own."""
    names = {Kind.ANSWER: ASK, Kind.CHOICES: ASK, Kind.FALLBACK: "nlu_fallback"}
    return {"name": names.get(decision.kind, decision.operation), "confidence": decision.confidence}


def _as_data(decision: Decision) -> dict[str, Any]:
    return {
        "kind": decision.kind.value,
        "topics": list(decision.topics),
        "operation": decision.operation,
        "confidence": decision.confidence,
    }
