"""What is said without content: the start, stopping, things a chat can bring besides text."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import tasks, turn
from actions.turn import Events
from mitra import stack


class Start(Action):
    """Welcome somebody and begin afresh."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_start"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Say what Mitra is for; what was going on rests."""
        dispatcher.utter_message(response="utter_start")
        return [*turn.understood(), *tasks.stored(stack.all_paused(tasks.stack_of(tracker)))]


class Cancel(Action):
    """Stop what is going on: the value, if any, names the task whose button was tapped."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_cancel"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Say that it has stopped, and how to undo that; what rests is given up too when nothing is active."""
        known, key = tasks.stack_of(tracker), turn.value(tracker)
        state = stack.active(known)
        if key and (state is None or key != stack.key_of(state)):
            dispatcher.utter_message(response="utter_stale")
            return []
        if state is None:
            dispatcher.utter_message(response="utter_cancel")
            return [*turn.understood(), *tasks.stored([])]
        if stack.is_soft(state):
            # "stop" to a trainer's question: no more of them, perhaps.
            dispatcher.utter_message(
                response="utter_prompt_stop", id=int(state["of"]), module=state["values"].get("module")
            )
            return turn.understood()
        task = {"title": tasks.of(state).title(state), "key": stack.key_of(state)}
        dispatcher.utter_message(response="utter_stopped", task=task)
        return [*turn.understood(), *tasks.stored(stack.with_top_stopped(known))]


class Unsupported(Action):
    """Say what to do instead of a sticker, voice note, photo, …: the value is its kind."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_unsupported"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Say it."""
        dispatcher.utter_message(response="utter_unsupported", kind=turn.value(tracker))
        return []


class Stale(Action):
    """A button that is not valid any more, or never was."""

    def name(self) -> str:
        """Return its name in the domain."""
        return "action_stale"

    def run(self, dispatcher: CollectingDispatcher, _tracker: Tracker, _domain: dict[str, Any]) -> Events:
        """Say so; it is noted in bot/brain.py, as for all stale buttons."""
        dispatcher.utter_message(response="utter_stale")
        return []
