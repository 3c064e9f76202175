"""
People of the simulated Telegram who cost next to nothing: they act on it in its own process, and see what it shows.

The phones of the tests (simulator/client.py) speak HTTP with it, which takes longer than some of what is measured here. The contender
is in a process of its own and gets all of Telegram: its HTTP, its long polling, its webhook.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import Any

from simulator import acts
from simulator.model import Person
from simulator.server import serve
from simulator.world import World

View = dict[str, Any]
#: Seconds after which an answer is given up: stock Rasa lets the last of 64 people wait for long.
PATIENCE = 300.0
#: The button of an item of a self-check that is answered with three of four points.
ANSWER = "3"


class Phone:
    """Somebody who asks and taps, one thing after the other."""

    def __init__(self, world: World, person: Person, opening: Sequence[str]) -> None:
        self._world = world
        self._person = person
        #: A text, and the buttons after it, that lead to something to tap.
        self._opening = opening
        #: The simulated Telegram loses nothing, and who hears nothing for long is an error.
        self.unanswered = 0
        self._views: deque[View] = deque()
        self._answers = 0
        self._news = asyncio.Event()
        self._shown: View = {}

    @property
    def id(self) -> int:
        """The person's account."""
        return self._person.id

    async def ask(self, question: str) -> None:
        """Write, and return when the answer is on the screen."""
        self._looks_up()
        acts.says(self._world, self._person, acts.text_content(question))
        await self._until_answered(taps=0)

    async def begin(self) -> None:
        """Open what is tapped through."""
        text, *buttons = self._opening
        await self.ask(text)
        for button in buttons:
            await self._press(button)

    async def tap(self) -> None:
        """Press the button, and return when the tap is acknowledged and what it brings is on the screen."""
        await self._press(ANSWER)

    async def _press(self, text: str) -> None:
        self._looks_up()
        chat = self._world.chats[self._shown["chat_id"]]
        stored = chat.messages[self._shown["message_id"]]
        buttons = [button for row in self._shown["buttons"] for button in row]
        data = next((button["callback_data"] for button in buttons if button["text"].startswith(text)), None)
        assert data, f"no button {text!r} among {[button['text'] for button in buttons]}"
        acts.taps(self._world, self._person, stored, data)
        await self._until_answered(taps=1)

    def _looks_up(self) -> None:
        """See to it that nothing is left of what was answered before: it would be taken for the next answer."""
        assert not self._views, f"more than one answer: {self._views[0]['text'][:200]}"

    async def _until_answered(self, *, taps: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while not self._views or self._answers < taps:
                self._news.clear()
                await self._news.wait()
        self._shown, self._answers = self._views.popleft(), self._answers - taps

    def receive(self, event: View) -> None:
        """Take what the simulated Telegram shows."""
        if event["type"] == "answer":
            self._answers += 1
        elif event["type"] in {"message", "edit"} and event["message"]["by_bot"]:
            self._views.append(event["message"])
        self._news.set()


class Telegram:
    """The simulated Telegram, in this process."""

    def __init__(self, url: str, world: World) -> None:
        self.url = url
        self.world = world
        self._phones: dict[int, Phone] = {}

    def phones(self, count: int, opening: Sequence[str]) -> list[Phone]:
        """Let so many people join."""
        people = [self.world.add_person(f"Orang {number}") for number in range(count)]
        found = [Phone(self.world, person, opening) for person in people]
        self._phones |= {phone.id: phone for phone in found}
        return found

    @property
    def is_asked(self) -> bool:
        """Whether a bot waits for updates."""
        return any(bot.mailbox.open_polls for bot in self.world.bots.values())

    async def follow(self) -> None:
        """Hand every event to the phone it concerns, for ever."""
        async for event in self.world.events.follow(self.world.events.last):
            phone = event and self._phones.get(event.get("chat_id") or event.get("person_id") or 0)
            if event and phone:
                phone.receive(event)


@contextlib.asynccontextmanager
async def telegram() -> AsyncIterator[Telegram]:
    """Run a simulated Telegram in this event loop."""
    async with serve() as simulator:
        hall = Telegram(simulator.url, simulator.world)
        following = asyncio.create_task(hall.follow())
        try:
            yield hall
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
