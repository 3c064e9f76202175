"""
Whose turn it is to send: within Telegram's limits, the urgent before the direct before the bulk.

Telegram allows about 30 messages a second altogether, one a second in a private chat (short bursts are let through) and 20
a minute in a group. python-telegram-bot's AIORateLimiter knows the first and the last; it does not pace private chats, does
not repeat anything unless told so at each call, knows no order, and after one 429 holds up every chat.
"""

import asyncio
import contextlib
import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import Callable

from bot.bucket import Bucket
from bot.tokens import SharedBucket, Tokens
from mitra.store.models import Lane

#: The rate at which the limits below hold; a higher one (MITRA_SEND_RATE, own Bot API server) raises them alike.
USUAL_RATE = 25.0
#: What is sent to many may take so much of the rate, so that answers never wait behind it.
BULK_SHARE = 0.8
#: Bursts: overall a fifth of a second's messages, so that no second has more than 1.2 × rate.
_BURST_SECONDS = 0.2
#: Answers to somebody who taps through a checklist.
ANSWERS_AT_ONCE = 20
GROUP_AT_ONCE, GROUP_PER_SECOND = 20, 20 / 60
#: As many chats refused within so many seconds: it is the overall limit that was hit.
_MANY_CHATS, _WITHIN_SECONDS = 3, 2.0
_MOST_CHATS = 2_000


def bulk_rate_of(rate: float, bulk_rate: float | None) -> float:
    """Return how many messages a second may be what is sent to many: as set, but never so many that answers wait."""
    most = max(1.0, rate * BULK_SHARE)
    return most if bulk_rate is None else min(bulk_rate, most)


class Pace:
    """Hands out turns. All moments are seconds of `clock`."""

    def __init__(
        self,
        rate: float,
        *,
        bulk_rate: float | None = None,
        calls: int = 24,
        shared: Tokens | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        rate = max(1.0, rate)
        bulk_rate = bulk_rate_of(rate, bulk_rate)
        #: Calls that may be open at a time, and those of bulk: answers must find a connection when Telegram is slow.
        self._most = {lane: int(calls * BULK_SHARE) if lane == Lane.BULK else calls for lane in Lane}
        self._open = 0
        self._clock = clock
        self._scale = rate / USUAL_RATE
        now = clock()
        self._overall: Bucket | SharedBucket = Bucket(max(1.0, rate * _BURST_SECONDS), rate, now)
        self._bulk: Bucket | SharedBucket = Bucket(max(1.0, bulk_rate * _BURST_SECONDS), bulk_rate, now)
        if shared is not None:
            self._overall = SharedBucket("all", self._overall, shared, self._grant)
            self._bulk = SharedBucket("bulk", self._bulk, shared, self._grant)
        self._chats: dict[tuple[int, bool], Bucket] = {}
        self._waiting: list[tuple[int, int, asyncio.Future[bool]]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self._refused: deque[tuple[float, int]] = deque()
        self._paused_until = -math.inf
        self._closing = asyncio.Event()

    async def turn(self, chat_id: int, lane: Lane) -> bool:
        """
        Wait until a message of `lane` may go to this chat; False when everything is being stopped.

        Whoever got a turn calls `done` when the call is over.
        """
        await self._chat_turn(chat_id, lane)
        if self._closing.is_set():
            return False
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (int(lane), next(self._order), turn))
        self._grant()
        return await turn

    def done(self) -> None:
        """Take note that a call is over."""
        self._open -= 1
        self._grant()

    def refused(self, chat_id: int, seconds: float) -> None:
        """Take note that Telegram asked for a pause: when it asks in many chats at once, all wait."""
        now = self._clock()
        self._refused.append((now, chat_id))
        while self._refused[0][0] < now - _WITHIN_SECONDS:
            self._refused.popleft()
        if len({chat for _, chat in self._refused}) >= _MANY_CHATS:
            self._paused_until = max(self._paused_until, now + seconds)

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._closing.set()
        for _, _, turn in self._waiting:
            if not turn.done():
                turn.set_result(False)
        self._waiting.clear()

    async def _chat_turn(self, chat_id: int, lane: Lane) -> None:
        bucket = self._chat(chat_id, lane)
        while not self._closing.is_set() and not bucket.take(self._clock()):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), bucket.wait(self._clock()))

    def _chat(self, chat_id: int, lane: Lane) -> Bucket:
        """Return the bucket of a chat: for notifications in private chats one of their own, without bursts."""
        bulk = lane == Lane.BULK and chat_id > 0
        now = self._clock()
        if len(self._chats) >= _MOST_CHATS:
            self._chats = {key: kept for key, kept in self._chats.items() if not kept.is_full(now)}
        burst, speed = (ANSWERS_AT_ONCE, 1.0) if chat_id > 0 else (GROUP_AT_ONCE, GROUP_PER_SECOND)
        fresh = Bucket(1 if bulk else burst, speed * self._scale, now)
        return self._chats.setdefault((chat_id, bulk), fresh)

    def _grant(self) -> None:
        """Hand out the turns there are; come back when there is the next one."""
        while self._waiting:
            now = self._clock()
            if self._open >= self._most[Lane(self._waiting[0][0])]:
                return  # `done` comes back
            wait = self._wait(now)
            if wait > 0:
                self._come_back(wait)
                return
            lane, _, turn = heapq.heappop(self._waiting)
            if turn.done():  # given up
                continue
            self._open += 1
            self._overall.take(now)
            if lane == Lane.BULK:
                self._bulk.take(now)
            turn.set_result(True)

    def _wait(self, now: float) -> float:
        """Return for how many seconds the first in line has to wait."""
        wait = max(self._paused_until - now, self._overall.wait(now))
        return max(wait, self._bulk.wait(now)) if self._waiting[0][0] == Lane.BULK else wait

    def _come_back(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._grant)
