"""Sends what the outbox holds: by lane, in order per chat, within Telegram's limits, until it has arrived."""

import asyncio
import datetime as dt
import time
from collections import Counter, deque
from collections.abc import Coroutine, Iterable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram.error import RetryAfter, TelegramError

from bot import delivery, metrics
from bot.application import CONNECTIONS
from bot.delivery import CannotRenderError, Courier, Verdict
from bot.pace import Pace, bulk_rate_of
from bot.tokens import Tokens
from mitra import notifications, outbox
from mitra.clock import Clock, utc_now
from mitra.log import get_logger
from mitra.outbox import Message
from mitra.quizzes import runs
from mitra.quizzes.runs import OpenPoll
from mitra.store.database import Database
from mitra.store.models import Lane

log = get_logger()

#: How often to look for messages that are due and not in anybody's hands.
SWEEP_SECONDS = 1.0
#: Deliveries are noted together, this long after the first of them: one write instead of many.
NOTE_SECONDS = 0.02
#: Bulk messages in memory: as many as can be sent in so many seconds, so that a crash leaves few leases behind.
BULK_SECONDS = 1.0
FEWEST_BULK = 20
#: With less left of its lease a message is not begun: another sender may soon have it.
LEASE_MARGIN = dt.timedelta(seconds=5)
#: With so many deliveries not noted yet, a broadcast waits: at a crash they would all be sent again.
MOST_UNNOTED = 32
#: What waits for another process is looked for again so soon: by then a call to Telegram is usually over.
SOON_SECONDS = 0.15
#: So long before the others would take over, a process that was silent sends no more: a call takes a moment.
_HASTE = dt.timedelta(seconds=2)
#: Failures of a message, while others got through, after which it is set aside.
MOST_TRIES = 8
#: After its time, a held-up chat is free again even if what held it up has vanished.
_GRACE_SECONDS = 10.0
#: What makes no sound on a phone needs no turn there.
_UNPACED = {"set_my_commands"}

#: Connections left for what is not paced.
_SPARE = 8

#: A clock that went back by more was set, not corrected.
CLOCK_STEP_SECONDS = 5

_Key = tuple[int, Lane]


def _lead(clock: Clock) -> float:
    return clock().timestamp() - time.monotonic()


