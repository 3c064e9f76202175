"""Rasa in process: understands a message, decides by its rules, runs our actions without a detour over HTTP."""

import inspect
import itertools
import re
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

import rasa_sdk
from rasa.core.actions.action import Action, create_bot_utterance
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions import steering, tasks
from actions.services import Services, provided
from actions.who import note_stale
from bot.channel import Turn, TurnChannel
from bot.hearing import Listener, named
from bot.opening import open_model
from bot.tracker_store import ConversationStore
from mitra.content.library import Library

#: Rasa swallows what goes wrong in an action; here it is kept, so that the turn's transaction fails with it.
_failures: ContextVar[list[Exception]] = ContextVar("failures")
_SLASHES = re.compile(r"\A[\s/]+")


class Brain:
    """A loaded model that takes part in conversations."""

    def __init__(self, model: Path, *, services: Services, generator: NaturalLanguageGenerator) -> None:
        self._services = services
        self._processor = InProcessProcessor(model, generator, services.library)
        self._processor.tracker_store = ConversationStore(
            self._processor.domain, services.database, clock=services.clock
        )

    async def hear(self, turn: Turn, text: str) -> dict[str, Any]:
        """Let the conversation go on with what was typed; return what was decided about it."""
        message = _message(turn, _words(text) or "-")
        await self._handle(message, turn)
        return dict((message.parse_data or {}).get("decision") or {})

    async def look(self, turn: Turn, kind: str, file_id: str, caption: str = "") -> None:
        """Let the conversation go on with a photo or voice note; without a use for it, with its caption."""
        message = _message(turn, _words(caption))
        message.metadata = {"kind": kind, "file": file_id}
        await self._handle(message, turn)

    async def do(self, turn: Turn, intent: str, value: str = "") -> None:
        """Let the conversation go on with a tap, a command or an attachment: nothing to guess."""
        await self._handle(_message(turn, "", named(intent, value)), turn)

    async def _handle(self, message: UserMessage, turn: Turn) -> None:
        token = _failures.set([])
        try:
            with provided(replace(self._services, brought=turn.brought) if turn.brought else self._services):
                await self._processor.handle_message(message)
        except Exception:
            _raise_first()  # what failed first says more than what failed because of it
            raise
        else:
            _raise_first()
        finally:
            _failures.reset(token)


def _words(text: str) -> str:
    """Return `text` without slashes in front: with one, anybody could name an intent and its entities to Rasa, "/rate{...}"."""
    # Any blank, not only the usual ones: Rasa strips them all before it looks for the slash.
    return _SLASHES.sub("", text)


def _raise_first() -> None:
    if failures := _failures.get():
        raise failures[0]


def _message(turn: Turn, text: str, parsed: dict[str, Any] | None = None) -> UserMessage:
    channel = TurnChannel(turn)
    return UserMessage(text, channel, turn.sender_id, parse_data=parsed, input_channel=channel.name())


class InProcessProcessor(MessageProcessor):
    """Rasa's message processor: hears messages in their conversations, and calls our actions directly."""

    def __init__(self, model: Path, generator: NaturalLanguageGenerator, library: Library) -> None:
        # Conversations are kept in order before they get here (bot.polling), so Rasa's own locks have nothing to do.
        super().__init__(model, None, InMemoryLockStore(), generator)
        executor = ActionExecutor()
        executor.register_package("actions")
        self._actions = {name: InProcessAction(name, run) for name, run in executor.actions.items()}
        self._listener = Listener(library, self._read)

    @staticmethod
    def _load_model(model_path: Path) -> tuple[str, ModelMetadata, GraphRunner]:
        """Return the model's name, and what is opened of it; Rasa's own way takes two seconds longer."""
        return model_path.name, *open_model(model_path)

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Return what `message` means in its conversation, and leave it on the message for who wants to know."""
        slots = tracker.current_slot_values() if tracker else {}
        if brought := message.metadata:
            parsed = await self._listener.look(brought["kind"], brought["file"], message.text, slots)
        else:
            parsed = await self._listener.hear(message.text, slots)
        message.parse_data = parsed
        return parsed

    async def _read(self, text: str) -> dict[str, Any]:
        return dict(await super().parse_message(UserMessage(text)))

    async def _run_prediction_loop(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> None:
        """Take the actions that follow; then come back to the task they have interrupted, if any."""
        await super()._run_prediction_loop(output_channel, tracker)
        message = tracker.latest_message
        if message is None or _failures.get():
            return
        decided = message.parse_data.get("decision") or {}
        what = steering.after(
            tracker.get_slot(tasks.SLOT),
            str(message.intent.get("name")),
            _actions_of(tracker),
            decided,
            asked=_has_asked(tracker),
        )
        if what:
            parsed = named("resume", what)
            tracker.update(UserUttered("", parsed["intent"], parsed["entities"], parsed), self.domain)
            await super()._run_prediction_loop(output_channel, tracker)

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        """Return the predicted action, ours where Rasa would call an action server."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        return self._actions.get(action.name(), action), prediction


def _turn_of(tracker: DialogueStateTracker) -> Iterator[Event]:
    """Return what has happened since the last message, latest first."""
    return itertools.takewhile(lambda event: not isinstance(event, UserUttered), reversed(tracker.events))


def _actions_of(tracker: DialogueStateTracker) -> set[str]:
    """Return the names of the actions taken since the last message."""
    return {str(one.action_name) for one in _turn_of(tracker) if isinstance(one, ActionExecuted)}


def _has_asked(tracker: DialogueStateTracker) -> bool:
    """Return whether the question of a task was asked since the last message."""
    said = (one for one in _turn_of(tracker) if isinstance(one, BotUttered))
    return any(one.metadata.get("utter_action") in tasks.QUESTIONS for one in said)


class InProcessAction(Action):
    """A rasa_sdk action, run here and now."""

    def __init__(self, name: str, run: Any) -> None:
        self._name = name
        self._run = run

    def name(self) -> str:
        """Return the action's name."""
        return self._name

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,  # noqa: ARG002
    ) -> list[Event]:
        """Return the messages it says and the events it leads to."""
        try:
            dispatcher = CollectingDispatcher()
            state = rasa_sdk.Tracker.from_dict(tracker.current_state(EventVerbosity.NONE))
            done = self._run(dispatcher, state, {})
            events = await done if inspect.isawaitable(done) else done
            if any(message["response"] == "utter_stale" for message in dispatcher.messages):
                await note_stale(tracker.sender_id)
            said = [await _utter(message, nlg, tracker, output_channel) for message in dispatcher.messages]
        except Exception as error:
            _failures.get().append(error)
            raise
        return [*said, *deserialise_events(events or [])]


_EMPTY = ("text", "buttons", "elements", "custom", "template", "response", "image", "attachment")


async def _utter(
    message: dict[str, Any],
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    channel: OutputChannel,
) -> Event:
    variables = {name: value for name, value in message.items() if name not in _EMPTY}
    return create_bot_utterance(await nlg.generate(message["response"], tracker, channel.name(), **variables))
