"""Turns content/ and nlu/examples.yml into Rasa training data: an answer is one file, nothing else to write."""

from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from mitra.answers import ASK
from mitra.content.files import read_yaml, shaped
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

    @cached_property
    def _examples(self) -> list[Message]:
        """Every line as a message, made once: Rasa asks thrice, and works out a hash of each new message."""
        return [_message(label, line) for label, line in question_lines(self._library)]

    def get_domain(self) -> Domain:
        """Return each topic's short answer as the response of its retrieval intent."""
        topics = {
            f"utter_{ASK}/{name}": [{"text": topic.short}] for name, topic in self._library.topics.items()
        }
        return Domain.from_dict({"responses": topics})

    def get_nlu_data(self, language: str | None = "id") -> TrainingData:  # noqa: ARG002
        """Return all examples."""
        return TrainingData(self._examples)

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:  # noqa: ARG002
        """Return none: rules are written under data/stories/."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """Return nothing: config.yml is read by Rasa's own importer."""
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        """Return nothing, for the same reason."""
        return None


def question_lines(library: Library | None = None) -> list[tuple[str, str]]:
    """Return every (label, line) Mitra learns from: `ask/<topic>` or an intent, and the line as it was written."""
    topics = (library or read_library()).topics.values()
    questions = [(f"{ASK}/{topic.id}", line) for topic in topics for line in topic.questions]
    rows = read_yaml(EXAMPLES)
    with shaped(EXAMPLES):
        return sorted({*questions, *((intent, line) for intent, lines in rows.items() for line in lines)})


def _message(label: str, line: str) -> Message:
    """Return one message for a question line: the ranker itself knows all the wordings it stands for."""
    labels = {INTENT: label.partition("/")[0]} | ({INTENT_RESPONSE_KEY: label} if "/" in label else {})
    return Message(data={TEXT: expand(line)[0], "metadata": {LINE: line}, **labels})
