"""What people ask Mitra to do and it cannot do yet: says so, and what to do meanwhile."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.services import services
from actions.turn import Events
from actions.views import button_view

#: Operation → topics that help meanwhile.
HELPFUL = {
    "tasks": ("m1-apa-itu-eip", "m1-papan-informasi"),
    "summary": ("m0-indikator-score", "m1-ukuran-saran"),
}


class NotYet(Action):
    """Say that Mitra cannot do this yet, and what helps meanwhile."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_not_yet"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Say it with up to two fitting topics."""
        operation = str(tracker.latest_message["intent"]["name"])
        library = services().library
        topics = [button_view(library.topics[name]) for name in HELPFUL[operation] if name in library.topics]
        dispatcher.utter_message(response="utter_not_yet", operation=operation, topics=topics)
        return turn.understood()
