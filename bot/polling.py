"""Long polling: ask for updates, handle the batch, only then ask for the next."""

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, Update
from telegram.error import RetryAfter

from bot.delivery import back_off, seconds_of
from bot.road import chat_of
from mitra.log import get_logger

log = get_logger()

#: How long Telegram keeps a request open when there is nothing new.
POLL_SECONDS = 30
LONGEST_WAIT_SECONDS = 30.0
ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.POLL_ANSWER,
]


class Poller:
    """Fetches updates; each chat's in order, different chats side by side."""

    def __init__(self, bot: Bot, travel: Callable[[Update], Awaitable[None]]) -> None:
        self._bot = bot
        self._travel = travel
        self._offset = 0
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Poll until stopped; what could not be stored is asked for again."""
        failures = 0
        while not self._stopping.is_set():
            try:
                await self._poll()
                failures = 0
            except Exception as error:  # noqa: BLE001 - whatever it was, the updates come again
                failures += 1
                log.warning("polling_interrupted", reason=type(error).__name__, times=failures)
                await self._pause(_wait(error, failures))

    def stop(self) -> None:
        """End after the batch at hand; a poll that is open is given up."""
        self._stopping.set()

    async def _poll(self) -> None:
        updates = await self._fetch()
        if updates:
            await self._handle(updates)
            # Asking for what follows is what acknowledges the batch.
            self._offset = updates[-1].update_id + 1

    async def _fetch(self) -> tuple[Update, ...]:
        polling = asyncio.ensure_future(
            self._bot.get_updates(
                offset=self._offset or None, timeout=POLL_SECONDS, allowed_updates=ALLOWED_UPDATES
            )
        )
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait([polling, stopping], return_when=asyncio.FIRST_COMPLETED)
            return polling.result() if polling.done() else ()
        finally:
            await _cancel(polling, stopping)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _handle(self, updates: tuple[Update, ...]) -> None:
        ordered = sorted(updates, key=lambda update: (chat_of(update), update.update_id))
        chats = [list(group) for _, group in itertools.groupby(ordered, key=chat_of)]
        outcomes = await asyncio.gather(*(self._in_order(chat) for chat in chats), return_exceptions=True)
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    async def _in_order(self, updates: list[Update]) -> None:
        for update in updates:
            await self._travel(update)


async def _cancel(*tasks: "asyncio.Future[Any]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _wait(error: Exception, failures: int) -> float:
    if isinstance(error, RetryAfter):
        return seconds_of(error).total_seconds()
    return min(back_off(failures - 1).total_seconds(), LONGEST_WAIT_SECONDS)
