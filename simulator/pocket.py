"""What a phone has received: the screen, and what its owner has not looked at yet."""

import asyncio
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator.heard import View, button_list


class Pocket:
    """Takes events in and gives them out one after the other."""

    def __init__(self, person_id: int) -> None:
        self._person_id = person_id
        self.messages: dict[tuple[int, int], View] = {}
        self.answers: list[View] = []
        self.actions: list[str] = []
        self._unheard: deque[View] = deque()
        self._unseen: deque[str] = deque()
        self._news = asyncio.Event()
        self._connected = True

    def fill(self, views: list[View]) -> None:
        """Take over what was on the screen before."""
        self.messages.update({(view["chat_id"], view["message_id"]): view for view in views})

    def receive(self, event: View) -> None:
        """Take an event in."""
        if "message" in event:
            self._take(event["type"], event["message"])
        elif event["type"] == "answer":
            self.answers.append(event)
            self._unseen.append(event["text"])
        elif event["type"] == "action":
            self.actions.append(event["action"])
        self._news.set()

    def _take(self, kind: str, view: View) -> None:
        self.fill([view])
        if view["by_bot"] and kind in {"message", "edit"}:
            self._unheard.append(view)

    def disconnect(self) -> None:
        """Note that nothing will come any more."""
        self._connected = False
        self._news.set()

    async def next(self, *, edits: bool) -> View:
        """Wait for the bot's next message."""
        while True:
            while self._unheard:
                view = self._unheard.popleft()
                if edits or not view["edited"]:
                    return view
            await self._something()

    async def next_toast(self) -> str:
        """Wait for the next answer to a tap."""
        while not self._unseen:
            await self._something()
        return self._unseen.popleft()

    async def _something(self) -> None:
        if not self._connected:
            raise ConnectionError("the simulator is gone")
        self._news.clear()
        await self._news.wait()

    def visible(self) -> list[View]:
        """Return what is on the screen, oldest first."""
        ordered = sorted(self.messages.values(), key=lambda view: int(view["message_id"]))
        return [view for view in ordered if not view["deleted"]]

    def find_button(self, text: str, on: View | None) -> tuple[View | None, View | None]:
        """Return the newest message with such a button, and the button: exact before beginning."""
        for view in [on] if on else reversed(self.visible()):
            buttons = list(_buttons(view))
            for matches in (str.__eq__, str.startswith):
                found = next((button for button in buttons if matches(button["text"], text)), None)
                if found:
                    return view, found
        return None, None

    def buttons(self, on: View | None) -> str:
        """Return which buttons there are, in words."""
        return button_list([on] if on else self.visible())


def _buttons(view: View) -> Iterator[View]:
    for row in view["buttons"]:
        yield from row
    for row in (view["keyboard"] or {}).get("keyboard", []):
        yield from ({**key, "keyboard": True} for key in row)


def bytes_of(content: Any) -> bytes:
    """Return a file's bytes, whether it was given as bytes or as a path."""
    return content if isinstance(content, bytes) else Path(content).read_bytes()
