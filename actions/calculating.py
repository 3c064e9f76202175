"""The calculators as a task: one question a message, then the sum with its steps."""

import dataclasses
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.services import services
from actions.turn import Brought
from actions.views import topic_view
from mitra.calculators import CALCULATORS, Calculator, Field, read
from mitra.stack import State, key_of


class Calculation:
    """A calculator that is being filled in. Values are what was parsed, never what was typed."""

    name = "calculate"

    def knows(self, of: str) -> bool:
        """Return whether there is such a calculator."""
        return of in CALCULATORS

    def start(self, of: str) -> State:
        """Return a calculator with nothing filled in."""
        return {"name": self.name, "of": of, "values": {}}

    def title(self, state: State) -> str:
        """Return what it is called."""
        return _calculator(state).title

    def question(self, state: State) -> str:
        """Return the name of the field that is asked for."""
        return _field(state).name

    def reads(self, state: State, text: str) -> bool:
        """Return whether `text` is a reply to the question."""
        return read(_field(state), text).value is not None

    def surely(self, _state: State, _text: str) -> bool:
        """Return False: what reads like a question is one."""
        return False

    async def ask(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,  # noqa: ARG002 - who is asked does not matter
        state: State,
        *,
        lead: str = "",
    ) -> bool:
        """Ask the question; `lead` names what stands before it (content/messages/question)."""
        _ask(dispatcher, state, lead=lead)
        return True

    async def reply(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,  # noqa: ARG002 - who reckons does not matter
        state: State,
        text: str,
    ) -> State | None:
        """Take a reply: ask back, go on, or say the sum and return None."""
        reading = read(_field(state), text)
        if reading.value is None:
            _ask(dispatcher, state, problem=reading.text)
            return state
        values = state["values"] | {_field(state).name: reading.value}
        following = state | {"values": values}
        if _calculator(state).missing(values):
            _ask(dispatcher, following)
            return following
        _say_result(dispatcher, following)
        return None

    def back(self, state: State) -> State | None:
        """Return the state at the question before, or None at the first one."""
        answered = _calculator(state).answered(state["values"])
        if not answered:
            return None
        return state | {"values": {name: state["values"][name] for name in answered[:-1]}}

    def may_skip(self, _state: State) -> bool:
        """Return False: a sum needs all its numbers. Where one may be left out, "lewati" is a reply."""
        return False

    def takes(self, _state: State) -> frozenset[str]:
        """Return nothing: figures are typed."""
        return frozenset()

    async def take(
        self,
        dispatcher: CollectingDispatcher,  # noqa: ARG002
        tracker: Tracker,  # noqa: ARG002
        state: State,
        brought: Brought,  # noqa: ARG002
    ) -> State | None:
        """Change nothing."""
        return state


def _calculator(state: State) -> Calculator:
    return CALCULATORS[state["of"]]


def _field(state: State) -> Field:
    field = _calculator(state).missing(state["values"])
    if field is None:
        raise ValueError(f"{state['of']}: nothing is left to ask")
    return field


def _ask(dispatcher: CollectingDispatcher, state: State, *, lead: str = "", problem: str = "") -> None:
    calculator, field = _calculator(state), _field(state)
    dispatcher.utter_message(
        response="utter_question",
        task={
            "title": calculator.title,
            "intro": calculator.intro,
            "key": key_of(state),
            "kind": Calculation.name,
        },
        question={
            "name": field.name,
            "text": problem or field.question,
            "number": len(calculator.answered(state["values"])) + 1,
            "count": calculator.count(state["values"]),
            "choices": [{"value": choice.value, "label": choice.label} for choice in field.choices],
            "skip": False,
        },
        lead=lead,
    )


def _say_result(dispatcher: CollectingDispatcher, state: State) -> None:
    library = services().library
    result: dict[str, Any] = dataclasses.asdict(_calculator(state).result(state["values"]))
    topic = topic_view(library, library.topics[result["topic"]])
    dispatcher.utter_message(response="utter_calculation", result=result, topic=topic)
