"""What is said without content: the start, stopping, things a chat can bring besides text."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.turn import Events


class Start(Action):
    """Welcome somebody and begin afresh."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_start"

    def run(self, dispatcher: CollectingDispatcher, _tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Say what Mitra is for."""
        dispatcher.utter_message(response="utter_start")
        return turn.understood()


class Cancel(Action):
    """Stop whatever is going on."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_cancel"

    def run(self, dispatcher: CollectingDispatcher, _tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Say that it has stopped."""
        dispatcher.utter_message(response="utter_cancel")
        return turn.understood()


class Unsupported(Action):
    """Say what to do instead of a sticker, voice note, photo, …: the value is its kind."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_unsupported"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Say it."""
        dispatcher.utter_message(response="utter_unsupported", kind=turn.value(tracker))
        return []
