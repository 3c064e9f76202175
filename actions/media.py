"""Photos and voice notes: part of what is going on, if it has a use for them."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import tasks, turn
from actions.turn import Brought, Events
from mitra import stack


class Media(Action):
    """A photo or a voice note: the value is Telegram's name for it, the text its caption."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_media"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        """Let the task take it that is going on."""
        kind = str(tracker.latest_message["intent"]["name"])
        known = tasks.stack_of(tracker)
        state = stack.active(known)
        if state is None or kind not in tasks.of(state).takes(state):
            dispatcher.utter_message(response="utter_unsupported", kind=kind)
            return []
        brought = Brought(kind=kind, file_id=turn.value(tracker), caption=turn.text(tracker))
        following = await tasks.of(state).take(dispatcher, tracker, state, brought)
        known = stack.without_top(known)
        if following:
            known = stack.with_on_top(known, following)
        else:
            known = await tasks.go_on(dispatcher, tracker, known)
        return [*turn.understood(), *tasks.stored(known)]
