"""The updates that wait for a bot, and how a bot fetches them."""

import asyncio
from collections import deque
from typing import Any

from simulator.errors import conflict
from simulator.model import BOT_NAME, BOT_USERNAME, Json

REMEMBERED = 2_000
MOST_AT_ONCE = 100
# Telegram leaves these out unless a bot asks for them by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Mailbox:
    """Updates in order, each kept until it is acknowledged."""

    def __init__(self) -> None:
        self.pending: deque[Json] = deque()
        self.again: deque[Json] = deque()
        self.past: deque[Json] = deque(maxlen=REMEMBERED)
        self.allowed: frozenset[str] | None = None
        self.open_polls = 0
        self._next_id = 100_000_001
        self._poll: asyncio.Future[None] | None = None

    def wants(self, kind: str) -> bool:
        """Tell whether the bot asked for this kind of update."""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def put(self, kind: str, payload: Json) -> int | None:
        """Queue an update; returns its number, or None when the bot does not want it."""
        if not self.wants(kind):
            return None
        number = self._next_id
        update: Json = {"update_id": self._next_id, kind: payload}
        self._next_id += 1
        self.pending.append(update)
        self.past.append(update)
        self.wake()
        return number

    def redeliver(self, update_id: int | None = None) -> Json | None:
        """Deliver an update once more, acknowledged or not: the last one unless told which."""
        chosen = [update for update in self.past if update_id in (None, update["update_id"])]
        if not chosen:
            return None
        self.again.append(chosen[-1])
        self.wake()
        return chosen[-1]

    def allow(self, kinds: list[str] | None) -> None:
        """Change which updates are wanted from now on; None leaves it as it was."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def acknowledge(self, offset: int) -> None:
        """Forget what the bot has seen; a negative offset keeps only that many of the newest."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        while offset > 0 and self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()

    async def poll(self, offset: int, limit: int, patience: float) -> list[Json]:
        """Return the updates from the offset on, waiting for one if there is none."""
        self.interrupt()
        self.acknowledge(offset)
        self.open_polls += 1
        try:
            if not (self.pending or self.again) and patience > 0:
                await self.wait(patience)
            return self._batch(limit)
        finally:
            self.open_polls -= 1

    def interrupt(self) -> None:
        """End an open poll the way Telegram does when a second one comes."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(conflict(TERMINATED))

    def wake(self) -> None:
        """Let an open poll look again."""
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    async def wait(self, patience: float) -> None:
        """Wait until something comes, or the time is over."""
        self._poll = waiter = asyncio.get_running_loop().create_future()
        try:
            done, _ = await asyncio.wait({waiter}, timeout=patience)
            if done:
                waiter.result()
        finally:
            # A poll given up must not be found open by the next one.
            waiter.cancel()

    def _batch(self, limit: int) -> list[Json]:
        repeated = [self.again.popleft() for _ in range(min(limit, len(self.again)))]
        return repeated + list(self.pending)[: limit - len(repeated)]


class Bot:
    """An account behind a token: its mailbox and what it told Telegram about itself."""

    def __init__(self, bot_id: int) -> None:
        self.id = bot_id
        self.name = BOT_NAME
        self.mailbox = Mailbox()
        self.commands: dict[str, list[Json]] = {}
        self.texts: dict[str, str] = {}
        self.menu_button: Json = {"type": "commands"}
        self.webhook: Json = {"url": ""}
        self.courier: asyncio.Task[Any] | None = None

    def as_user(self) -> Json:
        """Return the bot as the Bot API's User."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": BOT_USERNAME}