class Sender:
    """
    One queue for each chat and lane, all side by side; who goes next is decided by the pace.

    With a `holder` other processes send from the same outbox: each says that it is alive, and one that was silent for too long
    (stopped, or without its database) does not send what the others have taken over meanwhile. `tokens` are then the rate that all
    share. `hand_over` takes what has just been stored; a sweep finds what was written for others, left by a crash, or postponed.
    """

    def __init__(  # noqa: PLR0913 - what it sends with, and how fast
        self,
        courier: Courier,
        database: Database,
        *,
        rate: float,
        bulk_rate: float | None = None,
        tokens: Tokens | None = None,
        holder: str | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._courier = courier
        self._database = database
        self._pace = Pace(rate, bulk_rate=bulk_rate, calls=CONNECTIONS - _SPARE, shared=tokens)
        #: This process's name, where others may send from the same outbox; else None.
        self._holder = holder
        #: So that the first one comes at once: who was never heard cannot fall silent.
        self._last_beat = clock() - outbox.HEARTBEAT
        self._bulk_target = max(FEWEST_BULK, int(bulk_rate_of(rate, bulk_rate) * BULK_SECONDS))
        self._now = clock
        self._queues: dict[_Key, deque[Message]] = {}
        #: How many of them are bulk: counted along, since looking at all of them for each message would add up.
        self._bulk_chats = 0
        self._tasks: set[asyncio.Task[None]] = set()
        #: Chats in which something waits for its next try, and until when by a clock that nobody sets: what comes later must not overtake it.
        self._held_up: dict[_Key, float] = {}
        #: By how much the clock was ahead of one that nobody sets, when last looked at.
        self._lead = _lead(clock)
        #: Not sent, since others may have them in hand: to be given back.
        self._unsent: list[int] = []
        #: Arrived, and not noted yet.
        self._delivered: list[int] = []
        #: Polls among them.
        self._polls: list[OpenPoll] = []
        self._caught_up = asyncio.Event()
        self._noting: asyncio.Task[None] | None = None
        #: Messages that failed while others got through, and how often.
        self._stubborn: Counter[int] = Counter()
        self._last_success = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._stopping = asyncio.Event()
        self._hungry = asyncio.Event()
        self._soon = asyncio.Event()

    def hand_over(self, messages: Iterable[Message]) -> None:
        """Send `messages`, which are stored and leased to us; returns at once."""
        for message in messages:
            if not message.id:
                # A tap's acknowledgement: in nobody's way, and nothing should wait a round trip for it.
                self._spawn(self._acknowledge(message), f"acknowledge-{message.chat_id}")
                continue
            key = (message.chat_id, message.lane)
            queue = self._queues.get(key)
            if queue is not None:
                queue.append(message)
                continue
            self._queues[key] = deque([message])
            self._bulk_chats += message.lane == Lane.BULK
            self._spawn(self._serve(key), f"send-{message.chat_id}")

    def look_soon(self) -> None:
        """Sweep in a moment: something was stored that waits for what another process has in hand."""
        asyncio.get_running_loop().call_later(SOON_SECONDS, self._soon.set)

    async def run(self) -> None:
        """Sweep until stopped."""
        async with self._database.transaction() as connection:
            await outbox.clock_was_ahead(connection, at=self._now())
            for key, until in (await outbox.held_up(connection)).items():
                self._hold(key, until)
        while not self._stopping.is_set():
            self._hungry.clear()
            self._soon.clear()
            more = False
            try:
                await self._beat()
                await self._look_at_clock()
                more = await self._sweep()
            except Exception:  # the database may be away for a while; the outbox waits
                log.exception("sweep_failed")
            await self._rest(more=more)

    async def stop(self) -> None:
        """Finish the calls that are open; what waits behind them stays stored."""
        self._stopping.set()
        self._hungry.set()
        self._caught_up.set()
        self._pace.close()
        while self._tasks:
            await asyncio.wait(self._tasks)
        await self._note_delivered()
        if self._holder is not None:
            async with self._database.transaction() as connection:
                await outbox.leave(connection, self._holder)

    async def _rest(self, *, more: bool) -> None:
        """Wait for the next sweep: a second, or until there is room for more of a broadcast, or something else to look for."""
        waiting = [self._stopping, self._soon, *([self._hungry] if more else [])]
        tasks = [asyncio.ensure_future(event.wait()) for event in waiting]
        await asyncio.wait(tasks, timeout=SWEEP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()

    async def _beat(self) -> None:
        """Say that this process is alive, and take over from those that are not."""
        at = self._now()
        if self._holder is None or at - self._last_beat < outbox.HEARTBEAT:
            return
        unsent = self._unsent[:]
        async with self._database.transaction() as connection:
            await outbox.beat(connection, self._holder, at=at)
            # Due at once, as far as nobody has taken them over.
            await outbox.release(connection, unsent, at=at, holder=self._holder)
        self._last_beat = at
        del self._unsent[: len(unsent)]

    def _was_silent(self) -> bool:
        """Return whether others may have taken over what this process has in hand."""
        return self._holder is not None and self._now() - self._last_beat > outbox.SILENCE - _HASTE

    async def _sweep(self) -> bool:
        """Take in hand what is due; return whether there may be more than there was room for."""
        at, found, room = self._now(), [], self._room()
        async with self._database.transaction() as connection:
            for lane in Lane:
                most = room if lane == Lane.BULK else 200
                if most:
                    found += await outbox.lease_due(connection, lane, at=at, most=most, holder=self._holder)
            wanted = await notifications.wanted_now(connection, found, at=at)
        for message in found:
            self._held_up.pop((message.chat_id, message.lane), None)
        self.hand_over(wanted)
        return sum(message.lane == Lane.BULK for message in found) >= room

    def _room(self) -> int:
        return max(0, self._bulk_target - self._bulk_chats)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _acknowledge(self, message: Message) -> None:
        try:
            await self._send(message)
        except Exception:
            log.exception("not_acknowledged", chat=message.chat_id)

    async def _serve(self, key: _Key) -> None:
        queue = self._queues[key]
        try:
            while queue and not self._is_held_up(key) and not self._stopping.is_set():
                await self._send_next(queue)
        except Exception:
            log.exception("send_failed", chat=key[0])  # leased rows come back when the lease runs out
        finally:
            del self._queues[key]  # from here on a new message opens a new queue
            self._bulk_chats -= key[1] == Lane.BULK
            if self._room() * 2 >= self._bulk_target:
                self._hungry.set()
        if left := [message.id for message in queue if message.id]:
            await self._let_go(key, left)

    async def _send_next(self, queue: deque[Message]) -> None:
        """Send the first in line, when it is its turn."""
        first = queue[0]
        if first.method in _UNPACED:
            await self._send(queue.popleft())
        elif await self._pace.turn(first.chat_id, first.lane):
            try:
                await self._catch_up(first.lane)
                if queue:  # else the chat was given up meanwhile
                    await self._send(queue.popleft())
            finally:
                self._pace.done()

    async def _catch_up(self, lane: Lane) -> None:
        """Let a broadcast wait until enough of what has arrived is noted."""
        while lane == Lane.BULK and len(self._delivered) >= MOST_UNNOTED and not self._stopping.is_set():
            self._caught_up.clear()
            await self._caught_up.wait()

    def _is_held_up(self, key: _Key) -> bool:
        until = self._held_up.get(key)
        if until is not None and time.monotonic() >= until + _GRACE_SECONDS:
            del self._held_up[key]
        return key in self._held_up

    def _hold(self, key: _Key, until: dt.datetime) -> None:
        """Let nothing overtake what waits in a chat until then."""
        self._held_up[key] = time.monotonic() + (until - self._now()).total_seconds()

    async def _look_at_clock(self) -> None:
        """When the clock was set back, what was to be tried again in a moment must not wait for that moment to come again."""
        lead, before = _lead(self._now), self._lead
        self._lead = lead
        if before - lead > CLOCK_STEP_SECONDS:
            log.warning("clock_set_back", seconds=round(before - lead))
            async with self._database.transaction() as connection:
                await outbox.clock_was_ahead(connection, at=self._now())

    async def _let_go(self, key: _Key, numbers: list[int]) -> None:
        """Leave messages to the sweep: something earlier in their chat waits for its next try."""
        wait = max(0.0, self._held_up.get(key, 0.0) - time.monotonic())
        at = self._now() + dt.timedelta(seconds=wait)
        async with self._database.transaction() as connection:
            await outbox.release(connection, numbers, at=at, holder=self._holder)

    async def _send(self, message: Message) -> None:
        """Try once, and store what came of it."""
        if message.id and self._was_silent():
            log.warning("was_silent", message=message.id)
            self._hold((message.chat_id, message.lane), self._now())
            self._unsent.append(message.id)
            return
        if message.leased_until and message.leased_until - self._now() < LEASE_MARGIN:
            # Soon somebody else's to send: it comes back by itself, and what follows must not overtake it.
            self._hold((message.chat_id, message.lane), message.leased_until)
            return
        try:
            poll = await self._courier.deliver(message)
        except CannotRenderError as error:
            # Without the traceback: it could show what the message says.
            log.error("cannot_render", message=message.id, reason=str(error))  # noqa: TRY400
            await self._store(message, Verdict(name="refused", reason=f"cannot-render: {error}"[:64]))
        except TelegramError as error:
            await self._failed(message, error)
        else:
            metrics.calls.labels("sent").inc()
            self._last_success = self._now()
            self._stubborn.pop(message.id, None)
            self._note(message, poll)

    def _note(self, message: Message, poll: OpenPoll | None) -> None:
        if not message.id:
            return
        self._delivered.append(message.id)
        self._polls += [poll] if poll else []
        if self._noting is None or self._noting.done():
            self._noting = self._spawn(self._note_soon(), "note-delivered")

    async def _failed(self, message: Message, error: TelegramError) -> None:
        verdict = delivery.judge(error, method=message.method, attempts=message.attempts)
        if verdict.name == "gone" and "sealed" in message.payload:
            verdict = Verdict(name="done", reason=verdict.reason)  # whose chat it is, nobody is to know
        if isinstance(error, RetryAfter):
            self._pace.refused(message.chat_id, verdict.wait.total_seconds())
        if verdict.counts and self._is_poison(message):
            verdict = Verdict(name="refused", reason=f"gave-up: {verdict.reason}"[:64])
        metrics.calls.labels(verdict.name).inc()
        log.warning(
            "not_delivered",
            chat=message.chat_id,
            method=message.method,
            verdict=verdict.name,
            reason=verdict.reason,
        )
        await self._store(message, verdict)

    def _is_poison(self, message: Message) -> bool:
        """Count a failure, unless nothing at all gets through; return whether there were too many."""
        previous_try = self._now() - delivery.back_off(max(0, message.attempts - 1))
        if message.id and self._last_success >= previous_try:
            self._stubborn[message.id] += 1
        return self._stubborn[message.id] >= MOST_TRIES

    async def _store(self, message: Message, verdict: Verdict) -> None:
        if not message.id:
            return  # an acknowledgement: nothing is lost without it
        if verdict.name == "later":
            self._hold((message.chat_id, message.lane), self._now() + verdict.wait)
        else:
            self._stubborn.pop(message.id, None)
        async with self._database.transaction() as connection:
            await self._settle(connection, message, verdict)

    async def _settle(self, connection: AsyncConnection, message: Message, verdict: Verdict) -> None:
        if verdict.name == "later":
            until = self._now() + verdict.wait
            await outbox.postpone(connection, message, until=until, reason=verdict.reason)
        elif verdict.name == "gone":
            await outbox.give_up_chat(connection, message.chat_id, at=self._now())
            self._forget_chat(message.chat_id)
        elif verdict.name == "done":
            await outbox.sent(connection, [message.id])
        elif verdict.name == "as_new":
            await outbox.sent(connection, [message.id])
            await outbox.owe(connection, [delivery.as_new(message)], at=self._now())
        else:
            await outbox.refuse(connection, message, reason=verdict.reason)

    def _forget_chat(self, chat_id: int) -> None:
        """Drop what is queued for a chat that cannot be reached: its rows are gone."""
        for lane in Lane:
            self._queues.get((chat_id, lane), deque()).clear()

    async def _note_soon(self) -> None:
        while self._delivered:  # more may arrive while the earlier ones are being noted
            await asyncio.sleep(NOTE_SECONDS)
            try:
                await self._note_delivered()
            except Exception:  # the database may be away for a while: what is not noted would be sent again
                log.exception("not_noted")
                if self._stopping.is_set():
                    return
                await asyncio.sleep(SWEEP_SECONDS)

    async def _note_delivered(self) -> None:
        numbers, polls = self._delivered[:], self._polls[:]
        if numbers:
            # Forgotten in a power cut, they would be sent again: no reason to hold up those who write.
            async with self._database.transaction(durable=False) as connection:
                await outbox.sent(connection, numbers)
                for poll in polls:
                    await runs.note_poll(connection, poll)
            del self._delivered[: len(numbers)], self._polls[: len(polls)]
            self._caught_up.set()
