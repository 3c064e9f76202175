"""Whether a bot is there: the page tells the visitor when it is not."""

import asyncio

from simulator.events import Events

PATIENCE = 35.0


class Presence:
    """Follows polls and webhooks, and says when the picture changes."""

    def __init__(self, events: Events) -> None:
        self.state = "waiting"
        self.patience = PATIENCE
        self._events = events
        self._polls = 0
        self._webhook = False
        self._timer: asyncio.TimerHandle | None = None

    def poll_opens(self) -> None:
        """Note that a bot asks for updates."""
        self._polls += 1
        self._set("connected")

    def poll_closes(self) -> None:
        """Note that a poll ended; the next one is expected soon."""
        self._polls -= 1
        self._expect()

    def webhook(self, *, active: bool) -> None:
        """Note that a webhook was set or removed."""
        self._webhook = active
        if active:
            self._set("connected")
        else:
            self._expect()

    def close(self) -> None:
        """Stop watching."""
        if self._timer:
            self._timer.cancel()

    def _expect(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self.patience, self._give_up)

    def _give_up(self) -> None:
        if self.state == "connected" and not self._polls and not self._webhook:
            self._set("lost")

    def _set(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self._events.emit("bot", state=state)
