"""Turns content/ and nlu/examples.yml into Rasa training data: an answer is one file, nothing else to write."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from mitra.answers import ASK
from mitra.content.library import Library, read_library
from mitra.content.questions import expand
from nlu.ranker import LINE

EXAMPLES = Path(__file__).with_name("examples.yml")


class ContentImporter(TrainingDataImporter):
    """Retrieval intents `ask/<topic>` from content/modules/ and plain intents from nlu/examples.yml."""

    def __init__(
        self,
        config_file: str | None = None,  # noqa: ARG002
        domain_path: str | None = None,  # noqa: ARG002
        training_data_paths: Any = None,  # noqa: ARG002
    ) -> None:
        self._library: Library = read_library()

    def get_domain(self) -> Domain:
        """Return each topic's short answer as the response of its retrieval intent."""
        topics = {
            f"utter_{ASK}/{name}": [{"text": topic.short}] for name, topic in self._library.topics.items()
        }
        return Domain.from_dict({"responses": topics})

    def get_nlu_data(self, language: str | None = "id") -> TrainingData:  # noqa: ARG002
        """Return all examples."""
        return TrainingData([*self._questions(), *_operations()])

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:  # noqa: ARG002
        """Return none: rules are written under data/stories/."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """Return nothing: config.yml is read by Rasa's own importer."""
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        """Return nothing, for the same reason."""
        return None

    def _questions(self) -> Iterator[Message]:
        for topic in self._library.topics.values():
            for line in topic.questions:
                yield _message(line, {INTENT: ASK, INTENT_RESPONSE_KEY: f"{ASK}/{topic.id}"})


def _operations() -> Iterator[Message]:
    for intent, lines in yaml.safe_load(EXAMPLES.read_text("utf-8")).items():
        for line in lines:
            yield _message(line, {INTENT: intent})


def _message(line: str, labels: dict[str, str]) -> Message:
    """Return one message for a question line: the ranker itself knows all the wordings it stands for."""
    return Message(data={TEXT: expand(line)[0], "metadata": {LINE: line}, **labels})
