"""Reading the tracker of one turn."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

Events = list[dict[str, Any]]
#: What a tap's value asks for: called with the call and the rest of the value.
Page = Callable[..., Awaitable[Events]]

LOST = "lost_in_a_row"
OFFERED_FOR = "offered_for"
LAST_TOPIC = "last_topic"
#: The question that LAST_TOPIC answered, without traces of who asked; None when it was chosen from a list.
LAST_QUESTION = "last_question"
#: Set when somebody was erased: the conversation goes too.
FORGOTTEN = "forgotten"


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What somebody sent besides text."""

    #: photo or voice.
    kind: str
    #: Telegram's name for it.
    file_id: str
    caption: str


def value(tracker: Tracker) -> str:
    """Return what the tap, command or attachment carries; empty when nothing."""
    return str(next(tracker.get_latest_entity_values("value"), None) or "")


def decision(tracker: Tracker) -> dict[str, Any]:
    """Return what the ranker decided about this message."""
    return dict(tracker.latest_message.get("decision") or {})


def text(tracker: Tracker) -> str:
    """Return what was typed; empty for a tap, which Rasa's own channels write as "/reply{…}"."""
    typed = str(tracker.latest_message.get("text") or "")
    return "" if typed.startswith("/") else typed


def understood(topic: str | None = None, *, question: str | None = None) -> Events:
    """
    Return the events that end a row of misunderstandings.

    `topic` is the answer shown, if one was; `question`, without traces of who asked, is what it answered:
    a 👎 is about that one. None when the topic was chosen from a list.
    """
    shown = [SlotSet(LAST_TOPIC, topic), SlotSet(LAST_QUESTION, question)] if topic else []
    return [SlotSet(LOST, None), SlotSet(OFFERED_FOR, None), *shown]


def forgotten() -> Events:
    """Return the events after which the conversation is not kept (bot/tracker_store.py)."""
    return [SlotSet(FORGOTTEN, value=True)]
