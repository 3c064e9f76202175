"""
One chat's updates one after the other, in Telegram's order; different chats side by side.

Within a process a line for each chat is enough. Between processes the lines are in Valkey: who waits stands in the order of the
updates' numbers, however they came in; who falls silent (a process that was killed) is passed over after LEASE_MS. Should Valkey be
away, each process keeps its own lines and the database (mitra/store/database.py, SERIALIZABLE) undoes what has crossed nevertheless.
"""

import asyncio
import contextlib
import heapq
import itertools
import secrets
from collections.abc import AsyncIterator
from typing import Protocol

from bot.valkey import Valkey
from mitra.errors import MitraError

#: Who has not been heard for so long has lost its place; it is renewed three times in between.
LEASE_MS = 3_000
#: Pauses between looking whether it is one's turn: short at first, since an update takes some ten milliseconds.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.1
#: Longer than this nobody waits: Telegram brings the update again.
PATIENCE_SECONDS = 30.0


class CrowdedError(MitraError):
    """A chat's turn did not come in time."""


class Order(Protocol):
    """Whose turn it is in a chat."""

    def turn(self, chat: int, number: int) -> contextlib.AbstractAsyncContextManager[None]:
        """Enter when it is the turn of update `number` in `chat`; raises CrowdedError after PATIENCE_SECONDS."""


class LocalOrder:
    """Lines within this process: the lowest number that waits goes first."""

    def __init__(self) -> None:
        self._lines: dict[int, list[tuple[int, int, asyncio.Future[None]]]] = {}
        self._arrivals = itertools.count()

    @contextlib.asynccontextmanager
    async def turn(self, chat: int, number: int) -> AsyncIterator[None]:
        """Enter when it is this update's turn."""
        if chat in self._lines:
            await self._wait(chat, number)
        else:
            self._lines[chat] = []
        try:
            yield
        finally:
            self._hand_on(chat)

    async def _wait(self, chat: int, number: int) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._lines[chat], (number, next(self._arrivals), turn))
        try:
            await asyncio.wait_for(turn, PATIENCE_SECONDS)
        except TimeoutError:
            raise CrowdedError("a chat's turn did not come") from None
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # given up just when it came
                self._hand_on(chat)
            raise

    def _hand_on(self, chat: int) -> None:
        line = self._lines[chat]
        while line:
            _, _, turn = heapq.heappop(line)
            if not turn.done():  # else it was given up
                turn.set_result(None)
                return
        del self._lines[chat]


#: KEYS: who waits by number, until when each was heard, who has the turn. ARGV: who, its number, the lease in milliseconds.
#: Returns 1 when it is (still) their turn.
_STAND = """
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, gone in ipairs(redis.call("ZRANGEBYSCORE", KEYS[2], "-inf", now)) do
  redis.call("ZREM", KEYS[1], gone)
  redis.call("ZREM", KEYS[2], gone)
end
redis.call("ZADD", KEYS[1], ARGV[2], ARGV[1])
redis.call("ZADD", KEYS[2], now + ARGV[3], ARGV[1])
redis.call("PEXPIRE", KEYS[1], ARGV[3] * 2)
redis.call("PEXPIRE", KEYS[2], ARGV[3] * 2)
local holder = redis.call("GET", KEYS[3])
if holder ~= ARGV[1] and (holder or redis.call("ZRANGE", KEYS[1], 0, 0)[1] ~= ARGV[1]) then return 0 end
redis.call("SET", KEYS[3], ARGV[1], "PX", ARGV[3])
return 1
"""
_LEAVE = """
redis.call("ZREM", KEYS[1], ARGV[1])
redis.call("ZREM", KEYS[2], ARGV[1])
if redis.call("GET", KEYS[3]) == ARGV[1] then redis.call("DEL", KEYS[3]) end
return 1
"""


class SharedOrder:
    """Lines that several processes share."""

    def __init__(self, valkey: Valkey) -> None:
        self._valkey = valkey
        self._stand, self._leave = valkey.script(_STAND), valkey.script(_LEAVE)
        self._own = LocalOrder()

    @contextlib.asynccontextmanager
    async def turn(self, chat: int, number: int) -> AsyncIterator[None]:
        """Enter when it is this update's turn in all processes; in this one alone while Valkey is away."""
        keys = [f"mitra:chat:{{{chat}}}:{name}" for name in ("line", "heard", "turn")]
        place: list[str | int] = [secrets.token_hex(8), number, LEASE_MS]
        if not await self._reach(keys, place):
            async with self._own.turn(chat, number):
                yield
            return
        renewing = asyncio.create_task(self._renew(keys, place))
        try:
            yield
        finally:
            renewing.cancel()
            await self._valkey.run(self._leave, keys, place[:1])

    async def _reach(self, keys: list[str], place: list[str | int]) -> bool:
        """Wait for the turn; return False when Valkey is away."""
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + PATIENCE_SECONDS, _FIRST_PAUSE
        while (told := await self._valkey.run(self._stand, keys, place)) == 0:
            if loop.time() > until:
                await self._valkey.run(self._leave, keys, place[:1])
                raise CrowdedError("a chat's turn did not come")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        return told is not None

    async def _renew(self, keys: list[str], place: list[str | int]) -> None:
        while True:
            await asyncio.sleep(LEASE_MS / 3000)
            await self._valkey.run(self._stand, keys, place)
