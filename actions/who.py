"""Who is asking, and the guard before everything that concerns people."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.ext.asyncio import AsyncConnection

from actions import turn
from actions.services import services
from actions.turn import Events
from mitra import audit, people
from mitra.access import Act, Actor, RefusedError
from mitra.askers import Asker

_Result = TypeVar("_Result")


def now() -> dt.datetime:
    """Return this moment, in UTC."""
    return services().clock()


def account_in(sender_id: str) -> int:
    """Return the account behind a conversation's id, which in groups follows the group's: "-100123:42"."""
    return int(sender_id.rpartition(":")[2])


def telegram_id(tracker: Tracker) -> int:
    """Return the account of who wrote."""
    return account_in(str(tracker.sender_id))


def asker_of(tracker: Tracker) -> Asker | None:
    """Return who asks a question that a trainer may answer later; None for nobody of Telegram (`mitra ask`)."""
    known = str(tracker.sender_id).rpartition(":")[2].isdigit()
    return Asker(telegram_id=telegram_id(tracker), key=services().key) if known else None


def in_group(tracker: Tracker) -> bool:
    """Return whether others read along."""
    return ":" in str(tracker.sender_id)


async def note_stale(sender_id: str) -> None:
    """Note a button that was out of date, or that its message never had."""
    async with services().database.transaction() as connection:
        actor = await people.actor_of(connection, account_in(sender_id))
        await audit.note(connection, actor, Act.USE_BUTTON, at=now(), refused=True)


class Personal(Action, ABC):
    """
    An action about people: not in groups, and with what is refused told politely and noted.

    Subclasses have `act` instead of `run`; RefusedError may come from anything they call in mitra/, which checks before it
    changes anything.
    """

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> Events:
        """Let `act` do it, for whoever may."""
        if in_group(tracker):
            dispatcher.utter_message(response="utter_private", bot=services().username)
            return []
        return await guarded(dispatcher, tracker, self.act) or []

    @abstractmethod
    async def act(self, call: "Call") -> Events:
        """Do it; return the events."""


async def guarded(
    dispatcher: CollectingDispatcher, tracker: Tracker, act: Callable[["Call"], Awaitable[_Result]]
) -> _Result | None:
    """Return what `act` returns for whoever asks; None when it is refused, which is told politely and noted."""
    async with services().database.transaction() as connection:
        actor = await people.actor_of(connection, telegram_id(tracker))
        try:
            return await act(Call(dispatcher, tracker, connection, actor))
        except RefusedError as refused:
            await _refuse(dispatcher, connection, actor, refused)
            return None


class Call:
    """What a personal action works with: how to answer, the conversation, the open transaction, who asks, when."""

    def __init__(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        connection: AsyncConnection,
        actor: Actor,
    ) -> None:
        self.dispatcher = dispatcher
        self.tracker = tracker
        self.connection = connection
        self.actor = actor
        self.at = now()

    def say(self, message: str, /, **variables: Any) -> None:
        """Say `message` (content/messages)."""
        self.dispatcher.utter_message(response=f"utter_{message}", **variables)

    def value(self) -> list[str]:
        """Return the parts of what the tap carries: "see:12" → ["see", "12"]."""
        return turn.value(self.tracker).split(":")

    async def again(self) -> None:
        """Look up anew who asks, after their roles have changed."""
        self.actor = await people.actor_of(self.connection, self.actor.telegram_id)


async def _refuse(
    dispatcher: CollectingDispatcher, connection: AsyncConnection, actor: Actor, refused: RefusedError
) -> None:
    dispatcher.messages.clear()
    if refused.act == Act.USE_BUTTON:
        dispatcher.utter_message(response="utter_stale")  # noted where it is told (bot/brain.py)
        return
    dispatcher.utter_message(response="utter_refused")
    await audit.note(connection, actor, refused.act, at=now(), subject=refused.subject, refused=True)


def number(text: str) -> int:
    """Return the number in a part of a tap's value; raises RefusedError for anything else."""
    if text.isascii() and text.isdigit() and len(text) < 16:  # noqa: PLR2004
        return int(text)
    raise RefusedError(Act.USE_BUTTON)
