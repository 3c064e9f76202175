"""Rasa in process: understands a message, decides by its rules, runs our actions without a detour over HTTP."""

import inspect
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import rasa_sdk
from rasa.core.actions.action import Action, create_bot_utterance
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.services import Services, provided
from bot.channel import Turn, TurnChannel
from bot.tracker_store import ConversationStore

#: Rasa swallows what goes wrong in an action; here it is kept, so that the turn's transaction fails with it.
_failures: ContextVar[list[Exception]] = ContextVar("failures")


class Brain:
    """A loaded model that takes part in conversations."""

    def __init__(self, model: Path, *, services: Services, generator: NaturalLanguageGenerator) -> None:
        self._services = services
        self._processor = InProcessProcessor(model, generator)
        self._processor.tracker_store = ConversationStore(self._processor.domain, services.database)

    async def understand(self, text: str) -> dict[str, Any]:
        """Return Rasa's parse of `text`, with our `decision`."""
        # A leading slash would let anybody name an intent and its entities: "/rate{...}".
        return dict(await self._processor.parse_message(UserMessage(text.lstrip("/ \n\t") or "-")))

    async def hear(self, turn: Turn, text: str) -> None:
        """Let the conversation go on with what was typed."""
        await self._handle(turn, text, await self.understand(text))

    async def do(self, turn: Turn, intent: str, value: str = "") -> None:
        """Let the conversation go on with a tap, a command or an attachment: nothing to guess."""
        entities = [{"entity": "value", "value": value}] if value else []
        named = {"name": intent, "confidence": 1.0}
        await self._handle(turn, "", {"text": "", "intent": named, "entities": entities})

    async def _handle(self, turn: Turn, text: str, parsed: dict[str, Any]) -> None:
        token = _failures.set([])
        try:
            channel = TurnChannel(turn)
            message = UserMessage(
                text, channel, turn.sender_id, parse_data=parsed, input_channel=channel.name()
            )
            with provided(self._services):
                await self._processor.handle_message(message)
            if failures := _failures.get():
                raise failures[0]
        finally:
            _failures.reset(token)


class InProcessProcessor(MessageProcessor):
    """Rasa's message processor, with our actions called directly."""

    def __init__(self, model: Path, generator: NaturalLanguageGenerator) -> None:
        # Conversations are kept in order before they get here (bot.polling), so Rasa's own locks have nothing to do.
        super().__init__(model, None, InMemoryLockStore(), generator)
        executor = ActionExecutor()
        executor.register_package("actions")
        self._actions = {name: InProcessAction(name, run) for name, run in executor.actions.items()}

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        """Return the predicted action, ours where Rasa would call an action server."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        return self._actions.get(action.name(), action), prediction


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
