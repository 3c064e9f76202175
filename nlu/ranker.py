"""Rasa's intent classifier that ranks topics and operations together, with confidences one may act on."""

import dataclasses
import functools
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from mitra.answers import ASK, Decision, Kind, Ranked, Thresholds, decide
from mitra.content.questions import expand
from nlu.clauses import asks, clauses
from nlu.danger import in_danger
from nlu.embedding import engine
from nlu.features import content_words
from nlu.glossary import read_glossary
from nlu.meanings import Meanings
from nlu.negation import without_negated
from nlu.reader import Reader, examples_of, learning_reader
from nlu.scorer import CERTAIN, Scorer
from nlu.script import is_foreign_script
from nlu.spelling import Speller, read_lexicon

#: Where the importer notes the written line an example comes from.
LINE = "line"
#: Key of the message under which the decision is handed on.
DECISION = "decision"
RANKING_LENGTH = 10
#: What one word alone speaks for counts for so much less than what is sure.
_DOUBT = 0.99
#: From this confidence on there is but one topic for a word.
ONLY = 0.98
#: One word alone has no meaning beyond its letters.
FEWEST_WORDS = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicRanker(GraphComponent, IntentClassifier):
    """
    Ranks all labels by how well they fit, and decides what to make of the message.

    Sets `intent` (the retrieval intent `ask`, an operation, or the fallback), `intent_ranking` with full labels,
    and `decision`: kind, topics best first, others asked in the same message, operation, confidence,
    and whether there are signs of danger.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Ask for words."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return thresholds (confidences, 0 to 1) and the label of what lies outside."""
        return {
            "sure": 0.65,
            "sure_operation": 0.4,
            "unsure": 0.4,
            "near_tie": 0.1,
            "quick": 0.8,
            "outside": "out_of_scope",
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, scorer: Scorer | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._thresholds = Thresholds(
            **{field.name: config[field.name] for field in dataclasses.fields(Thresholds)}
        )
        if scorer is not None:
            self._scorer = scorer
            speller = Speller(read_lexicon(), scorer.common)
            self._reader = Reader(glossary=read_glossary(), speller=speller)
            self._engine = engine() if scorer.close else None

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
        """Fit the scorer to all question lines, and store it."""
        lines = sorted({(_label(message), _line(message)) for message in training_data.intent_examples})
        scorer = _learn(lines, self._config["outside"])
        with self._storage.write_to(self._resource) as folder:
            scorer.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank each message and set intent, ranking and decision."""
        for message in messages:
            text = message.get(TEXT) or ""
            ranking, decision = self._understand(without_negated(text))
            message.set(INTENT, _intent(decision), add_to_output=True)
            data = _as_data(decision) | {"danger": in_danger(self._reader.words(text))}
            message.set(DECISION, data, add_to_output=True)
            rows = [{"name": ranked.name, "confidence": ranked.confidence} for ranked in ranking]
            message.set("intent_ranking", rows, add_to_output=True)
        return messages

    def _understand(self, text: str) -> tuple[list[Ranked], Decision]:
        if is_foreign_script(text):
            ranking = [Ranked(name="other_language", confidence=1.0)]
            return ranking, decide(ranking, self._thresholds)
        words = self._reader.words(text)
        ranking = self._rank(words)
        decision = decide(ranking, self._thresholds, outside=self._config["outside"])
        both = self._two_questions(text, decision)
        return ranking[:RANKING_LENGTH], both or decision

    def _rank(self, words: list[str]) -> list[Ranked]:
        """Look quickly, and closer when that does not suffice."""
        meant = self._scorer.meant(" ".join(words))
        found = self._reader.features(words)
        if not found:
            return []
        ranking = self._scorer.rank(found)
        if meant:
            return _led_by(meant, ranking)
        if len(content_words(words)) < FEWEST_WORDS:
            return _doubted(ranking, below=self._thresholds.sure)
        if self._engine is None or self._suffices(ranking):
            return ranking
        return self._scorer.rank(found, self._engine([" ".join(words)])[0])

    def _suffices(self, ranking: list[Ranked]) -> bool:
        decision = decide(ranking, self._thresholds, outside=self._config["outside"])
        return decision.kind is Kind.ANSWER and decision.confidence >= self._config["quick"]

    def _two_questions(self, text: str, decision: Decision) -> Decision | None:
        """Return both answers when the parts of a message are two questions, each understood at a quick look."""
        if decision.kind in {Kind.OPERATION, Kind.FALLBACK}:
            return None
        parts = [part for part in map(self._reader.words, clauses(text)) if asks(part)]
        if len(parts) < 2:  # noqa: PLR2004 - two questions
            return None
        found = [self._rank_quickly(part) for part in parts if len(content_words(part)) >= FEWEST_WORDS]
        sure = [one for one in found if one.kind is Kind.ANSWER and one.confidence >= self._config["quick"]]
        topics = tuple(dict.fromkeys(one.topics[0] for one in sure))
        if len(topics) != 2 or (decision.kind is Kind.ANSWER and decision.topics[0] not in topics):  # noqa: PLR2004
            return None
        confidence = min(one.confidence for one in sure)
        return Decision(kind=Kind.ANSWER, topics=topics, also=topics[1:], confidence=confidence)

    def _rank_quickly(self, words: list[str]) -> Decision:
        ranking = self._scorer.rank(self._reader.features(words))
        return decide(ranking, self._thresholds, outside=self._config["outside"])


def _led_by(meant: str, ranking: list[Ranked]) -> list[Ranked]:
    """Return `ranking` with what the wording is known to mean first: nothing to estimate."""
    others = (other for other in ranking if other.name != meant)
    doubts = (dataclasses.replace(one, confidence=min(one.confidence, 1 - CERTAIN)) for one in others)
    return [Ranked(name=meant, confidence=CERTAIN), *doubts]


def _doubted(ranking: list[Ranked], *, below: float) -> list[Ranked]:
    """
    Return the ranking of a message of one word, with no topic sure: "apar" is a subject, not yet a question.

    "pareto" is one, though: there is but one thing to know about it.
    """
    rivals = max((one.confidence for one in ranking[1:]), default=0.0)
    if ranking[0].confidence >= ONLY and rivals <= 1 - ONLY:
        return ranking
    return [
        dataclasses.replace(one, confidence=one.confidence * below * _DOUBT) if one.topic else one
        for one in ranking
    ]


def _learn(lines: list[tuple[str, str]], outside: str) -> Scorer:
    """Return a scorer fitted to (label, question line) pairs, with meanings where the engine runs."""
    from nlu.fitting import fit  # noqa: PLC0415 - scikit-learn, which only who learns needs

    reader = learning_reader([line for _, line in lines], read_glossary())
    embed = engine()
    if embed is None:
        scorer = fit(examples_of(lines, reader, None), outside=outside)
    else:
        meanings = Meanings.read()
        places = functools.partial(meanings.places, embed=embed, report=_report)
        scorer = fit(examples_of(lines, reader, places), outside=outside, space=meanings.space)
    common = tuple(sorted(reader.speller.common))
    return dataclasses.replace(scorer, common=common, wordings=_wordings(lines, reader))


def _report(done: int, total: int) -> None:
    print(f"Embedding {done}/{total}", flush=True)  # noqa: T201 - progress, shown by bot.training


def _wordings(lines: list[tuple[str, str]], reader: Reader) -> dict[str, str]:
    """Return every wording of every line that means one thing only."""
    meanings: dict[str, set[str]] = {}
    for label, line in lines:
        for wording in expand(line):
            meanings.setdefault(" ".join(reader.words(wording)), set()).add(label)
    return {wording: labels.pop() for wording, labels in meanings.items() if len(labels) == 1}


def _label(message: Message) -> str:
    return str(message.get(INTENT_RESPONSE_KEY) or message.get(INTENT))


def _line(message: Message) -> str:
    return str(message.get("metadata", {}).get(LINE, message.get(TEXT)))


def _intent(decision: Decision) -> dict[str, Any]:
    """Return the intent that Rasa's rules see; its confidence is the topic's own."""
    names = {Kind.ANSWER: ASK, Kind.CHOICES: ASK, Kind.FALLBACK: "nlu_fallback"}
    return {"name": names.get(decision.kind, decision.operation), "confidence": decision.confidence}


def _as_data(decision: Decision) -> dict[str, Any]:
    return {
        "kind": decision.kind.value,
        "topics": list(decision.topics),
        "also": list(decision.also),
        "operation": decision.operation,
        "confidence": decision.confidence,
    }
