"""Sends what the outbox holds: in order per chat, within Telegram's limits, until it has arrived."""

import asyncio
import contextlib
import datetime as dt
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from aiolimiter import AsyncLimiter
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Bot
from telegram.error import TelegramError

from bot import delivery
from bot.delivery import Verdict
from mitra import outbox
from mitra.log import get_logger
from mitra.outbox import Message
from mitra.store.database import Database

log = get_logger()

#: How often to look for messages that are due and not in anybody's hands.
SWEEP_SECONDS = 1.0
#: Deliveries are noted together, this long after the first of them: one write instead of many.
NOTE_SECONDS = 0.02


def utc_now() -> dt.datetime:
    """Return this moment."""
    return dt.datetime.now(dt.UTC)


class Sender:
    """
    One queue a chat, all queues side by side.

    `hand_over` takes what has just been stored; a sweep finds what was left by a crash or postponed by a failure.
    """

    def __init__(
        self, bot: Bot, database: Database, *, rate: float, now: Callable[[], dt.datetime] = utc_now
    ) -> None:
        self._bot = bot
        self._database = database
        self._limiter = AsyncLimiter(max(1, rate), 1)
        self._now = now
        self._queues: dict[int, deque[Message]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        #: Chats in which something waits for its next try: what comes later must not overtake it.
        self._held_up: set[int] = set()
        self._delivered: list[int] = []
        self._noting: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def hand_over(self, messages: Iterable[Message]) -> None:
        """Send `messages`, which are stored and leased to us; returns at once."""
        for message in messages:
            queue = self._queues.get(message.chat_id)
            if queue is not None:
                queue.append(message)
                continue
            self._queues[message.chat_id] = deque([message])
            self._spawn(self._serve(message.chat_id), f"send-{message.chat_id}")

    async def run(self) -> None:
        """Sweep until stopped."""
        async with self._database.transaction() as connection:
            self._held_up.update(await outbox.held_up_chats(connection))
        while not self._stopping.is_set():
            try:
                await self._sweep()
            except Exception:  # the database may be away for a while; the outbox waits
                log.exception("sweep_failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), SWEEP_SECONDS)

    async def stop(self) -> None:
        """Finish the calls that are open; what waits behind them stays stored."""
        self._stopping.set()
        while self._tasks:
            await asyncio.wait(self._tasks)
        await self._note_delivered()

    async def _sweep(self) -> None:
        async with self._database.transaction() as connection:
            due = await outbox.lease_due(connection, at=self._now())
        self._held_up.difference_update(message.chat_id for message in due)
        self.hand_over(due)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _serve(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            while queue and chat_id not in self._held_up and not self._stopping.is_set():
                await self._send(queue[0])
                queue.popleft()
        except Exception:
            log.exception("send_failed", chat=chat_id)  # leased rows come back when the lease runs out
        finally:
            del self._queues[chat_id]  # from here on a new message opens a new queue
        if left := [message.id for message in queue if message.id]:
            await self._let_go(left)

    async def _let_go(self, numbers: list[int]) -> None:
        """Leave messages to the sweep: something earlier in their chat waits for its next try."""
        async with self._database.transaction() as connection:
            await outbox.release(connection, numbers)

    async def _send(self, message: Message) -> None:
        """Try once, and store what came of it."""
        async with self._limiter:
            try:
                await delivery.call(self._bot, message)
            except TelegramError as error:
                await self._failed(message, error)
                return
        if message.id:
            self._delivered.append(message.id)
            if self._noting is None or self._noting.done():
                self._noting = self._spawn(self._note_soon(), "note-delivered")

    async def _failed(self, message: Message, error: TelegramError) -> None:
        verdict = delivery.judge(error, attempts=message.attempts)
        log.warning(
            "not_delivered",
            chat=message.chat_id,
            method=message.method,
            verdict=verdict.name,
            reason=verdict.reason,
        )
        if not message.id:
            return  # an acknowledgement: nothing is lost without it
        if verdict.name == "later":
            self._held_up.add(message.chat_id)
        async with self._database.transaction() as connection:
            await self._settle(connection, message, verdict)

    async def _settle(self, connection: AsyncConnection, message: Message, verdict: Verdict) -> None:
        if verdict.name == "later":
            until = self._now() + verdict.wait
            await outbox.postpone(connection, message, until=until, reason=verdict.reason)
        elif verdict.name == "gone":
            await outbox.give_up_chat(connection, message.chat_id, at=self._now())
        elif verdict.name == "done":
            await outbox.sent(connection, [message.id])
        elif verdict.name == "as_new":
            await outbox.sent(connection, [message.id])
            again = await outbox.put(connection, [delivery.as_new(message)], at=self._now())
            await outbox.release(connection, [stored.id for stored in again])
        else:
            await outbox.refuse(connection, message, reason=verdict.reason)

    async def _note_soon(self) -> None:
        while self._delivered:  # more may arrive while the earlier ones are being noted
            await asyncio.sleep(NOTE_SECONDS)
            await self._note_delivered()

    async def _note_delivered(self) -> None:
        numbers, self._delivered = self._delivered, []
        if numbers:
            async with self._database.transaction() as connection:
                await outbox.sent(connection, numbers)
