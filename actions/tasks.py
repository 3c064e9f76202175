"""
What asks over several turns. To add a kind of task: a class like Calculation, and a line in TASKS.

The conversation around it (interruptions, going back, pausing, another task above it) is the same for all:
actions/steering.py.
"""

from typing import Protocol

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import forms
from actions.calculating import Calculation
from actions.checks.task import Checking
from actions.filling import Filling
from actions.kpis.task import Figure
from actions.prompts.task import Prompting
from actions.reporting import Reporting
from actions.suggesting.task import Suggesting
from actions.turn import Brought, Events
from mitra import stack
from mitra.stack import Stack, State

#: Slot of the stack.
SLOT = "tasks"
#: What is said when a task asks its question.
QUESTIONS = {
    "utter_question",
    "utter_check_item",
    "utter_check_end",
    "utter_hazard_ask",
    "utter_suggestion_ask",
    "utter_suggestion_preview",
    "utter_suggestion_type",
    "utter_prompt",
}


class Task(Protocol):
    """One kind of task; all it knows of a conversation is in the state it is given."""

    #: Its states' `name`, part of button data.
    name: str

    def knows(self, of: str) -> bool:
        """Return whether there is such a one of this kind."""

    def title(self, state: State) -> str:
        """Return what it is called."""

    def question(self, state: State) -> str:
        """Return the name of the question that is open: a tap for another one is out of date."""

    def reads(self, state: State, text: str) -> bool:
        """Return whether `text` is a reply to the open question."""

    def surely(self, state: State, text: str) -> bool:
        """Return whether `text` belongs to the open question though it reads like one of its own: "kenapa?"."""

    async def ask(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, *, lead: str = ""
    ) -> bool:
        """
        Ask the open question; `lead` is one of content/messages/question.

        Return False, having asked nothing, when what it is about has ended meanwhile.
        """

    async def reply(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: State, text: str
    ) -> State | None:
        """
        Take a reply and go on: ask back, ask the next question, or end with None, or with another task's state.

        An empty text leaves the question out; it comes only where that is allowed.
        """

    def back(self, state: State) -> State | None:
        """Return the state at the question before, or None when there is none."""

    def may_skip(self, state: State) -> bool:
        """Return whether the open question may be left out."""

    def takes(self, state: State) -> frozenset[str]:
        """Return which kinds of Brought can be sent now: photo, voice."""

    async def take(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        state: State,
        brought: Brought,
    ) -> State | None:
        """Take what was sent, by Telegram's name for it, and go on as after a reply; only what it `takes`."""


TASKS: dict[str, Task] = {
    task.name: task
    for task in (Calculation(), Filling(), Checking(), Reporting(), Suggesting(), Figure(), Prompting())
}
forms.register()


def of(state: State) -> Task:
    """Return the kind of task that `state` belongs to."""
    return TASKS[state["name"]]


def stack_in(slot: object) -> Stack:
    """Return the stack in the slot's value, without what an earlier release left there."""
    kept = (state for state in stack.read(slot) if state["name"] in TASKS)
    return [state for state in kept if of(state).knows(state["of"])]


def stack_of(tracker: Tracker) -> Stack:
    """Return the conversation's tasks."""
    return stack_in(tracker.get_slot(SLOT))


def stored(tasks: Stack) -> Events:
    """Return the event that keeps `tasks`."""
    return [SlotSet(SLOT, tasks or None)]


async def go_on(
    dispatcher: CollectingDispatcher, tracker: Tracker, tasks: Stack, *, lead: str = "resume"
) -> Stack:
    """
    Ask the question of the task on top, if one is active; return the stack without those that have ended meanwhile.

    A soft one listens, and does not ask again.
    """
    while (state := stack.active(tasks)) and not stack.is_soft(state):
        if await of(state).ask(dispatcher, tracker, state, lead=lead):
            break
        tasks = stack.without_top(tasks)
    return tasks
